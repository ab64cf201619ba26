// Tokens to expressions: `&` binds weakest, then + and -, then * / %, then signs; { } group.
import { Fault } from './fault.ts';
import { rangesOf } from './ranges.ts';
import type { ArithmeticSign, Expression, Field, Word } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/** From the weakest to the strongest. */
const levels: readonly (readonly ArithmeticSign[])[] = [['&'], ['+', '-'], ['*', '/', '%']];

export function parseExpression(tokens: TokenReader, level = 0): Expression {
  const signs = levels[level];
  if (signs === undefined) return parseSigned(tokens);
  let left = parseExpression(tokens, level + 1);
  let members = 0;
  for (;;) {
    const sign = signs.find((one) => tokens.is(one));
    if (sign === undefined) break;
    tokens.deeper(tokens.take());
    members++;
    const right = parseExpression(tokens, level + 1);
    left = { type: 'arithmetic', sign, left, right, at: left.at, end: right.end };
  }
  tokens.shallower(members);
  return left;
}

function parseSigned(tokens: TokenReader): Expression {
  if (!tokens.is('-') && !tokens.is('+')) return parseSliced(tokens);
  const sign = tokens.take();
  tokens.deeper(sign);
  const of = parseSigned(tokens);
  tokens.shallower();
  return sign.text === '+' ? of : { type: 'negative', of, at: sign.at, end: of.end };
}

function parseSliced(tokens: TokenReader): Expression {
  let of = parseEntity(tokens);
  let slices = 0;
  while (tokens.next.type === 'ranges') {
    const token = tokens.take();
    tokens.deeper(token);
    slices++;
    if (token.text.startsWith('#')) throw new Fault('the layer stands right behind the name of a field', token);
    of = { type: 'slice', of, ranges: rangesOf(token.text, token), at: of.at, end: token.end };
  }
  tokens.shallower(slices);
  return of;
}

function parseEntity(tokens: TokenReader): Expression {
  const { next } = tokens;
  switch (next.type) {
    case 'word':
      return parseWord(tokens);
    case 'string':
      tokens.take();
      return { type: 'text', text: next.text, octets: next.octets as Uint8Array, at: next.at, end: next.end };
    case 'character':
      tokens.take();
      return { type: 'character', text: next.text, code: next.code as number, at: next.at, end: next.end };
    case 'operator':
      if (next.text === '{') return parseGroup(tokens);
      if (next.text === '@') return parseRaw(tokens);
      if (next.text === '$')
        throw new Fault(
          'macros and references to fields, with a dollar sign, are not known here',
          next,
          'a field or a value',
        );
      if (next.text === '(')
        throw new Fault('( ) group conditions: group arithmetic with { }', next, 'a field or a value');
      throw tokens.unexpected('a field or a value');
    default:
      throw tokens.unexpected('a field or a value');
  }
}

function parseGroup(tokens: TokenReader): Expression {
  const open = tokens.take();
  tokens.deeper(open);
  const of = parseExpression(tokens);
  const close = tokens.expects('}', open);
  tokens.shallower();
  return { ...of, at: open.at, end: close.end };
}

/** `@ip.src`: the octets of the field. */
function parseRaw(tokens: TokenReader): Field {
  const sign = tokens.take();
  const name = tokens.take();
  if (name.type !== 'word') throw new Fault('"@" stands before the name of a field', sign, 'a field');
  const { layers, end } = parseLayers(tokens, name.end);
  return { type: 'field', text: name.text, layers, isRaw: true, at: name.at, end };
}

function parseWord(tokens: TokenReader): Expression {
  const { text, at, end } = tokens.take();
  const word: Word = { type: 'word', text, at, end };
  if (tokens.is('(')) return parseCall(tokens, word);
  const layers = parseLayers(tokens, end);
  if (layers.layers === undefined) return word;
  return { type: 'field', text, layers: layers.layers, isRaw: false, at, end: layers.end };
}

function parseLayers(tokens: TokenReader, end: number): Pick<Field, 'layers' | 'end'> {
  const { next } = tokens;
  if (next.type !== 'ranges' || !next.text.startsWith('#')) return { layers: undefined, end };
  tokens.take();
  return { layers: rangesOf(next.text, next), end: next.end };
}

function parseCall(tokens: TokenReader, name: Word): Expression {
  const open = tokens.take();
  tokens.deeper(open);
  const parameters: Expression[] = [];
  if (!tokens.is(')'))
    do parameters.push(parseExpression(tokens));
    while (tokens.takes(','));
  const close = tokens.expects(')', open);
  tokens.shallower();
  return { type: 'call', name, parameters, at: name.at, end: close.end };
}
