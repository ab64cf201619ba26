// Tests of values against values, run for each frame: comparisons, contains, matches, membership of sets.
import type { FieldKind } from '../dissect/fields/field-values.ts';
import { orderOf } from './octet-order.ts';
import type { Columns, Operand, Values } from './operands.ts';
import type { Comparison, Quantifier } from './syntax.ts';

/** Whether the frame at hand passes. */
export type Test = (columns: Columns) => boolean;

type Check<Value> = (left: Value, right: Value) => boolean;

const numberChecks: Readonly<Record<Comparison, Check<number>>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

const bigChecks: Readonly<Record<Comparison, Check<bigint>>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

/** Any pair of values must fit, or all of them. Where one side has none, nothing fits. */
function relate<Left, Right>(
  left: Values<Left>,
  right: Values<Right>,
  check: (left: Left, right: Right) => boolean,
  quantifier: Quantifier,
): Test {
  const isAll = quantifier === 'all';
  return (columns) => {
    const lefts = left.load(columns);
    if (lefts === 0) return false;
    const rights = right.load(columns);
    if (rights === 0) return false;
    for (let first = 0; first < lefts; first++) {
      const value = left.at(first);
      for (let second = 0; second < rights; second++) if (check(value, right.at(second)) !== isAll) return !isAll;
    }
    return isAll;
  };
}

/** Both operands have one sort. */
export function comparisonTest(comparison: Comparison, quantifier: Quantifier, left: Operand, right: Operand): Test {
  if (left.sort === 'number' && right.sort === 'number')
    return relate(left.values, right.values, numberCheck(comparison, left.values, right.values), quantifier);
  if (left.sort === 'big' && right.sort === 'big')
    return relate(left.values, right.values, bigChecks[comparison], quantifier);
  if (left.sort === 'octets' && right.sort === 'octets')
    return relate(left.values, right.values, octetCheck(left.kind)(comparison, left.values, right.values), quantifier);
  return () => false;
}

/** Of an address with a prefix only the leading bits count, on both sides. */
function numberCheck(comparison: Comparison, left: Values<number>, right: Values<number>): Check<number> {
  const check = numberChecks[comparison];
  const bits = Math.min(left.prefix ?? 32, right.prefix ?? 32);
  if (bits === 32) return check;
  const mask = bits === 0 ? 0 : 0xffffffff << (32 - bits);
  return (a, b) => check((a & mask) >>> 0, (b & mask) >>> 0);
}

function octetCheck(kind: FieldKind) {
  const order = orderOf(kind);
  return (comparison: Comparison, left: Values<Uint8Array>, right: Values<Uint8Array>): Check<Uint8Array> => {
    const check = numberChecks[comparison];
    const bits = Math.min(left.prefix ?? 128, right.prefix ?? 128);
    if (bits === 128) return (a, b) => check(order(a, b), 0);
    return (a, b) => check(order(leading(a, bits), leading(b, bits)), 0);
  };
}

function leading(octets: Uint8Array, bits: number): Uint8Array {
  const kept = octets.slice(0, Math.ceil(bits / 8));
  const last = kept.length - 1;
  if (bits % 8 !== 0 && last >= 0) kept[last] = (kept[last] as number) & (0xff << (8 - (bits % 8)));
  return kept;
}

export function containsTest(quantifier: Quantifier, left: Values<Uint8Array>, right: Values<Uint8Array>): Test {
  return relate(left, right, hasWithin, quantifier);
}

function hasWithin(octets: Uint8Array, part: Uint8Array): boolean {
  if (part.length === 0) return true;
  const last = octets.length - part.length;
  const first = part[0] as number;
  for (let at = octets.indexOf(first); at >= 0 && at <= last; at = octets.indexOf(first, at + 1)) {
    let same = 1;
    while (same < part.length && octets[at + same] === part[same]) same++;
    if (same === part.length) return true;
  }
  return false;
}

export function matchesTest(
  quantifier: Quantifier,
  values: Values<Uint8Array>,
  matches: (octets: Uint8Array) => boolean,
): Test {
  const isAll = quantifier === 'all';
  return (columns) => {
    const count = values.load(columns);
    for (let index = 0; index < count; index++) if (matches(values.at(index)) !== isAll) return !isAll;
    return isAll && count > 0;
  };
}

