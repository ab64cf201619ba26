// PE Checksum: sums up the pool elements that the sending server owns. RFC 5354 §3.15 and RFC 5353 §3.6.
import { parameter, u16 } from '../declare.ts';

export const peChecksum = parameter({
  type: 0x000f,
  key: 'peChecksum',
  name: 'PE Checksum',
  wireshark: 'PE Checksum Parameter',
  rfc: 'RFC 5354 §3.15',
  about: 'checksum over the pool elements that the sender owns',
  fields: [
    u16('peChecksum', {
      filter: 'pe_checksum',
      label: 'PE Checksum',
      about: 'checksum over the pool elements that the sender owns',
      display: 'hex',
    }), // 4..5, then two octets of padding
  ],
  contents: 'none',
  wiresharkHeading: 'value',
  slots: [],
});
