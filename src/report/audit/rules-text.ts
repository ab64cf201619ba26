// The catalogue of rules, and the story of one of them.
import { type Rule, remedies } from '../../audit/rule.ts';
import type { Paint } from '../paint.ts';
import { wrap } from '../wrap.ts';

const families: readonly (readonly [prefix: RegExp, heading: string])[] = [
  [/^F/, 'Format of messages'],
  [/^T/, 'How messages travel'],
  [/^A/, 'ASAP: pool elements, pool users and their servers'],
  [/^E/, 'ENRP: servers among themselves'],
  [/^S/, 'Threats of RFC 5355 §2'],
  [/^M/, 'Membership, against --policy'],
  [/^O/, 'Operations'],
];

/** Rules under the headings of their families. */
export function ruleFamilies(
  rules: readonly Rule[],
): readonly { readonly heading: string; readonly rules: readonly Rule[] }[] {
  return families.map(([prefix, heading]) => ({ heading, rules: rules.filter(({ number }) => prefix.test(number)) }));
}

const width = 80;

export function rulesText(rules: readonly Rule[], paint: Paint): string {
  const lines: string[] = [];
  for (const { heading, rules: own } of ruleFamilies(rules)) {
    lines.push(paint.heading(heading));
    for (const { number, severity, rule, rsplib } of own) {
      const [first = '', ...more] = wrap(`${rule}${rsplib ? ' (habit of rsplib: note)' : ''}`, width, ' '.repeat(17));
      lines.push(`  ${number.padEnd(6)} ${severity.padEnd(8)}${first.trimStart()}`, ...more);
    }
    lines.push('');
  }
  lines.push(paint.faint('More about one of them: poolshark audit --explain E27'));
  return `${lines.join('\n')}\n`;
}

/** What one rule says, how sure it is, and what to do. */
export function explainText(
  { number, name, rule, severity, rfc, needs, doubt, advice, remedy, rsplib }: Rule,
  paint: Paint,
): string {
  const part = (label: string, text: string) => {
    const [first = '', ...more] = wrap(text, width, ' '.repeat(15));
    return [`  ${paint.faint(label.padEnd(13))}${first.trimStart()}`, ...more];
  };
  const lines = [
    paint.heading(`${number} ${name}`),
    ...part('must hold', `${rule}.`),
    ...part('source', rfc),
    ...part('severity', severity),
    ...part('has to see', needs),
    ...part('may be wrong', doubt),
    ...part('what to do', advice),
    ...part('group', remedies[remedy]),
    ...(rsplib === undefined ? [] : part('rsplib', `${rsplib}; then it is a note`)),
  ];
  return `${lines.join('\n')}\n`;
}
