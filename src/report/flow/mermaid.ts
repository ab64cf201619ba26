// The ladder as a Mermaid sequence diagram (mermaid.js.org), which many wikis and forges draw. Text from the wire is
// written as character references where Mermaid or HTML would read more than text in it.
import { duration, plural } from '../words.ts';
import type { FoldedLadder } from './folded-ladder.ts';
import type { Lane } from './lanes.ts';
import { detailOf, labelOf, marksOf, routineOf, shortIds, timeOf } from './row-words.ts';
import { isUnanswered, type MessageRow } from './rows.ts';

export function mermaidText({ ladder, lanes: { lanes }, rows }: FoldedLadder, rowLimit: number): string {
  const lines = ['sequenceDiagram'];
  for (const [index, lane] of lanes.entries())
    lines.push(`  participant ${place(index)} as ${escaped(laneTitle(lane))}`);
  const shown = rows.slice(0, rowLimit);
  for (const row of shown) {
    if (row.kind === 'message') lines.push(...messageLines(row, row.epoch - ladder.fromEpoch, lanes.length));
    else if (lanes.length > 0) {
      const span = row.kind === 'gap' && row.seconds >= 1 ? duration(row.seconds) : '';
      const routine = row.kind === 'gap' ? routineOf(row) : '';
      const text =
        row.kind === 'gap' ? [span, routine].filter((word) => word !== '').join(': ') : shortIds(row.note.text);
      lines.push(`  Note over ${across(lanes.length)}: ${escaped(text)}`);
    }
  }
  const rest = rows.length - shown.length;
  if (rest > 0 && lanes.length > 0)
    lines.push(`  Note over ${across(lanes.length)}: ${plural(rest, 'row')} more left out`);
  return `${lines.join('\n')}\n`;
}

function place(index: number): string {
  return `P${index + 1}`;
}

function across(count: number): string {
  return count === 1 ? place(0) : `${place(0)},${place(count - 1)}`;
}

export function laneTitle({ role, name }: Lane): string {
  return `${role === 'anyone' ? '?' : role} ${shortIds(name)}`;
}

function messageLines(row: MessageRow, seconds: number, count: number): string[] {
  const [first] = row.arrows as readonly [MessageRow['arrows'][number], ...MessageRow['arrows'][number][]];
  const arrow = isUnanswered(first) ? '-x' : first.responseTo > 0 ? '-->>' : '->>';
  const words = [`+${seconds.toFixed(3)} s`, labelOf(row), detailOf(row), timeOf(row), marksOf(row)];
  const text = escaped(words.filter((word) => word !== '').join(' '));
  if (row.to.length === 0) return [`  Note over ${across(count)}: ${text}`];
  return row.to.map((to) => `  ${place(row.from)}${arrow}${place(to)}: ${text}`);
}

/** Mermaid ends a statement at `;` and a line, begins a reference at `#`, and hands the rest to HTML. */
function escaped(text: string): string {
  return text.replace(/[#;<>&"'`%{}[\]()|\\]/g, (character) => `#${character.codePointAt(0)};`);
}
