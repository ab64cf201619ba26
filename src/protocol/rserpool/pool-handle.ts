// Pool Handle: the name of a pool. Octets, not text, without a limit of their own. RFC 5354 §3.9.
import { bytes, parameter } from '../declare.ts';

export const poolHandle = parameter({
  type: 0x0009,
  key: 'poolHandle',
  name: 'Pool Handle',
  wireshark: 'Pool Handle Parameter',
  rfc: 'RFC 5354 §3.9',
  about: 'the name of a pool',
  fields: [
    bytes('handle', {
      filter: 'pool_handle_pool_handle',
      isText: true,
      label: 'Pool Handle',
      about: 'pool handle octets',
    }), // 4..
  ],
  contents: 'none',
  slots: [],
});
