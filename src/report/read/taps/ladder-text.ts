// The lines of `-z flow`, as wide as their contents need and no wider.

export interface LadderLine {
  readonly seconds: number;
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly detail: string;
  count: number;
}

export function ladderText(lines: readonly LadderLine[], left: number): string {
  const widest = (of: (line: LadderLine) => string, least: number) =>
    lines.reduce((width, line) => Math.max(width, of(line).length), least);
  const fromWidth = widest(({ from }) => from, 4);
  const toWidth = widest(({ to }) => to, 2);
  const labelWidth = widest(({ label }) => label, 7);
  const text = lines.map((line) => {
    const { seconds, from, to, label, detail } = line;
    const ends = `${from.padEnd(fromWidth)} → ${to.padEnd(toWidth)}`;
    const what = [detail, folded(line)].filter((words) => words !== '').join(' ');
    return `${seconds.toFixed(3).padStart(9)} ${ends} ${label.padEnd(labelWidth)} ${what}`.trimEnd();
  });
  const head = `${'Time'.padStart(9)} ${'From'.padEnd(fromWidth)}   ${'To'.padEnd(toWidth)} Message`;
  const rest = left === 0 ? [] : [`and ${left} more messages`];
  return `${[head, ...text, ...rest].join('\n')}\n`;
}

function folded({ count }: LadderLine): string {
  return count === 1 ? '' : `×${count}`;
}
