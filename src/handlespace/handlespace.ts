// The handlespace as a passive observer can know it: fed with dissections in capture order, it holds which pools exist,
// which elements are in them and which ENRP server is home to which (RFC 5352, RFC 5353).
import type { Bounds } from '../dissect/bounds.ts';
import { type Dissection, occurrence } from '../dissect/dissection.ts';
import type { ExpertList } from '../dissect/experts.ts';
import { layer } from '../dissect/layer.ts';
import { carrier, type Message } from '../dissect/message.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import { MessageWalker } from '../dissect/walk.ts';
import { applyAsap } from './asap-rules.ts';
import { associationEnded, captureGap, captureHole } from './association-rules.ts';
import { BusySeconds } from './busy-seconds.ts';
import { settleAllDoubts, settleDoubts } from './checksum-rules.ts';
import { applyEnrp } from './enrp-rules.ts';
import type { HandlespaceEvent } from './events.ts';
import { MessageParts } from './message-parts.ts';
import type { HandlespaceObserver } from './observer.ts';
import type { ProfileName } from './profile.ts';
import { HandlespaceState } from './state.ts';
import { TableSessions } from './table-sessions.ts';
import { timePasses } from './time-rules.ts';
import { Traffic } from './traffic.ts';
import { UpdateCopies } from './update-copies.ts';

export interface HandlespaceOptions {
  /** Whose habits to assume; told from the traffic where it is left out. */
  readonly profile?: ProfileName;
  /** Called for each change, with the frames that prove it. */
  readonly onEvent?: (event: HandlespaceEvent) => void;
  /** How much is remembered. */
  readonly bounds?: Bounds | undefined;
  /** Counts messages and pairs requests with their answers (`traffic`); false where nobody will ask for that. */
  readonly countsTraffic?: boolean;
  /** Who looks at each message beside the handlespace, in this order. */
  readonly observers?: readonly HandlespaceObserver[];
}

export class Handlespace {
  readonly state = new HandlespaceState();
  /** Counters of messages, requests and answers, where they are wanted. */
  readonly traffic = new Traffic();
  private readonly countsTraffic: boolean;
  private readonly walker = new MessageWalker();
  private readonly parts = new MessageParts();
  private readonly sessions = new TableSessions();
  private readonly copies = new UpdateCopies();
  private readonly observers: ReturnType<typeof byHook>;
  /** The second of the last frame: what silence changes is looked at once in each. */
  private second = 0;
  private readonly busy = new BusySeconds();
  /** The quarter of a second of the last frame, and the second that it belongs to. */
  private quarter = -1;
  private secondOfQuarter = 0;

  constructor(options: HandlespaceOptions = {}) {
    this.state.profile.fixed = options.profile;
    if (options.bounds !== undefined) {
      this.state.bounds = options.bounds;
      // The tracker follows those that are spoken over; of half of them something is known beyond that.
      this.state.records.kept = options.bounds.most.associations >> 1;
    }
    this.countsTraffic = options.countsTraffic ?? true;
    this.observers = byHook(options.observers ?? []);
    this.#listen(options.onEvent);
  }

