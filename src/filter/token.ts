// What a filter text is cut into.
import type { Place } from './fault.ts';

export type TokenType = 'word' | 'string' | 'character' | 'operator' | 'ranges' | 'end';

export interface Token extends Place {
  readonly type: TokenType;
  /** Of operators their one spelling: `and` is `&&`. */
  readonly text: string;
  /** Octets of a string. */
  readonly octets?: Uint8Array;
  /** Code of a character constant. */
  readonly code?: number;
}
