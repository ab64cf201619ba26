// ASAP Handle Resolution Response: the policy and the pool elements of a pool, or why there are none.
// RFC 5352 §2.2.6 and §3.3. Without a policy the pool is Round Robin.
import { flag, many, message, one, optional } from '../declare.ts';
import { operationError } from '../rserpool/operation-error.ts';
import { poolMemberSelectionPolicy } from '../rserpool/policy.ts';
import { poolElement } from '../rserpool/pool-element.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';

export const handleResolutionResponse = message({
  protocol: 'asap',
  type: 0x06,
  key: 'handleResolutionResponse',
  name: 'Handle Resolution Response',
  wireshark: 'ASAP Handle Resolution Response',
  rfc: 'RFC 5352 §2.2.6',
  about: 'pool elements of a pool, or an error',
  flags: [
    flag('updatesAccepted', 0x01, {
      filter: 'a_bit',
      label: 'A Bit',
      about: 'updates will follow when the pool changes',
      set: 'Updates accepted',
      clear: 'Updates not accepted',
      ours: true,
      rfc: 'RFC 5352 §2.2.6',
    }),
  ],
  fields: [],
  slots: [
    one(poolHandle),
    optional(poolMemberSelectionPolicy),
    many('poolElements', poolElement),
    optional(operationError),
  ],
});
