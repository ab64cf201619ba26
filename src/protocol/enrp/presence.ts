// ENRP Presence: a server tells its peers that it lives, and sums up the pool elements it owns. RFC 5353 §2.1.
// No RFC gives the R bit a place; rsplib and Wireshark agree on this one.
import { flag, message, optional } from '../declare.ts';
import { peChecksum } from '../rserpool/pe-checksum.ts';
import { serverInformation } from '../rserpool/server-information.ts';
import { receiverServerId, senderServerId } from './server-identifiers.ts';

export const presence = message({
  protocol: 'enrp',
  type: 0x01,
  key: 'presence',
  name: 'Presence',
  wireshark: 'ENRP Presence',
  rfc: 'RFC 5353 §2.1',
  about: 'a server lives, and owns pool elements with this checksum',
  flags: [
    flag('replyRequired', 0x01, {
      filter: 'r_bit',
      label: 'R Bit',
      about: 'the receiver must answer with its own Presence',
      set: 'Reply required',
      clear: 'Reply not required',
    }),
  ],
  fields: [
    senderServerId, // 4..7
    receiverServerId, // 8..11
  ],
  slots: [optional(peChecksum), optional(serverInformation)],
});
