// ENRP Takeover Server: the takeover is done; the sender owns the pool elements now. RFC 5353 §2.9 and §3.5.2.
import { message } from '../declare.ts';
import { receiverServerId, senderServerId, targetServerId } from './server-identifiers.ts';

export const takeoverServer = message({
  protocol: 'enrp',
  type: 0x09,
  key: 'takeoverServer',
  name: 'Takeover Server',
  wireshark: 'ENRP Takeover Server',
  rfc: 'RFC 5353 §2.9',
  about: 'the sender has taken over the pool elements of the target',
  flags: [],
  fields: [
    senderServerId, // 4..7
    receiverServerId, // 8..11
    targetServerId, // 12..15
  ],
  slots: [],
});
