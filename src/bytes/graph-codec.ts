// Writes a graph of objects into octets and builds it again: numbers, texts, arrays, maps, sets, typed arrays, plain objects
// and instances of classes that were named to it, with everything that is shared and every circle kept. Knows no protocol.
// Objects are written in the order in which they are met, level by level, so no depth of nesting overflows a stack.
import { Buffer } from 'node:buffer';
import { OctetReader, OctetWriter, StateFault } from './octet-stream.ts';

/** A class whose instances may be in a graph. */
export interface StateClass {
  /** Stands in the shape of the state: bundlers rename classes. */
  readonly name: string;
  readonly type: Constructor;
  /** An instance as its constructor leaves it; what is written of others are the fields that this one has. */
  readonly make: () => object;
  /** Fields that are not written: caches, callbacks, options. They stay what the constructor makes them. */
  readonly transient: readonly string[];
}

export type Constructor = abstract new (...words: never[]) => object;

export function stateClass<T extends object>(
  name: string,
  type: abstract new (...words: never[]) => T,
  make: () => T,
  transient: readonly string[] = [],
): StateClass {
  return { name, type, make, transient };
}

/** Objects that exist once and are not written but named: tables, constants, what both runs are given by their user. */
export type NamedObjects = ReadonlyMap<string, object>;

type TypedArray = Uint8Array | Int32Array | Uint32Array | Float64Array;

const typedArrays = [Uint8Array, Int32Array, Uint32Array, Float64Array] as const;

/** What stands in front of a value. From `small` on the octet is a whole number of its own. */
const tag = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  integer: 4,
  double: 5,
  text: 6,
  wideText: 7,
  knownText: 8,
  known: 9,
  named: 10,
  instance: 11,
  plain: 12,
  newPlain: 13,
  array: 14,
  map: 15,
  set: 16,
  typed: 17,
  small: 32,
} as const;

const smallest = 256 - tag.small;

/** Nobody nests so many, and a hostile count must not ask for memory. */
const plainKeysMost = 256;

interface KnownClass extends StateClass {
  readonly fields: readonly string[];
  /** Of each field as the constructor leaves it: what must come where it is not undefined. */
  readonly kinds: readonly string[];
  readonly ownKeys: number;
  /** Octets of memory that an instance takes, roughly. */
  readonly weight: number;
}

type Bag = Record<string, unknown>;

const builtIn = new Map<unknown, string>([
  [Object.prototype, 'plain'],
  [Array.prototype, 'array'],
  [Map.prototype, 'map'],
  [Set.prototype, 'set'],
  [Uint8Array.prototype, 'octets'],
  // What Node's own functions give instead.
  [Buffer.prototype, 'octets'],
  [Int32Array.prototype, 'i32'],
  [Uint32Array.prototype, 'u32'],
  [Float64Array.prototype, 'f64'],
]);

/** The classes of a state, by their prototypes. */
class Classes {
  readonly all: readonly KnownClass[];
  private readonly numbers = new Map<unknown, number>();

  constructor(classes: readonly StateClass[]) {
    for (const [index, { name, type }] of classes.entries()) {
      if (this.numbers.has(type.prototype)) throw new Error(`${name} is named twice`);
      this.numbers.set(type.prototype, index);
    }
    const all: KnownClass[] = [];
    this.all = all;
    // Kinds are the names of classes, so all must have theirs first.
    const names = classes.map(({ name }) => name);
    for (const one of classes) {
      const example = one.make() as Bag;
      const keys = Object.keys(example);
      for (const key of one.transient) if (!keys.includes(key)) throw new Error(`${one.name} has no field ${key}`);
      const fields = keys.filter((key) => !one.transient.includes(key));
      const kinds = fields.map((field) => this.#kindOf(example[field], names, `${one.name}.${field}`));
      all.push({ ...one, fields, kinds, ownKeys: keys.length, weight: weightOf(example) });
    }
  }

  numberOf(object: object): number | undefined {
    return this.numbers.get(Object.getPrototypeOf(object));
  }

  of(object: object): KnownClass | undefined {
    return this.all[this.numberOf(object) ?? -1];
  }

  /** True where a field that began as this kind may hold the value. */
  fits(kind: string, value: unknown): boolean {
    if (typeof value === kind || kind === 'undefined' || value === undefined) return true;
    if (typeof value !== 'object' || value === null) return false;
    const prototype: unknown = Object.getPrototypeOf(value);
    return (builtIn.get(prototype) ?? this.all[this.numbers.get(prototype) ?? -1]?.name) === kind;
  }

  /** What a value is, as far as a field's first value tells what others may be. */
  #kindOf(value: unknown, names: readonly string[], field: string): string {
    if (value === null || value === undefined) return 'undefined';
    if (typeof value !== 'object') return typeof value;
    const prototype: unknown = Object.getPrototypeOf(value);
    const kind = builtIn.get(prototype) ?? names[this.numbers.get(prototype) ?? -1];
    if (kind === undefined)
      throw new Error(`${field} is of a class that is not named: name it, or the field as transient`);
    return kind;
  }
}

