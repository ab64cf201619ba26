// PE Identifier: names a pool element without describing it. RFC 5354 §3.14.
import { parameter, u32 } from '../declare.ts';

export const peIdentifier = parameter({
  type: 0x000e,
  key: 'peIdentifier',
  name: 'PE Identifier',
  wireshark: 'Pool Element Identifier Parameter',
  rfc: 'RFC 5354 §3.14',
  about: 'identifier of a pool element',
  fields: [
    u32('peIdentifier', {
      filter: 'pe_identifier',
      label: 'PE Identifier',
      about: 'identifier of the pool element, unique in its pool',
      display: 'hex',
    }), // 4..7
  ],
  contents: 'none',
  wiresharkHeading: 'value',
  slots: [],
});
