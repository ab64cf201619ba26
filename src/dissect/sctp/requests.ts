// What an end of an association has asked the other for, and whether that is decided: ASCONF (RFC 5061), RE-CONFIG (RFC 6525).

export interface AddressRequest {
  readonly correlation: number;
  readonly adds: boolean;
  readonly address: Uint8Array;
  /** False where the address was known already: then a refusal takes nothing away. */
  readonly isNews: boolean;
}

export interface AddressChange {
  readonly serial: number;
  readonly requests: readonly AddressRequest[];
  settled: boolean;
}

export interface StreamReset {
  readonly request: number;
  /** Of the requester's outgoing streams; empty for all of them. */
  readonly streams: readonly number[];
  /** TSNs begin elsewhere as well, and all streams of both directions at 0. */
  readonly withTsn: boolean;
  settled: boolean;
}
