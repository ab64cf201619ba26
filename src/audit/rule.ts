// The shape in which rules are declared: what must hold, how the audit knows that it did not, and what to do then.
import type { FindingSeverity } from './finding.ts';

/** What a reader does about findings: they are shown in these groups. */
export const remedies = {
  recover: 'Bring back what failed',
  defend: 'Find out who this is',
  admit: 'Set membership right',
  network: 'Look at the network',
  configure: 'Correct the configuration',
  implement: 'Tell who wrote the implementation',
  know: 'Good to know',
} as const;
export type Remedy = keyof typeof remedies;

export interface RuleText {
  readonly name: string;
  /** What must hold. */
  readonly rule: string;
  readonly severity: FindingSeverity;
  readonly rfc: string;
  readonly remedy: Remedy;
  /** What it has to see; it stays silent without. */
  readonly needs: string;
  /** When it may be wrong. */
  readonly doubt: string;
  /** What to do about it. */
  readonly advice: string;
  /** What rsplib does, where it deviates by habit: a note under its profile. */
  readonly rsplib?: string;
}

export interface Rule extends RuleText {
  /** Never changes its meaning. */
  readonly number: string;
}

/** Declares rules under their numbers: `rules({ A1: { name: 'registration-unanswered', … } })`. */
export function ruleTable<const Numbers extends string>(
  texts: Readonly<Record<Numbers, RuleText>>,
): Readonly<Record<Numbers, Rule>> {
  const table = Object.entries<RuleText>(texts).map(([number, text]) => [number, { number, ...text }]);
  return Object.fromEntries(table) as Record<Numbers, Rule>;
}

/** Words that many rules share. */
export const needs = {
  message: 'the message',
  messageAndState: 'the message, and the registrations before it',
  bothWays: 'both directions of the association, without a gap',
  start: 'the association from its start, both directions, without a gap',
  home: 'all that the home server owns: a checksum that agreed, or its handle table',
} as const;

export const doubts = {
  none: 'never: the message itself shows it',
  lossBeforeTap: 'where packets were lost between the sender and the point of capture',
  captureEnds: 'where the answer came after the capture had ended; those are not counted',
  twoMachines: 'where two programs share an address',
} as const;
