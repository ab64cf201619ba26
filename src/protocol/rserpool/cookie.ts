// Cookie: the state a pool element hands to its user for a failover. RFC 5354 §3.13.
import { bytes, parameter } from '../declare.ts';

export const cookie = parameter({
  type: 0x000d,
  key: 'cookie',
  name: 'Cookie',
  wireshark: 'Cookie Parameter',
  rfc: 'RFC 5354 §3.13',
  about: 'state of a session, readable only by the pool elements',
  fields: [
    bytes('cookie', { filter: 'cookie', label: 'Cookie', about: 'cookie octets' }), // 4..
  ],
  contents: 'none',
  wiresharkHeading: 'octets',
  slots: [],
});
