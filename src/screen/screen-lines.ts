// The whole picture: from what is known and what the user has chosen to the lines of a terminal of this size. Pure.
import type { DissectorOptions } from '../dissect/dissector.ts';
import type { HandlespaceState } from '../handlespace/state.ts';
import { boundsReached } from '../report/live/live-summary.ts';
import { droppedOf } from '../report/live/live-totals.ts';
import { grouped } from '../report/words.ts';
import { clock, eventsPane, findingsPane, messagesPane } from './feed-panes.ts';
import { fitted, type Line, line, type Span, span } from './line.ts';
import { openedView } from './opened-views.ts';
import type { Pane } from './pane.ts';
import { poolHeads, poolsPane } from './pools-pane.ts';
import { curve, rateHeads, ratesPane } from './rates-pane.ts';
import type { Player, ScreenModel } from './screen-model.ts';
import { serverHeads, serversPane } from './servers-pane.ts';
import { cursorIndex, type PaneName, type Picture, paneNames, sortNames, type UiState } from './ui-state.ts';
import { userHeads, usersPane } from './users-pane.ts';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export interface ScreenContext {
  readonly dissection: DissectorOptions;
  readonly state: () => HandlespaceState;
}

export interface ScreenPicture {
  readonly lines: readonly Line[];
  /** What the keys need to know. */
  readonly picture: Picture;
}

/** From this size on several panes stand side by side. */
const wideColumns = 140;
const wideRows = 30;
/** Lines of events under another pane. */
const stripRows = 7;

const heads: Readonly<Partial<Record<PaneName, string>>> = {
  pools: poolHeads,
  servers: serverHeads,
  rates: rateHeads,
  users: userHeads,
};

export function screenLines(model: ScreenModel, ui: UiState, size: ScreenSize, context: ScreenContext): ScreenPicture {
  const { columns } = size;
  const top = [titleLine(model, ui, columns), tabLine(model, ui, columns)];
  const bottom = footLine(model, ui);
  const room = Math.max(3, size.rows - top.length - 1);
  const focus = paneOf(ui.focus, model, ui, columns, context);
  const isReplay = model.player !== undefined;
  let body: readonly Line[];
  let height: number;
  let openedLines = 0;
  if (ui.opened !== undefined) {
    const view = openedView(ui.opened, model, { ...context, width: columns });
    height = room - 1;
    openedLines = view.lines.length;
    const from = Math.min(ui.scroll, Math.max(0, openedLines - height));
    body = [heading(view.title, true, columns), ...view.lines.slice(from, from + height)];
  } else if (columns >= wideColumns && size.rows >= wideRows) {
    ({ lines: body, height } = widePanes(model, ui, { columns, rows: room }, context, focus));
  } else ({ lines: body, height } = onePane(model, ui, { columns, rows: room }, context, focus));
  const filled = [...body, ...Array.from({ length: Math.max(0, room - body.length) }, () => line())].slice(0, room);
  return {
    lines: [...top, ...filled, bottom].map((text) => fitted(text, columns)),
    picture: { rows: focus.rows, height, openedLines, isReplay },
  };
}

function paneOf(name: PaneName, model: ScreenModel, ui: UiState, width: number, { dissection }: ScreenContext): Pane {
  const pane = ui.panes[name];
  switch (name) {
    case 'pools':
      return poolsPane(model, pane, width);
    case 'servers':
      return serversPane(model, pane);
    case 'events':
      return eventsPane(model, pane);
    case 'messages':
      return messagesPane(model, pane, dissection);
    case 'findings':
      return findingsPane(model, pane);
    case 'rates':
      return ratesPane(model, pane);
    case 'users':
      return usersPane(model, pane);
  }
}

interface Body {
  readonly lines: readonly Line[];
  /** Of the pane in focus. */
  readonly height: number;
}