function weightOf(value: unknown, depth = 0): number {
  if (typeof value === 'string') return 24 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (ArrayBuffer.isView(value)) return 112 + value.byteLength;
  if (depth > 6) return 64;
  const inner = Array.isArray(value) ? value : value instanceof Map || value instanceof Set ? [] : Object.values(value);
  let weight = value instanceof Map || value instanceof Set ? 224 : 40;
  for (const one of inner) weight += 8 + weightOf(one, depth + 1);
  return weight;
}

export class GraphCodec {
  private readonly classes: Classes;

  constructor(classes: readonly StateClass[]) {
    this.classes = new Classes(classes);
  }

  /** Each class with its fields and what they begin as, a line each. Changes when a state that was written no longer fits. */
  get shape(): string {
    return this.classes.all
      .map(({ name, fields, kinds }) =>
        [name, ...fields.map((field, index) => `  ${field}: ${kinds[index]}`)].join('\n'),
      )
      .join('\n');
  }

  /** The octets of these objects and of all that they lead to. `notePlain` is told the keys of plain objects. */
  write(roots: NamedObjects, named: NamedObjects, notePlain?: (keys: string) => void): Uint8Array {
    return new GraphWriter(this.classes, roots, named, notePlain).write();
  }

  /**
   * Gives the roots the state that was written: they stay the same objects, and so do their transient fields. Throws a
   * StateFault, and changes nothing, where the octets are not what write() makes.
   */
  read(octets: Uint8Array, roots: NamedObjects, named: NamedObjects): void {
    new GraphReader(this.classes, octets, roots, named).read();
  }
}

class GraphWriter {
  private readonly out = new OctetWriter();
  private readonly numbers = new Map<object, number>();
  private readonly queue: object[] = [];
  private readonly texts = new Map<string, number>();
  private readonly plains = new Map<string, number>();
  private readonly names = new Map<object, string>();
  private readonly classes: Classes;
  private readonly roots: NamedObjects;
  private readonly notePlain: ((keys: string) => void) | undefined;

  constructor(
    classes: Classes,
    roots: NamedObjects,
    named: NamedObjects,
    notePlain: ((keys: string) => void) | undefined,
  ) {
    this.classes = classes;
    this.roots = roots;
    this.notePlain = notePlain;
    for (const [name, object] of named) this.names.set(object, name);
  }

  write(): Uint8Array {
    const { out, queue } = this;
    out.count(this.roots.size);
    for (const [name, root] of this.roots) {
      this.#text(name);
      this.numbers.set(root, this.numbers.size);
      queue.push(root);
    }
    for (let next = 0; next < queue.length; next++) this.#body(queue[next] as object);
    return out.take();
  }

