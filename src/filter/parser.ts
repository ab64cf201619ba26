// Tokens to conditions, by the grammar of Wireshark's display filters: `||` binds weakest, then `^^`, `&&`, `!`, tests.
import { parseExpression } from './expression-parser.ts';
import { Fault } from './fault.ts';
import type { Compares, Comparison, Condition, Expression, Quantifier, SetElement } from './syntax.ts';
import { TokenReader } from './token-reader.ts';
import { tokensOf } from './tokens.ts';

/** What an operator asks of the values where neither `any` nor `all` stands before the test. */
const comparisons: Readonly<Record<string, readonly [Comparison, Quantifier]>> = {
  '==': ['==', 'any'],
  '===': ['==', 'all'],
  '!=': ['!=', 'all'],
  '!==': ['!=', 'any'],
  '>': ['>', 'any'],
  '<': ['<', 'any'],
  '>=': ['>=', 'any'],
  '<=': ['<=', 'any'],
};

/** Undefined for an empty text, which every frame passes. */
export function parseFilter(text: string): Condition | undefined {
  const tokens = new TokenReader(tokensOf(text));
  if (tokens.isAtEnd) return undefined;
  const condition = parseOr(tokens);
  if (!tokens.isAtEnd) throw tokens.unexpected('&&, || or the end');
  return condition;
}

function parseOr(tokens: TokenReader): Condition {
  return junction(tokens, '||', (inner) => junction(inner, '^^', (pair) => junction(pair, '&&', parseNot)));
}

function junction(tokens: TokenReader, type: '&&' | '||' | '^^', parse: (tokens: TokenReader) => Condition): Condition {
  const first = parse(tokens);
  if (!tokens.is(type)) return first;
  const of = [first];
  while (tokens.takes(type)) of.push(parse(tokens));
  return { type, of };
}

function parseNot(tokens: TokenReader): Condition {
  let isNegated = false;
  while (tokens.takes('!')) isNegated = !isNegated;
  const condition = parseTest(tokens);
  return isNegated ? { type: '!', of: condition } : condition;
}

function parseTest(tokens: TokenReader): Condition {
  if (tokens.is('(')) {
    const open = tokens.take();
    tokens.deeper(open);
    const condition = parseOr(tokens);
    tokens.expects(')', open);
    tokens.shallower();
    if (isArithmeticSign(tokens.next.text) && tokens.next.type === 'operator')
      throw new Fault('( ) group conditions: group arithmetic with { }', tokens.next, '&&, || or the end');
    return condition;
  }
  const prefix = tokens.is('any') || tokens.is('all') ? tokens.take() : undefined;
  const left = parseExpression(tokens);
  const relation = parseRelation(tokens, left, prefix?.text as Quantifier | undefined);
  if (relation !== undefined) return relation;
  if (prefix !== undefined) throw tokens.unexpected('a comparison', `"${prefix.text}" stands before a comparison`);
  return { type: 'exists', of: left };
}

function isArithmeticSign(text: string): boolean {
  return ['+', '-', '*', '/', '%', '&'].includes(text);
}

function parseRelation(
  tokens: TokenReader,
  left: Expression,
  quantifier: Quantifier | undefined,
): Condition | undefined {
  const { next } = tokens;
  if (next.type !== 'operator') return undefined;
  if (Object.hasOwn(comparisons, next.text)) return parseComparisons(tokens, left, quantifier);
  const place = { at: left.at, end: next.end };
  switch (next.text) {
    case 'contains':
      tokens.take();
      return { type: 'contains', quantifier: quantifier ?? 'any', left, right: parseExpression(tokens), ...place };
    case 'matches': {
      tokens.take();
      const pattern = parseExpression(tokens);
      if (pattern.type !== 'text')
        throw new Fault('"matches" wants a regular expression in double quotes on its right', pattern, '"..."');
      return { type: 'matches', quantifier: quantifier ?? 'any', left, pattern, ...place };
    }
    case 'in':
      tokens.take();
      return { type: 'in', quantifier: quantifier ?? 'any', left, elements: parseSet(tokens), ...place };
    case '!': {
      tokens.take();
      if (!tokens.takes('in')) throw tokens.unexpected('in');
      return {
        type: '!',
        of: { type: 'in', quantifier: quantifier ?? 'any', left, elements: parseSet(tokens), ...place },
      };
    }
    default:
      return undefined;
  }
}

/** `a < b <= c` is `a < b && b <= c`. */
function parseComparisons(tokens: TokenReader, first: Expression, quantifier: Quantifier | undefined): Condition {
  const of: Compares[] = [];
  let left = first;
  while (tokens.next.type === 'operator' && Object.hasOwn(comparisons, tokens.next.text)) {
    const sign = tokens.take();
    const [comparison, ownQuantifier] = comparisons[sign.text] as readonly [Comparison, Quantifier];
    const right = parseExpression(tokens);
    const place = { at: left.at, end: right.end };
    of.push({ type: 'compares', comparison, quantifier: quantifier ?? ownQuantifier, left, right, ...place });
    left = right;
  }
  return of.length === 1 ? (of[0] as Compares) : { type: '&&', of };
}

function parseSet(tokens: TokenReader): SetElement[] {
  if (!tokens.is('{')) throw tokens.unexpected('{', 'a set stands in { }');
  const open = tokens.take();
  const elements: SetElement[] = [];
  do {
    if (tokens.is('}')) throw tokens.unexpected('a value');
    const low = parseExpression(tokens);
    const high = tokens.takes('..') ? parseExpression(tokens) : undefined;
    elements.push({ low, high });
    if (tokens.next.type !== 'operator' && tokens.next.type !== 'end')
      throw tokens.unexpected(', or }', 'the values of a set are separated by commas');
  } while (tokens.takes(','));
  tokens.expects('}', open);
  return elements;
}
