// The messages of a ladder as the rows of a report: texts that come again are kept once, and of too many messages those that
// only come again and again are thinned.
import type { Arrow, Ladder } from '../flow/ladder.ts';
import { isUnanswered } from '../flow/rows.ts';
import type { Conversation, ConversationRow } from './schema.ts';

export const rowFlag = { routine: 1, unanswered: 2, repeats: 4, resent: 8, bad: 16, takeover: 32 } as const;

export function conversationOf(ladder: Ladder, treeOf: ReadonlyMap<Arrow, number>, most: number): Conversation {
  const labels = new Places();
  const subjects = new Places();
  const rows = thinned(ladder.arrows, most).map((arrow): ConversationRow => {
    return [
      arrow.frame,
      arrow.epoch,
      arrow.from,
      arrow.to,
      labels.of(`${arrow.protocol} ${arrow.label}`),
      detailWithout(arrow),
      arrow.pool === '' ? -1 : subjects.of(arrow.pool),
      arrow.element === '' ? -1 : subjects.of(arrow.element),
      flagsOf(arrow),
      arrow.responseTo,
      arrow.responseSeconds,
      treeOf.get(arrow) ?? -1,
    ];
  });
  return {
    labels: labels.texts.map((text) => {
      const space = text.indexOf(' ');
      return { protocol: text.slice(0, space), label: text.slice(space + 1) };
    }),
    subjects: subjects.texts,
    rows,
    total: ladder.arrows.length + ladder.leftOut,
  };
}

class Places {
  readonly texts: string[] = [];
  private readonly byText = new Map<string, number>();

  of(text: string): number {
    let place = this.byText.get(text);
    if (place === undefined) {
      place = this.texts.push(text) - 1;
      this.byText.set(text, place);
    }
    return place;
  }
}

/** The subject stands in front of the detail, and in `subjects` already. */
function detailWithout({ detail, element, pool }: Arrow): string {
  const subject = element === '' ? pool : element;
  return subject !== '' && detail.startsWith(subject) ? detail.slice(subject.length).replace(/^[, ]+/, '') : detail;
}

function flagsOf(arrow: Arrow): number {
  return (
    (arrow.isRoutine ? rowFlag.routine : 0) |
    (isUnanswered(arrow) ? rowFlag.unanswered : 0) |
    (arrow.repeats > 0 ? rowFlag.repeats : 0) |
    (arrow.resentIn.length > 0 ? rowFlag.resent : 0) |
    (arrow.tone === 'bad' ? rowFlag.bad : 0) |
    (arrow.tone === 'takeover' ? rowFlag.takeover : 0)
  );
}

function isRemarkable(arrow: Arrow): boolean {
  return !arrow.isRoutine || isUnanswered(arrow) || arrow.repeats > 0 || arrow.resentIn.length > 0;
}

/** Three quarters of the room are for what is remarkable, and evenly spread where even that is too much. */
function thinned(arrows: readonly Arrow[], most: number): readonly Arrow[] {
  if (arrows.length <= most) return arrows;
  const remarkable = arrows.filter(isRemarkable).length;
  const forRemarkable = Math.min(remarkable, Math.floor(most * 0.75));
  const takeRemarkable = spread(remarkable, forRemarkable);
  const takeRoutine = spread(arrows.length - remarkable, most - forRemarkable);
  return arrows.filter((arrow) => (isRemarkable(arrow) ? takeRemarkable() : takeRoutine()));
}

/** Says yes to `wanted` of `count` questions, evenly. */
function spread(count: number, wanted: number): () => boolean {
  let asked = 0;
  return () => {
    const before = Math.floor((asked * wanted) / Math.max(1, count));
    asked++;
    return Math.floor((asked * wanted) / Math.max(1, count)) > before;
  };
}
