// Member Selection Policy: how a pool's members are chosen. RFC 5354 §3.8; the policies stand in policies.ts.
import { parameter, u32 } from '../declare.ts';

export const poolMemberSelectionPolicy = parameter({
  type: 0x0008,
  key: 'policy',
  name: 'Pool Member Selection Policy',
  wireshark: 'Pool Member Selection Policy Parameter',
  rfc: 'RFC 5354 §3.8',
  about: 'policy type and the policy values of one pool element',
  fields: [
    u32('policyType', {
      filter: 'pool_member_selection_policy_type',
      label: 'Policy Type',
      about: 'number of the policy',
      display: 'hex',
      rfc: 'RFC 5356 §7.1',
    }), // 4..7, the policy's own fields follow
  ],
  contents: 'policy',
  slots: [],
});
