// Values that a filter writes out, made what the field beside them is: number, address, octets, time, or a number's name.
import type { FieldKind } from '../dissect/fields/field-values.ts';
import { Fault } from './fault.ts';
import type { FieldTable, FilterField } from './field-table.ts';
import { kindFacts } from './kinds.ts';
import { momentExample, momentOf, secondsOf } from './moments.ts';
import { ipv4Of, ipv6Of, octetsOf } from './octet-values.ts';
import { constant, type Operand } from './operands.ts';
import type { Character, Text, Word } from './syntax.ts';

export type Literal = Word | Text | Character;

/** What a value must become. */
export interface Wanted {
  readonly kind: FieldKind;
  /** The field it is compared with: its numbers may have names. */
  readonly field: FilterField | undefined;
  /** Within arithmetic numbers may be wider than the field. */
  readonly isWide: boolean;
}

const encoder = new TextEncoder();

export function literalOperand(literal: Literal, wanted: Wanted, table: FieldTable): Operand {
  const operand =
    literal.type === 'character'
      ? ofCharacter(literal, wanted)
      : literal.type === 'text'
        ? ofText(literal, wanted)
        : ofWord(literal, wanted);
  if (operand !== undefined) return operand;
  const named = literal.type === 'character' ? undefined : ofName(literal.text, wanted);
  if (named !== undefined) return named;
  throw misfit(literal, wanted, table);
}

function ofCharacter({ code }: Character, { kind }: Wanted): Operand | undefined {
  switch (kindFacts[kind].family) {
    case 'integer':
      return integer(BigInt(code), kind);
    case 'boolean':
      return { kind, sort: 'number', values: constant(code === 0 ? 0 : 1) };
    case 'string':
    case 'protocol':
      return { kind, sort: 'octets', values: constant(Uint8Array.of(code)) };
    case 'octets':
      return kind === 'bytes' ? { kind, sort: 'octets', values: constant(Uint8Array.of(code)) } : undefined;
    default:
      return undefined;
  }
}

function ofText({ octets, text }: Text, { kind }: Wanted): Operand | undefined {
  switch (kind) {
    case 'string':
    case 'bytes':
    case 'protocol':
      return { kind, sort: 'octets', values: constant(octets) };
    case 'absolute time':
      return moment(text);
    default:
      return undefined;
  }
}

function ofWord(word: Word, wanted: Wanted): Operand | undefined {
  const { kind } = wanted;
  // A leading colon says that this is a value even where a field has that name.
  const text = word.text.replace(/^:(?!:)/, '');
  switch (kindFacts[kind].family) {
    case 'integer':
      return number(text, word, wanted);
    case 'boolean': {
      const value = integerOf(text);
      return value === undefined ? undefined : { kind, sort: 'number', values: constant(value === 0n ? 0 : 1) };
    }
    case 'double': {
      const value = doubleOf(text);
      return value === undefined ? undefined : { kind, sort: 'number', values: constant(value) };
    }
    case 'ipv4': {
      const found = ipv4Of(text);
      return found && { kind, sort: 'number', values: constant(found.address, found.bits) };
    }
    case 'ipv6': {
      const found = ipv6Of(text);
      return found && { kind, sort: 'octets', values: constant(found.address, found.bits) };
    }
    case 'octets':
    case 'protocol': {
      const octets = octetsOf(text);
      if (octets === undefined || (kind === 'ether' && octets.length !== 6)) return undefined;
      return { kind, sort: 'octets', values: constant(octets) };
    }
    case 'string':
      return { kind, sort: 'octets', values: constant(encoder.encode(text)) };
    case 'absolute time':
      return moment(text);
    case 'relative time': {
      const value = secondsOf(text);
      return value === undefined ? undefined : { kind, sort: 'big', values: constant(value) };
    }
    default:
      return undefined;
  }
}

function moment(text: string): Operand | undefined {
  const value = momentOf(text);
  return value === undefined ? undefined : { kind: 'absolute time', sort: 'big', values: constant(value) };
}

/** Decimal, 0x…, 0b…, or octal with a leading 0. */
function integerOf(text: string): bigint | undefined {
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  return /^(?:0|[1-9][0-9]{0,30}|0[xX][0-9a-fA-F]{1,30}|0[bB][01]{1,100})$/.test(text) ? BigInt(text) : undefined;
}

function doubleOf(text: string): number | undefined {
  if (/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$|^0[xX][0-9a-fA-F]+$/.test(text)) return Number(text);
  return /^inf(?:inity)?$/i.test(text) ? Number.POSITIVE_INFINITY : /^nan$/i.test(text) ? Number.NaN : undefined;
}

function number(text: string, place: Word, { kind, isWide }: Wanted): Operand | undefined {
  const value = integerOf(text);
  if (value === undefined) return undefined;
  const most = isWide ? BigInt(Number.MAX_SAFE_INTEGER) : (kindFacts[kind].most ?? 0n);
  const fits = value <= most || (isWide && kind === 'uint64' && value < 2n ** 64n);
  if (!fits) throw new Fault(`${text} is too large: ${most} is the most here`, place, `a number up to ${most}`);
  return integer(value, kind);
}

function integer(value: bigint, kind: FieldKind): Operand {
  return kindFacts[kind].sort === 'big'
    ? { kind, sort: 'big', values: constant(value) }
    : { kind, sort: 'number', values: constant(Number(value)) };
}

/** `"ASAP Registration"`: the number that has this name; capitals do not matter. */
function ofName(text: string, { kind, field }: Wanted): Operand | undefined {
  const { family } = kindFacts[kind];
  if (family !== 'integer' && family !== 'boolean') return undefined;
  const name = text.toLowerCase();
  for (const { values } of field?.values ?? [])
    for (const known of values)
      if (known.name.toLowerCase() === name || known.wireshark?.toLowerCase() === name)
        return integer(BigInt(known.value), kind);
  if (family !== 'boolean' || !Object.hasOwn(truths, name)) return undefined;
  return { kind, sort: 'number', values: constant(truths[name] as number) };
}

/** Names of both values that every boolean has, besides its own. */
const truths: Readonly<Record<string, number>> = { true: 1, false: 0, set: 1, 'not set': 0 };

const examples: Readonly<Record<string, string>> = {
  integer: '5, 0x05, 0b101, 05 or a name in quotes',
  boolean: 'True, False, 1 or 0',
  double: '0.5 or 1e-2',
  ipv4: '10.1.2.3 or 10.0.0.0/8, without quotes',
  ipv6: 'fe80::1 or fe80::/10, without quotes',
  octets: '45:63, 4563 or "text"',
  protocol: '45:63, 4563 or "text"',
  'absolute time': momentExample,
  'relative time': '1.5, in seconds',
};

function misfit(literal: Literal, { kind, field }: Wanted, table: FieldTable): Fault {
  const { family, noun } = kindFacts[kind];
  const expected = kind === 'ether' ? '02:00:00:00:00:01' : (examples[family] ?? noun);
  const shown = literal.type === 'text' ? `"${literal.text}"` : literal.text;
  const looksLikeField = literal.type === 'word' && /^[A-Za-z_]\w*(?:\.[\w-]+)+$/.test(literal.text);
  const either = looksLikeField ? `${shown} is neither a field nor ${noun}` : `${shown} is not ${noun}`;
  const names = field !== undefined && field.values.length > 0 && family !== 'octets' && literal.type !== 'character';
  const reason = names ? `${either}, nor the name of a value of ${field.name}` : either;
  return new Fault(
    `${reason}: expected ${expected}`,
    literal,
    expected,
    looksLikeField ? table.nearest(literal.text) : [],
  );
}
