// What Enter opens, as lines: an element or a server with its history, a message as a tree with its octets, a finding, the
// ladder of two parties, the keys.
import type { DissectorOptions } from '../dissect/dissector.ts';
import { Dissector } from '../dissect/dissector.ts';
import type { HandlespaceState } from '../handlespace/state.ts';
import type { ElementView, EventView } from '../handlespace/view.ts';
import { foldedLadder } from '../report/flow/folded-ladder.ts';
import type { Ladder } from '../report/flow/ladder.ts';
import { ladderLines, lanesThatFit } from '../report/flow/ladder-lines.ts';
import { LadderRecorder } from '../report/flow/ladder-recorder.ts';
import { noPaint } from '../report/paint.ts';
import { TreeLines } from '../report/read/tree/tree-lines.ts';
import { TextBuffer } from '../report/text-buffer.ts';
import { duration, moment, plural, transportText } from '../report/words.ts';
import { eventLineOf, messagesIn } from './feed-panes.ts';
import { dissectAlone, type KeptFrame } from './kept-frame.ts';
import { cell, type Line, line, span } from './line.ts';
import { policyValues } from './pools-pane.ts';
import type { ScreenModel } from './screen-model.ts';
import type { Opened } from './ui-state.ts';

export interface OpenedView {
  readonly title: string;
  readonly lines: readonly Line[];
}

export interface OpenContext {
  readonly dissection: DissectorOptions;
  /** Who is who: for ladders. */
  readonly state: () => HandlespaceState;
  readonly width: number;
}

export function openedView(opened: Opened, model: ScreenModel, context: OpenContext): OpenedView {
  switch (opened.kind) {
    case 'element':
      return elementView(model, opened.pool, opened.element);
    case 'server':
      return serverView(model, opened.server);
    case 'user':
      return userView(model, opened.number);
    case 'message':
      return messageView(frameAt(model, opened.place), context);
    case 'ladder':
      return ladderView(model, frameAt(model, opened.place), context);
    case 'finding':
      return findingView(model, opened.rule, opened.summary, context.width);
    case 'help':
      return { title: 'Keys', lines: helpLines() };
  }
}

function fact(name: string, value: string): Line {
  return line(cell(name, 20, 'faint'), value);
}

function history(model: ScreenModel, concerns: (event: EventView) => boolean): readonly Line[] {
  const events = model.events.filter(({ entry }) => entry.kind === 'event' && concerns(entry.event));
  if (events.length === 0) return [line(span('no event about it is kept any more', 'faint'))];
  return events.map(({ entry }) => eventLineOf(entry));
}

function elementView(model: ScreenModel, handle: string, id: string): OpenedView {
  const pool = model.view.pools.find((candidate) => candidate.handle === handle);
  const element = pool?.elements.find((candidate) => candidate.id === id);
  const facts = element === undefined ? [line(span('not in the handlespace now', 'doubtful'))] : elementFacts(element);
  const events = history(model, (event) => event.pool === handle && event.element === id);
  return {
    title: `Pool element ${handle}/${id}`,
    lines: [...facts, line(), line(span('History', 'heading')), ...events],
  };
}

function elementFacts(element: ElementView): readonly Line[] {
  const { state, certainty, homeServer, registrationLifeMs, policy, userTransport, asapTransport, since } = element;
  const life = registrationLifeMs === null ? 'for ever, or not seen' : duration(registrationLifeMs / 1000);
  return [
    fact('state', `${state}, ${certainty}`),
    fact('home server', homeServer ?? 'unknown'),
    fact('since', `${moment(since.epoch)} (frame ${since.frame})`),
    fact('last heard', `${moment(element.confirmed.epoch)} (frame ${element.confirmed.frame})`),
    fact('registration life', life),
    fact('policy', `${policy?.name ?? 'not seen'} ${policyValues(policy)}`),
    fact('user transport', transportText(userTransport)),
    fact('ASAP transport', transportText(asapTransport)),
    fact('proved by frames', element.evidence.join(' ')),
  ];
}

