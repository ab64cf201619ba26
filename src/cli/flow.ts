// What `flow` does: follows the captures, notes who said what to whom, and prints the ladder.
import process from 'node:process';
import { FrameLinks } from '../dissect/transactions/frame-links.ts';
import type { HandlespaceOptions } from '../handlespace/handlespace.ts';
import { foldedLadder } from '../report/flow/folded-ladder.ts';
import type { Ladder } from '../report/flow/ladder.ts';
import { emptyText, ladderLines, lanesThatFit } from '../report/flow/ladder-lines.ts';
import { LadderRecorder } from '../report/flow/ladder-recorder.ts';
import { mermaidText } from '../report/flow/mermaid.ts';
import { isNobody, type Selected, type Selection, select } from '../report/flow/selection.ts';
import { svgText } from '../report/flow/svg.ts';
import { filterCompiler } from './display-filter.ts';
import { dissectionOf } from './dissection-options.ts';
import { printable, UsageError } from './errors.ts';
import { filterLooksAhead, readAhead } from './first-pass.ts';
import { follow } from './follow.ts';
import { parseRange, type RangeOptions } from './frame-range.ts';
import { openInputs } from './input.ts';
import type { SharedOptions } from './options.ts';
import { print } from './output.ts';
import { type ColorChoice, choosePaint } from './paint.ts';

export interface FlowOptions extends SharedOptions, RangeOptions, Pick<HandlespaceOptions, 'profile'> {
  readonly displayFilter?: string;
  readonly between?: string;
  readonly pe?: string;
  readonly pool?: string;
  readonly all?: true;
  readonly rows: number;
  readonly mermaid?: true;
  readonly svg?: true;
  readonly color?: ColorChoice;
}

/** Lanes that a picture or a diagram has room for. */
const drawnLanes = 12;

export async function flow(paths: readonly string[], options: FlowOptions): Promise<number> {
  const dissection = dissectionOf(options);
  const range = parseRange(options);
  const { displayFilter } = options;
  const links = new FrameLinks();
  const passes = displayFilter === undefined ? undefined : (await filterCompiler(options, links))(displayFilter);
  const inputs = await openInputs(paths, options);
  if (displayFilter !== undefined && filterLooksAhead(displayFilter))
    links.index = await readAhead(inputs.paths, options, dissection, (source) => source);
  const recorder = new LadderRecorder();
  let firstInside = 0;
  let lastInside = 0;
  const { handlespace } = await follow(inputs, {
    dissection: dissection(inputs.source),
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    onEvent: (event) => recorder.noteEvent(event),
    onDissection: (d, { state }) => {
      // A filter must see each frame, to count times.
      const isKept = passes === undefined || passes(d);
      const isInside = range === undefined || range.placeOf(d.frame) === 'inside';
      if (isInside) {
        firstInside ||= d.frame.number;
        lastInside = d.frame.number;
      }
      recorder.take(d, state, isKept && isInside);
    },
  });
  const whole = recorder.finish(handlespace.state);
  const ladder: Ladder = {
    ...whole,
    notes: whole.notes.filter(({ frame }) => frame >= firstInside && frame <= lastInside),
  };
  const selected = chosen(ladder, options);
  const { svg, mermaid, rows: rowLimit } = options;
  const width = columnsOf();
  const most = svg || mermaid ? drawnLanes : lanesThatFit(width);
  const folded = foldedLadder(ladder, selected, most, options.all !== true);
  if (svg) print(svgText(folded, rowLimit));
  else if (mermaid) print(mermaidText(folded, rowLimit));
  else if (folded.rows.length === 0) print(emptyText(ladder.arrows.length));
  else print(ladderLines({ ...folded, rowLimit, width, paint: choosePaint(options.color) }));
  return inputs.finish();
}

function chosen(ladder: Ladder, { between, pool, pe }: FlowOptions): Selected {
  const selection: Selection = {
    between: between?.split(',').map((name) => name.trim()),
    pool,
    element: pe,
  };
  const found = select(ladder, selection);
  if (!isNobody(found)) return found;
  const among = found.among.length === 0 ? 'there is nobody' : `there are ${found.among.join(', ')}`;
  throw new UsageError(`${printable(found.nobody)}: nobody here has this name; ${among}`);
}

/** COLUMNS, else the terminal's width, else 80. */
function columnsOf(): number {
  const told = Number(process.env.COLUMNS);
  const columns = Number.isSafeInteger(told) && told > 0 ? told : (process.stdout.columns ?? 80);
  return Math.max(44, columns);
}
