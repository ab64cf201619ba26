// What happened to the handlespace, one record an event. Made only for who asks.

export type HandlespaceEventKind =
  | 'server-appeared'
  | 'element-added'
  | 'element-changed'
  | 'element-lost'
  | 'element-removed'
  | 'home-learned'
  | 'home-changed'
  | 'registration-rejected'
  | 'unreachable-reported'
  | 'takeover-initiated'
  | 'takeover-acknowledged'
  | 'takeover-announced'
  | 'takeover-stopped'
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
