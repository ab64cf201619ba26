// ASAP Deregistration Response: answer to a deregistration, or told unasked when a registration expired.
// RFC 5352 §2.2.4 and §3.2. There is no flag: an error means failure.
import { message, one, optional } from '../declare.ts';
import { operationError } from '../rserpool/operation-error.ts';
import { peIdentifier } from '../rserpool/pe-identifier.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';

export const deregistrationResponse = message({
  protocol: 'asap',
  type: 0x04,
  key: 'deregistrationResponse',
  name: 'Deregistration Response',
  wireshark: 'ASAP Deregistration Response',
  rfc: 'RFC 5352 §2.2.4',
  about: 'answer to a deregistration, or news of an expired registration',
  flags: [],
  fields: [],
  slots: [one(poolHandle), one(peIdentifier), optional(operationError)],
});
