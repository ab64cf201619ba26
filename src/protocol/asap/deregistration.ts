// ASAP Deregistration: a pool element leaves its pool. RFC 5352 §2.2.2 and §3.2.
import { message, one } from '../declare.ts';
import { peIdentifier } from '../rserpool/pe-identifier.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';

export const deregistration = message({
  protocol: 'asap',
  type: 0x02,
  key: 'deregistration',
  name: 'Deregistration',
  wireshark: 'ASAP Deregistration',
  rfc: 'RFC 5352 §2.2.2',
  about: 'a pool element leaves its pool',
  flags: [],
  fields: [],
  slots: [one(poolHandle), one(peIdentifier)],
});
