// ASAP Endpoint Unreachable: a pool user reports that a pool element cannot be reached. RFC 5352 §2.2.9 and §3.5.
import { message, one } from '../declare.ts';
import { peIdentifier } from '../rserpool/pe-identifier.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';

export const endpointUnreachable = message({
  protocol: 'asap',
  type: 0x09,
  key: 'endpointUnreachable',
  name: 'Endpoint Unreachable',
  wireshark: 'ASAP Endpoint Unreachable',
  rfc: 'RFC 5352 §2.2.9',
  about: 'a pool element cannot be reached',
  flags: [],
  fields: [],
  slots: [one(poolHandle), one(peIdentifier)],
});
