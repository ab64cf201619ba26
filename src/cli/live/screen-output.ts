// `live` on a terminal: collects for the screen, shows it, and does what its keys ask for.
import { closeSync, openSync } from 'node:fs';
import process from 'node:process';
import { Chalk } from 'chalk';
import type { Finding } from '../../audit/finding.ts';
import { PcapngWriter } from '../../capture/pcapng-writer.ts';
import type { CaptureSource } from '../../capture/source.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import type { DissectorOptions } from '../../dissect/dissector.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { LiveTotals, Notice } from '../../report/live/live-totals.ts';
import { Screen } from '../../screen/screen.ts';
import { ScreenFeed } from '../../screen/screen-feed.ts';
import type { Effect } from '../../screen/ui-state.ts';
import type { ColorChoice } from '../paint.ts';
import { choosePaint } from '../paint.ts';
import type { LiveSink } from './live-sink.ts';
import { PacedSource } from './paced-source.ts';
import type { Watch } from './watch.ts';

export interface ScreenOutputOptions {
  readonly color: ColorChoice | undefined;
  readonly title: string;
  readonly dissection: DissectorOptions;
  readonly watch: () => Watch;
  readonly source: () => CaptureSource;
  readonly quit: () => void;
  /** Runs what must not throw: an error ends the run in good order. */
  readonly guarded: (act: () => void) => void;
  /** Goes by so many frames, backwards where negative. */
  readonly rewind: (frames: number) => void;
}

const leastSpeed = 1 / 64;
const mostSpeed = 4096;

export class ScreenOutput implements LiveSink {
  /** The terminal was closed under us. */
  hasLostTerminal = false;
  readonly #feed: ScreenFeed;
  readonly #options: ScreenOutputOptions;
  readonly #screen: Screen;

  constructor(options: ScreenOutputOptions) {
    this.#options = options;
    this.#feed = new ScreenFeed(() => options.watch().bounds);
    const { dissection, watch, title, guarded } = options;
    this.#screen = new Screen({
      stdin: process.stdin,
      stdout: process.stdout,
      paint: choosePaint(options.color),
      inverse: new Chalk({ level: 1 }).inverse,
      dissection,
      state: () => watch().handlespace.state,
      model: () => this.#feed.model(title, this.#player(), watch()),
      pulse: () => this.#pulse(),
      act: (effect) => this.#act(effect),
      guarded,
    });
  }

  start(): void {
    // However the program ends: the terminal is left as it was.
    process.on('exit', () => this.#screen.stop());
    // A terminal that was closed takes no more pictures.
    process.stdout.on('error', () => {
      this.hasLostTerminal = true;
      this.#screen.abandon();
      this.#options.quit();
    });
    this.#screen.start();
  }

  stop(): void {
    this.#screen.stop();
  }

  draw(): void {
    this.#screen.draw();
  }

  remember(): () => void {
    return this.#feed.remember();
  }

  frame(d: Dissection): void {
    this.#feed.frame(d);
  }

  event(event: HandlespaceEvent): void {
    this.#feed.event(event);
  }

  finding(_finding: Finding): void {
    this.#feed.finding();
  }

  notice(notice: Notice): void {
    this.#feed.notice(notice);
  }

  tick(totals: LiveTotals): void {
    this.#feed.second(this.#options.watch(), totals);
  }

  #player() {
    const source = this.#options.source();
    return source instanceof PacedSource
      ? { speed: source.speed, halted: source.halted, ended: source.ended }
      : undefined;
  }

  #pulse(): string {
    const { frames } = this.#options.watch();
    const player = this.#player();
    return `${frames} ${this.#feed.places} ${player?.speed} ${player?.halted} ${player?.ended}`;
  }

  #act(effect: Effect): string | undefined {
    const source = this.#options.source();
    const player = source instanceof PacedSource ? source : undefined;
    switch (effect.kind) {
      case 'quit':
        this.#options.quit();
        return undefined;
      case 'save':
        return this.#save();
      case 'halt':
        // What is played is halted and goes on by its own state: stepping has halted it, too.
        if (player?.halted) player.goOn();
        else player?.halt();
        return undefined;
      case 'step':
        if (effect.frames > 0) player?.step(effect.frames);
        else this.#options.rewind(effect.frames);
        return undefined;
      case 'speed':
        if (player === undefined) return undefined;
        player.setSpeed(Math.min(mostSpeed, Math.max(leastSpeed, Math.min(player.speed, mostSpeed) * effect.factor)));
        return undefined;
    }
  }

  #save(): string {
    const { kept } = this.#feed;
    if (kept.length === 0) return 'no message is kept yet: nothing to save';
    const path = `poolshark-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}.pcapng`;
    try {
      const descriptor = openSync(path, 'wx');
      const { interfaces } = this.#options.source();
      const writer = new PcapngWriter(
        descriptor,
        interfaces.map(({ linkType, name }) => ({ linkType, ...(name === undefined ? {} : { name }) })),
      );
      for (const frame of kept) writer.write(frame);
      writer.flush();
      closeSync(descriptor);
      return `${kept.length} packets saved to ${path}`;
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/, open .*/, '') : String(error);
      return `not saved to ${path}: ${reason}`;
    }
  }
}
