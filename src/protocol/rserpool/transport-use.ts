// Transport Use: what a pool element's SCTP port carries. RFC 5354 §3.4.
import { enumeration } from '../declare.ts';

export const transportUse = enumeration('Transport Use', [
  { value: 0, name: 'Data only', rfc: 'RFC 5354 §3.4', about: 'application data, no ASAP control channel' },
  {
    value: 1,
    name: 'Data plus control',
    rfc: 'RFC 5354 §3.4',
    about: 'application data and an ASAP control channel, told apart by PPID',
  },
]);
