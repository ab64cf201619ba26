// Handle Resolution option: how many pool elements a pool user wants. draft-dreibholz-rserpool-asap-hropt, as in rsplib.
import { parameter, u32 } from '../declare.ts';

export const handleResolutionOption = parameter({
  type: 0x803f,
  key: 'handleResolutionOption',
  name: 'Handle Resolution Option',
  wireshark: 'Handle Resolution Option Parameter',
  wiresharkRawUnderEnrp: true,
  rfc: 'draft-dreibholz-rserpool-asap-hropt',
  about: 'how many pool elements the answer shall list',
  fields: [
    u32('items', {
      filter: 'hropt_items',
      label: 'Items',
      about: 'number of pool elements wanted; 0xffffffff: as many as possible',
      oursUnderEnrp: true,
      rfc: 'draft-dreibholz-rserpool-asap-hropt',
    }), // 4..7
  ],
  contents: 'none',
  slots: [],
  status: 'draft',
});
