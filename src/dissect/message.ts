// One user message as the layers above see it: whose, from where to where, in which frames.
import { layer } from './layer.ts';
import type { AssociationFacts } from './sctp/side.ts';

export const noParts: readonly number[] = [];

/** How a message reached its receiver. */
export const carrier = { sctp: 1, udp: 2, tcp: 3 } as const;

/** One ASAP or ENRP message (or another user message, where `protocol` is layer.application). Reused. */
export class Message {
  protocol: number = layer.none;
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  /** End of what is there. */
  end = 0;
  /** End of what was sent: beyond `end` where the capture cut the frame. */
  declaredEnd = 0;
  carrier = 0;
  ppid = 0;
  /** Set for SCTP; side 0 or 1 of the association sent it. */
  association: AssociationFacts | undefined = undefined;
  side = 0;
  stream = 0;
  /** Source and destination of the packet that completed it: octets in a buffer, 4 or 16 of them (0: none). */
  addressBytes: Uint8Array = new Uint8Array(0);
  sourceAt = 0;
  destinationAt = 0;
  addressLength = 0;
  sourcePort = 0;
  destinationPort = 0;
  /** The frame that completed it, and its time: later deliveries keep them. */
  frame = 0;
  seconds = 0;
  nanoseconds = 0;
  /** Frames that carried its other parts; empty for most. */
  parts: readonly number[] = noParts;
  /** A datagram that was seen a moment ago already (several interfaces, a network that duplicates). */
  copy = false;
  /** What its sender sent after it was seen before it: it was lost, or overtaken, on the way to the capture. */
  late = false;
  /** It came out of TLS: nobody else could read it. */
  secured = false;
}
