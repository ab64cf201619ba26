// Which findings are wanted: --only and --ignore, the severities of a policy file, and what a baseline has already.
import { readFileSync } from 'node:fs';
import type { Finding, FindingSeverity } from '../audit/finding.ts';
import type { Rule } from '../audit/rule.ts';
import { printable, UsageError } from './errors.ts';

export interface SelectionOptions {
  readonly only?: readonly string[];
  readonly ignore?: readonly string[];
  readonly baseline?: string;
}

/** Checks the options before any input is opened. */
export function selectionOf(
  { only, ignore, baseline }: SelectionOptions,
  rules: readonly Rule[],
  severities: ReadonlyMap<string, FindingSeverity | undefined> = new Map(),
): (findings: readonly Finding[]) => Finding[] {
  const wanted = only === undefined ? undefined : numbersOf('--only', only, rules);
  const unwanted = new Set(ignore === undefined ? [] : numbersOf('--ignore', ignore, rules));
  const known = baseline === undefined ? undefined : readBaseline(baseline);
  return (findings) =>
    findings.flatMap((finding) => {
      const { rule } = finding;
      if ((wanted !== undefined && !wanted.has(rule)) || unwanted.has(rule)) return [];
      if (known?.has(subjectOf(finding))) return [];
      if (!severities.has(rule)) return [finding];
      const severity = severities.get(rule);
      return severity === undefined ? [] : [{ ...finding, severity }];
    });
}

/** `E27`, `takeover-without-all-acks`, or a family: `E`, `S2`; several with commas. */
function numbersOf(option: string, words: readonly string[], rules: readonly Rule[]): Set<string> {
  const numbers = new Set<string>();
  for (const word of words.flatMap((text) => text.split(',')).map((text) => text.trim())) {
    const found = rules.filter(
      ({ number, name }) =>
        number.toLowerCase() === word.toLowerCase() ||
        name === word ||
        (/^([a-z]|s2)$/i.test(word) && number.toLowerCase().startsWith(word.toLowerCase())),
    );
    if (found.length === 0)
      throw new UsageError(`${option} ${printable(word)}: no such rule; poolshark audit --rules lists them`);
    for (const { number } of found) numbers.add(number);
  }
  return numbers;
}

/** What makes a finding the same as one of another capture: its rule and whom it is about. */
function subjectOf({ rule, pool, element, server, summary }: Finding): string {
  const nobody = pool === null && element === null && server === null;
  return JSON.stringify([rule, pool, element, server, nobody ? summary.replaceAll(/\d+/g, '') : '']);
}

function readBaseline(path: string): Set<string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = code === 'ENOENT' ? 'it does not exist' : `it cannot be read (${String(code)})`;
    throw new UsageError(`--baseline ${printable(path)}: ${why}`);
  }
  const told = `--baseline ${printable(path)}: this is no output of poolshark audit --json; make one with it`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new UsageError(told);
  }
  if (!isAudit(parsed)) throw new UsageError(told);
  return new Set(parsed.findings.map(subjectOf));
}

function isAudit(value: unknown): value is { readonly findings: readonly Finding[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'schema' in value &&
    value.schema === 'poolshark.audit/1' &&
    'findings' in value &&
    Array.isArray(value.findings) &&
    value.findings.every(
      (finding: unknown) =>
        typeof finding === 'object' &&
        finding !== null &&
        'rule' in finding &&
        'summary' in finding &&
        typeof finding.summary === 'string',
    )
  );
}
