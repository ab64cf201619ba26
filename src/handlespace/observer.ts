// Whoever wants to see each message beside the handlespace (pool users, views of single servers, the audit): the message is
// walked once, for all. What observers are handed is borrowed: the next message overwrites it. `state.frame` and `state.epoch` are the moment.
import type { Dissection } from '../dissect/dissection.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import type { HandlespaceEvent, HandlespaceEventKind } from './events.ts';
import type { MessageParts } from './message-parts.ts';
import type { HandlespaceState } from './state.ts';

export interface HandlespaceObserver {
  /** Whether it wants to be told of such events; of all where it is left out. */
  hears?(kind: HandlespaceEventKind): boolean;
  /** What changed in the handlespace, told while the message that changed it is taken in. */
  event?(event: HandlespaceEvent, state: HandlespaceState): void;
  /**
   * A frame that is more than SCTP without a message, or brings data again, or has experts; before what happens in it. The state's
   * moment is still that of the last thing that happened; `atFrame` moves it for a while.
   */
  packet?(dissection: Dissection, state: HandlespaceState): void;
  /** A frame that is not SCTP; the same holds for the state's moment. */
  otherPacket?(dissection: Dissection, state: HandlespaceState): void;
  /** The first frame in a quarter of a second, before anything else of it is told; the same holds for the state's moment. */
  timePasses?(dissection: Dissection, state: HandlespaceState): void;
  /** The capture stood still until this frame: what was said meanwhile was not seen, and silence counts from now (`watchedSince`). */
  hole?(state: HandlespaceState): void;
  /** Before the message changes the state: what is in it can be held against what was believed until now. */
  before?(parts: MessageParts, state: HandlespaceState): void;
  /** After the message has changed the state. */
  after?(parts: MessageParts, state: HandlespaceState): void;
  /** INIT: one end asks for an association. */
  associationAsked?(association: AssociationFacts, state: HandlespaceState): void;
  /** It was refused before it was up. */
  associationRefused?(association: AssociationFacts, state: HandlespaceState): void;
  /** One from before the capture shows for the first time: maybe only one address of each end is known. */
  associationFound?(association: AssociationFacts, state: HandlespaceState): void;
  associationUp?(association: AssociationFacts, state: HandlespaceState): void;
  /** `side`: the end that ended it, -1 where nobody can tell. */
  associationEnd?(association: AssociationFacts, side: number, state: HandlespaceState): void;
  /** The capture lacks something that this association carried. */
  gap?(association: AssociationFacts, state: HandlespaceState): void;
}

/** Looking at a packet must not move the state's moment: it is put at the packet's, and back. */
export function atFrame({ frame }: Dissection, state: HandlespaceState, look: () => void): void {
  const before = { frame: state.frame, epoch: state.epoch };
  state.frame = frame.number;
  state.epoch = frame.seconds + frame.nanoseconds / 1e9;
  look();
  state.frame = before.frame;
  state.epoch = before.epoch;
}
