// ENRP Handle Table Request: asks a peer for its handlespace, or for the next part of it. RFC 5353 §2.2.
import { flag, message } from '../declare.ts';
import { receiverServerId, senderServerId } from './server-identifiers.ts';

export const handleTableRequest = message({
  protocol: 'enrp',
  type: 0x02,
  key: 'handleTableRequest',
  name: 'Handle Table Request',
  wireshark: 'ENRP Handle Table Request',
  rfc: 'RFC 5353 §2.2',
  about: 'asks a peer for its handlespace',
  flags: [
    flag('ownChildrenOnly', 0x01, {
      filter: 'w_bit',
      label: 'W Bit',
      about: 'only the pool elements that the receiver owns',
      set: 'Only information for own PEs',
      clear: 'Information for all PEs',
    }),
  ],
  fields: [
    senderServerId, // 4..7
    receiverServerId, // 8..11
  ],
  slots: [],
});
