// The shape of `audit --json`: `poolshark.audit/1`; and the order in which people read findings.
import { type Finding, type FindingSeverity, findingSeverities } from '../../audit/finding.ts';
import type { Profile } from '../../handlespace/profile.ts';
import type { CaptureView } from '../pools-view.ts';

export interface AuditView {
  readonly schema: 'poolshark.audit/1';
  readonly capture: CaptureView;
  readonly profile: Profile;
  readonly findings: readonly Finding[];
  readonly summary: Readonly<Record<FindingSeverity, number>>;
}

/** Worst first, then by time, then by rule: the same findings always come in the same order. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      findingSeverities.indexOf(a.severity) - findingSeverities.indexOf(b.severity) ||
      a.firstEpoch - b.firstEpoch ||
      compareText(a.rule, b.rule) ||
      compareText(a.summary, b.summary),
  );
}

/** By code units: the same everywhere. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function auditView(capture: CaptureView, profile: Profile, findings: readonly Finding[]): AuditView {
  const summary: Record<FindingSeverity, number> = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) summary[severity]++;
  return { schema: 'poolshark.audit/1', capture, profile, findings: inOrder(findings), summary };
}