/** One value of a set, or a pair of them with all between. */
export interface SetPart {
  readonly low: Operand;
  readonly high: Operand | undefined;
}

/** All operands have one sort. */
export function membershipTest(quantifier: Quantifier, left: Operand, parts: readonly SetPart[]): Test {
  if (left.sort === 'number')
    return (
      constantMemberTest(quantifier, left.values, parts) ?? memberTest(quantifier, left.values, parts, numberCheck)
    );
  if (left.sort === 'big') return memberTest(quantifier, left.values, parts, (comparison) => bigChecks[comparison]);
  return memberTest(quantifier, left.values, parts, octetCheck(left.kind));
}

/** Sets of written numbers, the usual ones. Undefined for others. */
function constantMemberTest(quantifier: Quantifier, left: Values<number>, parts: readonly SetPart[]): Test | undefined {
  const spans: (readonly [number, number])[] = [];
  for (const { low, high } of parts) {
    const from = low.values;
    const to = (high ?? low).values;
    if (typeof from.constant !== 'number' || typeof to.constant !== 'number') return undefined;
    if ((from.prefix ?? 32) < 32 || (to.prefix ?? 32) < 32) return undefined;
    spans.push([from.constant, to.constant]);
  }
  const isMember = (value: number) => {
    for (let index = 0; index < spans.length; index++) {
      const [from, to] = spans[index] as readonly [number, number];
      if (value >= from && value <= to) return true;
    }
    return false;
  };
  const isAll = quantifier === 'all';
  return (columns) => {
    const count = left.load(columns);
    for (let index = 0; index < count; index++) if (isMember(left.at(index)) !== isAll) return !isAll;
    return isAll && count > 0;
  };
}

function memberTest<Value>(
  quantifier: Quantifier,
  left: Values<Value>,
  parts: readonly SetPart[],
  checkOf: (comparison: Comparison, left: Values<Value>, right: Values<Value>) => Check<Value>,
): Test {
  const isAll = quantifier === 'all';
  // Parts have the sort of the left side: sameSort saw to it.
  const members = parts.map((part) => {
    const low = part.low.values as unknown as Values<Value>;
    const high = part.high?.values as unknown as Values<Value> | undefined;
    const from = checkOf(high === undefined ? '==' : '>=', left, low);
    return high === undefined ? pairing(low, from) : between(low, high, from, checkOf('<=', left, high));
  });
  return (columns) => {
    const count = left.load(columns);
    for (let index = 0; index < count; index++) {
      const value = left.at(index);
      if (members.some((isMember) => isMember(value, columns)) !== isAll) return !isAll;
    }
    return isAll && count > 0;
  };
}

type Membership<Value> = (value: Value, columns: Columns) => boolean;

function pairing<Value>(part: Values<Value>, check: Check<Value>): Membership<Value> {
  return (value, columns) => {
    const count = part.load(columns);
    for (let index = 0; index < count; index++) if (check(value, part.at(index))) return true;
    return false;
  };
}

function between<Value>(
  low: Values<Value>,
  high: Values<Value>,
  from: Check<Value>,
  to: Check<Value>,
): Membership<Value> {
  const isFrom = pairing(low, from);
  const isTo = pairing(high, to);
  return (value, columns) => isFrom(value, columns) && isTo(value, columns);
}

/** Any value that is not zero. */
export function nonZeroTest(operand: Operand): Test {
  if (operand.sort === 'number') return anyValue(operand.values, (value) => value !== 0);
  if (operand.sort === 'big') return anyValue(operand.values, (value) => value !== 0n);
  return anyValue(operand.values, (octets) => octets.some((octet) => octet !== 0));
}

/** Any value that has octets. */
export function nonEmptyTest(values: Values<Uint8Array>): Test {
  return anyValue(values, ({ length }) => length > 0);
}

function anyValue<Value>(values: Values<Value>, fits: (value: Value) => boolean): Test {
  return (columns) => {
    const count = values.load(columns);
    for (let index = 0; index < count; index++) if (fits(values.at(index))) return true;
    return false;
  };
}