  #body(object: object): void {
    const { out } = this;
    if (Array.isArray(object)) {
      for (let index = 0; index < object.length; index++) this.#value(object[index]);
      return;
    }
    if (object instanceof Map) {
      for (const [key, value] of object) {
        this.#value(key);
        this.#value(value);
      }
      return;
    }
    if (object instanceof Set) {
      for (const value of object) this.#value(value);
      return;
    }
    const known = this.classes.of(object);
    const bag = object as Bag;
    if (known === undefined) {
      for (const key in bag) this.#value(bag[key]);
      return;
    }
    const { fields, kinds } = known;
    for (let index = 0; index < fields.length; index++) {
      const value = bag[fields[index] as string];
      if (!this.classes.fits(kinds[index] as string, value))
        throw new Error(`${known.name}.${fields[index]} began as ${kinds[index]} and is now something else`);
      this.#value(value);
    }
    if (Object.keys(object).length !== known.ownKeys)
      throw new Error(`${known.name} has got new fields: ${Object.keys(object)}`);
    // Ends every instance, so that readers notice at once where they are out of step.
    out.octet(tag.null);
  }

  #value(value: unknown): void {
    const { out } = this;
    switch (typeof value) {
      case 'undefined':
        return out.octet(tag.undefined);
      case 'boolean':
        return out.octet(value ? tag.true : tag.false);
      case 'number':
        return this.#number(value);
      case 'string':
        return this.#text(value);
      case 'object':
        return value === null ? out.octet(tag.null) : this.#object(value);
      default:
        throw new Error(`a ${typeof value} cannot be part of the state`);
    }
  }

  #number(value: number): void {
    const { out } = this;
    if ((value | 0) !== value || Object.is(value, -0)) {
      out.octet(tag.double);
      out.double(value);
    } else if (value >= 0 && value < smallest) out.octet(tag.small + value);
    else {
      out.octet(tag.integer);
      out.integer(value);
    }
  }

  #text(value: string): void {
    const { out, texts } = this;
    const before = texts.get(value);
    if (before !== undefined) {
      out.octet(tag.knownText);
      out.count(before);
      return;
    }
    texts.set(value, texts.size);
    const isWide = /[^\0-\xff]/.test(value);
    out.octet(isWide ? tag.wideText : tag.text);
    out.text(value, isWide);
  }

  #object(value: object): void {
    const { out, numbers } = this;
    const before = numbers.get(value);
    if (before !== undefined) {
      out.octet(tag.known);
      out.count(before);
      return;
    }
    const name = this.names.get(value);
    if (name !== undefined) {
      out.octet(tag.named);
      this.#text(name);
      return;
    }
    // An empty one is as good as any other: those that many share at first need not stay shared.
    if (!ArrayBuffer.isView(value) || value.byteLength > 0) numbers.set(value, numbers.size);
    if (ArrayBuffer.isView(value)) {
      this.#typed(value as TypedArray);
      return;
    }
    this.queue.push(value);
    if (Array.isArray(value)) {
      out.octet(tag.array);
      out.count(value.length);
    } else if (value instanceof Map || value instanceof Set) {
      out.octet(value instanceof Map ? tag.map : tag.set);
      out.count(value.size);
    } else this.#instance(value);
  }

  #typed(value: TypedArray): void {
    const kind = typedArrays.findIndex((type) => value instanceof type);
    if (kind < 0) throw new Error(`such a typed array cannot be part of the state`);
    this.out.octet(tag.typed);
    this.out.octet(kind);
    this.out.count(value.byteLength);
    this.out.octets(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }

  #instance(value: object): void {
    const { out } = this;
    const prototype: unknown = Object.getPrototypeOf(value);
    const known = this.classes.numberOf(value);
    if (known !== undefined) {
      out.octet(tag.instance);
      out.count(known);
      return;
    }
    if (prototype !== Object.prototype)
      throw new Error(
        `${value.constructor.name} is no class of the state: name it in a list of state classes (docs/adding-state.md)`,
      );
    const keys = Object.keys(value);
    const shape = JSON.stringify(keys);
    this.notePlain?.(keys.join(', '));
    const before = this.plains.get(shape);
    if (before !== undefined) {
      out.octet(tag.plain);
      out.count(before);
      return;
    }
    this.plains.set(shape, this.plains.size);
    out.octet(tag.newPlain);
    out.count(keys.length);
    for (const key of keys) this.#text(key);
  }
}

/** What is to be filled when its turn comes. */
interface Pending {
  readonly object: object;
  /** Entries of an array, a map or a set. */
  readonly size: number;
  readonly keys: readonly string[] | undefined;
  readonly known: KnownClass | undefined;
}

/** Memory that the octets may ask for: a state takes some 10 to 20 times its octets. */
const weightPerOctet = 40;
const weightAlways = 1 << 24;

class GraphReader {
  private readonly reader: OctetReader;
  private readonly objects: object[] = [];
  private readonly queue: Pending[] = [];
  private readonly texts: string[] = [];
  private readonly plains: (readonly string[])[] = [];
  private weightLeft: number;
  private readonly classes: Classes;
  private readonly roots: NamedObjects;
  private readonly named: NamedObjects;

  constructor(classes: Classes, octets: Uint8Array, roots: NamedObjects, named: NamedObjects) {
    this.classes = classes;
    this.reader = new OctetReader(octets);
    this.roots = roots;
    this.named = named;
    this.weightLeft = weightAlways + octets.length * weightPerOctet;
  }

