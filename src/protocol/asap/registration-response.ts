// ASAP Registration Response: the server grants or rejects a registration. RFC 5352 §2.2.3 and §3.1.
// An error beside a granted registration is only a warning: values were changed.
import { message, one, optional } from '../declare.ts';
import { operationError } from '../rserpool/operation-error.ts';
import { peIdentifier } from '../rserpool/pe-identifier.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';
import { rejected } from '../rserpool/rejected.ts';

export const registrationResponse = message({
  protocol: 'asap',
  type: 0x03,
  key: 'registrationResponse',
  name: 'Registration Response',
  wireshark: 'ASAP Registration Response',
  rfc: 'RFC 5352 §2.2.3',
  about: 'answer to a registration',
  flags: [rejected],
  fields: [],
  slots: [one(poolHandle), one(peIdentifier), optional(operationError)],
});