/** The pane in focus, and below it what happens. */
function onePane(
  model: ScreenModel,
  ui: UiState,
  { columns, rows }: ScreenSize,
  context: ScreenContext,
  focus: Pane,
): Body {
  const withStrip = ui.focus !== 'events' && rows >= 2 * stripRows;
  const mainRows = withStrip ? rows - stripRows : rows;
  const lines = [...paneLines(ui.focus, focus, ui, { columns, rows: mainRows })];
  if (withStrip) {
    while (lines.length < mainRows) lines.push(line());
    lines.push(...paneLines('events', paneOf('events', model, ui, columns, context), ui, { columns, rows: stripRows }));
  }
  return { lines, height: mainRows - headRows(ui.focus) };
}

/** All panes at once: what there is at the left, what happens at the right. */
function widePanes(
  model: ScreenModel,
  ui: UiState,
  { columns, rows }: ScreenSize,
  context: ScreenContext,
  focus: Pane,
): Body {
  const leftColumns = Math.floor((columns - 3) * 0.48);
  const rightColumns = columns - 3 - leftColumns;
  const third = Math.floor(rows / 3);
  const half = Math.floor(rows / 2);
  const places: readonly (readonly [PaneName, 'left' | 'right', number])[] = [
    ['pools', 'left', rows - third - 8 - 6],
    ['servers', 'left', 8],
    ['users', 'left', 6],
    ['rates', 'left', third],
    ['events', 'right', rows - half - 9],
    ['messages', 'right', half],
    ['findings', 'right', 9],
  ];
  const sides: Record<'left' | 'right', Line[]> = { left: [], right: [] };
  let height = 1;
  for (const [name, side, paneRows] of places) {
    const width = side === 'left' ? leftColumns : rightColumns;
    const pane = name === ui.focus ? focus : paneOf(name, model, ui, width, context);
    const lines = [...paneLines(name, pane, ui, { columns: width, rows: paneRows })];
    while (lines.length < paneRows) lines.push(line());
    sides[side].push(...lines.slice(0, paneRows));
    if (name === ui.focus) height = Math.max(1, paneRows - headRows(name));
  }
  const lines = sides.left.map((left, index) =>
    beside(fitted(left, leftColumns), fitted(sides.right[index] ?? line(), rightColumns)),
  );
  return { lines, height };
}

/** The line with the cursor is marked in its own half only. */
function beside(left: Line, right: Line): Line {
  const marked = ({ spans, isChosen }: Line): readonly Span[] =>
    isChosen ? spans.map(({ text }) => span(text, 'chosen')) : spans;
  return { spans: [...marked(left), span(' │ ', 'faint'), ...marked(right)] };
}

function headRows(name: PaneName): number {
  return heads[name] === undefined ? 1 : 2;
}

function paneLines(name: PaneName, pane: Pane, ui: UiState, { columns, rows }: ScreenSize): readonly Line[] {
  const { sort, filter } = ui.panes[name];
  const isFocus = name === ui.focus;
  const by = sortNames[name].length > 1 ? ` by ${sortNames[name][sort]}` : '';
  const only = filter === '' ? '' : ` /${filter}`;
  const lines = [heading(`${pane.title} ${pane.rows.length}${sort === 0 ? '' : by}${only}`, isFocus, columns)];
  const head = heads[name];
  if (head !== undefined && pane.rows.length > 0) lines.push(line(span(head, 'faint')));
  const height = Math.max(1, rows - lines.length);
  if (pane.rows.length === 0) return [...lines, line(span(` ${pane.empty}`, 'faint'))];
  const cursor = cursorIndex(name, ui.panes[name], pane.rows);
  const from = Math.max(0, Math.min(pane.rows.length - height, cursor - Math.floor(height / 2)));
  for (const [index, row] of pane.rows.slice(from, from + height).entries()) {
    const made = row.line();
    lines.push(isFocus && from + index === cursor ? { ...made, isChosen: true } : made);
  }
  return lines;
}

function heading(title: string, isFocus: boolean, columns: number): Line {
  const rule = '─'.repeat(Math.max(0, columns - title.length - 4));
  return line(
    span(isFocus ? '▌ ' : '─ ', 'faint'),
    span(title, isFocus ? 'heading' : 'plain'),
    span(` ${rule}`, 'faint'),
  );
}

