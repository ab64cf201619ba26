// ENRP List Response: the servers that a peer knows. RFC 5353 §2.6.
import { flag, many, message } from '../declare.ts';
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
  flags: [
    flag('rejected', 0x01, {
      filter: 'r_bit',
      label: 'R Bit',
      about: 'the request was refused',
      set: 'Rejected',
      clear: 'Accepted',
    }),
  ],
  fields: [
    senderServerId, // 4..7
    receiverServerId, // 8..11
  ],
  slots: [many('servers', serverInformation)],
});
