// ASAP Error: tells the sender of a message that something in it was not understood. RFC 5352 §2.2.14.
import { message, one } from '../declare.ts';
import { operationError } from '../rserpool/operation-error.ts';

export const asapError = message({
  protocol: 'asap',
  type: 0x0e,
  key: 'asapError',
  name: 'Error',
  wireshark: 'ASAP Error',
  rfc: 'RFC 5352 §2.2.14',
  about: 'something was not understood',
  flags: [],
  fields: [],
  slots: [one(operationError)],
});
