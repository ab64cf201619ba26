// `pools --watch`: plays what changed in the handlespace. In a terminal as a picture that changes as time went by in the capture; in a pipe a
// line for each change (with --json an object a line).
import process from 'node:process';
import { hexNumber, hexText } from '../../bytes/text.ts';
import { Dissector } from '../../dissect/dissector.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import { Handlespace } from '../../handlespace/handlespace.ts';
import { eventView, viewOf } from '../../handlespace/view.ts';
import { changeLine } from '../../report/pools/change-lines.ts';
import { watchScreen } from '../../report/pools/watch-screen.ts';
import type { TextBuffer } from '../../report/text-buffer.ts';
import { dissectionOf } from '../dissection-options.ts';
import { type Inputs, openInputs } from '../input.ts';
import { parseMoment } from '../moment.ts';
import { openOutput } from '../output.ts';
import { choosePaint } from '../paint.ts';
import type { PoolsOptions } from './options.ts';
import { Clock } from './play-clock.ts';
import { Screen } from './play-screen.ts';

const defaultSpeed = 10;
/** Pictures come at most so often. */
const pictureMs = 100;
const changesKept = 16;
/** In seconds of the watcher's own time. */
const freshSeconds = 2;

/** What the output does with a change, and between frames. */
interface Player {
  /** Time is told from the first frame. */
  begin(firstEpoch: number): void;
  change(event: HandlespaceEvent): void;
  /** Called while nothing happens, and at the end. */
  show(handlespace: Handlespace, epoch: number, frame: number): void;
  end(): void;
}

export async function poolsWatch(paths: readonly string[], options: PoolsOptions): Promise<number> {
  const at = options.at === undefined ? undefined : parseMoment(options.at);
  const dissection = dissectionOf(options);
  const inputs = await openInputs(paths, options);
  const onTerminal = process.stdout.isTTY && !options.json;
  const speed = options.speed ?? (onTerminal ? defaultSpeed : Number.POSITIVE_INFINITY);
  const clock = new Clock(speed);
  const stop = () => clock.stop();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const player = onTerminal ? new Pictures(options, speed) : new Lines(openOutput(), options.json === true);
  try {
    await play(inputs, player, clock, {
      limit: options.count ?? Number.POSITIVE_INFINITY,
      includes: (frame, first) => at?.includes(frame, first) ?? true,
      dissector: new Dissector(dissection(inputs.source)),
      handlespace: new Handlespace({
        ...(options.profile ? { profile: options.profile } : {}),
        onEvent: (event) => player.change(event),
      }),
    });
  } finally {
    player.end();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  return inputs.finish();
}

interface Playing {
  readonly limit: number;
  readonly includes: (frame: Inputs['source']['frame'], firstEpoch: number) => boolean;
  readonly dissector: Dissector;
  readonly handlespace: Handlespace;
}

async function play({ source }: Inputs, player: Player, clock: Clock, playing: Playing): Promise<void> {
  const { handlespace, dissector } = playing;
  const { frame } = source;
  let left = playing.limit;
  let first = Number.NaN;
  let [epoch, number] = [0, 0];
  do {
    while (!clock.stopped && left-- > 0 && source.next()) {
      const next = frame.seconds + frame.nanoseconds / 1e9;
      if (Number.isNaN(first)) {
        first = next;
        clock.start(first);
        player.begin(first);
      }
      if (!playing.includes(frame, first)) {
        clock.stop();
        break;
      }
      // The frame waits, not its successor: what is shown in the meantime is what was known before it.
      while (clock.isEarly(next) && !clock.stopped) {
        player.show(handlespace, Math.max(epoch, clock.played()), number);
        await clock.until(next, pictureMs);
      }
      if (clock.stopped) break;
      [epoch, number] = [next, frame.number];
      handlespace.apply(dissector.dissect(frame));
    }
  } while (!clock.stopped && left > 0 && (await source.fill()));
  handlespace.finish();
  player.show(handlespace, epoch, number);
}

class Lines implements Player {
  readonly #out: TextBuffer;
  readonly #json: boolean;
  #start = 0;

  constructor(out: TextBuffer, json: boolean) {
    this.#out = out;
    this.#json = json;
  }

  begin(firstEpoch: number): void {
    this.#start = firstEpoch;
  }

  change(event: HandlespaceEvent): void {
    const view = eventView(event);
    const line = this.#json
      ? JSON.stringify({ schema: 'poolshark.pools-change/1', ...view })
      : changeLine(view, this.#start);
    this.#out.text(`${line}\n`);
  }

  show(): void {
    this.#out.flush();
  }

  end(): void {
    this.#out.flush();
  }
}

class Pictures implements Player {
  readonly #screen = new Screen();
  readonly #speed: number;
  readonly #paint;
  readonly #changes: string[] = [];
  readonly #fresh = new Map<string, number>();
  #start = 0;
  #picture: string[] = [];

  constructor(options: PoolsOptions, speed: number) {
    this.#speed = speed;
    this.#paint = choosePaint(options.color);
    this.#screen.open();
  }

  begin(firstEpoch: number): void {
    this.#start = firstEpoch;
  }

  change(event: HandlespaceEvent): void {
    this.#changes.push(changeLine(eventView(event), this.#start));
    if (this.#changes.length > changesKept) this.#changes.shift();
    const { pool, element } = event;
    if (pool === undefined || element === undefined) return;
    if (this.#fresh.size > 4096) this.#fresh.clear();
    this.#fresh.set(`${hexText(pool)}/${hexNumber(element)}`, Date.now());
  }

  show(handlespace: Handlespace, epoch: number, frame: number): void {
    const now = Date.now();
    for (const [key, since] of this.#fresh) if (now - since > freshSeconds * 1000) this.#fresh.delete(key);
    const { columns, rows } = this.#screen;
    this.#picture = watchScreen(
      {
        view: viewOf(handlespace.state, epoch),
        elapsed: Math.max(0, epoch - this.#start),
        epoch,
        frame,
        speed: this.#speed,
        changes: this.#changes,
        fresh: new Set(this.#fresh.keys()),
      },
      columns,
      rows,
      this.#paint,
    );
    this.#screen.draw(this.#picture);
  }

  /** The last picture stays when the program has gone. */
  end(): void {
    this.#screen.close(this.#picture);
  }
}
