// ENRP Handle Update: a server tells its peers that a pool element came, changed or went. RFC 5353 §2.4 and §3.3.
// The T bit is of draft-dreibholz-rserpool-enrp-takeover.
import { flag, message, one, u16 } from '../declare.ts';
import { poolElement } from '../rserpool/pool-element.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';
import { updateAction } from '../rserpool/update-action.ts';
import { receiverServerId, senderServerId } from './server-identifiers.ts';

export const handleUpdate = message({
  protocol: 'enrp',
  type: 0x04,
  key: 'handleUpdate',
  name: 'Handle Update',
  wireshark: 'ENRP Handle Update',
  rfc: 'RFC 5353 §2.4',
  about: 'a pool element came, changed or went',
  flags: [
    flag('takeoverSuggested', 0x01, {
      filter: 't_bit',
      label: 'T Bit',
      about: 'the sender suggests that the receiver becomes the home',
      set: 'Takeover suggested',
      clear: 'Takeover not suggested',
      rfc: 'draft-dreibholz-rserpool-enrp-takeover',
    }),
  ],
  fields: [
    senderServerId, // 4..7
    receiverServerId, // 8..11
    u16('updateAction', {
      filter: 'update_action',
      label: 'Update Action',
      about: 'what happens to the pool element',
      values: updateAction,
    }), // 12..13
    u16('reserved', { filter: 'reserved', label: 'Reserved', about: 'sent as 0', display: 'hex' }), // 14..15
  ],
  slots: [one(poolHandle), one(poolElement)],
});
