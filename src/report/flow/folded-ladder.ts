// A ladder as it is shown: the part that was asked for, its lanes, its rows.
import type { Ladder } from './ladder.ts';
import { type Lanes, lanesOf } from './lanes.ts';
import { isQuiet, type Row, rowsOf } from './rows.ts';
import { messagesByParty, type Selected } from './selection.ts';

export interface FoldedLadder {
  readonly ladder: Ladder;
  readonly lanes: Lanes;
  readonly rows: readonly Row[];
}

/** `most`: lanes that there is room for. Without `folds`, each message has a row. */
export function foldedLadder(ladder: Ladder, selected: Selected, most: number, folds: boolean): FoldedLadder {
  const messages = messagesByParty(selected, (arrow) => !folds || !isQuiet(arrow));
  const lanes = lanesOf(ladder, messages, most);
  return { ladder, lanes, rows: rowsOf({ ...selected, lanes, folds }) };
}
