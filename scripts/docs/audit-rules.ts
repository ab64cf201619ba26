// Writes docs/audit-rules.md: every rule of the audit, from its table.
import type { Rule } from '../../src/audit/rule.ts';
import { remedies } from '../../src/audit/rule.ts';
import { auditRules } from '../../src/audit/rules/index.ts';
import { ruleFamilies } from '../../src/report/audit/rules-text.ts';

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function row({ number, name, rule, severity, rfc, needs, doubt, advice, remedy, rsplib }: Rule): string {
  const habit = rsplib === undefined ? '' : ` *rsplib ${rsplib}: a note.*`;
  return `| ${[number, `\`${name}\``, severity, `${rule}.${habit}`, rfc, needs, doubt, `${advice} (${remedies[remedy]})`].map(cell).join(' | ')} |`;
}

export function auditRulesDocument(): string {
  const heads = ['rule', 'name', 'severity', 'must hold', 'source', 'has to see', 'may be wrong', 'what to do'];
  const parts = [
    '# Rules of the audit',
    '',
    '<!-- Made by scripts/refresh-docs.js from the tables; edit those. -->',
    '',
    `${auditRules.length} rules. A number never changes its meaning. What rsplib does by habit is a note under its profile.`,
    'In a terminal: `poolshark audit --rules`, and `poolshark audit --explain E27` for one of them. [The guide](audit.md).',
  ];
  for (const { heading, rules } of ruleFamilies(auditRules))
    parts.push(
      '',
      `## ${heading}`,
      '',
      `| ${heads.join(' | ')} |`,
      `|${' --- |'.repeat(heads.length)}`,
      ...rules.map(row),
    );
  return `${parts.join('\n')}\n`;
}
