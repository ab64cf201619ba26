// Findings as JUnit XML, for build servers: a test for each rule, which fails where there is an error or a warning.
import type { Finding } from '../../audit/finding.ts';
import type { Rule } from '../../audit/rule.ts';
import type { AuditView } from './audit-view.ts';

export function junitXml(view: AuditView, rules: readonly Rule[]): string {
  const byRule = new Map<string, Finding[]>();
  for (const finding of view.findings) {
    const found = byRule.get(finding.rule);
    if (found) found.push(finding);
    else byRule.set(finding.rule, [finding]);
  }
  const failed = [...byRule.values()].filter((found) => found.some(isFailure)).length;
  const { fromEpoch, toEpoch, files } = view.capture;
  const seconds = fromEpoch === null || toEpoch === null ? 0 : toEpoch - fromEpoch;
  const name = xmlText(files.join(' '));
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="poolshark audit" tests="${rules.length}" failures="${failed}" time="${seconds.toFixed(3)}">`,
    `  <testsuite name="${name}" tests="${rules.length}" failures="${failed}" time="${seconds.toFixed(3)}">`,
    ...rules.flatMap((rule) => testCase(rule, byRule.get(rule.number) ?? [])),
    '  </testsuite>',
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function isFailure({ severity }: Finding): boolean {
  return severity !== 'note';
}

function testCase({ number, name, rule, rfc, advice }: Rule, findings: readonly Finding[]): string[] {
  const head = `    <testcase classname="${number}" name="${xmlText(`${number} ${name}: ${rule}`)}"`;
  if (findings.length === 0) return [`${head}/>`];
  return [
    `${head}>`,
    ...findings
      .filter(isFailure)
      .map(
        ({ severity, summary, frames, count }) =>
          `      <failure type="${severity}" message="${xmlText(summary)}">${xmlText(
            `${summary} (${count} times, frames ${frames.join(', ')}; ${rfc}). ${advice}`,
          )}</failure>`,
      ),
    ...notes(findings.filter((finding) => !isFailure(finding))),
    '    </testcase>',
  ];
}

function notes(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  return [`      <system-out>${xmlText(findings.map(({ summary }) => summary).join('\n'))}</system-out>`];
}

/** XML 1.0 §2.2 has no control characters; names from the wire come with theirs escaped already. */
function xmlText(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return [...text]
    .filter((character) => (character.codePointAt(0) as number) >= 0x20 || character === '\n')
    .map((character) => entities[character] ?? character)
    .join('');
}
