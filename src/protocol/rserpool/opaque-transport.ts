// Opaque Transport: an address only the application understands. RFC 5354 §3.16.
import { bytes, parameter } from '../declare.ts';

export const opaqueTransport = parameter({
  type: 0x0010,
  key: 'opaqueTransport',
  name: 'Opaque Transport',
  wireshark: 'Opaque Transport Address Parameter',
  wiresharkRaw: true,
  rfc: 'RFC 5354 §3.16',
  about: 'a transport that only the application understands',
  fields: [
    bytes('transport', {
      filter: 'opaque_transport',
      label: 'Opaque Transport',
      about: 'octets for the application',
      ours: true,
      rfc: 'RFC 5354 §3.16',
    }), // 4..
  ],
  contents: 'none',
  slots: [],
});
