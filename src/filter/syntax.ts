// A filter as a tree: expressions give values, conditions give yes or no.
import type { Place } from './fault.ts';
import type { Range } from './ranges.ts';

export type Expression = Word | Text | Character | Field | Slice | Call | Negative | Arithmetic;

/** An unquoted word: a field where the table knows it, else a value. */
export interface Word extends Place {
  readonly type: 'word';
  readonly text: string;
}

export interface Text extends Place {
  readonly type: 'text';
  readonly octets: Uint8Array;
  readonly text: string;
}

export interface Character extends Place {
  readonly type: 'character';
  readonly code: number;
  readonly text: string;
}

/** A word that can only be a field: with layers (`ip.src#1`), or raw (`@ip.src`). */
export interface Field extends Place {
  readonly type: 'field';
  readonly text: string;
  readonly layers: readonly Range[] | undefined;
  readonly isRaw: boolean;
}

export interface Slice extends Place {
  readonly type: 'slice';
  readonly of: Expression;
  readonly ranges: readonly Range[];
}

export interface Call extends Place {
  readonly type: 'call';
  readonly name: Word;
  readonly parameters: readonly Expression[];
}

export interface Negative extends Place {
  readonly type: 'negative';
  readonly of: Expression;
}

export type ArithmeticSign = '+' | '-' | '*' | '/' | '%' | '&';

export interface Arithmetic extends Place {
  readonly type: 'arithmetic';
  readonly sign: ArithmeticSign;
  readonly left: Expression;
  readonly right: Expression;
}

export type Comparison = '==' | '!=' | '>' | '<' | '>=' | '<=';

/** Whether one value (or pair of values) must fit, or every one. */
export type Quantifier = 'any' | 'all';

export type Condition = Junction | Negation | Exists | Compares | Contains | Matches | IsIn;

export interface Junction {
  readonly type: '&&' | '||' | '^^';
  readonly of: readonly Condition[];
}

export interface Negation {
  readonly type: '!';
  readonly of: Condition;
}

/** A field or slice is there; the result of arithmetic is not zero. */
export interface Exists {
  readonly type: 'exists';
  readonly of: Expression;
}

export interface Compares extends Place {
  readonly type: 'compares';
  readonly comparison: Comparison;
  readonly quantifier: Quantifier;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Contains extends Place {
  readonly type: 'contains';
  readonly quantifier: Quantifier;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Matches extends Place {
  readonly type: 'matches';
  readonly quantifier: Quantifier;
  readonly left: Expression;
  readonly pattern: Text;
}

export interface IsIn extends Place {
  readonly type: 'in';
  readonly quantifier: Quantifier;
  readonly left: Expression;
  readonly elements: readonly SetElement[];
}

/** One value, or all from `low` to `high`. */
export interface SetElement {
  readonly low: Expression;
  readonly high: Expression | undefined;
}
