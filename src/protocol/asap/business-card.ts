// ASAP Business Card: a pool element names those that may stand in for it. RFC 5352 §2.2.13 and §3.9.
import { extension, message, one, some } from '../declare.ts';
import { poolMemberSelectionPolicy } from '../rserpool/policy.ts';
import { poolElement } from '../rserpool/pool-element.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';

export const businessCard = message({
  protocol: 'asap',
  type: 0x0d,
  key: 'businessCard',
  name: 'Business Card',
  wireshark: 'ASAP Business Card',
  rfc: 'RFC 5352 §2.2.13',
  about: 'who may stand in for the sender',
  flags: [],
  fields: [],
  slots: [one(poolHandle), extension(poolMemberSelectionPolicy, 'rsplib'), some('poolElements', poolElement)],
});