function titleLine({ title, player, now, totals, rates }: ScreenModel, { paused }: UiState, columns: number): Line {
  const dropped = droppedOf(totals.drops);
  const state = player === undefined ? (paused ? 'PAUSED' : 'live') : playerText(player);
  const isRunning = player === undefined ? !paused : !player.halted && !player.ended;
  const spans: Span[] = [
    span('poolshark ', 'heading'),
    span(`${title} `),
    span(`${state} `, isRunning ? 'good' : 'doubtful'),
    span(now === 0 ? '' : `${clock(now).slice(0, 8)} `, 'faint'),
  ];
  if (totals.lagSeconds > 1) spans.push(span(`${Math.round(totals.lagSeconds)} s behind `, 'bad'));
  if (dropped > 0) spans.push(span(`${grouped(dropped)} dropped `, 'bad'));
  if (totals.drops.notRecorded > 0) spans.push(span(`${grouped(totals.drops.notRecorded)} not recorded `, 'bad'));
  const [bounded, more] = boundsReached(totals.gone);
  if (bounded !== undefined)
    spans.push(span(`bound reached: ${/--[\w-]+/.exec(bounded)?.[0]}${more === undefined ? '' : ' …'} `, 'doubtful'));
  for (const name of totals.away) spans.push(span(`${name} away `, 'bad'));
  // In few columns what is wrong must not be what is cut off.
  spans.push(span(`${grouped(totals.frames)} packets `), span(`${rates.packets.at(-1) ?? 0}/s `));
  if (columns >= 100) spans.push(span(`${curve(rates.packets, 20)} `, 'element'));
  return { spans };
}

function playerText({ speed, halted, ended }: Player): string {
  if (ended) return 'END';
  if (halted) return 'HALTED';
  return Number.isFinite(speed) ? `${speed}x` : 'max';
}

function tabLine({ view, totals, findings, users }: ScreenModel, { focus, opened }: UiState, columns: number): Line {
  const elements = view.pools.reduce((sum, pool) => sum + pool.elements.length, 0);
  const isNarrow = columns < 100;
  const counts: Readonly<Record<PaneName, string>> = {
    pools: `Pools ${view.pools.length}/${grouped(elements)}`,
    servers: `Servers ${view.servers.length}`,
    events: `Events ${grouped(totals.events)}`,
    messages: `${isNarrow ? 'Msgs' : 'Messages'} ${grouped(totals.messages)}`,
    findings: `${isNarrow ? 'Found' : 'Findings'} ${findings.length}`,
    rates: 'Rates',
    users: `Users ${users.length}`,
  };
  const worst = findings.some(({ severity }) => severity === 'error') ? 'bad' : 'plain';
  return line(
    ...paneNames.map((name, index) => {
      const isFocus = name === focus && opened === undefined;
      const text = isFocus ? `[${index + 1} ${counts[name]}]` : ` ${index + 1} ${counts[name]}${isNarrow ? '' : ' '}`;
      return span(text, isFocus ? 'heading' : name === 'findings' ? worst : 'plain');
    }),
  );
}

function footLine({ player }: ScreenModel, { typing, said, opened, paused }: UiState): Line {
  if (typing !== undefined)
    return line(span('show only: ', 'heading'), `/${typing}`, span('▁  Enter shows, Esc leaves', 'faint'));
  if (said !== '') return line(span(said, 'doubtful'));
  const keys =
    opened !== undefined
      ? 'Esc close  arrows scroll  l ladder of a message  ? keys'
      : player !== undefined
        ? `q end  1-7 Tab pane  Enter open  space ${player.halted ? 'go on' : 'halt'}  . , step  + - speed  / only  ?`
        : `q end  1-7 Tab pane  Enter open  l ladder  / only  o order  p ${paused ? 'go on' : 'pause'}  s save  ?`;
  return line(span(keys, 'faint'));
}
