// Who was in which pool, whose home and in which state, as spans of time; the same of servers. Time alone changes states, too:
// a keep-alive becomes overdue between two frames. Such a change is dated to when it was due, so that every moment shows what
// `pools --at` shows.
import { hexNumber, hexText, safeText } from '../../bytes/text.ts';
import { layer } from '../../dissect/layer.ts';
import { expiryOf, overdueAt } from '../../handlespace/element-times.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element, Server } from '../../handlespace/model.ts';
import type { HandlespaceObserver } from '../../handlespace/observer.ts';
import { timersOf } from '../../handlespace/profile.ts';
import type { HandlespaceState } from '../../handlespace/state.ts';
import { elementState, policyView, type ServerState, serverState, transportView } from '../../handlespace/view.ts';
import { handleText } from '../flow/message-detail.ts';
import type { ElementReport, ElementSpan, PoolReport, ServerReport, ServerSpan } from './schema.ts';

interface ElementTrack {
  element: Element;
  readonly spans: Open<ElementSpan>[];
}

interface ServerTrack {
  readonly server: Server;
  readonly silences: { readonly fromEpoch: number; toEpoch: number | null }[];
  readonly spans: Open<ServerSpan>[];
}

type Open<Span> = { -readonly [Key in keyof Span]: Span[Key] };

/** Spans of one element or server; of a flapping one the middle is left out. */
const spansKept = 400;
const elementsKept = 20_000;

export class MembershipRecorder implements HandlespaceObserver {
  private readonly elements = new Map<string, ElementTrack>();
  private readonly servers = new Map<number, ServerTrack>();
  /** Elements and spans beyond what is kept. */
  leftOut = 0;
  /** Known from the first message on; before it there is nothing to tell. */
  private state: HandlespaceState | undefined;

  before(parts: MessageParts, state: HandlespaceState): void {
    this.state = state;
    const element = this.namedElement(parts, state);
    if (element !== undefined) this.timeHasPassed(element, state);
    const server = state.servers.get(senderOf(parts));
    if (server !== undefined) this.silenceHasPassed(server, state);
  }

  after(parts: MessageParts, state: HandlespaceState): void {
    const element = this.namedElement(parts, state);
    if (element !== undefined) this.note(element, state);
    const server = state.servers.get(senderOf(parts));
    if (server !== undefined) this.noteServer(server, state);
  }

  event(event: HandlespaceEvent): void {
    const { state } = this;
    if (state === undefined) return;
    const { pool, element: id, server, formerServer } = event;
    for (const serverId of [server, formerServer]) {
      const found = serverId === undefined ? undefined : state.servers.get(serverId);
      if (found === undefined) continue;
      this.silenceHasPassed(found, state);
      this.noteServer(found, state);
    }
    if (pool === undefined || id === undefined) return;
    const found = state.pools.find(pool, 0, pool.length);
    const element = found?.elements.get(id) ?? found?.removed.get(id);
    if (element === undefined) return;
    if (event.kind === 'element-suspect' || event.kind === 'element-expired') this.timeHasPassed(element, state);
    this.note(element, state);
  }

  /** At the end of the capture: what has become due without a frame. */
  finish(state: HandlespaceState, epoch: number): void {
    state.epoch = epoch;
    for (const { element } of this.elements.values()) {
      if (!element.held) continue;
      this.timeHasPassed(element, state);
      this.note(element, state);
    }
    for (const { server } of this.servers.values()) this.silenceHasPassed(server, state);
  }

