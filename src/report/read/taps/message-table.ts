// The table of `-z asap,stat`: tshark's columns between tshark's bars, each row with all of them.
export interface MessageRow {
  readonly name: string;
  messages: number;
  octets: number;
  /** Since the first frame of the capture. */
  firstSeconds: number;
  lastSeconds: number;
}

const heads = [
  'Messages  ',
  'Messages Share (%) ',
  'Bytes (B) ',
  'Bytes Share (%)  ',
  'First Seen (s) ',
  'Last Seen (s) ',
  'Interval (s) ',
  'Message Rate (Msg/s) ',
  'Byte Rate (B/s) ',
] as const;

const ruler = '='.repeat(101);
/** Stands where nothing can be said: of a type that did not come, of the rate of a single message. */
const nothing = '-';

export function messageTable(title: string, filter: string, rows: readonly MessageRow[]): string {
  const total: MessageRow = { name: 'Total', messages: 0, octets: 0, firstSeconds: 0, lastSeconds: 0 };
  for (const row of rows) {
    if (row.messages === 0) continue;
    if (total.messages === 0 || row.firstSeconds < total.firstSeconds) total.firstSeconds = row.firstSeconds;
    if (total.messages === 0 || row.lastSeconds > total.lastSeconds) total.lastSeconds = row.lastSeconds;
    total.messages += row.messages;
    total.octets += row.octets;
  }
  const type = `${title} Message Type`;
  const cells = [...rows, total].map((row) => [row.name, ...cellsOf(row, total)]);
  const widths = [type, ...heads].map((head, column) =>
    Math.max(head.trimEnd().length, ...cells.map((row) => (row[column] as string).length)),
  );
  const line = (row: readonly string[]) =>
    `${row.map((cell, column) => pad(cell, column, widths[column] as number)).join(' |')} |`;
  return [
    '',
    ruler,
    `${title} Statistics:`,
    `Filter for statistics: ${filter}`,
    line([type, ...heads.map((head) => head.trimEnd())]),
    ...cells.map(line),
    ruler,
    '',
  ].join('\n');
}

/** Names to the left, numbers to the right. */
function pad(cell: string, column: number, width: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function cellsOf(row: MessageRow, total: MessageRow): readonly string[] {
  const { messages, octets, firstSeconds, lastSeconds } = row;
  const shares = [share(messages, total.messages), share(octets, total.octets)] as const;
  if (messages === 0) return ['0', shares[0], '0', shares[1], nothing, nothing, nothing, nothing, nothing];
  const interval = lastSeconds - firstSeconds;
  const rate = (count: number) => (interval > 0 ? (count / interval).toFixed(2) : nothing);
  return [
    String(messages),
    shares[0],
    String(octets),
    shares[1],
    firstSeconds.toFixed(6),
    lastSeconds.toFixed(6),
    interval.toFixed(6),
    rate(messages),
    rate(octets),
  ];
}

function share(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (100 * part) / whole).toFixed(3)} %`;
}
