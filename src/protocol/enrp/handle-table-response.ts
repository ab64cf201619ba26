// ENRP Handle Table Response: a part of the handlespace, pool after pool. RFC 5353 §2.3.
import { flag, message, one, some } from '../declare.ts';
import { poolElement } from '../rserpool/pool-element.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';
import { rejected } from '../rserpool/rejected.ts';
import { receiverServerId, senderServerId } from './server-identifiers.ts';

export const handleTableResponse = message({
  protocol: 'enrp',
  type: 0x03,
  key: 'handleTableResponse',
  name: 'Handle Table Response',
  wireshark: 'ENRP Handle Table Response',
  rfc: 'RFC 5353 §2.3',
  about: 'a part of the handlespace',
  flags: [
    // As in the figure: the higher bit first.
    flag('moreToSend', 0x02, {
      filter: 'm_bit',
      label: 'M Bit',
      about: 'ask again for the next part',
      set: 'More information available',
      clear: 'All information included',
    }),
    rejected,
  ],
  fields: [
    senderServerId, // 4..7
    receiverServerId, // 8..11
  ],
  slots: [one(poolHandle), some('poolElements', poolElement)],
  slotsRepeat: true,
});
