// The Member Selection Policies of the drafts before the RFCs, as rsplib sent them until 2007: the type in one octet, then
// weights and loads of 24 bits. What the drafts and the RFCs have in common comes from the RFCs' tables.
import { bytes, fraction, u32 } from '../declare.ts';
import {
  leastUsed,
  leastUsedDpf,
  leastUsedWithDegradation,
  leastUsedWithDegradationDpf,
  priorityLeastUsed,
  priorityLeastUsedWithDegradation,
  random,
  randomizedLeastUsed,
  randomizedLeastUsedWithDegradation,
  randomizedPriorityLeastUsed,
  randomizedPriorityLeastUsedWithDegradation,
  roundRobin,
  weightedRandom,
  weightedRandomDpf,
  weightedRoundRobin,
} from '../rserpool/policies.ts';
import type { Field, PolicyDefinition } from '../schema.ts';

/** Whose numbers and layouts these are. */
export const preRfcSource = 'rsplib before December 2007';

function reservedOctets(size: number) {
  return bytes('reserved', {
    filter: 'pool_member_selection_policy_reserved',
    label: 'Policy Reserved',
    about: 'sent as 0',
    size,
    sentAsZero: true,
    ours: true,
    rfc: preRfcSource,
  });
}

/** The field of an RFC's policy, by its key, as it stood in the drafts. */
function earlierField(policy: PolicyDefinition, key: string): Field {
  const field = policy.fields.find((candidate) => candidate.key === key) as Field;
  const about = { ...field, size: 3, rfc: preRfcSource };
  switch (key) {
    case 'weight':
      return u32('weight', about);
    case 'load':
    case 'degradation':
      return fraction(key, { ...about, about: `${field.about.split(';')[0]}; 0xffffff on the wire is 100 %` });
    default:
      return field;
  }
}

/** `keys` in wire order; a degradation stands behind an octet of its own. */
function earlier(type: number, policy: PolicyDefinition, ...keys: readonly string[]): PolicyDefinition {
  const fields = keys.flatMap((key) => [
    ...(key === 'degradation' ? [reservedOctets(1)] : []),
    earlierField(policy, key),
  ]);
  return {
    ...policy,
    type,
    rfcType: policy.type,
    rfc: preRfcSource,
    status: 'draft',
    fields: keys.length === 0 ? [reservedOctets(3)] : fields,
  };
}

export const preRfcPolicies: readonly PolicyDefinition[] = [
  earlier(0x01, roundRobin),
  earlier(0x02, weightedRoundRobin, 'weight'), // 5..7
  earlier(0x03, random),
  earlier(0x04, weightedRandom, 'weight'), // 5..7
  earlier(0x05, leastUsed, 'load'), // 5..7
  earlier(0x06, leastUsedWithDegradation, 'load', 'degradation'), // 5..7, 9..11
  earlier(0x07, randomizedLeastUsed, 'load'), // 5..7
  earlier(0x08, randomizedLeastUsedWithDegradation, 'load', 'degradation'), // 5..7, 9..11
  earlier(0x09, priorityLeastUsed, 'load'), // 5..7
  earlier(0x0a, priorityLeastUsedWithDegradation, 'load', 'degradation'), // 5..7, 9..11
  earlier(0x0b, randomizedPriorityLeastUsed, 'load'), // 5..7
  earlier(0x0c, randomizedPriorityLeastUsedWithDegradation, 'load', 'degradation'), // 5..7, 9..11
  earlier(0x20, weightedRandomDpf, 'weight', 'weightDpf', 'distance'), // 5..7, 8..11, 12..15
  earlier(0x21, leastUsedDpf, 'load', 'loadDpf', 'distance'), // 5..7, 8..11, 12..15
  earlier(0x22, leastUsedWithDegradationDpf, 'load', 'degradation', 'loadDpf', 'distance'), // 5..7, 9..11, 12..15, 16..19
];