function serverView(model: ScreenModel, id: string): OpenedView {
  const server = model.view.servers.find((candidate) => candidate.id === id);
  const owned = model.view.pools.flatMap((pool) =>
    pool.elements.filter(({ homeServer }) => homeServer === id).map((element) => `${pool.handle}/${element.id}`),
  );
  const events = history(model, (event) => event.server === id || event.formerServer === id);
  const facts =
    server === undefined
      ? [line(span('not seen', 'doubtful'))]
      : [
          fact('state', server.takenOverBy === null ? server.state : `taken over by ${server.takenOverBy}`),
          fact('ASAP', `${server.asapAddresses.join(' ') || '?'} port ${server.asapPort ?? '?'}`),
          fact('ENRP', `${server.enrpAddresses.join(' ') || '?'} port ${server.enrpPort ?? '?'}`),
          fact('PE checksum', `announced ${server.checksum.announced ?? 'none'}, ours ${server.checksum.computed}`),
          fact('checksums so far', checksumWords(server.checksum)),
          fact('frames', `${server.firstFrame} to ${server.lastFrame}`),
          fact('owns', `${owned.length}: ${owned.slice(0, 200).join(' ')}`),
        ];
  return { title: `ENRP server ${id}`, lines: [...facts, line(), line(span('History', 'heading')), ...events] };
}

function userView(model: ScreenModel, number: number): OpenedView {
  const user = model.users.find((candidate) => candidate.number === number);
  if (user === undefined) return { title: 'Pool user', lines: [line(span('not followed any more', 'doubtful'))] };
  const { addresses, asked, answered, refused, unanswered, sessions, failovers, unreachableReports, pools } = user;
  return {
    title: `Pool user ${addresses[0] ?? '?'}`,
    lines: [
      fact('addresses', addresses.join(' ')),
      fact('asked', `${asked}: ${answered} answered, ${refused} refused, ${unanswered} without an answer`),
      fact('sessions', `${sessions}, failovers ${failovers}, elements reported unreachable ${unreachableReports}`),
      fact('frames', `${user.firstFrame} to ${user.lastFrame}`),
      ...user.isElement.map(({ pool, element }) => fact('is also', `${pool}/${element}`)),
      line(),
      ...pools.flatMap(({ handle, asked: times, used }) => [
        line(span(handle, 'heading'), `  asked ${plural(times, 'time')}`),
        ...Object.entries(used).map(([element, count]) =>
          line('  ', cell(element, 12, 'element'), `used ${plural(count, 'time')}`),
        ),
      ]),
    ],
  };
}

function checksumWords({
  verified,
  inFlight,
  disagreed,
  unverifiable,
}: ScreenModel['view']['servers'][number]['checksum']): string {
  return `${verified} equal, ${inFlight} on their way, ${disagreed} unequal, ${unverifiable} not to be checked`;
}

function frameAt(model: ScreenModel, place: number): KeptFrame | undefined {
  return model.messages.find((message) => message.place === place)?.entry;
}

const gone: OpenedView = { title: 'Message', lines: [line(span('this message is not kept any more', 'doubtful'))] };

/** What is below them is told in a line each. */
const messageProtocols = new Set(['asap', 'enrp']);
const carriers = new Set(['ip', 'ipv6', 'sctp', 'tcp']);

function messageView(frame: KeptFrame | undefined, { dissection }: OpenContext): OpenedView {
  if (frame === undefined) return gone;
  const { earlier = [] } = frame;
  return {
    title: `${earlier.length === 0 ? 'Frame' : 'Frames'} ${[...earlier, frame].map(({ number }) => number).join(', ')}`,
    lines: linesOf((out) => {
      new TreeLines(out, { hex: true, only: messageProtocols }).write(dissectAlone(frame, dissection));
      if (earlier.length === 0) return;
      // Behind the message, so that nobody has to look for it.
      const dissector = new Dissector(dissection);
      const trees = new TreeLines(out, { hex: true, only: carriers });
      for (const part of earlier) trees.write(dissector.dissect(part));
    }),
  };
}

