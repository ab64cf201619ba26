// What the user has chosen to see, and what each key makes of that: a pure function, no terminal in it.
export const paneNames = ['pools', 'servers', 'events', 'messages', 'findings', 'rates', 'users'] as const;
export type PaneName = (typeof paneNames)[number];

export const sortNames: Readonly<Record<PaneName, readonly string[]>> = {
  pools: ['name', 'state', 'home', 'life', 'picks'],
  servers: ['identifier', 'state', 'owned', 'heard'],
  events: ['time'],
  messages: ['time'],
  findings: ['severity', 'count', 'last'],
  rates: ['name', 'count'],
  users: ['first seen', 'asked', 'sessions', 'failovers'],
};

export interface PaneState {
  /** Row of the cursor; of lists that run on, the place of the entry. Undefined: the first, or where it runs on, the newest. */
  readonly cursor: number | undefined;
  readonly sort: number;
  readonly filter: string;
}

/** What is looked at whole, instead of the panes. */
export type Opened =
  | { readonly kind: 'element'; readonly pool: string; readonly element: string }
  | { readonly kind: 'server'; readonly server: string }
  | { readonly kind: 'user'; readonly number: number }
  | { readonly kind: 'message'; readonly place: number }
  | { readonly kind: 'ladder'; readonly place: number }
  | { readonly kind: 'finding'; readonly rule: string; readonly summary: string }
  | { readonly kind: 'help' };

export interface UiState {
  readonly focus: PaneName;
  readonly panes: Readonly<Record<PaneName, PaneState>>;
  readonly opened: Opened | undefined;
  /** First line that is shown of what is opened. */
  readonly scroll: number;
  /** The text of a filter while it is typed. */
  readonly typing: string | undefined;
  readonly paused: boolean;
  /** What was answered to the last key, until the next one. */
  readonly said: string;
}

export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'save' }
  | { readonly kind: 'halt'; readonly halted: boolean }
  | { readonly kind: 'step'; readonly frames: number }
  | { readonly kind: 'speed'; readonly factor: number };

/** A key by its name (`up`, `pagedown`, `enter`, `ctrl-c` …), or the character that it types. */
export type Key = string;

/** What has to be known of the picture to answer a key. */
export interface Picture {
  /** Places of the rows of the pane in focus, in order, and what Enter opens on each. */
  readonly rows: readonly Row[];
  /** Lines that fit into the pane in focus, or into what is opened. */
  readonly height: number;
  readonly openedLines: number;
  readonly isReplay: boolean;
}

export interface Row {
  readonly place: number;
  readonly opens: Opened | undefined;
  /** Where `l` finds a conversation. */
  readonly ladder?: Opened;
}

export interface Answer {
  readonly ui: UiState;
  readonly effect?: Effect;
}

export function startState(): UiState {
  const fresh: PaneState = { cursor: undefined, sort: 0, filter: '' };
  const panes = Object.fromEntries(paneNames.map((name) => [name, fresh])) as Record<PaneName, PaneState>;
  return { focus: 'pools', panes, opened: undefined, scroll: 0, typing: undefined, paused: false, said: '' };
}

export function press(before: UiState, key: Key, picture: Picture): Answer {
  const ui = { ...before, said: '' };
  if (key === 'ctrl-c') return { ui, effect: { kind: 'quit' } };
  if (ui.typing !== undefined) return { ui: type(ui, ui.typing, key) };
  return (
    control(ui, key, picture) ?? { ui: ui.opened === undefined ? inPane(ui, key, picture) : inOpened(ui, key, picture) }
  );
}

/** Lists that run on show their newest entry as long as nobody moves the cursor. */
export function runsOn(pane: PaneName): boolean {
  return pane === 'events' || pane === 'messages';
}

const speedFactor = 2;

/** Keys that mean the same everywhere. */
function control(ui: UiState, key: Key, { isReplay }: Picture): Answer | undefined {
  switch (key) {
    case 'q':
    case 'escape':
      if (ui.opened !== undefined) return { ui: { ...ui, opened: undefined, scroll: 0 } };
      if (key === 'q') return { ui, effect: { kind: 'quit' } };
      return { ui: withPane(ui, { filter: '', cursor: undefined }) };
    case '?':
    case 'h':
      return { ui: { ...ui, opened: { kind: 'help' }, scroll: 0 } };
    case 'p':
    case ' ':
      return { ui: { ...ui, paused: !ui.paused }, effect: { kind: 'halt', halted: !ui.paused } };
    case 's':
      return { ui, effect: { kind: 'save' } };
    case '.':
    case ',':
      if (!isReplay) return { ui: { ...ui, said: 'only a capture that is played (live -r) can be stepped' } };
      return { ui: { ...ui, paused: true }, effect: { kind: 'step', frames: key === '.' ? 1 : -1 } };
    case '+':
    case '-':
      if (!isReplay) return { ui: { ...ui, said: 'only a capture that is played (live -r) has a speed' } };
      return { ui, effect: { kind: 'speed', factor: key === '+' ? speedFactor : 1 / speedFactor } };
    default: {
      const chosen = paneNames[Number(key) - 1];
      if (chosen !== undefined) return { ui: { ...ui, focus: chosen, opened: undefined, scroll: 0 } };
      const step = key === 'tab' ? 1 : key === 'backtab' ? paneNames.length - 1 : 0;
      if (step === 0) return undefined;
      const at = (paneNames.indexOf(ui.focus) + step) % paneNames.length;
      return { ui: { ...ui, focus: paneNames[at] as PaneName, opened: undefined, scroll: 0 } };
    }
  }
}

