// Folds a ladder into the rows that people read: what only repeats by the clock is counted between the others, copies of one
// word to several peers share a row, and so do three or more of a kind that come in one go.
import type { Arrow, Note } from './ladder.ts';
import type { Lanes } from './lanes.ts';

export interface MessageRow {
  readonly kind: 'message';
  readonly epoch: number;
  readonly from: number;
  /** Lanes; empty for everybody. */
  readonly to: readonly number[];
  /** More than one where they were folded; in order of time. */
  readonly arrows: readonly Arrow[];
}

export interface GapRow {
  readonly kind: 'gap';
  readonly epoch: number;
  readonly seconds: number;
  readonly routine: readonly { readonly label: string; readonly count: number }[];
}

export interface NoteRow {
  readonly kind: 'note';
  readonly epoch: number;
  readonly note: Note;
}

export type Row = MessageRow | GapRow | NoteRow;

interface OpenRow {
  readonly kind: 'message';
  readonly epoch: number;
  readonly from: number;
  readonly to: Set<number>;
  readonly arrows: Arrow[];
}

export interface FoldOptions {
  readonly arrows: readonly Arrow[];
  readonly notes: readonly Note[];
  readonly lanes: Lanes;
  /** False: a row for each message. */
  readonly folds: boolean;
}

/** What comes closer together is one burst. */
const burstSeconds = 1;
const foldedFrom = 3;

/** Nobody misses it where it is only counted. */
export function isQuiet(arrow: Arrow): boolean {
  return arrow.isRoutine && !isUnanswered(arrow) && arrow.repeats === 0;
}

export function isUnanswered({ asks, answerFrame }: Arrow): boolean {
  return asks && answerFrame === 0;
}

export function rowsOf({ arrows, notes, lanes, folds }: FoldOptions): Row[] {
  const rows: Row[] = [];
  let burst: (OpenRow | NoteRow)[] = [];
  const routine = new Map<string, number>();
  let lastEpoch = Math.min(arrows[0]?.epoch ?? Number.POSITIVE_INFINITY, notes[0]?.epoch ?? Number.POSITIVE_INFINITY);
  const closeBurst = () => {
    rows.push(...(folds ? foldedBurst(burst) : burst).map(closed));
    burst = [];
  };
  const closeGap = (epoch: number) => {
    const seconds = epoch - lastEpoch;
    if (seconds < burstSeconds) return;
    closeBurst();
    const counts = [...routine].map(([label, count]) => ({ label, count }));
    rows.push({ kind: 'gap', epoch: lastEpoch, seconds, routine: counts });
    routine.clear();
  };
  let nextNote = 0;
  const noteUpTo = (epoch: number, frame: number) => {
    for (let note = notes[nextNote]; note !== undefined; note = notes[++nextNote]) {
      if (note.epoch > epoch || (note.epoch === epoch && note.frame > frame)) return;
      closeGap(note.epoch);
      burst.push({ kind: 'note', epoch: note.epoch, note });
      lastEpoch = note.epoch;
    }
  };
  for (const arrow of arrows) {
    noteUpTo(arrow.epoch, arrow.frame - 1);
    const from = lanes.of.get(arrow.from);
    const to = lanes.of.get(arrow.to);
    if (folds && isQuiet(arrow)) {
      routine.set(arrow.label, (routine.get(arrow.label) ?? 0) + 1);
      continue;
    }
    if (from === undefined) continue;
    closeGap(arrow.epoch);
    lastEpoch = Math.max(lastEpoch, arrow.epoch);
    burst.push({
      kind: 'message',
      epoch: arrow.epoch,
      from,
      to: new Set(arrow.to < 0 || to === undefined ? [] : [to]),
      arrows: [arrow],
    });
  }
  noteUpTo(Number.POSITIVE_INFINITY, 0);
  closeBurst();
  if (routine.size > 0) {
    const last = arrows.at(-1)?.epoch ?? lastEpoch;
    const counts = [...routine].map(([label, count]) => ({ label, count }));
    rows.push({ kind: 'gap', epoch: lastEpoch, seconds: Math.max(0, last - lastEpoch), routine: counts });
  }
  return rows;
}

function closed(row: OpenRow | NoteRow): Row {
  return row.kind === 'note' ? row : { ...row, to: [...row.to].sort((a, b) => a - b) };
}

/** Copies to several peers first, then what is alike; rows stand where their first message stood. */
function foldedBurst(burst: readonly (OpenRow | NoteRow)[]): (OpenRow | NoteRow)[] {
  const rows: (OpenRow | NoteRow)[] = [];
  const copies = new Map<string, OpenRow>();
  for (const row of burst) {
    if (row.kind === 'note') {
      rows.push(row);
      continue;
    }
    const arrow = row.arrows[0] as Arrow;
    // Only between servers is the same word sent to each.
    const key = arrow.protocol === 'enrp' ? `${row.from} ${arrow.label} ${arrow.detail} ${isUnanswered(arrow)}` : '';
    const first = key === '' ? undefined : copies.get(key);
    const isCopy = first !== undefined && [...row.to].every((lane) => !first.to.has(lane)) && row.to.size > 0;
    if (isCopy) {
      for (const lane of row.to) first.to.add(lane);
      first.arrows.push(arrow);
    } else {
      rows.push(row);
      if (key !== '') copies.set(key, row);
    }
  }
  return foldedAlike(rows);
}

function shapeOf(row: OpenRow): string {
  const arrow = row.arrows[0] as Arrow;
  const to = [...row.to].sort((a, b) => a - b).join(' ');
  return `${arrow.protocol} ${arrow.label} ${row.from}>${to} ${arrow.tone} ${isUnanswered(arrow)} ${arrow.repeats > 0} ${arrow.resentIn.length > 0}`;
}

function foldedAlike(rows: readonly (OpenRow | NoteRow)[]): (OpenRow | NoteRow)[] {
  const counts = new Map<string, number>();
  for (const row of rows) if (row.kind === 'message') counts.set(shapeOf(row), (counts.get(shapeOf(row)) ?? 0) + 1);
  const first = new Map<string, OpenRow>();
  return rows.filter((row) => {
    if (row.kind === 'note') return true;
    const shape = shapeOf(row);
    if ((counts.get(shape) ?? 0) < foldedFrom) return true;
    const before = first.get(shape);
    if (before === undefined) {
      first.set(shape, row);
      return true;
    }
    before.arrows.push(...row.arrows);
    return false;
  });
}
