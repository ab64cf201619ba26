// The ladder for a terminal: a line for each row, lanes side by side, text behind them; never wider than was asked.

import { clipped, padded, wrapped } from '../display-width.ts';
import type { Paint, Painter } from '../paint.ts';
import { duration, grouped, plural } from '../words.ts';
import type { Arrow, Ladder, Note, Party } from './ladder.ts';
import type { Lane, Lanes } from './lanes.ts';
import { detailOf, labelOf, marksOf, routineOf, shortIds, timeOf } from './row-words.ts';
import type { MessageRow, Row } from './rows.ts';

const timeWidth = 9;
const leastLane = 6;
const mostLane = 13;
/** What is left for the text at least, and what lanes make room for where they can be narrower. */
const leastText = 30;
const goodText = 44;
/** Lines of one row; of the legend's longest part. */
const rowLines = 3;
const legendLines = 4;

/** How many lanes fit into a line of this width. */
export function lanesThatFit(width: number): number {
  return Math.max(2, Math.floor((width - timeWidth - 1 - leastText) / leastLane));
}

export interface LadderText {
  readonly ladder: Ladder;
  readonly lanes: Lanes;
  readonly rows: readonly Row[];
  /** Rows beyond this are counted. */
  readonly rowLimit: number;
  readonly width: number;
  readonly paint: Paint;
}

