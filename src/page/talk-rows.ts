// The rows of the conversation as they are listed: messages that fit the search, notes, and between them what was only counted.
import type { Conversation, ConversationRow, Report } from '../report/full/schema.ts';

export const flag = { routine: 1, unanswered: 2, repeats: 4, resent: 8, bad: 16, takeover: 32 } as const;

export interface TalkMessage {
  readonly kind: 'message';
  readonly epoch: number;
  readonly row: ConversationRow;
}

export interface TalkGap {
  readonly kind: 'gap';
  readonly epoch: number;
  readonly text: string;
}

export interface TalkNote {
  readonly kind: 'note';
  readonly epoch: number;
  readonly text: string;
  readonly tone: string;
}

export type TalkRow = TalkMessage | TalkGap | TalkNote;

export interface Search {
  /** Words that must all be in a row, in small letters. */
  readonly text: string;
  /** Place of a label, -1 for all. */
  readonly label: number;
  /** Place of a party, -1 for all. */
  readonly party: number;
  readonly showsRoutine: boolean;
  /** Name of an element whose messages alone are shown. */
  readonly element: string | null;
}

/** What a row is searched by. */
export function wordsOf({ conversation, parties }: Report, row: ConversationRow): string {
  const [frame, , from, to, label, detail, pool, element] = row;
  const said = conversation.labels[label];
  const names = [from, to].map((place) =>
    parties[place] === undefined ? 'everybody' : `${parties[place].role} ${parties[place].name}`,
  );
  return `#${frame} ${said?.protocol} ${said?.label} ${names.join(' ')} ${conversation.subjects[pool] ?? ''} ${conversation.subjects[element] ?? ''} ${detail}`.toLowerCase();
}

export function isRoutine(row: ConversationRow): boolean {
  const [, , , , , , , , flags] = row;
  return (flags & flag.routine) !== 0 && (flags & (flag.unanswered | flag.repeats)) === 0;
}

export function talkRows(report: Report, search: Search, textOf: (row: ConversationRow) => string): TalkRow[] {
  const { conversation, notes, parties } = report;
  const words = search.text.split(/\s+/).filter((word) => word !== '');
  const isSearched = words.length > 0 || search.label >= 0;
  const own = new Set(parties.flatMap(({ name }, place) => (name === search.element ? [place] : [])));
  const fits = (row: ConversationRow) => {
    const [, , from, to, label, , , element] = row;
    if (search.label >= 0 && label !== search.label) return false;
    if (search.party >= 0 && from !== search.party && to !== search.party) return false;
    if (search.element !== null && !own.has(from) && !own.has(to) && conversation.subjects[element] !== search.element)
      return false;
    const text = words.length === 0 ? '' : textOf(row);
    return words.every((word) => text.includes(word));
  };
  const rows: TalkRow[] = [];
  const counts = new Map<number, number>();
  let gapEpoch = conversation.rows[0]?.[1] ?? 0;
  const closeGap = (epoch: number) => {
    // Within a burst of messages what comes by the clock is not worth a row: it is counted with the next.
    if (epoch - gapEpoch < 1) return;
    const counted = countText(conversation, counts);
    counts.clear();
    rows.push({ kind: 'gap', epoch: gapEpoch, text: gapText(epoch - gapEpoch, counted) });
  };
  let note = 0;
  const notesUpTo = (epoch: number) => {
    for (let next = notes[note]; next !== undefined && next.epoch <= epoch; next = notes[++note]) {
      if (isSearched) continue;
      closeGap(next.epoch);
      rows.push({ kind: 'note', epoch: next.epoch, text: next.text, tone: next.tone });
      gapEpoch = next.epoch;
    }
  };
  for (const row of conversation.rows) {
    if (!fits(row)) continue;
    const epoch = row[1];
    if (isRoutine(row) && !search.showsRoutine && !isSearched) {
      counts.set(row[4], (counts.get(row[4]) ?? 0) + 1);
      continue;
    }
    notesUpTo(epoch);
    closeGap(epoch);
    rows.push({ kind: 'message', epoch, row });
    gapEpoch = epoch;
  }
  notesUpTo(Number.POSITIVE_INFINITY);
  if (counts.size > 0) rows.push({ kind: 'gap', epoch: gapEpoch, text: gapText(0, countText(conversation, counts)) });
  return rows;
}

function gapText(seconds: number, counted: string): string {
  const span = seconds >= 1 ? `${Number(seconds.toPrecision(3))} s` : '';
  return [span, counted].filter((text) => text !== '').join(': ');
}

function countText({ labels }: Conversation, counts: ReadonlyMap<number, number>): string {
  return [...counts].map(([label, count]) => `${labels[label]?.label ?? '?'} ×${count}`).join(', ');
}
