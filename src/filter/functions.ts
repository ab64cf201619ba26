// The functions of the filter language: len count lower upper string max min abs, and vals double float of later Wireshark.

import { ipv4Text, ipv6Text } from '../bytes/address.ts';
import { hexText } from '../bytes/text.ts';
import type { FieldKind } from '../dissect/fields/field-values.ts';
import { wholeBig } from './arithmetic.ts';
import { Fault } from './fault.ts';
import type { FilterField } from './field-table.ts';
import { familyOf, kindFacts } from './kinds.ts';
import { orderOf } from './octet-order.ts';
import { asOctets, type Columns, constant, ipv4Octets, mapped, type Operand, type Values } from './operands.ts';
import type { Call, Expression } from './syntax.ts';

/** What a function asks of the checker of expressions. */
export interface Resolver {
  /** Undefined for values that are written out. */
  kindOf(expression: Expression): FieldKind | undefined;
  operand(expression: Expression, kind?: FieldKind): Operand;
  /** Undefined where the expression is no plain field. */
  field(expression: Expression): FilterField | undefined;
  /** How many values a field has. */
  presence(expression: Expression): (columns: Columns) => number;
}

interface FilterFunction {
  readonly least: number;
  readonly most: number;
  /** Undefined: that of its first parameter that has one. */
  readonly kind: FieldKind | undefined;
  /** `wanted`: what values that are written out become where no parameter is a field. */
  readonly make: (call: Call, resolver: Resolver, wanted: FieldKind | undefined) => Operand;
}

const encoder = new TextEncoder();

export const functions: Readonly<Record<string, FilterFunction>> = {
  len: { least: 1, most: 1, kind: 'uint32', make: makeLength },
  count: { least: 1, most: 1, kind: 'uint32', make: makeCount },
  lower: { least: 1, most: 1, kind: 'string', make: (call, resolver) => makeCase(call, resolver, 0x41, 0x20) },
  upper: { least: 1, most: 1, kind: 'string', make: (call, resolver) => makeCase(call, resolver, 0x61, -0x20) },
  string: { least: 1, most: 1, kind: 'string', make: makeString },
  vals: { least: 1, most: 1, kind: 'string', make: makeNames },
  max: { least: 1, most: Number.POSITIVE_INFINITY, kind: undefined, make: makeExtreme },
  min: { least: 1, most: Number.POSITIVE_INFINITY, kind: undefined, make: makeExtreme },
  abs: { least: 1, most: 1, kind: undefined, make: makeAbsolute },
  double: { least: 1, most: 1, kind: 'double', make: makeDouble },
  float: { least: 1, most: 1, kind: 'double', make: makeDouble },
};

export function functionOf({ name, parameters, at, end }: Call): FilterFunction {
  const known = Object.hasOwn(functions, name.text) ? functions[name.text] : undefined;
  const names = Object.keys(functions).join(', ');
  if (known === undefined) throw new Fault(`there is no function "${name.text}": expected ${names}`, name, names);
  const { least, most } = known;
  if (parameters.length < least) throw new Fault(`${name.text}() needs a parameter`, { at, end }, 'a field');
  if (parameters.length > most) {
    const surplus = parameters[most] as Expression;
    throw new Fault(`${name.text}() takes one parameter`, surplus, ')');
  }
  return known;
}

/** The one parameter; values that are written out are one only where something says what they become. */
function only(
  call: Call,
  resolver: Resolver,
  fits: (kind: FieldKind) => boolean,
  wanted: string,
  otherwise?: FieldKind,
): Operand {
  const parameter = call.parameters[0] as Expression;
  const kind = resolver.kindOf(parameter) ?? otherwise;
  if (kind !== undefined && fits(kind)) return resolver.operand(parameter, kind);
  // An unknown field says so itself.
  if (kind === undefined && parameter.type === 'word') resolver.presence(parameter);
  const is = kind === undefined ? 'this value is written out' : `this is ${kindFacts[kind].noun}`;
  throw new Fault(`${call.name.text}() takes ${wanted}, but ${is}`, parameter, wanted);
}