export function ladderLines({ ladder, lanes: { lanes }, rows, rowLimit, width, paint }: LadderText): string {
  const laneWidth = Math.min(
    mostLane,
    Math.max(leastLane, Math.floor((width - timeWidth - 1 - goodText) / Math.max(1, lanes.length))),
  );
  const textWidth = Math.max(10, width - timeWidth - 1 - laneWidth * lanes.length);
  const lines = [...legend(lanes, ladder.parties, width, paint), ...heads(lanes, laneWidth, paint)];
  const shown = rows.slice(0, rowLimit);
  let before: MessageRow | undefined;
  for (const row of shown) {
    const time = paint.faint(timeText(row.epoch - ladder.fromEpoch));
    if (row.kind === 'gap') lines.push(...gapLines(row, width, paint));
    else if (row.kind === 'note') lines.push(...noteLines(row.note, time, width, paint));
    else lines.push(...messageLines(row, before, time, lanes.length, laneWidth, textWidth, paint));
    before = row.kind === 'message' ? row : undefined;
  }
  const rest = rows.length - shown.length;
  const [next] = rows.slice(rowLimit);
  if (rest > 0 && next !== undefined)
    lines.push(
      `${plural(rest, 'row')} more from ${timeText(next.epoch - ladder.fromEpoch).trim()} s on: --from +${Math.floor(next.epoch - ladder.fromEpoch)}s goes on there, --rows shows more`,
    );
  if (ladder.leftOut > 0)
    lines.push(
      `${plural(ladder.leftOut, 'message')} from ${timeText((ladder.leftOutFrom ?? 0) - ladder.fromEpoch).trim()} s on left out: --from, -Y and --pool choose`,
    );
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function timeText(seconds: number): string {
  return seconds.toFixed(3).padStart(timeWidth);
}

function toneOf(tone: 'plain' | 'bad' | 'takeover', paint: Paint): Painter {
  return tone === 'bad' ? paint.bad : tone === 'takeover' ? paint.doubtful : paint.heading;
}

/** Full names and addresses of the lanes: their heads have room for the end of a name only. */
function legend(lanes: readonly Lane[], parties: readonly Party[], width: number, paint: Paint): string[] {
  const lines = lanes.flatMap((lane) => {
    const [first] = lane.parties.map((place) => parties[place] as Party);
    const isAlone = lane.parties.length === 1 && first !== undefined;
    const about = isAlone
      ? [first.name, ...first.addresses.filter((address) => address !== first.name)].join('  ')
      : namesByPool(lane.parties.map((place) => parties[place] as Party));
    const [line = '', ...more] = wrapped(about, width - 4, legendLines);
    return [`${roleNames[lane.role]}  ${line}`, ...more.map((text) => `    ${text}`)];
  });
  return [...lines.map((line) => paint.faint(line)), ''];
}

/** `Alpha 0x100 0x200, Beta 0x101`: each pool named once. */
function namesByPool(parties: readonly Party[]): string {
  const byPool = new Map<string, string[]>();
  for (const { pool = '', id, name } of parties) {
    const names = byPool.get(pool);
    if (names === undefined) byPool.set(pool, [id ?? name]);
    else names.push(id ?? name);
  }
  return shortIds([...byPool].map(([pool, names]) => [pool, ...names].join(' ').trim()).join(', '));
}

const roleNames: Readonly<Record<Lane['role'], string>> = { PR: 'PR', PE: 'PE', PU: 'PU', anyone: '?' };

function heads(lanes: readonly Lane[], laneWidth: number, paint: Paint): string[] {
  const indent = ' '.repeat(timeWidth + 1);
  const row = (texts: readonly string[]) => indent + texts.map((text) => padded(text, laneWidth)).join('');
  const room = laneWidth - 1;
  const names = lanes.map(({ role, name }) => headName(role, name, room));
  return [
    paint.heading(row(lanes.map(({ role }) => roleNames[role]))),
    paint.heading(row(names.map(([first]) => first))),
    ...(names.some(([, second]) => second !== '') ? [paint.heading(row(names.map(([, second]) => second)))] : []),
  ];
}

/** The end of an identifier tells servers and elements apart, the beginning a pool. */
function headName(role: Lane['role'], name: string, room: number): readonly [string, string] {
  const slash = role === 'PE' ? name.lastIndexOf('/0x') : -1;
  if (slash >= 0) return [clipped(name.slice(0, slash), room), tail(shortIds(name.slice(slash + 1)), room)];
  return [role === 'PE' ? clipped(name, room) : tail(name, room), ''];
}

function tail(text: string, room: number): string {
  return text.length <= room ? text : `…${text.slice(text.length - room + 1)}`;
}

function gapLines(row: Extract<Row, { kind: 'gap' }>, width: number, paint: Paint): string[] {
  const indent = ' '.repeat(timeWidth + 1);
  const routine = routineOf(row);
  const span = row.seconds >= 1 ? duration(row.seconds) : '';
  const text = [span, routine].filter((word) => word !== '').join(': ');
  return wrapped(text, width - indent.length - 2, rowLines).map((line) => paint.faint(`${indent}┊ ${line}`));
}

function noteLines({ text, tone }: Note, time: string, width: number, paint: Paint): string[] {
  const painted = toneOf(tone, paint);
  return wrapped(shortIds(text), width - timeWidth - 3, rowLines).map(
    (line, index) => `${index === 0 ? time : ' '.repeat(timeWidth)} ${painted(`▌ ${line}`)}`,
  );
}

/** The arrow with the beginning of the text behind it; the rest stands on lines with life lines only. */
function messageLines(
  row: MessageRow,
  before: MessageRow | undefined,
  time: string,
  count: number,
  laneWidth: number,
  textWidth: number,
  paint: Paint,
): string[] {
  const { tone } = row.arrows[0] as Arrow;
  const painted: Painter = tone === 'plain' ? (text) => text : toneOf(tone, paint);
  const words = [labelOf(row), detailOf(row, before), timeOf(row)].filter((word) => word !== '').join(' ');
  const marks = marksOf(row);
  const texts = wrapped(words, textWidth, rowLines).map(painted);
  // What went wrong stands in a line of its own: it must be seen, whatever else there is no room for.
  if (marks !== '') texts.push(...wrapped(marks, textWidth, rowLines).map((text) => paint.bad(text)));
  const lifeLines = Array.from({ length: count }, () => '│'.padEnd(laneWidth)).join('');
  return texts.map((text, index) =>
    index === 0 ? `${time} ${drawn(row, count, laneWidth)}${text}` : `${' '.repeat(timeWidth)} ${lifeLines}${text}`,
  );
}

/** Life lines, and the arrow across them. */
function drawn({ from, to }: MessageRow, count: number, laneWidth: number): string {
  const cells = Array.from({ length: count * laneWidth }, (_, at): string => (at % laneWidth === 0 ? '│' : ' '));
  const at = (lane: number) => lane * laneWidth;
  const left = Math.min(from, ...to);
  const right = Math.max(from, ...to);
  if (to.length === 0) {
    cells[at(from)] = '├';
    cells[at(from) + 1] = '»';
  } else if (to.length === 1 && to[0] === from) {
    cells[at(from)] = '├';
    cells[at(from) + 1] = '↩';
  } else {
    for (let cell = at(left) + 1; cell < at(right); cell++) cells[cell] = cell % laneWidth === 0 ? '┼' : '─';
    cells[at(from)] = from === left ? '├' : from === right ? '┤' : '┼';
    for (const lane of to) {
      if (lane > from) {
        cells[at(lane) - 1] = '►';
        cells[at(lane)] = lane === right ? '│' : '┼';
      } else if (lane < from) {
        cells[at(lane) + 1] = '◄';
        cells[at(lane)] = lane === left ? '│' : '┼';
      }
    }
  }
  return cells.join('');
}

/** For a ladder without anything to show. */
export function emptyText(messages: number): string {
  return messages === 0
    ? 'No ASAP or ENRP message in here, or none that was asked for.\n'
    : `${grouped(messages)} messages, none of them between parties that were asked for.\n`;
}
