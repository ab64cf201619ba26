// ENRP List Response: the servers that a peer knows. RFC 5353 §2.6.
import { many, message } from '../declare.ts';
import { rejected } from '../rserpool/rejected.ts';
import { serverInformation } from '../rserpool/server-information.ts';
import { receiverServerId, senderServerId } from './server-identifiers.ts';

export const listResponse = message({
  protocol: 'enrp',
  type: 0x06,
  key: 'listResponse',
  name: 'List Response',
  wireshark: 'ENRP List Response',
  rfc: 'RFC 5353 §2.6',
  about: 'the servers that the sender knows',
  flags: [rejected],
  fields: [
    senderServerId, // 4..7
    receiverServerId, // 8..11
  ],
  slots: [many('servers', serverInformation)],
});
