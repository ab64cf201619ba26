// Writes docs/experts.md from the tables: every expert, and every rule of format and transport with the experts that tell of it.
import { conformanceRules } from '../../src/protocol/conformance-rules.ts';
import { expertCodes } from '../../src/protocol/expert-codes.ts';
import {
  type ExpertCode,
  groupNumbers,
  otherGroupNumbers,
  severityNumbers,
  type WiresharkNumber,
} from '../../src/protocol/expert-levels.ts';

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

function numberRow({ name, value }: WiresharkNumber): string[] {
  return [name, `0x${value.toString(16).padStart(8, '0')}`];
}

function sentenceOf({ sentence, detail = sentence }: ExpertCode): string {
  return detail.replace(/\{(\w+)\}/g, '*$1*');
}

function expertRow(expert: ExpertCode): string[] {
  const { code, severity, group, rules = [], rfc, rsplib } = expert;
  const loud = rsplib === undefined ? severity : `${severity}; rsplib: note`;
  return [`\`${code}\``, loud, group, rules.join(', '), sentenceOf(expert), rfc];
}

function isOfMessage({ code }: ExpertCode): boolean {
  return !/^(layer|ip|sctp|tcp|ppid)\./.test(code) || code === 'ppid.not_message' || code === 'ppid.foreign_port';
}

const titles = ['code', 'severity', 'group', 'rules', 'what it says', 'source'];

export function expertsDocument(): string {
  const habits = expertCodes.filter(({ rsplib }) => rsplib !== undefined);
  return `# Experts

What can be wrong or remarkable in one packet. This file is made from \`src/protocol/expert-codes.ts\` and
\`src/protocol/conformance-rules.ts\` by \`node scripts/refresh-docs.js\`.

Words in italics stand for the numbers of one case. An expert about a length says how much was *needed*, how much was *available*, what
set the *limit* (\`enrp.message_length\`, \`sctp.chunk_length\` …), in which layer and at which octet. What the capture cut off is a note
and never an error: a rule that would need the missing octets stays silent. What an error cause quotes is not held against the one who
reports it.

## Severities and groups

The numbers are Wireshark's, for \`_ws.expert.severity\` and \`_ws.expert.group\`.

${table(['severity', 'number'], Object.values(severityNumbers).map(numberRow))}

${table(
  ['group', 'number'],
  [...Object.values(groupNumbers), ...otherGroupNumbers].sort((a, b) => a.value - b.value).map(numberRow),
)}

## Habits of rsplib

Under the profile \`rsplib\` these are notes.

${table(
  ['code', 'rsplib'],
  habits.map(({ code, rsplib = '' }) => [`\`${code}\``, rsplib]),
)}

## Experts of the lower layers

${table(titles, expertCodes.filter((expert) => !isOfMessage(expert)).map(expertRow))}

## Experts of messages

${table(titles, expertCodes.filter(isOfMessage).map(expertRow))}

## Rules

F: format, T: transport. Where one packet cannot show that a rule was broken, the last column says what it takes.

${table(
  ['rule', 'says', 'level', 'source', 'told by'],
  conformanceRules.map(({ number, rule, level, rfc, needsHistory }) => {
    const codes = expertCodes.filter(({ rules = [] }) => rules.includes(number)).map(({ code }) => `\`${code}\``);
    return [
      number,
      rule,
      level,
      rfc,
      [...codes, ...(needsHistory ? [`needs to know ${needsHistory}`] : [])].join(', '),
    ];
  }),
)}
`;
}
