// The list of the conversation's rows: only those in sight are in the document, each with its arrow between the columns of its
// parties.
import type { ConversationRow } from '../report/full/schema.ts';
import type { Context } from './context.ts';
import { node, svg } from './nodes.ts';
import { flag, type TalkRow } from './talk-rows.ts';
import { clip, short } from './words.ts';

const rowHeight = 26;
const timeWidth = 74;
const leastLane = 44;
const mostLane = 92;
const leastText = 240;
const overscan = 12;

export class RowList {
  readonly heads = node('div', { class: 'heads' });
  readonly box = node('div', { class: 'rows', tabindex: 0, role: 'listbox', 'aria-label': 'Messages', id: 'rows' });
  private readonly context: Context;
  private readonly sheet = node('div', { role: 'presentation' });
  private readonly laneOf = new Map<number, number>();
  private readonly laneWidth: number;
  private rows: readonly TalkRow[] = [];
  private current = -1;

  constructor(context: Context) {
    this.context = context;
    const { lanes } = context.report;
    for (const [lane, { parties }] of lanes.entries()) for (const party of parties) this.laneOf.set(party, lane);
    this.laneWidth = Math.min(mostLane, Math.max(leastLane, Math.floor(340 / Math.max(1, lanes.length))));
    for (const [lane, { role, name }] of lanes.entries()) {
      const head = node(
        'span',
        { title: `${role} ${name}` },
        role === 'anyone' ? '?' : role,
        node('br'),
        headName(name, Math.floor(this.laneWidth / 8.8)),
      );
      head.style.left = `${timeWidth + lane * this.laneWidth}px`;
      head.style.width = `${this.laneWidth}px`;
      this.heads.append(head);
    }
    this.box.append(this.sheet);
    this.sheet.style.minWidth = `${timeWidth + lanes.length * this.laneWidth + leastText}px`;
    this.box.addEventListener('scroll', () => {
      this.heads.scrollLeft = this.box.scrollLeft;
      this.draw();
    });
    this.box.addEventListener('keydown', (event) => this.key(event));
    let isPlaced = false;
    new ResizeObserver(() => {
      if (isPlaced || this.box.clientHeight === 0) this.draw();
      else this.reveal(context.chooser.choice.at, context.chooser.choice.frame);
      isPlaced ||= this.box.clientHeight > 0;
    }).observe(this.box);
  }

  show(rows: readonly TalkRow[]): void {
    this.rows = rows;
    this.current = -1;
    this.sheet.style.height = `${rows.length * rowHeight}px`;
    this.draw();
  }

  /** Scrolls to the moment, without moving the page. */
  reveal(epoch: number, frame: number | null = null): void {
    const exact = frame === null ? -1 : this.rows.findIndex((row) => row.kind === 'message' && row.row[0] === frame);
    const near = exact >= 0 ? exact : this.rows.findLastIndex((row) => row.epoch <= epoch + 1e-6);
    this.current = near;
    const top = near * rowHeight;
    const { scrollTop, clientHeight } = this.box;
    if (top < scrollTop || top > scrollTop + clientHeight - rowHeight)
      this.box.scrollTop = Math.max(0, top - clientHeight / 3);
    this.draw();
  }

