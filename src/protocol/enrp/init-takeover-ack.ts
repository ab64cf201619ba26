// ENRP Init Takeover Ack: a peer does not object to a takeover. RFC 5353 §2.8 and §3.5.1.
import { message } from '../declare.ts';
import { receiverServerId, senderServerId, targetServerId } from './server-identifiers.ts';

export const initTakeoverAck = message({
  protocol: 'enrp',
  type: 0x08,
  key: 'initTakeoverAck',
  name: 'Init Takeover Ack',
  wireshark: 'ENRP Init Takeover Ack',
  rfc: 'RFC 5353 §2.8',
  about: 'a peer does not object to a takeover',
  flags: [],
  fields: [
    senderServerId, // 4..7
    receiverServerId, // 8..11
    targetServerId, // 12..15
  ],
  slots: [],
});
