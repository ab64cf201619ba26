// The screen in a terminal (ink): draws a few times a second and after each key, and hands keys to what answers them.
import { Box, type Key as InkKey, type Instance, render, Text, useInput } from 'ink';
import { createElement, useSyncExternalStore } from 'react';
import type { DissectorOptions } from '../dissect/dissector.ts';
import type { HandlespaceState } from '../handlespace/state.ts';
import type { Paint } from '../report/paint.ts';
import { type Line, painted } from './line.ts';
import { type ScreenPicture, screenLines } from './screen-lines.ts';
import type { ScreenModel } from './screen-model.ts';
import { type Effect, type Key, press, startState, type UiState } from './ui-state.ts';

export interface ScreenOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly paint: Paint;
  /** Swaps the colours of ground and letters: the cursor. */
  readonly inverse: (text: string) => string;
  readonly dissection: DissectorOptions;
  readonly state: () => HandlespaceState;
  readonly model: () => ScreenModel;
  /** Another text whenever there may be something new to draw. */
  readonly pulse: () => string;
  /** What a key asks for beyond the picture; what it answers is shown. */
  readonly act: (effect: Effect) => string | undefined;
  /** Runs what must not throw. */
  readonly guarded: (act: () => void) => void;
}

/** Five pictures a second while something happens, and one after each key. */
const drawMs = 200;
/** Where nothing happens: what was heard of whom, and when, grows older all the same. */
const restMs = 1000;
const enterScreen = '\u001b[?1049h\u001b[H';
const leaveScreen = '\u001b[?1049l';

export class Screen {
  readonly #options: ScreenOptions;
  #ui: UiState = startState();
  #model: ScreenModel;
  #picture: ScreenPicture;
  #text = '';
  #pulse = '';
  #drawnMs = 0;
  #instance: Instance | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#model = options.model();
    this.#picture = this.#made();
  }

  start(): void {
    const { stdin, stdout, guarded } = this.#options;
    stdout.write(enterScreen);
    this.draw();
    const store = {
      subscribe: (listener: () => void) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      get: () => this.#text,
    };
    const app = createElement(App, {
      ...store,
      onKey: (key) => guarded(() => this.#press(key)),
      takesKeys: stdin.isTTY === true,
    });
    this.#instance = render(app, {
      stdin,
      stdout,
      exitOnCtrlC: false,
      patchConsole: false,
    });
    // After ink's own listener, which draws the old picture once more.
    stdout.on('resize', this.#resized);
    this.#timer = setInterval(() => guarded(() => this.#drawWhatIsNew()), drawMs);
  }

  /** Leaves the terminal as it was. */
  stop(): void {
    if (this.#instance === undefined) return;
    const { stdout } = this.#options;
    clearInterval(this.#timer);
    stdout.off('resize', this.#resized);
    this.#instance.unmount();
    this.#instance = undefined;
    stdout.write(leaveScreen);
  }

  /** The terminal has gone: nothing can be drawn, nothing be left as it was. */
  abandon(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
    this.#instance = undefined;
  }

  readonly #resized = () => {
    // What was drawn for the old size is of no use, and where it stands now nobody knows.
    this.#instance?.clear();
    this.#options.stdout.write('\u001b[2J\u001b[H');
    this.draw();
  };

  #press(key: Key): void {
    const { ui, effect } = press(this.#ui, key, this.#picture.picture);
    this.#ui = ui;
    const said = effect === undefined ? undefined : this.#options.act(effect);
    if (said !== undefined) this.#ui = { ...ui, said };
    this.draw();
  }

  #drawWhatIsNew(): void {
    const { player } = this.#model;
    const isStill = player !== undefined && (player.halted || player.ended);
    if (this.#options.pulse() !== this.#pulse || (!isStill && performance.now() - this.#drawnMs >= restMs)) this.draw();
  }

  /** What there is now. */
  draw(): void {
    this.#pulse = this.#options.pulse();
    this.#drawnMs = performance.now();
    const isFrozen = this.#ui.paused && this.#model.player === undefined;
    if (!isFrozen) this.#model = this.#options.model();
    this.#picture = this.#made();
    const { paint, inverse } = this.#options;
    this.#text = this.#picture.lines.map((line: Line) => painted(line, paint, inverse)).join('\n');
    for (const listener of this.#listeners) listener();
  }

  #made(): ScreenPicture {
    const { stdout } = this.#options;
    // The last row stays free: a terminal that is filled to its last cell scrolls.
    const size = { columns: stdout.columns || 80, rows: (stdout.rows || 24) - 1 };
    return screenLines(this.#model, this.#ui, size, this.#options);
  }
}

interface AppProps {
  readonly subscribe: (listener: () => void) => () => void;
  readonly get: () => string;
  readonly onKey: (key: Key) => void;
  readonly takesKeys: boolean;
}

function App({ subscribe, get, onKey, takesKeys }: AppProps) {
  const text = useSyncExternalStore(subscribe, get);
  useInput(
    (input, key) => {
      const named = nameOf(key);
      if (named !== undefined) onKey(named);
      // Pasted, or typed faster than read: each character is a key.
      else for (const character of input) for (const each of keyOf(character, key.ctrl)) onKey(each);
    },
    { isActive: takesKeys },
  );
  const lines = text.split('\n').map((line, index) => createElement(Text, { key: index, wrap: 'truncate' }, line));
  return createElement(Box, { flexDirection: 'column' }, ...lines);
}

const controlKeys: Readonly<Record<string, Key>> = { '\r': 'enter', '\n': 'enter', '\t': 'tab', '\u007f': 'backspace' };

/** Nothing for other control characters: no key of ours makes them, and a filter must not hold them. */
function keyOf(character: string, isCtrl: boolean): readonly Key[] {
  const control = controlKeys[character];
  if (control !== undefined) return [control];
  if (character < ' ') return [];
  return [isCtrl ? `ctrl-${character}` : character];
}

function nameOf(key: InkKey): Key | undefined {
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.pageUp) return 'pageup';
  if (key.pageDown) return 'pagedown';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.return) return 'enter';
  if (key.escape) return 'escape';
  if (key.tab) return key.shift ? 'backtab' : 'tab';
  if (key.backspace || key.delete) return 'backspace';
  return undefined;
}