  pools(): PoolReport[] {
    const pools = new Map<string, { readonly track: ElementTrack; readonly elements: ElementReport[] }>();
    for (const track of this.elements.values()) {
      if (track.spans.length === 0) continue;
      const hex = hexText(track.element.pool.handle);
      const pool = pools.get(hex);
      if (pool === undefined) pools.set(hex, { track, elements: [elementReport(track)] });
      else pool.elements.push(elementReport(track));
    }
    return [...pools]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([handleHex, { track, elements }]) => {
        const { pool } = track.element;
        const policy = policyView(pool.policyType === undefined ? undefined : { type: pool.policyType, values: {} });
        return {
          handle: safeText(pool.handle),
          handleHex,
          policy: policy && { type: policy.type, name: policy.name },
          elements: elements.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
        };
      });
  }

  timesOf(server: string): Pick<ServerReport, 'spans' | 'silences'> {
    const { spans = [], silences = [] } = this.servers.get(Number(server)) ?? {};
    return { spans, silences };
  }

  /** What the state of the element is by now although nothing was received: dated to when that became so. */
  private timeHasPassed(element: Element, state: HandlespaceState): void {
    const last = this.elements.get(keyOf(element))?.spans.at(-1);
    if (last === undefined || last.toEpoch !== null || !element.held) return;
    const { profile } = state.profile;
    const now = elementState(element, state.epoch, profile);
    if (now === last.state || (now !== 'suspect' && now !== 'stale')) return;
    const overdue = overdueAt(element, profile);
    const expiry = expiryOf(element, profile);
    // Stale first and then overdue, too: both are told.
    if (expiry < overdue && expiry < state.epoch && last.state === 'registered' && now === 'suspect')
      this.open(element, 'stale', last.home, expiry, state.frame);
    const due = element.lost?.epoch ?? (now === 'suspect' ? overdue : expiry);
    this.open(element, now, last.home, Math.min(Math.max(due, last.fromEpoch), state.epoch), state.frame);
  }

  private note(element: Element, state: HandlespaceState): void {
    const track = this.elements.get(keyOf(element));
    const last = track?.spans.at(-1);
    const isOpen = last !== undefined && last.toEpoch === null;
    if (!element.held) {
      if (isOpen) last.toEpoch = state.epoch;
      return;
    }
    const now = elementState(element, state.epoch, state.profile.profile);
    if (now === 'registering' || now === 'removed') return;
    const home = element.home === 0 ? null : hexNumber(element.home);
    if (isOpen && last.state === now && last.home === home) return;
    this.open(element, now, home, state.epoch, state.frame);
  }

  private open(element: Element, state: ElementSpan['state'], home: string | null, epoch: number, frame: number): void {
    const key = keyOf(element);
    let track = this.elements.get(key);
    if (track === undefined) {
      if (this.elements.size >= elementsKept) {
        this.leftOut++;
        return;
      }
      track = { element, spans: [] };
      this.elements.set(key, track);
    }
    track.element = element;
    this.append(track.spans, { state, home, fromEpoch: epoch, toEpoch: null, fromFrame: frame });
  }

  private silenceHasPassed(server: Server, state: HandlespaceState): void {
    const last = this.servers.get(server.id)?.spans.at(-1);
    if (last === undefined) return;
    const { maxTimeLastHeardMs } = timersOf(state.profile.profile);
    const now = serverState(server, state.epoch, maxTimeLastHeardMs);
    if (now === last.state || (now !== 'suspect' && now !== 'left')) return;
    const { silences } = this.servers.get(server.id) as ServerTrack;
    if (last.state === 'active' && silences.length < spansKept)
      silences.push({ fromEpoch: server.lastEpoch, toEpoch: null });
    const due = Math.max(server.lastEpoch + maxTimeLastHeardMs / 1000, last.fromEpoch);
    this.openServer(server, now, Math.min(due, state.epoch), state.frame);
  }

  private noteServer(server: Server, state: HandlespaceState): void {
    const { maxTimeLastHeardMs } = timersOf(state.profile.profile);
    const now = serverState(server, state.epoch, maxTimeLastHeardMs);
    if (now === 'unknown' || this.servers.get(server.id)?.spans.at(-1)?.state === now) return;
    this.openServer(server, now, state.epoch, state.frame);
    const silence = this.servers.get(server.id)?.silences.at(-1);
    if (now === 'active' && silence?.toEpoch === null) silence.toEpoch = state.epoch;
  }

  private openServer(server: Server, state: ServerState, epoch: number, frame: number): void {
    let track = this.servers.get(server.id);
    if (track === undefined) {
      if (this.servers.size >= elementsKept) return;
      track = { server, spans: [], silences: [] };
      this.servers.set(server.id, track);
    }
    this.append(track.spans, { state, fromEpoch: epoch, toEpoch: null, fromFrame: frame });
  }

  private append<Span extends Open<ElementSpan> | Open<ServerSpan>>(spans: Span[], span: Span): void {
    const last = spans.at(-1);
    if (last !== undefined && last.toEpoch === null) last.toEpoch = span.fromEpoch;
    spans.push(span);
    if (spans.length <= spansKept) return;
    spans.splice(spansKept / 2, 1);
    this.leftOut++;
  }

  private namedElement(parts: MessageParts, state: HandlespaceState): Element | undefined {
    const id = parts.peIdentifier >= 0 ? parts.peIdentifier : parts.registeringId();
    if (parts.handleStart < 0 || id < 0) return undefined;
    return state.pools.find(parts.tree.bytes, parts.handleStart, parts.handleEnd)?.elements.get(id);
  }
}

/** Who says that it is the sender: all of ENRP, and what servers say to elements and to everybody. */
function senderOf(parts: MessageParts): number {
  const isAsap = parts.message.protocol === layer.asap;
  return !isAsap || parts.type === 0x07 || parts.type === 0x0a ? parts.word(4) : 0;
}

function keyOf({ pool, id }: Element): string {
  return `${id} ${hexText(pool.handle)}`;
}

function elementReport({ element, spans }: ElementTrack): ElementReport {
  const { facts, pool } = element;
  const id = hexNumber(element.id);
  return {
    id,
    name: `${handleText(pool.handle, 0, pool.handle.length)}/${id}`,
    spans,
    policy: policyView(facts.policy),
    registrationLifeRaw: facts.registrationLife ?? null,
    userTransport: transportView(facts.userTransport),
    asapTransport: transportView(facts.asapTransport),
  };
}
