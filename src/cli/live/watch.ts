// The watching itself: each frame through dissector and handlespace, everybody told, and time passing where nothing comes.
import process from 'node:process';
import { Auditor } from '../../audit/auditor.ts';
import { type Finding, type FindingSeverity, findingSeverities } from '../../audit/finding.ts';
import type { Frame } from '../../capture/frame.ts';
import { type BoundName, type BoundSizes, type Bounds, boundRecord } from '../../dissect/bounds.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { Dissector, type DissectorOptions } from '../../dissect/dissector.ts';
import { Handlespace, type HandlespaceOptions } from '../../handlespace/handlespace.ts';
import type { StateParts } from '../../handlespace/saved-state.ts';
import { forgetOldest } from '../../handlespace/state-limits.ts';
import { PoolUsers } from '../../handlespace/users/pool-users.ts';
import { boundsReached, dropSentence } from '../../report/live/live-summary.ts';
import { type DropTotals, droppedOf, type LiveTotals, type Notice } from '../../report/live/live-totals.ts';
import { noPaint } from '../../report/paint.ts';
import type { FrameFilter } from '../../report/read/frame-output.ts';
import { plural } from '../../report/words.ts';
import type { StateFile } from '../state-file.ts';
import type { LiveSink } from './live-sink.ts';
import { StateKeeper } from './state-keeper.ts';

export interface WatchOptions {
  readonly dissection: DissectorOptions;
  readonly profile?: HandlespaceOptions['profile'];
  /** -Y: which frames are shown. All count, whatever it says. */
  readonly keep?: FrameFilter | undefined;
  readonly sinks: readonly LiveSink[];
  /** The clock of the packets is ours: time passes also without them. */
  readonly isLive: boolean;
  /** Also look for what breaks the rules of the RFCs, or threatens the pools. */
  readonly audits: boolean;
  /** Also follow pool users: what they resolve, whom they use. */
  readonly followsUsers: boolean;
  /** How much is remembered, and counts what had to go. */
  readonly bounds: Bounds;
  /** --state: taken up at the start, kept up to date while it runs. */
  readonly state?: StateFile | undefined;
  /** Told once when the state can no longer be saved. */
  readonly onStateFailure?: (sentence: string) => void;
  /** What the source and the recording know of losses. */
  readonly drops: () => DropTotals;
  readonly away: () => readonly string[];
}

/** How often something was found for the first time, by severity. */
class FindingCounts {
  counts: Record<FindingSeverity, number> = { error: 0, warning: 0, note: 0 };
  /** Those of them that are of this run. */
  private readonly fresh: Record<FindingSeverity, number> = { error: 0, warning: 0, note: 0 };

  note({ severity }: Finding): void {
    this.counts[severity]++;
    this.fresh[severity]++;
  }

  /** Whether there is one of this severity or a worse one, found in this run. */
  reach(severity: FindingSeverity): boolean {
    const worst = findingSeverities.slice(0, findingSeverities.indexOf(severity) + 1);
    return worst.some((one) => this.fresh[one] > 0);
  }
}

/** Where bounds bite they do so all the time: it is told at once, and then so often. */
const tellingMs = 60_000;
/** So long after the last frame time goes on without one: the engine may hold back what is on its way to us. */
const quietSeconds = 2;