  read(): void {
    const { reader, roots, queue } = this;
    if (reader.count() !== roots.size) throw new StateFault('it has other parts');
    const later: [Bag, Bag][] = [];
    for (const [name, root] of roots) {
      if (this.#value() !== name) throw new StateFault('it has other parts');
      const known = this.classes.of(root);
      if (known === undefined) throw new Error(`the root ${name} is of no class of the state`);
      this.objects.push(root);
      // Nothing of the root changes before all has been read.
      const values: Bag = {};
      later.push([root as Bag, values]);
      queue.push({ object: values, size: 0, keys: undefined, known });
    }
    for (let next = 0; next < queue.length; next++) {
      this.#fill(queue[next] as Pending);
    }
    if (reader.left > 0) throw new StateFault('it goes on behind its end');
    for (const [root, values] of later) Object.assign(root, values);
  }

  #fill({ object, size, keys, known }: Pending): void {
    if (Array.isArray(object)) for (let index = 0; index < size; index++) object.push(this.#value());
    else if (object instanceof Map)
      for (let index = 0; index < size; index++) {
        const key = this.#value();
        object.set(key, this.#value());
      }
    else if (object instanceof Set) for (let index = 0; index < size; index++) object.add(this.#value());
    else if (known === undefined) for (const key of keys ?? []) (object as Bag)[key] = this.#value();
    else {
      const { fields, kinds } = known;
      for (let index = 0; index < fields.length; index++) {
        const value = this.#value();
        if (!this.classes.fits(kinds[index] as string, value))
          throw new StateFault('a field of it holds what it cannot hold');
        (object as Bag)[fields[index] as string] = value;
      }
      if (this.reader.octet() !== tag.null) throw new StateFault('its parts are out of step');
    }
  }

  #value(): unknown {
    const { reader } = this;
    const first = reader.octet();
    if (first >= tag.small) return first - tag.small;
    switch (first) {
      case tag.undefined:
        return undefined;
      case tag.null:
        return null;
      case tag.true:
        return true;
      case tag.false:
        return false;
      case tag.integer:
        return reader.integer();
      case tag.double:
        return reader.double();
      case tag.text:
      case tag.wideText:
        return this.#text(first === tag.wideText);
      case tag.knownText:
        return this.#listed(this.texts);
      case tag.known:
        return this.#listed(this.objects);
      case tag.named:
        return this.#named();
      default:
        return this.#object(first);
    }
  }

  #text(isWide: boolean): string {
    const text = this.reader.text(isWide);
    this.#weigh(24 + text.length);
    this.texts.push(text);
    return text;
  }

  #listed<T>(list: readonly T[]): T {
    const found = list[this.reader.count()];
    if (found === undefined) throw new StateFault('it refers to what it does not have');
    return found;
  }

  #named(): object {
    const name = this.#value();
    const found = typeof name === 'string' ? this.named.get(name) : undefined;
    if (found === undefined) throw new StateFault('it refers to a table that there is not');
    return found;
  }

  #object(first: number): object {
    const { reader } = this;
    switch (first) {
      case tag.typed:
        return this.#typed();
      case tag.array:
        return this.#add([], reader.countOf(1), undefined, undefined, 40);
      case tag.map:
        return this.#add(new Map(), reader.countOf(2), undefined, undefined, 224);
      case tag.set:
        return this.#add(new Set(), reader.countOf(1), undefined, undefined, 224);
      case tag.instance: {
        const known = this.#listed(this.classes.all);
        this.#weigh(known.weight);
        return this.#add(known.make(), 0, undefined, known, 0);
      }
      case tag.newPlain: {
        const count = reader.countOf(1);
        if (count > plainKeysMost) throw new StateFault('an object of it has too many keys');
        const keys = Array.from({ length: count }, () => this.#value());
        if (!keys.every(isKey)) throw new StateFault('an object of it has an impossible key');
        this.plains.push(keys);
        return this.#add({}, 0, keys, undefined, 56 + 8 * count);
      }
      case tag.plain: {
        const keys = this.#listed(this.plains);
        return this.#add({}, 0, keys, undefined, 56 + 8 * keys.length);
      }
      default:
        throw new StateFault('it holds what nobody writes');
    }
  }

  #typed(): TypedArray {
    const { reader } = this;
    const type = typedArrays[reader.octet()];
    const length = reader.countOf(1);
    if (type === undefined || length % type.BYTES_PER_ELEMENT !== 0)
      throw new StateFault('it holds what nobody writes');
    this.#weigh(112 + length);
    const array = new type(length / type.BYTES_PER_ELEMENT);
    new Uint8Array(array.buffer).set(reader.octets(length));
    if (length > 0) this.objects.push(array);
    return array;
  }

  #add(
    object: object,
    size: number,
    keys: readonly string[] | undefined,
    known: KnownClass | undefined,
    weight: number,
  ): object {
    this.#weigh(weight + 16 * size + 64);
    this.objects.push(object);
    this.queue.push({ object, size, keys, known });
    return object;
  }

  #weigh(octets: number): void {
    this.weightLeft -= octets;
    if (this.weightLeft < 0) throw new StateFault('it would take more memory than any state of its length');
  }
}

function isKey(key: unknown): key is string {
  return typeof key === 'string' && key !== '__proto__';
}
