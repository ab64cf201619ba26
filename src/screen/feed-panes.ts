// The lists that run on: events of the handlespace and of the capture, messages, and the findings of the audit.
import { type Finding, findingSeverities } from '../audit/finding.ts';
import type { DissectorOptions } from '../dissect/dissector.ts';
import { eventSubject } from '../report/event-subject.ts';
import { toneOfEvent } from '../report/live/event-line.ts';
import { type KeptFrame, type MessageText, messageTexts } from './kept-frame.ts';
import { cell, type Line, line, span, type Tone } from './line.ts';
import { contains, type Pane } from './pane.ts';
import type { FeedEntry, Placed, ScreenModel } from './screen-model.ts';
import { type PaneState, sortNames } from './ui-state.ts';

export function eventsPane({ events }: ScreenModel, { filter }: PaneState): Pane {
  const rows = events.filter(({ entry }) => filter === '' || contains(eventWords(entry), filter));
  return {
    title: 'Events',
    rows: rows.map(({ place, entry }) => ({ place, opens: openedBy(entry), line: () => eventLineOf(entry) })),
    empty: filter === '' ? 'nothing has happened yet' : `nothing fits /${filter}`,
  };
}

function openedBy(entry: FeedEntry) {
  if (entry.kind !== 'event') return undefined;
  const { pool, element, server } = entry.event;
  if (pool !== null && element !== null) return { kind: 'element', pool, element } as const;
  return server === null ? undefined : ({ kind: 'server', server } as const);
}

function eventWords(entry: FeedEntry): string {
  return entry.kind === 'event'
    ? `${entry.event.kind} ${eventSubject(entry.event)}`
    : `capture-${entry.notice.kind} ${entry.notice.sentence}`;
}

export function eventLineOf(entry: FeedEntry): Line {
  if (entry.kind === 'notice') {
    const { epoch, kind, sentence } = entry.notice;
    return line(span(`${clock(epoch)} `, 'faint'), cell(`capture-${kind}`, 22, 'doubtful'), sentence);
  }
  const { event } = entry;
  return line(
    span(`${clock(event.epoch)} `, 'faint'),
    cell(event.kind, 22, toneOfEvent(event.kind)),
    eventSubject(event),
  );
}

/** Time of day in UTC with milliseconds. */
export function clock(epoch: number): string {
  const ms = epoch * 1000;
  return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString().slice(11, 23) : '??:??:??.???';
}

/** What has been made of a frame once need not be made again while it is kept. */
const textsOf = new WeakMap<KeptFrame, readonly MessageText[]>();

export function messagesIn(frame: KeptFrame, options: DissectorOptions): readonly MessageText[] {
  let texts = textsOf.get(frame);
  if (texts === undefined) {
    texts = messageTexts(frame, options);
    textsOf.set(frame, texts);
  }
  return texts;
}

export function messagesPane({ messages }: ScreenModel, { filter }: PaneState, options: DissectorOptions): Pane {
  const fits = ({ entry }: Placed<KeptFrame>) =>
    filter === '' ||
    messagesIn(entry, options).some((text) =>
      contains(`${text.protocol} ${text.name} ${text.detail} ${text.source} ${text.destination}`, filter),
    );
  return {
    title: 'Messages',
    rows: messages.filter(fits).map(({ place, entry }) => ({
      place,
      opens: { kind: 'message', place },
      ladder: { kind: 'ladder', place },
      line: () => messageLine(entry, messagesIn(entry, options)),
    })),
    empty: filter === '' ? 'no message seen yet' : `nothing fits /${filter}`,
  };
}

function messageLine({ seconds, nanoseconds, number }: KeptFrame, texts: readonly MessageText[]): Line {
  const time = span(`${clock(seconds + nanoseconds / 1e9)} `, 'faint');
  const [first, ...others] = texts;
  if (first === undefined) return line(time, `#${number} the last part of a message`);
  const more = others.length === 0 ? '' : ` (+${others.length})`;
  return line(
    time,
    cell(`${first.source} → ${first.destination}`, 27),
    ' ',
    span(`${first.name}${more}`, first.tone),
    first.detail === '' ? '' : `  ${first.detail}`,
  );
}

const severityTones: Readonly<Record<Finding['severity'], Tone>> = { error: 'bad', warning: 'doubtful', note: 'faint' };

const orders: Readonly<Record<string, (one: Finding, other: Finding) => number>> = {
  severity: (one, other) =>
    findingSeverities.indexOf(one.severity) - findingSeverities.indexOf(other.severity) ||
    one.rule.localeCompare(other.rule),
  count: (one, other) => other.count - one.count,
  last: (one, other) => other.lastEpoch - one.lastEpoch,
};

export function findingsPane({ findings }: ScreenModel, { sort, filter }: PaneState): Pane {
  const shown = findings
    .filter(({ rule, name, severity, summary }) => contains(`${rule} ${name} ${severity} ${summary}`, filter))
    .sort(orders[sortNames.findings[sort] ?? 'severity']);
  return {
    title: 'Findings',
    rows: shown.map((finding, place) => ({
      place,
      opens: { kind: 'finding', rule: finding.rule, summary: finding.summary },
      line: () => findingRow(finding),
    })),
    empty: filter === '' ? 'nothing found' : `nothing fits /${filter}`,
  };
}

function findingRow({ severity, rule, count, summary }: Finding): Line {
  return line(
    ' ',
    cell(severity, 8, severityTones[severity]),
    cell(rule, 6, 'heading'),
    cell(count === 1 ? '' : `${count}x`, 6, 'plain', 'right'),
    ` ${summary}`,
  );
}
