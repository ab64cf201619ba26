// ENRP List Request: asks a peer for the servers it knows. RFC 5353 §2.5.
import { message } from '../declare.ts';
import { receiverServerId, senderServerId } from './server-identifiers.ts';

export const listRequest = message({
  protocol: 'enrp',
  type: 0x05,
  key: 'listRequest',
  name: 'List Request',
  wireshark: 'ENRP List Request',
  rfc: 'RFC 5353 §2.5',
  about: 'asks a peer for the servers it knows',
  flags: [],
  fields: [
    senderServerId, // 4..7
    receiverServerId, // 8..11
  ],
  slots: [],
});
