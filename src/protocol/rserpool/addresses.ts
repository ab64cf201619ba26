// IP addresses inside transports. RFC 5354 §3.1 and §3.2. Not SCTP's own parameters, which have the numbers 5 and 6.
import { ipv4, ipv6, parameter } from '../declare.ts';

export const ipv4Address = parameter({
  type: 0x0001,
  key: 'ipv4Address',
  name: 'IPv4 Address',
  wireshark: 'IPv4 Address Parameter',
  rfc: 'RFC 5354 §3.1',
  about: 'an IPv4 address of a transport',
  fields: [
    ipv4('address', { filter: 'ipv4_address', label: 'IP Version 4 Address', about: 'IPv4 address' }), // 4..7
  ],
  contents: 'none',
  wiresharkHeading: 'value',
  slots: [],
});

export const ipv6Address = parameter({
  type: 0x0002,
  key: 'ipv6Address',
  name: 'IPv6 Address',
  wireshark: 'IPv6 Address Parameter',
  rfc: 'RFC 5354 §3.2',
  about: 'an IPv6 address of a transport',
  fields: [
    ipv6('address', { filter: 'ipv6_address', label: 'IP Version 6 Address', about: 'IPv6 address' }), // 4..19
  ],
  contents: 'none',
  wiresharkHeading: 'value',
  slots: [],
});
