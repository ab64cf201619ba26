// One picture of `pools --watch` in a terminal: the handlespace as it is at this moment, and below it what changed last. Every line fits the
// width, and there are no more lines than the terminal has.
import type { HandlespaceView, PoolView } from '../../handlespace/view.ts';
import { clipped, padded } from '../display-width.ts';
import type { Paint, Painter } from '../paint.ts';
import { paintState, summary } from '../pools-text.ts';
import { moment, plural } from '../words.ts';

export interface WatchPicture {
  readonly view: HandlespaceView;
  /** Seconds since the first frame, and since 1970. */
  readonly elapsed: number;
  readonly epoch: number;
  readonly frame: number;
  readonly speed: number;
  /** What changed, the latest last. */
  readonly changes: readonly string[];
  /** Elements that changed so lately that the eye should find them: `handleHex/id`. */
  readonly fresh: ReadonlySet<string>;
}

const changesShown = 8;

export function watchScreen(picture: WatchPicture, columns: number, rows: number, paint: Paint): string[] {
  const { view, changes } = picture;
  const wide = Math.max(20, columns);
  const fit = (text: string, painter: Painter = (plain) => plain) => painter(clipped(text, wide));
  const head = [
    fit(
      `+${picture.elapsed.toFixed(1)}s  ${moment(picture.epoch)}  frame ${picture.frame}  ×${picture.speed}`,
      paint.heading,
    ),
    fit(summary(view.servers, view.pools)),
    '',
    ...view.servers.map(({ id, state, ownedElements, checksum }) => {
      const sum = checksum.announced === null ? '' : ` ${checksum.announced} ${checksum.agrees ? 'agrees' : 'differs'}`;
      const plain = `${id}  ${padded(state, 11)} owns ${String(ownedElements).padStart(4)} ${sum}`;
      return clipped(plain, wide).replace(state, () => paintState(state, paint));
    }),
    '',
  ];
  const tail = ['', ...changes.slice(-changesShown).map((line) => fit(line, paint.faint))];
  const room = Math.max(0, rows - head.length - tail.length);
  return [...head, ...poolLines(picture, wide, room, paint), ...tail].slice(0, Math.max(1, rows));
}

/** Pools with their elements; where there is no room for all, a line says how many are not shown. */
function poolLines({ view, fresh }: WatchPicture, wide: number, room: number, paint: Paint): string[] {
  const lines = view.pools.flatMap((pool) => [
    paint.heading(clipped(`${pool.handle}  ${pool.policy?.name ?? ''}`, wide)),
    ...elementLines(pool, wide, fresh, paint),
  ]);
  if (lines.length <= room) return lines;
  const hidden = lines.length - Math.max(0, room - 1);
  return [...lines.slice(0, Math.max(0, room - 1)), paint.faint(`… ${plural(hidden, 'line')} more`)].slice(0, room);
}

function elementLines(pool: PoolView, wide: number, fresh: ReadonlySet<string>, paint: Paint): string[] {
  return pool.elements.map(({ id, homeServer, state }) => {
    const isFresh = fresh.has(`${pool.handleHex}/${id}`);
    const plain = clipped(`${isFresh ? '>' : ' '} ${id}  home ${homeServer ?? '?'.padEnd(10)}  ${state}`, wide);
    const painted = plain.replace(state, () => paintState(state, paint));
    return isFresh ? paint.heading(painted) : painted;
  });
}
