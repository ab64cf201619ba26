// The data of a report: `poolshark.report/1` (docs/report-schema.md). The page, Markdown and CSV are made of it, and only of it.

import type { Finding } from '../../audit/finding.ts';
import type { UsersView } from '../../handlespace/users/view.ts';
import type {
  ElementState,
  EventView,
  PolicyView,
  ServerState,
  ServerView,
  TransportView,
} from '../../handlespace/view.ts';
import type { AnalysisView, ExchangeRow } from '../analysis-view.ts';
import type { Note, Party } from '../flow/ladder.ts';
import type { Lane } from '../flow/lanes.ts';

export type Tone = 'plain' | 'good' | 'notable' | 'bad';

/** What the page says first. `epoch`: the moment it speaks of. */
export interface Sentence {
  readonly text: string;
  readonly tone: Tone;
  readonly epoch: number | null;
}

/** From `fromEpoch` up to `toEpoch`, null where it lasts to the end of the capture. */
interface Span {
  readonly fromEpoch: number;
  readonly toEpoch: number | null;
  readonly fromFrame: number;
}

export interface ElementSpan extends Span {
  readonly state: Exclude<ElementState, 'registering' | 'removed'>;
  readonly home: string | null;
}

export interface ServerSpan extends Span {
  readonly state: ServerState;
}

export interface ElementReport {
  readonly id: string;
  /** `Alpha/0x00000100`, as in all other parts. */
  readonly name: string;
  readonly spans: readonly ElementSpan[];
  readonly policy: PolicyView | null;
  readonly registrationLifeRaw: number | null;
  readonly userTransport: TransportView | null;
  readonly asapTransport: TransportView | null;
}

export interface PoolReport {
  readonly handle: string;
  readonly handleHex: string;
  readonly policy: { readonly type: string; readonly name: string } | null;
  readonly elements: readonly ElementReport[];
}

/** With what was so at the end of the capture. */
export interface ServerReport extends ServerView {
  readonly spans: readonly ServerSpan[];
  /** From when it was last heard to when it was heard again, where that took longer than servers are silent. */
  readonly silences: readonly { readonly fromEpoch: number; readonly toEpoch: number | null }[];
}

export interface Rates {
  readonly fromEpoch: number;
  readonly binSeconds: number;
  /** Messages of one type in each bin. */
  readonly types: readonly { readonly protocol: string; readonly name: string; readonly counts: readonly number[] }[];
}

export interface ResponseTimes extends ExchangeRow {
  /** Seconds below which half, nine tenths, and 99 of 100 answers came. */
  readonly quantiles: { readonly p50: number; readonly p90: number; readonly p99: number } | null;
  /** Answers by time, ten classes to a power of ten. */
  readonly histogram: readonly { readonly fromSeconds: number; readonly toSeconds: number; readonly count: number }[];
  /** Some of the answers, or all: when, how long after the request, in which frame. */
  readonly samples: readonly (readonly [epoch: number, seconds: number, frame: number])[];
  /** Frames of requests that nothing answers: the first of them. */
  readonly unansweredFrames: readonly number[];
}

export type ChecksumOutcome = 'verified' | 'in flight' | 'disagreed' | 'unverifiable';

/** One PE checksum as a server announced it, held against ours (RFC 5353 §3.6). */
export interface ChecksumReport {
  readonly frame: number;
  readonly epoch: number;
  readonly server: string;
  readonly announced: string;
  readonly computed: string;
  readonly outcome: ChecksumOutcome;
  /** How many of this server's had which outcome so far: verified, in flight, disagreed, unverifiable. */
  readonly tallies: readonly [number, number, number, number];
}

/** Who spoke to whom, counted by what was said. Places in `parties`; -1 for everybody. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly count: number;
  readonly firstEpoch: number;
  readonly lastEpoch: number;
}

export interface AssociationReport {
  readonly number: number;
  /** Party at each end. */
  readonly parties: readonly [number, number];
  readonly ends: readonly [
    { readonly port: number; readonly addresses: readonly string[] },
    { readonly port: number; readonly addresses: readonly string[] },
  ];
  readonly firstEpoch: number;
  readonly lastEpoch: number;
  readonly firstFrame: number;
  readonly seenFromStart: boolean;
  /** Null: it had not ended when the capture did. */
  readonly endedBy: 'first' | 'second' | 'unknown' | null;
  readonly messages: number;
  /** DATA chunks that were sent again. */
  readonly resent: number;
  /** How often the capture lacks what was acknowledged. */
  readonly gaps: number;
}

/** A message of the conversation; places in `parties`, frames of others. */
export type ConversationRow = readonly [
  frame: number,
  epoch: number,
  from: number,
  to: number,
  /** Place in `labels`. */
  label: number,
  detail: string,
  /** Pool and element that it is about, as places in `subjects`; -1 for none. */
  pool: number,
  element: number,
  /** 1 routine, 2 unanswered, 4 repeats another, 8 sent again, 16 bad, 32 takeover. */
  flags: number,
  /** Frame of the request that it answers, or 0; seconds since then, or null. */
  responseTo: number,
  responseSeconds: number | null,
  /** Place in `trees`, -1 where its octets are not kept. */
  tree: number,
];

export interface Conversation {
  readonly labels: readonly { readonly protocol: string; readonly label: string }[];
  readonly subjects: readonly string[];
  readonly rows: readonly ConversationRow[];
  /** Messages of the capture, of which `rows` may be a part. */
  readonly total: number;
}

/** The octets of a message and what they mean. */
export interface MessageTreeReport {
  readonly hex: string;
  /** For each line: place in `treeLines`, depth, first octet, number of octets. */
  readonly lines: readonly number[];
}

export interface Report {
  readonly schema: 'poolshark.report/1';
  readonly program: string;
  readonly capture: AnalysisView['capture'];
  readonly profile: AnalysisView['profile'];
  readonly sentences: readonly Sentence[];
  readonly servers: readonly ServerReport[];
  readonly pools: readonly PoolReport[];
  readonly events: readonly EventView[];
  readonly protocols: AnalysisView['protocols'];
  readonly messages: AnalysisView['messages'];
  readonly rates: Rates;
  readonly responseTimes: readonly ResponseTimes[];
  readonly checksums: readonly ChecksumReport[];
  readonly parties: readonly Party[];
  readonly links: readonly Link[];
  readonly associations: readonly AssociationReport[];
  readonly secured: AnalysisView['secured'];
  readonly experts: AnalysisView['experts'];
  /** As `pools --users --json` has them. */
  readonly load: AnalysisView['load'];
  /** Who the numbers of users in sessions and failovers are. */
  readonly users: readonly { readonly number: number; readonly addresses: readonly string[] }[];
  readonly sessions: UsersView['sessions'];
  readonly failovers: UsersView['failovers'];
  /** As `audit --json` has them. */
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  /** Columns for the ladder; parties that only send what comes by the clock have none. */
  readonly lanes: readonly Lane[];
  readonly conversation: Conversation;
  readonly treeLines: readonly string[];
  readonly trees: readonly MessageTreeReport[];
  /** Sentences about what is too much to be here as a whole. */
  readonly thinned: readonly string[];
}
