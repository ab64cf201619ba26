// What `audit` does: follows the captures with the auditor beside the handlespace, and prints what it found.
import { Auditor } from '../audit/auditor.ts';
import { type FindingSeverity, findingSeverities } from '../audit/finding.ts';
import { auditRules } from '../audit/rules/index.ts';
import { PoolUsers } from '../handlespace/users/pool-users.ts';
import { auditText } from '../report/audit/audit-text.ts';
import { auditView } from '../report/audit/audit-view.ts';
import { dissectionOf } from './dissection-options.ts';
import { inputName } from './errors.ts';
import { follow } from './follow.ts';
import { openInputs } from './input.ts';
import type { StateOptions } from './options.ts';
import { print } from './output.ts';
import { choosePaint } from './paint.ts';

export interface AuditOptions extends StateOptions {
  readonly failOn?: FindingSeverity | 'never';
}

const rulesByNumber = new Map(auditRules.map((rule) => [rule.number, rule]));

export async function audit(paths: readonly string[], options: AuditOptions): Promise<number> {
  const dissection = dissectionOf(options);
  const inputs = await openInputs(paths, options);
  const users = new PoolUsers();
  const auditor = new Auditor({ users });
  const { handlespace, capture, at } = await follow(inputs, {
    dissection: dissection(inputs.source),
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    observers: [users, auditor],
    onEvent: (event) => auditor.event(event),
  });
  const { profile } = handlespace.state.profile;
  const view = auditView(capture, profile, auditor.findings(at.epoch ?? 0));
  if (options.json) print(`${JSON.stringify(view, undefined, 1)}\n`);
  else {
    const ruleOf = (number: string) => rulesByNumber.get(number);
    print(auditText(view, { paint: choosePaint(options.color), ruleOf, files: inputs.paths.map(inputName) }));
  }
  const code = inputs.finish();
  if (code !== 0) return code;
  return isReached(view.summary, options.failOn ?? 'error') ? 1 : 0;
}

/** True where there is a finding of this severity or a worse one. */
function isReached(summary: Readonly<Record<FindingSeverity, number>>, failOn: FindingSeverity | 'never'): boolean {
  if (failOn === 'never') return false;
  const worst = findingSeverities.slice(0, findingSeverities.indexOf(failOn) + 1);
  return worst.some((severity) => summary[severity] > 0);
}
