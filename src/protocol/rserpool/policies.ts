// The Member Selection Policies. RFC 5356 §4 and §5; private ones as rsplib sends them (drafts by T. Dreibholz).
import { fraction, policy, u32 } from '../declare.ts';
import type { PolicyDefinition } from '../schema.ts';

const weight = u32('weight', {
  filter: 'pool_member_selection_policy_weight',
  label: 'Policy Weight',
  about: 'share of the requests, in proportion to the other weights; 0: no service',
  rfc: 'RFC 5356 §3.2',
});

const priority = u32('priority', {
  filter: 'pool_member_selection_policy_priority',
  label: 'Policy Priority',
  about: 'the larger, the more preferred',
  rfc: 'RFC 5356 §4.5',
});

const load = fraction('load', {
  filter: 'pool_member_selection_policy_load',
  label: 'Policy Load',
  about: 'current load; 0xffffffff on the wire is 100 %',
  display: 'percent',
  rfc: 'RFC 5356 §3.1',
});

const degradation = fraction('degradation', {
  filter: 'pool_member_selection_policy_degradation',
  label: 'Policy Degradation',
  about: 'how much each new session adds to the load; 0xffffffff on the wire is 100 %',
  display: 'percent',
  rfc: 'RFC 5356 §5.2',
});

const delayDraft = 'draft-dreibholz-rserpool-delay';

const loadDpf = fraction('loadDpf', {
  filter: 'pool_member_selection_policy_load_dpf',
  label: 'Policy Load DPF',
  about: 'delay penalty factor of the load, 0..1',
  rfc: delayDraft,
});

const weightDpf = fraction('weightDpf', {
  filter: 'pool_member_selection_policy_weight_dpf',
  label: 'Policy Weight DPF',
  about: 'delay penalty factor of the weight, 0..1',
  rfc: delayDraft,
});

const distance = u32('distance', {
  filter: 'pool_member_selection_policy_distance',
  label: 'Policy Distance',
  about: 'delay to the pool element in milliseconds, as the sending server sees it',
  rfc: delayDraft,
});

export const roundRobin = policy({
  type: 0x00000001,
  key: 'roundRobin',
  name: 'Round Robin',
  short: 'RR',
  wireshark: 'Round Robin (RR)',
  rfc: 'RFC 5356 §4.1',
  about: 'one after the other; the default that everybody supports',
  adaptive: false,
  fields: [],
});

export const weightedRoundRobin = policy({
  type: 0x00000002,
  key: 'weightedRoundRobin',
  name: 'Weighted Round Robin',
  short: 'WRR',
  wireshark: 'Weighted Round Robin (WRR)',
  rfc: 'RFC 5356 §4.2',
  about: 'one after the other, as often as the weight says',
  adaptive: false,
  fields: [weight], // 8..11
});

export const random = policy({
  type: 0x00000003,
  key: 'random',
  name: 'Random',
  short: 'RAND',
  wireshark: 'Random (RAND)',
  rfc: 'RFC 5356 §4.3',
  about: 'each with the same probability',
  adaptive: false,
  fields: [],
});

export const weightedRandom = policy({
  type: 0x00000004,
  key: 'weightedRandom',
  name: 'Weighted Random',
  short: 'WRAND',
  wireshark: 'Weighted Random (WRAND)',
  rfc: 'RFC 5356 §4.4',
  about: 'with a probability in proportion to the weight',
  adaptive: false,
  fields: [weight], // 8..11
});

export const priorityPolicy = policy({
  type: 0x00000005,
  key: 'priority',
  name: 'Priority',
  short: 'PRIO',
  wireshark: 'Priority (PRI)',
  rfc: 'RFC 5356 §4.5',
  about: 'the one with the highest priority',
  adaptive: false,
  fields: [priority], // 8..11
});

export const leastUsed = policy({
  type: 0x40000001,
  key: 'leastUsed',
  name: 'Least Used',
  short: 'LU',
  wireshark: 'Least Used (LU)',
  rfc: 'RFC 5356 §5.1',
  about: 'the one with the lowest load',
  adaptive: true,
  fields: [load], // 8..11
});

export const leastUsedWithDegradation = policy({
  type: 0x40000002,
  key: 'leastUsedWithDegradation',
  name: 'Least Used with Degradation',
  short: 'LUD',
  wireshark: 'Least Used with Degradation (LUD)',
  rfc: 'RFC 5356 §5.2',
  about: 'the lowest load, counting what was handed out since it was reported',
  adaptive: true,
  fields: [load, degradation], // 8..11, 12..15
});

export const priorityLeastUsed = policy({
  type: 0x40000003,
  key: 'priorityLeastUsed',
  name: 'Priority Least Used',
  short: 'PLU',
  wireshark: 'Priority Least Used (PLU)',
  rfc: 'RFC 5356 §5.3',
  about: 'the lowest load after one more session',
  adaptive: true,
  fields: [load, degradation], // 8..11, 12..15
});

export const randomizedLeastUsed = policy({
  type: 0x40000004,
  key: 'randomizedLeastUsed',
  name: 'Randomized Least Used',
  short: 'RLU',
  wireshark: 'Randomized Least Used (RLU)',
  rfc: 'RFC 5356 §5.4',
  about: 'with a probability that falls as the load grows',
  adaptive: true,
  fields: [load], // 8..11
});

