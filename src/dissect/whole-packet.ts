// What is told of an IP packet that came in fragments (RFC 791 §3.2, RFC 8200 §4.5).

/** A packet that was put together; `layer`: the network header of its last fragment. */
export interface WholePacket {
  readonly bytes: Uint8Array;
  readonly layer: number;
  /** Frames of its fragments, in the order of the octets. */
  readonly frames: readonly number[];
}