function linesOf(write: (out: TextBuffer) => void): readonly Line[] {
  const decoder = new TextDecoder();
  let text = '';
  const out = new TextBuffer((bytes, length) => {
    text += decoder.decode(bytes.subarray(0, length), { stream: true });
  });
  write(out);
  out.flush();
  return text
    .trimEnd()
    .split('\n')
    .map((words) => line(words));
}

/** All that is kept of what the two ends of this message said to each other. */
function ladderView(model: ScreenModel, frame: KeptFrame | undefined, context: OpenContext): OpenedView {
  const ends = frame === undefined ? undefined : messagesIn(frame, context.dissection)[0];
  if (ends === undefined) return gone;
  const state = context.state();
  const recorder = new LadderRecorder();
  const dissector = new Dissector(context.dissection);
  for (const { entry } of model.messages) {
    for (const part of entry.earlier ?? []) dissector.dissect(part);
    recorder.take(dissector.dissect(entry), state);
  }
  const ladder = recorder.finish(state);
  const [one, other] = [ends.source, ends.destination].map((address) => placesAt(ladder, address)) as [Places, Places];
  const arrows = ladder.arrows.filter(
    ({ from, to }) =>
      (one.has(from) && (other.has(to) || (other.size === 0 && to < 0))) || (other.has(from) && one.has(to)),
  );
  const title = `${ends.source} and ${ends.destination}, of the last ${model.messages.length} frames with messages`;
  if (arrows.length === 0) return { title, lines: [line('nothing that these two said to each other alone is kept')] };
  const notes = ladder.notes.filter(({ parties }) => parties.some((place) => one.has(place) || other.has(place)));
  const selected = { arrows, notes };
  const folded = foldedLadder(ladder, selected, lanesThatFit(context.width), true);
  const text = ladderLines({ ...folded, rowLimit: 2000, width: context.width, paint: noPaint });
  return {
    title,
    lines: text
      .trimEnd()
      .split('\n')
      .map((words) => line(words)),
  };
}

type Places = ReadonlySet<number>;

/** Several parties may live at one address. */
function placesAt({ parties }: Ladder, address: string): Places {
  return new Set(parties.flatMap(({ addresses }, place) => (addresses.includes(address) ? [place] : [])));
}

function findingView(model: ScreenModel, rule: string, summary: string, width: number): OpenedView {
  const finding = model.findings.find((candidate) => candidate.rule === rule && candidate.summary === summary);
  if (finding === undefined) return { title: rule, lines: [line(summary)] };
  const { severity, name, rfc, count, frames, firstEpoch, lastEpoch } = finding;
  const words = summary.match(new RegExp(`.{1,${Math.max(20, width - 2)}}(\\s|$)`, 'g')) ?? [summary];
  return {
    title: `${rule} ${name}`,
    lines: [
      ...words.map((part) => line(part.trimEnd())),
      line(),
      fact('severity', severity),
      fact('by', rfc),
      fact('times', String(count)),
      fact('first', moment(firstEpoch)),
      fact('last', moment(lastEpoch)),
      fact('frames', frames.join(' ')),
    ],
  };
}

const keys: readonly (readonly [string, string])[] = [
  ['1 … 7, Tab', 'pools, servers, events, messages, findings, rates, users; the next one'],
  ['arrows, j k', 'move; PageUp, PageDown, g (first), G (last, newest)'],
  ['Enter', 'open: the history of an element or server, a message as a tree, a finding'],
  ['l', 'the ladder of the two parties of a message'],
  ['/', 'show only what contains a text; Esc shows all again'],
  ['o', 'another order'],
  ['p, space', 'pause: the picture stays as it is, what comes is still counted'],
  ['. and ,', 'one packet forward, one back (of a capture that is played)'],
  ['+ and -', 'faster, slower (of a capture that is played)'],
  ['s', 'save the packets with messages that are kept, as pcapng'],
  ['Esc, q', 'close what is open; q at last ends, as Ctrl-C does at once'],
];

function helpLines(): readonly Line[] {
  return keys.map(([key, meaning]) => line(' ', cell(key, 14, 'heading'), meaning));
}
