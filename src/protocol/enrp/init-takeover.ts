// ENRP Init Takeover: a server wants to take over the pool elements of a silent peer. RFC 5353 §2.7 and §3.5.1.
import { message } from '../declare.ts';
import { receiverServerId, senderServerId, targetServerId } from './server-identifiers.ts';

export const initTakeover = message({
  protocol: 'enrp',
  type: 0x07,
  key: 'initTakeover',
  name: 'Init Takeover',
  wireshark: 'ENRP Init Takeover',
  rfc: 'RFC 5353 §2.7',
  about: 'a server wants to take over a silent peer',
  flags: [],
  fields: [
    senderServerId, // 4..7
    receiverServerId, // 8..11
    targetServerId, // 12..15
  ],
  slots: [],
});
