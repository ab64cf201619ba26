// All experts, as the tables declare them, by their place: they are kept as numbers until somebody looks.
import type { ExpertCode, ExpertProfile, ExpertRow, Severity } from './expert-levels.ts';
import { lowerExperts } from './lower-experts.ts';
import { messageExperts } from './message-experts.ts';

export type ExpertName = (typeof lowerExperts)[number][0] | (typeof messageExperts)[number][0];

const rows: readonly ExpertRow[] = [...lowerExperts, ...messageExperts];

export const expertCodes: readonly ExpertCode[] = rows.map(([code, severity, group, sentence, rfc, more]) => ({
  code,
  severity,
  group,
  sentence,
  rfc,
  ...more,
}));

const indexes = new Map<string, number>(expertCodes.map((entry, index) => [entry.code, index]));

/** The place of a code in `expertCodes`: experts are kept as numbers until somebody looks. */
export function expertIndex(code: ExpertName): number {
  return indexes.get(code) as number;
}

/** Its severity where the senders have these habits. */
export function severityUnder({ severity, rsplib }: ExpertCode, profile: ExpertProfile): Severity {
  return profile === 'rsplib' && rsplib !== undefined ? 'note' : severity;
}