  private key(event: KeyboardEvent): void {
    const step = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 15,
      PageUp: -15,
      Home: -this.rows.length,
      End: this.rows.length,
    }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    let at = Math.min(Math.max(this.current + step, 0), this.rows.length - 1);
    while (this.rows[at] !== undefined && this.rows[at]?.kind !== 'message') at += step > 0 ? 1 : -1;
    const row = this.rows[at];
    if (row?.kind !== 'message') return;
    this.current = at;
    this.context.chooser.choose({ frame: row.row[0], at: row.epoch });
  }

  private draw(): void {
    const first = Math.max(0, Math.floor(this.box.scrollTop / rowHeight) - overscan);
    const last = Math.min(
      this.rows.length,
      Math.ceil((this.box.scrollTop + this.box.clientHeight) / rowHeight) + overscan,
    );
    const made: HTMLElement[] = [];
    for (let at = first; at < last; at++) {
      const row = this.rows[at] as TalkRow;
      const line = row.kind === 'message' ? this.messageRow(row.row, at) : this.otherRow(row, at);
      line.style.top = `${at * rowHeight}px`;
      made.push(line);
    }
    this.sheet.replaceChildren(...made);
    const chosen = this.rows[this.current];
    if (chosen?.kind === 'message' && this.current >= first && this.current < last)
      this.box.setAttribute('aria-activedescendant', `row-${this.current}`);
    else this.box.removeAttribute('aria-activedescendant');
  }

  private otherRow(row: Exclude<TalkRow, { kind: 'message' }>, at: number): HTMLElement {
    const isNote = row.kind === 'note';
    return node(
      'div',
      {
        class: `row ${row.kind} ${isNote ? row.tone : ''}`,
        role: 'option',
        'aria-selected': 'false',
        'aria-disabled': 'true',
        id: `row-${at}`,
      },
      node('span', { class: 'time' }, isNote ? this.timeText(row.epoch) : ''),
      node('span', { class: 'text', title: row.text }, isNote ? short(row.text) : `⋮ ${row.text}`),
    );
  }

  private messageRow(row: ConversationRow, at: number): HTMLElement {
    const { report, chooser } = this.context;
    const { labels, subjects } = report.conversation;
    const [frame, epoch, from, to, label, detail, pool, element, flags] = row;
    const about = short(
      [clip(subjects[element] ?? subjects[pool] ?? '', 60), detail].filter((text) => text !== '').join(', '),
    );
    const mark =
      (flags & flag.unanswered) !== 0
        ? ' no answer'
        : (flags & flag.repeats) !== 0
          ? ' again'
          : (flags & flag.resent) !== 0
            ? ' resent'
            : '';
    const tone = (flags & flag.takeover) !== 0 ? 'takeover' : (flags & flag.bad) !== 0 ? 'bad' : '';
    const isChosen = chooser.choice.frame === frame || (chooser.choice.frame === null && at === this.current);
    return node(
      'div',
      {
        class: `row ${tone} ${isChosen ? 'chosen' : ''}`,
        role: 'option',
        'aria-selected': isChosen ? 'true' : 'false',
        id: `row-${at}`,
        click: () => {
          this.current = at;
          chooser.choose({ frame, at: epoch });
        },
      },
      node('span', { class: 'time' }, this.timeText(epoch)),
      this.arrow(from, to, (flags & flag.unanswered) !== 0, row[9] > 0),
      node(
        'span',
        { class: 'text' },
        node('b', {}, labels[label]?.label ?? '?'),
        ` ${about}`,
        mark === '' ? null : node('span', { class: 'mark' }, mark),
      ),
    );
  }

  private timeText(epoch: number): string {
    return `+${(epoch - this.context.fromEpoch).toFixed(3)}`;
  }

  private arrow(from: number, to: number, isLost: boolean, isAnswer: boolean): SVGSVGElement {
    const { lanes } = this.context.report;
    const width = lanes.length * this.laneWidth;
    const x = (lane: number) => (lane + 0.5) * this.laneWidth;
    const drawn = svg('svg', { width, height: rowHeight, 'aria-hidden': 'true' });
    for (let lane = 0; lane < lanes.length; lane++)
      drawn.append(svg('line', { x1: x(lane), x2: x(lane), y1: 0, y2: rowHeight, stroke: 'var(--line)' }));
    const start = this.laneOf.get(from);
    if (start === undefined) return drawn;
    const target = this.laneOf.get(to);
    const y = rowHeight / 2;
    const a = x(start);
    const b = target === undefined ? a + this.laneWidth * 0.4 : target === start ? a + 16 : x(target);
    const back = b > a ? -1 : 1;
    drawn.append(
      svg('circle', { cx: a, cy: y, r: 2.5, fill: 'currentColor' }),
      svg('line', {
        x1: a,
        x2: b,
        y1: y,
        y2: y,
        stroke: 'currentColor',
        'stroke-width': 1.4,
        ...(isAnswer ? { 'stroke-dasharray': '5 3' } : {}),
      }),
      isLost
        ? svg('path', {
            d: `M${b - 4} ${y - 4}l8 8m0 -8l-8 8`,
            stroke: 'var(--bad)',
            'stroke-width': 1.6,
            fill: 'none',
          })
        : svg('path', { d: `M${b} ${y}l${8 * back} -4v8z`, fill: 'currentColor' }),
    );
    return drawn;
  }
}

/** The end of an identifier tells servers apart, the beginning of a name pools. */
function headName(name: string, room: number): string {
  const text = short(/\/0x[\da-f]+$/.test(name) ? name.slice(name.lastIndexOf('/') + 1) : name);
  if (text.length <= room) return text;
  return /^(0x|[\d.:a-f]+$)/.test(text) ? `…${text.slice(text.length - room + 1)}` : clip(text, room);
}
