// ASAP Registration Response: the server grants or rejects a registration. RFC 5352 §2.2.3 and §3.1.
// An error beside a granted registration is only a warning: values were changed.
import { flag, message, one, optional } from '../declare.ts';
import { operationError } from '../rserpool/operation-error.ts';
import { peIdentifier } from '../rserpool/pe-identifier.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';

export const registrationResponse = message({
  protocol: 'asap',
  type: 0x03,
  key: 'registrationResponse',
  name: 'Registration Response',
  wireshark: 'ASAP Registration Response',
  rfc: 'RFC 5352 §2.2.3',
  about: 'answer to a registration',
  flags: [
    flag('rejected', 0x01, {
      filter: 'r_bit',
      label: 'R Bit',
      about: 'the request was refused',
      set: 'Rejected',
      clear: 'Accepted',
    }),
  ],
  fields: [],
  slots: [one(poolHandle), one(peIdentifier), optional(operationError)],
});
