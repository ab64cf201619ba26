// ASAP Cookie: a pool element gives its user the state to hand to the next one. RFC 5352 §2.2.11 and §3.8.
import { message, one } from '../declare.ts';
import { cookie } from '../rserpool/cookie.ts';

export const cookieMessage = message({
  protocol: 'asap',
  type: 0x0b,
  key: 'cookieMessage',
  name: 'Cookie',
  wireshark: 'ASAP Cookie',
  rfc: 'RFC 5352 §2.2.11',
  about: 'state of a session for a failover',
  flags: [],
  fields: [],
  slots: [one(cookie)],
});
