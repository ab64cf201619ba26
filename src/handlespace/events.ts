// What happened to the handlespace, one record an event. Made only for who asks.

/** `server` is who did it or whom it befell, `formerServer` the one before, or the target of a takeover. */
export type HandlespaceEventKind =
  | 'server-appeared'
  | 'server-silent'
  | 'server-returned'
  | 'server-identifier-changed'
  | 'element-added'
  | 'element-changed'
  | 'element-lost'
  | 'element-suspect'
  | 'element-expired'
  | 'element-removed'
  | 'home-learned'
  | 'home-changed'
  | 'registration-rejected'
  | 'unreachable-reported'
  | 'takeover-initiated'
  | 'takeover-contested'
  | 'takeover-acknowledged'
  | 'takeover-enforced'
  | 'takeover-announced'
  | 'takeover-stopped'
  | 'takeover-abandoned'
  | 'checksum-disagreed';

export interface HandlespaceEvent {
  readonly kind: HandlespaceEventKind;
  readonly frame: number;
  readonly epoch: number;
  readonly pool: Uint8Array | undefined;
  readonly element: number | undefined;
  readonly server: number | undefined;
  readonly formerServer: number | undefined;
  readonly why: string | undefined;
  readonly evidence: readonly number[];
}