const rsplib = 'rsplib (private use)';

export const randomizedPriorityLeastUsed = policy({
  type: 0xb0001001,
  key: 'randomizedPriorityLeastUsed',
  name: 'Randomized Priority Least Used',
  short: 'RPLU',
  wiresharkRaw: true,
  rfc: rsplib,
  about: 'Priority Least Used as probabilities',
  adaptive: true,
  fields: [load, degradation], // 8..11, 12..15
  status: 'private',
});

export const randomizedLeastUsedWithDegradation = policy({
  type: 0xb0001002,
  key: 'randomizedLeastUsedWithDegradation',
  name: 'Randomized Least Used with Degradation',
  short: 'RLUD',
  wiresharkRaw: true,
  rfc: rsplib,
  about: 'Least Used with Degradation as probabilities',
  adaptive: true,
  fields: [load, degradation], // 8..11, 12..15
  status: 'private',
});

export const priorityLeastUsedWithDegradation = policy({
  type: 0xb0001003,
  key: 'priorityLeastUsedWithDegradation',
  name: 'Priority Least Used with Degradation',
  short: 'PLUD',
  wireshark: 'Priority Least Used with Degradation (PLUD)',
  wiresharkRaw: true,
  rfc: rsplib,
  about: 'Priority Least Used, counting what was handed out since the load was reported',
  adaptive: true,
  fields: [load, degradation], // 8..11, 12..15
  status: 'private',
});

export const randomizedPriorityLeastUsedWithDegradation = policy({
  type: 0xb0001004,
  key: 'randomizedPriorityLeastUsedWithDegradation',
  name: 'Randomized Priority Least Used with Degradation',
  short: 'RPLUD',
  wiresharkRaw: true,
  rfc: rsplib,
  about: 'Priority Least Used with Degradation as probabilities',
  adaptive: true,
  fields: [load, degradation], // 8..11, 12..15
  status: 'private',
});

export const weightedRandomDpf = policy({
  type: 0xb0002001,
  key: 'weightedRandomDpf',
  name: 'Weighted Random with Delay Penalty Factor',
  short: 'WRAND-DPF',
  wireshark: 'Weighted Random with Delay Penalty Factor (WRAND-DPF)',
  rfc: delayDraft,
  about: 'Weighted Random that prefers near pool elements',
  adaptive: false,
  fields: [weight, weightDpf, distance], // 8..11, 12..15, 16..19
  status: 'draft',
});

export const leastUsedDpf = policy({
  type: 0xb0002002,
  key: 'leastUsedDpf',
  name: 'Least Used with Delay Penalty Factor',
  short: 'LU-DPF',
  wireshark: 'Least Used with Delay Penalty Factor (LU-DPF)',
  rfc: delayDraft,
  about: 'Least Used that prefers near pool elements',
  adaptive: true,
  fields: [load, loadDpf, distance], // 8..11, 12..15, 16..19
  status: 'draft',
});

export const leastUsedWithDegradationDpf = policy({
  type: 0xb0002003,
  key: 'leastUsedWithDegradationDpf',
  name: 'Least Used with Degradation and Delay Penalty Factor',
  short: 'LUD-DPF',
  wiresharkRaw: true,
  rfc: rsplib,
  about: 'Least Used with Degradation that prefers near pool elements',
  adaptive: true,
  fields: [load, degradation, loadDpf, distance], // 8..11, 12..15, 16..19, 20..23
  status: 'private',
});

export const priorityLeastUsedDpf = policy({
  type: 0xb0002004,
  key: 'priorityLeastUsedDpf',
  name: 'Priority Least Used with Delay Penalty Factor',
  short: 'PLU-DPF',
  wiresharkRaw: true,
  rfc: rsplib,
  about: 'a number in rsplib, without a wire format',
  adaptive: true,
  fields: [],
  layoutUnknown: true,
  status: 'private',
});

export const priorityLeastUsedWithDegradationDpf = policy({
  type: 0xb0002005,
  key: 'priorityLeastUsedWithDegradationDpf',
  name: 'Priority Least Used with Degradation and Delay Penalty Factor',
  short: 'PLUD-DPF',
  wiresharkRaw: true,
  rfc: rsplib,
  about: 'a number in rsplib, without a wire format',
  adaptive: true,
  fields: [],
  layoutUnknown: true,
  status: 'private',
});

export const policies: readonly PolicyDefinition[] = [
  roundRobin,
  weightedRoundRobin,
  random,
  weightedRandom,
  priorityPolicy,
  leastUsed,
  leastUsedWithDegradation,
  priorityLeastUsed,
  randomizedLeastUsed,
  randomizedPriorityLeastUsed,
  randomizedLeastUsedWithDegradation,
  priorityLeastUsedWithDegradation,
  randomizedPriorityLeastUsedWithDegradation,
  weightedRandomDpf,
  leastUsedDpf,
  leastUsedWithDegradationDpf,
  priorityLeastUsedDpf,
  priorityLeastUsedWithDegradationDpf,
];

/** The invalid numbers: reserved by RFC 5356 §7.1. */
export const reservedPolicyTypes: readonly number[] = [0x00000000, 0x40000000];

/** Bit X of the type word (RFC 5356 §7.1). */
export function isPrivatePolicy(type: number): boolean {
  return type >= 0x80000000;
}
