// Makes one closure of a condition. Cheap tests come before dear ones in && and ||, which changes no result.

import { sameSort } from './arithmetic.ts';
import type { Checker } from './checker.ts';
import type { Wanted } from './constants.ts';
import { Fault } from './fault.ts';
import { namesOf } from './functions.ts';
import { familyOf, kindFacts } from './kinds.ts';
import { asOctets, type Operand, type Values } from './operands.ts';
import { compilePattern } from './pattern/matcher.ts';
import {
  comparisonTest,
  containsTest,
  matchesTest,
  membershipTest,
  nonEmptyTest,
  nonZeroTest,
  type SetPart,
  type Test,
} from './relations.ts';
import type { Compares, Condition, Contains, Expression, IsIn, Junction, Matches } from './syntax.ts';

/** What a condition costs for each frame, roughly. */
const costs = { exists: 0, compares: 1, in: 2, contains: 10, matches: 20 } as const;

function costOf(condition: Condition): number {
  switch (condition.type) {
    case '!':
      return costOf(condition.of);
    case '&&':
    case '||':
    case '^^':
      return condition.of.reduce((sum, one) => sum + costOf(one), 1);
    default:
      return costs[condition.type];
  }
}

export function compileCondition(condition: Condition, checker: Checker): Test {
  switch (condition.type) {
    case '&&':
    case '||':
    case '^^':
      return compileJunction(condition, checker);
    case '!': {
      const test = compileCondition(condition.of, checker);
      return (columns) => !test(columns);
    }
    case 'exists':
      return compileExistence(condition.of, checker);
    case 'compares':
      return compileComparison(condition, checker);
    case 'contains':
      return compileContains(condition, checker);
    case 'matches':
      return compileMatches(condition, checker);
    case 'in':
      return compileMembership(condition, checker);
    default:
      return condition satisfies never;
  }
}

/** All are compiled in the order of the text, so that the first fault is the leftmost. */
function compileJunction({ type, of }: Junction, checker: Checker): Test {
  const parts = of.map((condition) => ({ test: compileCondition(condition, checker), cost: costOf(condition) }));
  const tests = parts.sort((a, b) => a.cost - b.cost).map(({ test }) => test);
  if (type === '^^') return (columns) => tests.reduce((odd, test) => test(columns) !== odd, false);
  const [first, second] = tests as [Test, Test];
  if (tests.length === 2)
    return type === '&&'
      ? (columns) => first(columns) && second(columns)
      : (columns) => first(columns) || second(columns);
  const isAll = type === '&&';
  return (columns) => {
    for (const test of tests) if (test(columns) !== isAll) return !isAll;
    return isAll;
  };
}

function compileExistence(of: Expression, checker: Checker): Test {
  switch (of.type) {
    case 'word':
    case 'field': {
      const presence = checker.presence(of);
      return (columns) => presence(columns) > 0;
    }
    case 'slice': {
      const octets = asOctets(checker.operand(of));
      return octets === undefined ? () => false : nonEmptyTest(octets);
    }
    case 'arithmetic':
    case 'negative':
      return nonZeroTest(checker.operand(of));
    case 'call':
      checker.kindOf(of);
      throw new Fault('what a function gives must be compared with something', of, 'a comparison behind it');
    default:
      throw new Fault('this is a value, neither a field nor a protocol', of, 'a field');
  }
}

/** Written values take their kind from the other side. */
function besides(left: Expression, right: Expression, checker: Checker): readonly [Wanted, Wanted] {
  const beside = checker.wantedBeside(left);
  const other = checker.wantedBeside(right);
  if (beside !== undefined) return [other ?? beside, beside];
  if (other !== undefined) return [other, other];
  for (const side of [left, right])
    if (side.type === 'word' && /^[A-Za-z_.]/.test(side.text)) throw checker.unknownField(side);
  throw new Fault('a test needs a field: this compares values that are written out', left, 'a field');
}

function compileComparison({ comparison, quantifier, left, right }: Compares, checker: Checker): Test {
  const [first, second] = pair(left, right, checker);
  return comparisonTest(comparison, quantifier, first, second);
}