function inPane(ui: UiState, key: Key, picture: Picture): UiState {
  const { rows, height } = picture;
  const pane = ui.panes[ui.focus];
  const at = cursorIndex(ui.focus, pane, rows);
  switch (key) {
    case 'up':
    case 'k':
      return moved(ui, rows, at - 1);
    case 'down':
    case 'j':
      return moved(ui, rows, at + 1);
    case 'pageup':
      return moved(ui, rows, at - height);
    case 'pagedown':
      return moved(ui, rows, at + height);
    case 'home':
    case 'g':
      return moved(ui, rows, 0);
    case 'end':
    case 'G':
      return runsOn(ui.focus) ? withPane(ui, { cursor: undefined }) : moved(ui, rows, rows.length - 1);
    case '/':
      return { ...ui, typing: pane.filter };
    case 'o': {
      const sort = (pane.sort + 1) % sortNames[ui.focus].length;
      return { ...withPane(ui, { sort }), said: `by ${sortNames[ui.focus][sort]}` };
    }
    case 'enter': {
      const opened = rows[at]?.opens;
      return opened === undefined ? ui : { ...ui, opened, scroll: 0 };
    }
    case 'l': {
      const opened = rows[at]?.ladder;
      return opened === undefined
        ? { ...ui, said: 'a ladder is of a message: choose one first (4)' }
        : { ...ui, opened, scroll: 0 };
    }
    default:
      return ui;
  }
}

function inOpened(ui: UiState, key: Key, { height, openedLines, rows }: Picture): UiState {
  const last = Math.max(0, openedLines - height);
  const to = (scroll: number) => ({ ...ui, scroll: Math.max(0, Math.min(last, scroll)) });
  switch (key) {
    case 'up':
    case 'k':
      return to(ui.scroll - 1);
    case 'down':
    case 'j':
      return to(ui.scroll + 1);
    case 'pageup':
      return to(ui.scroll - height);
    case 'pagedown':
      return to(ui.scroll + height);
    case 'home':
    case 'g':
      return to(0);
    case 'end':
    case 'G':
      return to(last);
    case 'l': {
      const ladder = rows[cursorIndex(ui.focus, ui.panes[ui.focus], rows)]?.ladder;
      return ladder === undefined || ui.opened?.kind !== 'message' ? ui : { ...ui, opened: ladder, scroll: 0 };
    }
    default:
      return ui;
  }
}

const filterLimit = 60;

function type(ui: UiState, typing: string, key: Key): UiState {
  switch (key) {
    case 'enter':
      return { ...withPane(ui, { filter: typing, cursor: undefined }), typing: undefined };
    case 'escape':
      return { ...ui, typing: undefined };
    case 'backspace':
      return { ...ui, typing: [...typing].slice(0, -1).join('') };
    default:
      return [...key].length === 1 && typing.length < filterLimit ? { ...ui, typing: typing + key } : ui;
  }
}

/** Which row the cursor is on: an entry that is gone leaves it at the nearest. */
export function cursorIndex(name: PaneName, { cursor }: PaneState, rows: readonly Row[]): number {
  const last = rows.length - 1;
  if (cursor === undefined) return runsOn(name) ? last : 0;
  if (!runsOn(name)) return Math.max(0, Math.min(last, cursor));
  const found = rows.findIndex(({ place }) => place >= cursor);
  return found < 0 ? last : found;
}

function moved(ui: UiState, rows: readonly Row[], index: number): UiState {
  const last = rows.length - 1;
  if (runsOn(ui.focus) && index > last) return withPane(ui, { cursor: undefined });
  const at = Math.max(0, Math.min(last, index));
  const row = rows[at];
  return withPane(ui, { cursor: runsOn(ui.focus) ? row?.place : at });
}

function withPane(ui: UiState, changed: Partial<PaneState>): UiState {
  return { ...ui, panes: { ...ui.panes, [ui.focus]: { ...ui.panes[ui.focus], ...changed } } };
}
