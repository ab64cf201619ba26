// ENRP Error: tells a peer that something in its message was not understood. RFC 5353 §2.10 and §3.7.
// IANA's registry page prints 0x10 for its type; the RFC and all implementations have 0x0a.
import { message, one } from '../declare.ts';
import { operationError } from '../rserpool/operation-error.ts';
import { receiverServerId, senderServerId } from './server-identifiers.ts';

export const enrpError = message({
  protocol: 'enrp',
  type: 0x0a,
  key: 'enrpError',
  name: 'Error',
  wireshark: 'ENRP Error',
  rfc: 'RFC 5353 §2.10',
  about: 'something was not understood',
  flags: [],
  fields: [
    senderServerId, // 4..7
    receiverServerId, // 8..11
  ],
  slots: [one(operationError)],
});
