// The R bit of three responses: the request was refused. RFC 5352 §2.2.3, RFC 5353 §2.3 and §2.6.
import { flag } from '../declare.ts';

export const rejected = flag('rejected', 0x01, {
  filter: 'r_bit',
  label: 'R Bit',
  about: 'the request was refused',
  set: 'Rejected',
  clear: 'Accepted',
});