export class Watch {
  readonly handlespace: Handlespace;
  readonly dissector: Dissector;
  readonly auditor: Auditor | undefined;
  readonly users: PoolUsers | undefined;
  readonly findings = new FindingCounts();
  readonly bounds: Bounds;
  /** What was told of them. */
  readonly #told: Record<BoundName, number> = boundRecord(() => 0);
  #nextTellingMs = 0;
  frames = 0;
  octets = 0;
  messages = 0;
  events = 0;
  firstEpoch: number | null = null;
  lastEpoch: number | null = null;
  #lastRead = Date.now() / 1000;
  #lag = 0;
  /** Packets of whose loss was told. */
  #dropped = 0;
  readonly #startedEpoch = Date.now() / 1000;
  readonly #options: WatchOptions;
  readonly #keeper: StateKeeper | undefined;
  readonly #sinks: readonly LiveSink[];

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#sinks = options.sinks;
    const { bounds } = options;
    this.bounds = bounds;
    this.dissector = new Dissector({ ...options.dissection, bounds });
    // What load should be, the audit knows of the users.
    this.users = options.followsUsers || options.audits ? new PoolUsers() : undefined;
    const { users } = this;
    this.auditor = options.audits ? new Auditor({ users, onFinding: (finding) => this.#found(finding) }) : undefined;
    const { state } = options;
    const observers = [users, this.auditor].filter((observer) => observer !== undefined);
    const saved = state?.withSaved(observers);
    this.handlespace = new Handlespace({
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      bounds,
      observers: saved?.observers ?? observers,
      onEvent: (event) => {
        this.events++;
        this.#keeper?.counts.note(event);
        for (const sink of this.#sinks) sink.event?.(event);
      },
    });
    if (state !== undefined && saved !== undefined) {
      const parts = { dissector: this.dissector, handlespace: this.handlespace, more: saved.parts };
      this.#keeper = new StateKeeper(state, parts, options.onStateFailure ?? (() => {}));
      if (this.auditor !== undefined) this.findings.counts = this.auditor.countFindings();
    }
  }

  /** Where a state was taken up: what became silent while nobody watched is told, and is not held against anybody. */
  begin(): void {
    if (this.#keeper === undefined || !this.#options.isLive || this.handlespace.state.epoch === 0) return;
    const pass = () => this.handlespace.timePasses(Date.now() / 1000 - quietSeconds);
    if (this.auditor === undefined) pass();
    else this.auditor.resume(this.handlespace.state, pass);
  }

  take(frame: Frame): void {
    if (this.#keeper === undefined) {
      this.#take(frame);
      return;
    }
    // Frames count on over all runs with this state. The source counts its own.
    const { framesBefore } = this.#keeper;
    frame.number += framesBefore;
    this.#keeper.progress.count(frame);
    this.#take(frame);
    frame.number -= framesBefore;
  }

  #take(frame: Frame): void {
    this.frames++;
    this.octets += frame.originalLength;
    const epoch = frame.seconds + frame.nanoseconds / 1e9;
    this.firstEpoch ??= epoch;
    this.lastEpoch = epoch;
    const d = this.dissector.dissect(frame);
    this.messages += d.messageCount;
    this.#show(d);
    this.handlespace.apply(d);
    this.#keeper?.counts.count(d);
  }

  notice(kind: Notice['kind'], sentence: string): void {
    const notice = { kind, epoch: Date.now() / 1000, sentence };
    for (const sink of this.#sinks) sink.notice?.(notice);
  }

  /** All that is here has been read. */
  flush(): void {
    this.#lastRead = Date.now() / 1000;
    if (this.lastEpoch !== null && this.#options.isLive) this.#lag = Math.max(0, this.#lastRead - this.lastEpoch);
    for (const sink of this.#sinks) sink.flush?.();
  }

  /** What a state leaves out: gives what brings it back. */
  remember(): () => void {
    const { frames, octets, messages, events, firstEpoch, lastEpoch } = this;
    const findings = { ...this.findings.counts };
    const others = this.#sinks.map((sink) => sink.remember?.());
    return () => {
      Object.assign(this, { frames, octets, messages, events, firstEpoch, lastEpoch });
      this.findings.counts = { ...findings };
      for (const bringBack of others) bringBack?.();
    };
  }

  /** All that is remembered from frame to frame. */
  get parts(): StateParts {
    const { dissector, handlespace, users, auditor } = this;
    const more = new Map<string, object>([...(auditor?.parts ?? [])]);
    if (users !== undefined) more.set('users', users);
    return { dissector, handlespace, more };
  }

  /** Once a second. */
  tick(): void {
    const now = Date.now() / 1000;
    if (this.#options.isLive && this.lastEpoch !== null && now - this.#lastRead > quietSeconds) {
      this.#lag = 0;
      this.handlespace.timePasses(now - quietSeconds);
      this.auditor?.tick(now - quietSeconds);
    }
    this.#keeper?.tick();
    this.#forget();
    const totals = this.totals();
    this.#tellDrops(totals);
    for (const sink of this.#sinks) sink.tick?.(totals);
  }

  /** The moment for which the state is to be shown: seconds since 1970. */
  get now(): number {
    return this.handlespace.state.epoch;
  }

  /** How much is kept of what is bounded, and memory: for those who watch the watcher. */
  sizes(): BoundSizes & Readonly<Record<'heap_octets' | 'resident_octets', number>> {
    const { state, traffic } = this.handlespace;
    const { heapUsed, rss } = process.memoryUsage();
    let elements = 0;
    let left = 0;
    for (const pool of state.pools.all) {
      elements += pool.elements.size;
      left += pool.removed.size;
    }
    return {
      ...this.dissector.sizes(),
      ...this.auditor?.sizes(),
      ...this.users?.sizes(),
      pools: state.pools.all.length,
      elements,
      left,
      servers: state.servers.size,
      requests: traffic.waiting,
      heap_octets: heapUsed,
      resident_octets: rss,
    };
  }

  reopen(): void {
    for (const sink of this.#sinks) sink.reopen?.();
  }

  end(): void {
    // What waits for something to come goes on waiting in the next run.
    this.#keeper?.save();
    this.handlespace.finish();
    const totals = this.totals();
    this.#tellDrops(totals);
    for (const sink of this.#sinks) sink.end?.(totals);
  }

  totals(): LiveTotals {
    return {
      startedEpoch: this.#startedEpoch,
      nowEpoch: Date.now() / 1000,
      frames: this.frames,
      octets: this.octets,
      messages: this.messages,
      events: this.events,
      findings: this.findings.counts,
      drops: this.#options.drops(),
      lagSeconds: this.#lag,
      away: this.#options.away(),
      gone: this.bounds.gone,
    };
  }

  #tellDrops(totals: LiveTotals): void {
    const dropped = droppedOf(totals.drops);
    if (dropped <= this.#dropped) return;
    this.notice(
      'dropped',
      `${plural(dropped - this.#dropped, 'packet')} since the last word; in all ${dropSentence(totals, noPaint)}`,
    );
    this.#dropped = dropped;
  }

  #forget(): void {
    const { most, gone } = this.bounds;
    const forgotten = forgetOldest(this.handlespace.state, most);
    for (const what of ['pools', 'elements', 'servers'] as const) gone[what] += forgotten[what];
    const now = performance.now();
    if (now < this.#nextTellingMs) return;
    const parts = boundsReached(gone, this.#told);
    if (parts.length === 0) return;
    Object.assign(this.#told, gone);
    this.#nextTellingMs = now + tellingMs;
    this.notice('forgotten', `more than are kept, and had to go: ${parts.join(', ')}`);
  }

  #found(finding: Finding): void {
    this.findings.note(finding);
    for (const sink of this.#sinks) sink.finding?.(finding);
  }

  #show(d: Dissection): void {
    const { keep } = this.#options;
    const isKept = keep === undefined || keep(d);
    for (const sink of this.#sinks) {
      if (isKept) sink.frame?.(d);
      else sink.skip?.(d);
    }
  }
}