  /** What nobody wants to hear is not made into an event. */
  #listen(onEvent: HandlespaceOptions['onEvent']): void {
    const { state } = this;
    const listeners = this.observers.event;
    state.onEvent = onEvent;
    if (listeners.length === 0) return;
    state.onEvent = (event) => {
      onEvent?.(event);
      for (const listener of listeners) if (listener.hears?.(event.kind) !== false) listener.event(event, this.state);
    };
    if (onEvent === undefined) state.isHeard = (kind) => listeners.some((listener) => listener.hears?.(kind) !== false);
  }

  /** Takes in what one frame tells. Synchronous; keeps no reference to the dissection. */
  apply(dissection: Dissection): void {
    const { occurrenceCount, occurrences, frame } = dissection;
    this.walker.dialect = dissection.dialect;
    if (frame.seconds !== this.second) {
      const isHole = this.busy.isHole(frame.seconds);
      const quiet = frame.seconds - this.second;
      this.second = frame.seconds;
      this.state.frame = frame.number;
      this.state.epoch = frame.seconds + frame.nanoseconds / 1e9;
      if (isHole) this.#hole(quiet);
      timePasses(this.state);
    }
    this.#notice(dissection);
    for (let index = 0; index < occurrenceCount; index++) {
      const happened = occurrences[index];
      if (happened === undefined) continue;
      const { state } = this;
      state.frame = frame.number;
      state.epoch = frame.seconds + frame.nanoseconds / 1e9;
      if (happened.kind === occurrence.message && happened.message)
        this.#message(
          happened.message,
          happened.message.frame === frame.number && !dissection.experts.messagesChecked
            ? dissection.experts
            : undefined,
        );
      else if (happened.association) this.#association(happened.kind, happened.association, happened.side);
    }
  }

  #hole(seconds: number): void {
    const { state } = this;
    captureHole(state, seconds);
    for (const observer of this.observers.hole) observer.hole(state);
  }

  /** What is there to be told of a frame whatever happens in it: mostly nothing. */
  #notice(dissection: Dissection): void {
    const { state } = this;
    const { frame } = dissection;
    state.lastFrame = frame.number;
    state.lastSeconds = frame.seconds;
    state.lastNanoseconds = frame.nanoseconds;
    state.dataCount += dissection.dataCount;
    const quarter = (frame.nanoseconds / 250_000_000) | 0;
    if (quarter !== this.quarter || frame.seconds !== this.secondOfQuarter) {
      this.quarter = quarter;
      this.secondOfQuarter = frame.seconds;
      for (const observer of this.observers.timePasses) observer.timePasses(dissection, state);
    }
    if (!dissection.isSctp) for (const observer of this.observers.otherPacket) observer.otherPacket(dissection, state);
    if (isRemarkable(dissection)) for (const observer of this.observers.packet) observer.packet(dissection, state);
  }

  /** Time goes on although no frame comes (live): what silence changes is looked at. `epoch`: seconds since 1970. */
  timePasses(epoch: number): void {
    if (epoch <= this.state.epoch) return;
    this.state.epoch = epoch;
    this.second = Math.floor(epoch);
    this.busy.passes(this.second);
    timePasses(this.state);
  }

  /** At the end of the capture: settles what waited for something to come. */
  finish(): void {
    settleAllDoubts(this.state);
  }

  #association(kind: number, association: AssociationFacts, side: number): void {
    const { state } = this;
    if (kind === occurrence.associationUp) {
      for (const observer of this.observers.associationUp) observer.associationUp(association, state);
    } else if (kind === occurrence.associationEnd) {
      associationEnded(state, association, side);
      for (const observer of this.observers.associationEnd) observer.associationEnd(association, side, state);
    } else if (kind === occurrence.gap) {
      captureGap(state, association);
      for (const observer of this.observers.gap) observer.gap(association, state);
    } else if (kind === occurrence.associationAsked) {
      for (const observer of this.observers.associationAsked) observer.associationAsked(association, state);
    } else if (kind === occurrence.associationRefused) {
      for (const observer of this.observers.associationRefused) observer.associationRefused(association, state);
    } else if (kind === occurrence.associationFound) {
      state.begunBefore++;
      for (const observer of this.observers.associationFound) observer.associationFound(association, state);
    }
  }

  /** Walks a message once; what is wrong with it is added to the experts of its frame. */
  #message(message: Message, experts: ExpertList | undefined): void {
    const { state } = this;
    const parts = this.parts;
    const { protocol, bytes, start, end, declaredEnd } = message;
    if (protocol !== layer.asap && protocol !== layer.enrp) return;
    const tree = this.walker.walk(protocol, bytes, start, end, declaredEnd, experts, message.carrier);
    parts.read(tree, message);
    // Time of delivery rules what comes after what; the evidence is the frame that carried the message.
    state.frame = message.frame;
    const { before, after } = this.observers;
    // The first two from places of their own: then V8 knows there who is called, which it does not in a loop.
    before[0]?.before(parts, state);
    before[1]?.before(parts, state);
    for (let index = 2; index < before.length; index++) before[index]?.before(parts, state);
    if (this.countsTraffic) this.traffic.count(parts, state.epoch, state.bounds);
    if (protocol === layer.asap) {
      // Announcements are all that travels by UDP (RFC 5352 §2.2): anything else there is shown, not believed.
      if (message.carrier !== carrier.udp || parts.type === 0x0a) applyAsap(state, parts);
    } else if (message.carrier !== carrier.udp || parts.type === 0x01)
      applyEnrp(state, this.sessions, this.copies, parts);
    after[0]?.after(parts, state);
    after[1]?.after(parts, state);
    for (let index = 2; index < after.length; index++) after[index]?.after(parts, state);
    if (state.doubtful.size > 0) for (const server of state.doubtful) settleDoubts(state, server);
  }
}

type WithHook<Name extends keyof HandlespaceObserver> = HandlespaceObserver & Required<Pick<HandlespaceObserver, Name>>;

/** Those that want to hear of something: the others are not even looked at. */
function byHook(observers: readonly HandlespaceObserver[]) {
  const having = <Name extends keyof HandlespaceObserver>(name: Name): readonly WithHook<Name>[] =>
    observers.filter((observer): observer is WithHook<Name> => observer[name] !== undefined);
  return {
    event: having('event'),
    packet: having('packet'),
    otherPacket: having('otherPacket'),
    timePasses: having('timePasses'),
    hole: having('hole'),
    before: having('before'),
    after: having('after'),
    associationAsked: having('associationAsked'),
    associationRefused: having('associationRefused'),
    associationFound: having('associationFound'),
    associationUp: having('associationUp'),
    associationEnd: having('associationEnd'),
    gap: having('gap'),
  };
}

/** Most frames are SCTP without a message: acknowledgements, heartbeats, beginnings and ends, data of applications. */
function isRemarkable({ messageCount, experts, duplicateCount, isSctp, layers }: Dissection): boolean {
  if (messageCount > 0 || experts.count > 0 || duplicateCount > 0) return true;
  return layers.count > 0 && (!isSctp || layers.protocol[layers.count - 1] === layer.tls);
}
