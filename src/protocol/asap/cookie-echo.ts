// ASAP Cookie Echo: a pool user hands the latest cookie to its new pool element. RFC 5352 §2.2.12 and §3.8.
import { message, one } from '../declare.ts';
import { cookie } from '../rserpool/cookie.ts';

export const cookieEcho = message({
  protocol: 'asap',
  type: 0x0c,
  key: 'cookieEcho',
  name: 'Cookie Echo',
  wireshark: 'ASAP Cookie Echo',
  rfc: 'RFC 5352 §2.2.12',
  about: 'the latest cookie, handed to the new pool element',
  flags: [],
  fields: [],
  slots: [one(cookie)],
});
