// What a check hangs on: messages by their type, ends of associations, events of the handlespace, frames, the passing of time.
import type { Dissection } from '../dissect/dissection.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import type { HandlespaceEvent, HandlespaceEventKind } from '../handlespace/events.ts';
import type { MessageParts } from '../handlespace/message-parts.ts';

export type Hook = (parts: MessageParts) => void;

/** By message type, as the tables of src/protocol number them. */
export interface Hooks {
  readonly asap?: Readonly<Record<number, Hook>>;
  readonly enrp?: Readonly<Record<number, Hook>>;
}

export interface Check {
  /** Before the message changes the handlespace: what it says can be held against what was believed. */
  readonly before?: Hooks;
  readonly after?: Hooks;
  /** The first message of one end of an association. */
  firstMessage?(parts: MessageParts): void;
  /** A message with something in it whose type no table has. */
  unknown?(parts: MessageParts): void;
  associationUp?(association: AssociationFacts): void;
  /** `side`: the end that ended it, -1 where nobody can tell. */
  associationEnd?(association: AssociationFacts, side: number): void;
  readonly events?: Readonly<Partial<Record<HandlespaceEventKind, (event: HandlespaceEvent) => void>>>;
  /** A frame that completes messages or belongs to a stream, before the handlespace takes it in. */
  frame?(dissection: Dissection): void;
  /** A frame with data that was seen before. */
  repeated?(dissection: Dissection): void;
  /** A frame that carries TLS. */
  secured?(dissection: Dissection): void;
  /** Something is wrong with the frame in hand: `index` of its list of experts. */
  expert?(dissection: Dissection, index: number): void;
  /** Each message, as the handlespace walks it. */
  message?(parts: MessageParts): void;
  /**
   * Some time has passed, in the time of the capture. Gives the moment before which it need not be called again, whatever comes;
   * nothing where it wants to be called each time.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most methods that give nothing are declared so
  tick?(now: number): number | void;
  /** What is so at this moment, and may be otherwise later: told anew whenever somebody asks. */
  conclude?(now: number): void;
}