function makeLength(call: Call, resolver: Resolver): Operand {
  const operand = only(call, resolver, (kind) => kind !== 'none', 'a field');
  const octets = asOctets(operand);
  if (octets !== undefined) return { kind: 'uint32', sort: 'number', values: mapped(octets, ({ length }) => length) };
  const width = kindFacts[operand.kind].width ?? 0;
  const values =
    operand.sort === 'number'
      ? mapped(operand.values, () => width)
      : mapped(operand.values as Values<bigint>, () => width);
  return { kind: 'uint32', sort: 'number', values };
}

function makeCount(call: Call, resolver: Resolver): Operand {
  const presence = resolver.presence(call.parameters[0] as Expression);
  let count = 0;
  const load = (columns: Columns) => {
    count = presence(columns);
    return count > 0 ? 1 : 0;
  };
  return { kind: 'uint32', sort: 'number', values: { load, at: () => count } };
}

function makeCase(call: Call, resolver: Resolver, first: number, difference: number): Operand {
  const { values } = only(call, resolver, (kind) => kind === 'string', 'a text') as Operand & { sort: 'octets' };
  const change = (octets: Uint8Array) =>
    octets.map((octet) => (octet >= first && octet < first + 26 ? octet + difference : octet));
  return { kind: 'string', sort: 'octets', values: mapped(values, change) };
}

function makeString(call: Call, resolver: Resolver): Operand {
  const fits = (kind: FieldKind) => kindFacts[kind].hasText === true;
  const operand = only(call, resolver, fits, 'a number or an address');
  const { kind } = operand;
  const text = (words: string) => encoder.encode(words);
  if (operand.sort === 'number') {
    const write = kind === 'ipv4' ? ipv4Words : String;
    return { kind: 'string', sort: 'octets', values: mapped(operand.values, (value) => text(write(value))) };
  }
  if (operand.sort === 'big')
    return { kind: 'string', sort: 'octets', values: mapped(operand.values, (value) => text(String(value))) };
  const write = kind === 'ipv6' ? (octets: Uint8Array) => ipv6Text(octets, 0) : etherWords;
  return { kind: 'string', sort: 'octets', values: mapped(operand.values, (octets) => text(write(octets))) };
}

function ipv4Words(address: number): string {
  return ipv4Text(ipv4Octets(address), 0);
}

function etherWords(octets: Uint8Array): string {
  return (hexText(octets).match(/../g) ?? []).join(':');
}

/** The names of a field's numbers; a number without one has an empty name. */
export function namesOf(operand: Operand, field: FilterField): Operand {
  const names = new Map<number, Uint8Array>();
  for (const { values } of field.values)
    for (const { value, name, wireshark } of values)
      if (!names.has(value)) names.set(value, encoder.encode(wireshark ?? name));
  const nameless = new Uint8Array(0);
  const nameOf = (value: number) => names.get(value) ?? nameless;
  const values =
    operand.sort === 'number'
      ? mapped(operand.values, nameOf)
      : mapped(operand.values as Values<bigint>, (value) => nameOf(Number(value)));
  return { kind: 'string', sort: 'octets', values };
}

function makeNames(call: Call, resolver: Resolver): Operand {
  const parameter = call.parameters[0] as Expression;
  const field = resolver.field(parameter);
  if (field !== undefined && field.values.length > 0) return namesOf(resolver.operand(parameter), field);
  if (field === undefined && parameter.type === 'word') resolver.presence(parameter);
  throw new Fault('vals() takes a field whose numbers have names', parameter, 'a field whose numbers have names');
}

class Extreme<Value> implements Values<Value> {
  readonly #parts: readonly Values<Value>[];
  readonly #isBetter: (value: Value, than: Value) => boolean;
  #best: Value | undefined;

