// Timers and thresholds, in two presets: what the RFCs say (RFC 5352 §7, RFC 5353 §4.2) and what rsplib does.

/** Milliseconds where the name says so. Null: the document gives no value. */
export interface Timers {
  readonly name: 'rfc' | 'rsplib';
  /** T1-ENRPrequest: wait for the answer to a handle resolution. */
  readonly handleResolutionTimeoutMs: number;
  /** T2-registration. */
  readonly registrationTimeoutMs: number;
  /** T3-deregistration. */
  readonly deregistrationTimeoutMs: number;
  /** T4-reregistration: at most this; the RFC has the smaller of this and the life less `reregistrationMarginMs`. */
  readonly reregistrationMs: number;
  readonly reregistrationMarginMs: number | null;
  /** T5-Serverhunt: doubled up to `retransmissionMaxMs`. */
  readonly serverHuntMs: number;
  /** T6-Serverannounce: the RFC multiplies it by the number of servers heard plus one. */
  readonly serverAnnounceMs: number;
  readonly serverAnnounceScales: boolean;
  /** T7-ENRPoutdate: a server not announced for so long is forgotten. */
  readonly serverOutdatedMs: number;
  readonly maxRegistrationAttempts: number;
  readonly maxRequestRetransmits: number;
  /** RETRAN-MAX. */
  readonly retransmissionMaxMs: number | null;
  /** MAX-BAD-PE-REPORT: unreachable reports that remove a pool element. */
  readonly maxBadPeReports: number | null;
  /** True: removed with that report. False (RFC 5352 §3.5): with the next one. */
  readonly badPeReportsInclusive: boolean;
  readonly keepAliveIntervalMs: number | null;
  readonly keepAliveTimeoutMs: number | null;
  readonly peerHeartbeatCycleMs: number;
  readonly maxTimeLastHeardMs: number;
  readonly maxTimeNoResponseMs: number;
  readonly takeoverExpiryMs: number | null;
  readonly mentorDiscoveryMs: number | null;
  readonly associationAutoCloseMs: number | null;
  /** Share by which periodic sending may deviate. */
  readonly jitter: number;
  /** Pool elements in an answer when the pool user does not say how many. */
  readonly handleResolutionItems: number | null;
  readonly handleResolutionItemsMax: number | null;
  readonly registrationLifeUnitMs: 1000 | 1;
}

export const rfcTimers: Timers = {
  name: 'rfc',
  handleResolutionTimeoutMs: 15_000,
  registrationTimeoutMs: 30_000,
  deregistrationTimeoutMs: 30_000,
  reregistrationMs: 600_000,
  reregistrationMarginMs: 20_000,
  serverHuntMs: 10_000,
  serverAnnounceMs: 1_000,
  serverAnnounceScales: true,
  serverOutdatedMs: 5_000,
  maxRegistrationAttempts: 2,
  maxRequestRetransmits: 2,
  retransmissionMaxMs: 60_000,
  maxBadPeReports: null,
  badPeReportsInclusive: false,
  keepAliveIntervalMs: null,
  keepAliveTimeoutMs: null,
  peerHeartbeatCycleMs: 30_000,
  maxTimeLastHeardMs: 61_000,
  maxTimeNoResponseMs: 5_000,
  takeoverExpiryMs: null,
  mentorDiscoveryMs: null,
  associationAutoCloseMs: null,
  jitter: 0,
  handleResolutionItems: null,
  handleResolutionItemsMax: null,
  registrationLifeUnitMs: 1000,
};

export const rsplibTimers: Timers = {
  name: 'rsplib',
  handleResolutionTimeoutMs: 3_000,
  registrationTimeoutMs: 3_000,
  deregistrationTimeoutMs: 3_000,
  reregistrationMs: 30_000,
  reregistrationMarginMs: null,
  serverHuntMs: 7_500,
  serverAnnounceMs: 1_000,
  serverAnnounceScales: false,
  serverOutdatedMs: 5_000,
  maxRegistrationAttempts: 1,
  maxRequestRetransmits: 1,
  retransmissionMaxMs: null,
  maxBadPeReports: 3,
  badPeReportsInclusive: true,
  keepAliveIntervalMs: 5_000,
  keepAliveTimeoutMs: 5_000,
  peerHeartbeatCycleMs: 2_444,
  maxTimeLastHeardMs: 5_000,
  maxTimeNoResponseMs: 5_000,
  takeoverExpiryMs: 5_000,
  mentorDiscoveryMs: 5_000,
  associationAutoCloseMs: 300_000,
  jitter: 0.125,
  handleResolutionItems: 3,
  handleResolutionItemsMax: 128,
  registrationLifeUnitMs: 1,
};
