// The tables of `-z conv,…` and `-z endpoints,…`, in tshark's layout.
import type { TimeFormat } from '../time-column.ts';

export interface Talker {
  readonly address: string;
  readonly port: number | undefined;
  sentFrames: number;
  sentOctets: number;
  receivedFrames: number;
  receivedOctets: number;
}

/** `from` is who sent the first packet. */
export interface Conversation {
  readonly from: string;
  readonly to: string;
  forthFrames: number;
  forthOctets: number;
  backFrames: number;
  backOctets: number;
  readonly firstSeconds: number;
  readonly firstEpoch: number;
  lastSeconds: number;
}

/** One kind of address that conversations can be counted by. */
export interface AddressKind {
  readonly name: string;
  readonly title: string;
  readonly layer: number;
  readonly hasPorts: boolean;
}

const ruler = '='.repeat(80);

function heading(title: string, what: string, filter: string): readonly string[] {
  return [ruler, `${title} ${what}`, `Filter:${filter === '' ? '<No Filter>' : filter}`];
}

/** `6298 bytes`, `32 kB`: whole units, cut off. */
function size(octets: number): string {
  for (const [unit, of] of [
    ['TB', 1e12],
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const)
    if (octets >= of * 10) return `${Math.floor(octets / of)} ${unit}`;
  return `${octets} bytes`;
}

const starts: Readonly<Partial<Record<TimeFormat, readonly [string, string]>>> = {
  a: [' Absolute Time  ', '      Start     '],
  ad: [' Absolute Date  ', '     Start      '],
};

export function conversationText(
  kind: AddressKind,
  filter: string,
  conversations: readonly Conversation[],
  time: TimeFormat,
): string {
  const width = kind.hasPorts ? 26 : 20;
  const indent = ' '.repeat(2 * width + 7);
  const [startHead, startHead2] = starts[time] ?? ['    Relative    ', '      Start     '];
  const counts = (frames: number, octets: number) => `  ${String(frames).padStart(6)} ${size(octets).padEnd(9)}`;
  const rows = busiestFirst(conversations, (row) => row.forthFrames + row.backFrames).map((row) => {
    const { forthFrames, forthOctets, backFrames, backOctets } = row;
    const columns = [
      counts(backFrames, backOctets),
      counts(forthFrames, forthOctets),
      counts(forthFrames + backFrames, forthOctets + backOctets),
    ];
    const duration = (row.lastSeconds - row.firstSeconds).toFixed(4).padStart(12);
    return `${row.from.padEnd(width)} <-> ${row.to.padEnd(width)}${columns.join('')}  ${start(row, time)}   ${duration}`;
  });
  return [
    ...heading(kind.title, 'Conversations', filter),
    `${indent}|       <-      | |       ->      | |     Total     |${startHead}|   Duration   |`,
    `${indent}${`| Frames  ${starts[time] ? 'Size ' : 'Bytes'} | `.repeat(3).trimEnd()}${startHead2}|              |`,
    ...rows,
    ruler,
    '',
  ].join('\n');
}

function start({ firstEpoch, firstSeconds }: Conversation, time: TimeFormat): string {
  if (time !== 'a' && time !== 'ad') return firstSeconds.toFixed(9).padStart(14);
  const date = new Date(firstEpoch * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return time === 'a' ? clock : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}

export function endpointText(kind: AddressKind, filter: string, talkers: readonly Talker[]): string {
  const rows = busiestFirst(talkers, (row) => row.sentFrames + row.receivedFrames).map((row) => {
    const cell = (value: number, width: number) => String(value).padStart(width);
    const port = row.port === undefined ? '' : `${cell(row.port, 5)}     `;
    const total = `${cell(row.sentFrames + row.receivedFrames, 6)}     ${cell(row.sentOctets + row.receivedOctets, 9)}`;
    const sent = `${cell(row.sentFrames, 6)}       ${cell(row.sentOctets, 9)}`;
    const received = `${cell(row.receivedFrames, 6)}       ${cell(row.receivedOctets, 9)}`;
    return `${row.address.padEnd(20)}      ${port}${total}     ${sent}      ${received}   `;
  });
  return [
    ...heading(kind.title, 'Endpoints', filter),
    `${' '.repeat(23)}|${kind.hasPorts ? '  Port  ||' : ''}  Packets  | |  Bytes  | | Tx Packets | | Tx Bytes | | Rx Packets | | Rx Bytes |`,
    ...rows,
    ruler,
    '',
  ].join('\n');
}

/** Most frames first; those with as many stay in the order in which they came. */
function busiestFirst<Row>(rows: readonly Row[], frames: (row: Row) => number): readonly Row[] {
  return [...rows].sort((one, other) => frames(other) - frames(one));
}
