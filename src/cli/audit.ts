// What `audit` does: follows the captures with the auditor beside the handlespace, and prints what it found.
import { readFileSync, writeFileSync } from 'node:fs';
import packageFile from '../../package.json' with { type: 'json' };
import { Auditor } from '../audit/auditor.ts';
import { type FindingSeverity, findingSeverities } from '../audit/finding.ts';
import type { MembershipPolicy } from '../audit/policy/membership-policy.ts';
import type { Rule } from '../audit/rule.ts';
import { auditRules } from '../audit/rules/index.ts';
import { PoolUsers } from '../handlespace/users/pool-users.ts';
import { auditText } from '../report/audit/audit-text.ts';
import { type AuditView, auditView } from '../report/audit/audit-view.ts';
import { annotate, checkAnnotation } from './audit-annotation.ts';
import { type SelectionOptions, selectionOf } from './audit-selection.ts';
import { dissectionOf } from './dissection-options.ts';
import { inputName, printable, UsageError } from './errors.ts';
import { follow } from './follow.ts';
import { openInputs } from './input.ts';
import type { StateOptions } from './options.ts';
import { print } from './output.ts';
import { choosePaint } from './paint.ts';

export interface AuditOptions extends StateOptions, SelectionOptions {
  readonly failOn?: FindingSeverity | 'never';
  readonly sarif?: true;
  readonly junit?: true;
  readonly policy?: string;
  readonly learn?: string;
  readonly annotate?: string;
  readonly rules?: true;
  readonly explain?: string;
}

const rulesByNumber = new Map(auditRules.map((rule) => [rule.number, rule]));

export async function audit(words: readonly string[], options: AuditOptions): Promise<number> {
  if (options.rules || options.explain !== undefined) return tellRules(options);
  if ([options.json, options.sarif, options.junit].filter(Boolean).length > 1)
    throw new UsageError('--json, --sarif and --junit are three forms of one output: give one of them');
  const dissection = dissectionOf(options);
  const policy = options.policy === undefined ? undefined : await policyOf(options.policy);
  const select = selectionOf(options, auditRules, policy?.severities);
  const paths = [...(options.readFile ?? []), ...words];
  if (options.annotate !== undefined) checkAnnotation(options.annotate, paths);
  const inputs = await openInputs(words, options);
  const users = new PoolUsers();
  const auditor = new Auditor({ users, policy });
  const { handlespace, capture, at } = await follow(inputs, {
    dissection: dissection(inputs.source),
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    // No finding counts messages.
    countsTraffic: false,
    observers: [users, auditor],
  });
  const { profile } = handlespace.state.profile;
  const view = auditView(capture, profile, select(auditor.findings(at.epoch ?? 0)));
  if (options.learn !== undefined) {
    const { learnPolicy } = await import('../audit/policy/learn.ts');
    writeText('--learn', options.learn, learnPolicy(handlespace.state, users));
  }
  print(await textOf(view, options));
  const code = inputs.finish();
  if (options.annotate !== undefined) await annotate(options.annotate, paths, view, options.count);
  if (code !== 0) return code;
  return isReached(view.summary, options.failOn ?? 'error') ? 1 : 0;
}

async function textOf(view: AuditView, options: AuditOptions): Promise<string> {
  if (options.json) return `${JSON.stringify(view, undefined, 1)}\n`;
  if (options.sarif) {
    const { sarifLog } = await import('../report/audit/sarif.ts');
    return `${JSON.stringify(sarifLog(view, auditRules, packageFile.version), undefined, 1)}\n`;
  }
  if (options.junit) return (await import('../report/audit/junit.ts')).junitXml(view, auditRules);
  return auditText(view, {
    paint: choosePaint(options.color),
    ruleOf: (number) => rulesByNumber.get(number),
    files: view.capture.files.map(inputName),
    quiet: options.quiet === true,
  });
}

/** The catalogue, or one of its rules. */
async function tellRules({ explain, json, color }: AuditOptions): Promise<number> {
  const { explainText, rulesText } = await import('../report/audit/rules-text.ts');
  const rules = explain === undefined ? auditRules : [ruleNamed(explain)];
  if (json) print(`${JSON.stringify(rules, undefined, 1)}\n`);
  else
    print(
      explain === undefined ? rulesText(rules, choosePaint(color)) : explainText(rules[0] as Rule, choosePaint(color)),
    );
  return 0;
}

function ruleNamed(word: string): Rule {
  const rule = auditRules.find(
    ({ number, name }) => number.toLowerCase() === word.toLowerCase() || name === word.toLowerCase(),
  );
  if (rule === undefined)
    throw new UsageError(`--explain ${printable(word)}: no such rule; poolshark audit --rules lists them`);
  return rule;
}

async function policyOf(path: string): Promise<MembershipPolicy> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = code === 'ENOENT' ? 'it does not exist' : `it cannot be read (${String(code)})`;
    throw new UsageError(`--policy ${printable(path)}: ${why}`);
  }
  const { readPolicy } = await import('../audit/policy/policy-file.ts');
  const { policy, faults } = readPolicy(text, (number) => rulesByNumber.has(number));
  const [first, ...more] = faults;
  if (policy !== undefined && first === undefined) return policy;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  throw new UsageError(
    `--policy ${printable(path)}: line ${first?.line}, column ${first?.column}: ${printable(first?.reason ?? '')}${others}`,
  );
}

function writeText(option: string, path: string, text: string): void {
  if (path === '-') {
    print(text);
    return;
  }
  try {
    writeFileSync(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^[A-Z0-9]+: /, '').replace(/, open.*$/s, '') : '';
    throw new UsageError(`${option} ${printable(path)}: cannot be written: ${reason}`);
  }
}

/** True where there is a finding of this severity or a worse one. */
function isReached(summary: Readonly<Record<FindingSeverity, number>>, failOn: FindingSeverity | 'never'): boolean {
  if (failOn === 'never') return false;
  const worst = findingSeverities.slice(0, findingSeverities.indexOf(failOn) + 1);
  return worst.some((severity) => summary[severity] > 0);
}