/** Operands of both sides, of one sort; a fault where they cannot be compared. */
function pair(left: Expression, right: Expression, checker: Checker): readonly [Operand, Operand] {
  const [forLeft, forRight] = besides(left, right, checker);
  const first = checker.operandAs(left, forLeft);
  const second = checker.operandAs(right, forRight);
  if (familyOf(first.kind) === familyOf(second.kind)) return sameSort(first, second);
  // Beside a slice everything with octets counts as its octets.
  if (left.type === 'slice' || right.type === 'slice') {
    const octets = asOctets(first);
    const others = asOctets(second);
    if (octets !== undefined && others !== undefined) return [ofOctets(octets), ofOctets(others)];
  }
  const nouns = `${kindFacts[first.kind].noun} and ${kindFacts[second.kind].noun}`;
  throw new Fault(`${nouns} cannot be compared${quotesHint(right, checker)}`, right, kindFacts[first.kind].noun);
}

/** `ip.proto == sctp`: the name of a protocol or field, where its text was meant. */
function quotesHint(right: Expression, checker: Checker): string {
  return right.type === 'word' && checker.field(right) !== undefined ? `: "${right.text}" in quotes is a text` : '';
}

function ofOctets(values: Values<Uint8Array>): Operand {
  return { kind: 'bytes', sort: 'octets', values };
}

/** Octets to search in; numbers with names are searched by name, as later Wireshark does. */
function searched(left: Expression, operator: string, checker: Checker): Operand & { readonly sort: 'octets' } {
  const kind = checker.kindOf(left);
  if (kind === undefined) {
    if (left.type === 'word') throw checker.unknownField(left);
    throw new Fault(`"${operator}" needs a field on its left`, left, 'a field');
  }
  const operand = checker.searched(left);
  if (operand.sort === 'octets' && kindFacts[kind].canSearch === true) return operand;
  const field = checker.field(left);
  if (field !== undefined && field.values.length > 0) {
    const names = namesOf(operand, field);
    if (names.sort === 'octets') return names;
  }
  const hint = kindFacts[kind].hasText === true ? ': string() makes a text of it' : '';
  throw new Fault(`${kindFacts[kind].noun} cannot be searched with "${operator}"${hint}`, left, 'a text or octets');
}

function compileContains({ quantifier, left, right }: Contains, checker: Checker): Test {
  const within = searched(left, 'contains', checker);
  const kind = within.kind === 'ether' ? 'bytes' : within.kind;
  const part = checker.operand(right, kind);
  const isSlice = left.type === 'slice' || right.type === 'slice';
  if (part.sort === 'octets' && (isSlice || familyOf(part.kind) === familyOf(kind)))
    return containsTest(quantifier, within.values, part.values);
  const nouns = `${kindFacts[kind].noun} cannot contain ${kindFacts[part.kind].noun}`;
  throw new Fault(`${nouns}${quotesHint(right, checker)}`, right, kindFacts[kind].noun);
}

function compileMatches({ quantifier, left, pattern }: Matches, checker: Checker): Test {
  const { values } = searched(left, 'matches', checker);
  return matchesTest(quantifier, values, compilePattern(pattern));
}

function compileMembership({ quantifier, left, elements }: IsIn, checker: Checker): Test {
  let operand: Operand | undefined;
  const parts: SetPart[] = [];
  for (const { low, high } of elements) {
    const [first, from] = pair(left, low, checker);
    operand ??= first;
    parts.push({ low: from, high: high === undefined ? undefined : pair(left, high, checker)[1] });
  }
  const given = operand as Operand;
  const hasBig = [given, ...parts.flatMap(({ low, high }) => [low, high ?? low])].some(({ sort }) => sort === 'big');
  if (!hasBig || given.sort === 'octets') return membershipTest(quantifier, given, parts);
  const wide = (one: Operand) => (one.sort === 'number' ? sameSort(one, bigOne)[0] : one);
  return membershipTest(
    quantifier,
    wide(given),
    parts.map(({ low, high }) => ({ low: wide(low), high: high && wide(high) })),
  );
}

/** Anything of the wider sort. */
const bigOne: Operand = { kind: 'uint64', sort: 'big', values: { load: () => 1, at: () => 0n, constant: 0n } };
