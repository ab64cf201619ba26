// Arithmetic of a filter: every value of the left side with every one of the right. Integers are exact and have a sign;
// what has no result (division by zero) gives no value.
import type { FieldKind } from '../dissect/fields/field-values.ts';
import { kindFacts } from './kinds.ts';
import { type Columns, constant, mapped, type Operand, type Values } from './operands.ts';
import type { ArithmeticSign } from './syntax.ts';

/** More results than this of one sign are not kept: many values on both sides would multiply without end. */
const resultLimit = 65_536;

type Operation<Value> = (left: Value, right: Value) => Value | undefined;

const onIntegers: Readonly<Record<ArithmeticSign, Operation<number>>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : Math.trunc(a / b)),
  '%': (a, b) => (b === 0 ? undefined : a % b),
  '&': bitsOfBoth,
};

const onDoubles: Readonly<Record<ArithmeticSign, Operation<number>>> = {
  ...onIntegers,
  '/': (a, b) => (b === 0 ? undefined : a / b),
};

const onBigs: Readonly<Record<ArithmeticSign, Operation<bigint>>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0n ? undefined : a / b),
  '%': (a, b) => (b === 0n ? undefined : a % b),
  '&': (a, b) => a & b,
};

function bitsOfBoth(a: number, b: number): number | undefined {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return undefined;
  const fits = a >= -0x80000000 && a <= 0xffffffff && b >= -0x80000000 && b <= 0xffffffff;
  if (!fits) return Number(BigInt(Math.trunc(a)) & BigInt(Math.trunc(b)));
  return a < 0 && b < 0 ? a & b : (a & b) >>> 0;
}

function octetsOfBoth(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(Math.min(a.length, b.length));
  for (let index = 0; index < both.length; index++) both[index] = (a[index] as number) & (b[index] as number);
  return both;
}

class Results<Value> implements Values<Value> {
  readonly #left: Values<Value>;
  readonly #right: Values<Value>;
  readonly #operation: Operation<Value>;
  readonly #results: Value[] = [];

  constructor(left: Values<Value>, right: Values<Value>, operation: Operation<Value>) {
    this.#left = left;
    this.#right = right;
    this.#operation = operation;
  }

  load(columns: Columns): number {
    const results = this.#results;
    results.length = 0;
    const lefts = this.#left.load(columns);
    if (lefts === 0) return 0;
    const rights = this.#right.load(columns);
    for (let left = 0; left < lefts; left++)
      for (let right = 0; right < rights && results.length < resultLimit; right++) {
        const result = this.#operation(this.#left.at(left), this.#right.at(right));
        if (result !== undefined) results.push(result);
      }
    return results.length;
  }

  at(index: number): Value {
    return this.#results[index] as Value;
  }
}

/** Of two constants undefined where they have no result. */
function combined<Value>(
  left: Values<Value>,
  right: Values<Value>,
  operation: Operation<Value>,
): Values<Value> | undefined {
  if (left.constant === undefined || right.constant === undefined) return new Results(left, right, operation);
  const result = operation(left.constant, right.constant);
  return result === undefined ? undefined : constant(result);
}

/** Numbers of 64 bits and others meet as the former. */
export function sameSort(left: Operand, right: Operand): readonly [Operand, Operand] {
  return left.sort === right.sort ? [left, right] : [asBig(left), asBig(right)];
}

function asBig(operand: Operand): Operand {
  if (operand.sort !== 'number') return operand;
  return { kind: 'uint64', sort: 'big', values: mapped(operand.values, wholeBig) };
}

export function wholeBig(value: number): bigint {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}

/** The operands are of one family, which knows the sign. Undefined: two constants without a result. */
export function arithmeticOperand(sign: ArithmeticSign, first: Operand, second: Operand): Operand | undefined {
  const [left, right] = sameSort(first, second);
  const { kind } = left;
  if (left.sort === 'number' && right.sort === 'number') {
    const values = combined(left.values, right.values, (kind === 'double' ? onDoubles : onIntegers)[sign]);
    return values && { kind, sort: 'number', values };
  }
  if (left.sort === 'big' && right.sort === 'big') {
    const values = combined(left.values, right.values, onBigs[sign]);
    return values && { kind, sort: 'big', values };
  }
  if (left.sort === 'octets' && right.sort === 'octets') {
    const values = combined(left.values, right.values, octetsOfBoth);
    return values && { kind, sort: 'octets', values };
  }
  return undefined;
}

export function negativeOperand(operand: Operand): Operand {
  const { kind } = operand;
  if (operand.sort === 'number') return { kind, sort: 'number', values: mapped(operand.values, (value) => -value) };
  if (operand.sort === 'big') return { kind, sort: 'big', values: mapped(operand.values, (value) => -value) };
  return operand;
}

export function canDo(kind: FieldKind, sign: ArithmeticSign): boolean {
  return kindFacts[kind].signs.includes(sign);
}