  constructor(parts: readonly Values<Value>[], isBetter: (value: Value, than: Value) => boolean) {
    this.#parts = parts;
    this.#isBetter = isBetter;
  }

  load(columns: Columns): number {
    this.#best = undefined;
    for (const part of this.#parts) {
      const count = part.load(columns);
      for (let index = 0; index < count; index++) {
        const value = part.at(index);
        if (this.#best === undefined || this.#isBetter(value, this.#best)) this.#best = value;
      }
    }
    return this.#best === undefined ? 0 : 1;
  }

  at(): Value {
    return this.#best as Value;
  }
}

function makeExtreme(call: Call, resolver: Resolver, wanted: FieldKind | undefined): Operand {
  const { name, parameters } = call;
  const kinds = parameters.map((parameter) => resolver.kindOf(parameter));
  const kind = kinds.find((one) => one !== undefined) ?? wanted;
  if (kind === undefined || kind === 'none') {
    const first = parameters[0] as Expression;
    if (kind === undefined && first.type === 'word') resolver.presence(first);
    throw new Fault(`${name.text}() needs a field with values among its parameters`, first, 'a field');
  }
  for (const [index, other] of kinds.entries())
    if (other !== undefined && familyOf(other) !== familyOf(kind)) {
      const nouns = `${kindFacts[kind].noun} and ${kindFacts[other].noun}`;
      throw new Fault(`${name.text}() compares like with like, not ${nouns}`, parameters[index] as Expression);
    }
  const sign = name.text === 'max' ? 1 : -1;
  const operands = parameters.map((parameter) => resolver.operand(parameter, kind));
  if (operands.some(({ sort }) => sort === 'big')) {
    const values = operands.map((operand) =>
      operand.sort === 'number' ? mapped(operand.values, wholeBig) : (operand.values as Values<bigint>),
    );
    const result = kind === 'relative time' || kind === 'absolute time' ? kind : 'uint64';
    return { kind: result, sort: 'big', values: new Extreme(values, (a, b) => (sign > 0 ? a > b : a < b)) };
  }
  if (operands.every(({ sort }) => sort === 'number')) {
    const values = operands.map((operand) => operand.values as Values<number>);
    return { kind, sort: 'number', values: new Extreme(values, (a, b) => (a - b) * sign > 0) };
  }
  const values = operands.map((operand) => operand.values as Values<Uint8Array>);
  return { kind, sort: 'octets', values: new Extreme(values, (a, b) => orderOf(kind)(a, b) * sign > 0) };
}

function makeAbsolute(call: Call, resolver: Resolver, wanted: FieldKind | undefined): Operand {
  const parameter = call.parameters[0] as Expression;
  const isNumber = (kind: FieldKind) => kindFacts[kind].canNegate === true || kind === 'boolean';
  const operand = only(call, resolver, isNumber, 'a number or a time in seconds', wanted);
  const { kind } = operand;
  if (operand.sort === 'number') return { kind, sort: 'number', values: mapped(operand.values, Math.abs) };
  if (operand.sort === 'big')
    return { kind, sort: 'big', values: mapped(operand.values, (value) => (value < 0n ? -value : value)) };
  throw new Fault('abs() takes a number', parameter);
}

function makeDouble(call: Call, resolver: Resolver): Operand {
  const isNumber = (kind: FieldKind) => kindFacts[kind].canNegate === true;
  const operand = only(call, resolver, isNumber, 'a number or a time in seconds');
  if (operand.sort === 'number') return { ...operand, kind: 'double' };
  if (operand.sort === 'octets') return { kind: 'double', sort: 'number', values: constant(0) };
  const unit = operand.kind === 'relative time' ? 1e9 : 1;
  return { kind: 'double', sort: 'number', values: mapped(operand.values, (value) => Number(value) / unit) };
}
