// The conversation between pool elements, pool users and ENRP servers as data: who takes part, who said what to whom, and
// what happened between the messages. Texts, diagrams and the report page are made of it.
import type { Protocol } from '../../protocol/schema.ts';
import type { Role } from './message-words.ts';

export interface Party {
  readonly role: Role;
  /** `0x0a000001` for an ENRP server, `Alpha/0x00000100` for a pool element, an address for a pool user. */
  readonly name: string;
  /** Of a pool element. */
  readonly pool?: string;
  readonly id?: string;
  readonly addresses: readonly string[];
}

export interface Arrow {
  readonly frame: number;
  readonly epoch: number;
  /** Places in `Ladder.parties`; `to` is -1 for a message to everybody. */
  readonly from: number;
  readonly to: number;
  readonly protocol: Protocol;
  readonly type: number;
  readonly label: string;
  /** Pool, element and the fields that matter, most telling first. */
  readonly detail: string;
  /** The pool and the element (`Alpha/0x00000100`) that it is about; empty where it names none. */
  readonly pool: string;
  readonly element: string;
  /** It says what was said before: keep-alives, announcements, registrations that change nothing. */
  readonly isRoutine: boolean;
  /** Refused, an error, or a takeover: what a reader must not miss. */
  readonly tone: 'plain' | 'bad' | 'takeover';
  /** Somebody is to answer it. */
  readonly asks: boolean;
  /** Frame of the answer, 0 where none came. */
  readonly answerFrame: number;
  /** Frame of the request that it answers, and how long that took. */
  readonly responseTo: number;
  readonly responseSeconds: number | null;
  /** Frame of the oldest equal request that still waited. */
  readonly repeats: number;
  /** Frames in which its last part was sent again. */
  readonly resentIn: readonly number[];
}

export interface Note {
  readonly frame: number;
  readonly epoch: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad' | 'takeover';
  /** Whom it is about. */
  readonly parties: readonly number[];
}

export interface Ladder {
  readonly fromEpoch: number;
  readonly parties: readonly Party[];
  readonly arrows: readonly Arrow[];
  readonly notes: readonly Note[];
  /** Messages beyond what is kept, and when the first of them came. */
  readonly leftOut: number;
  readonly leftOutFrom: number | null;
}
