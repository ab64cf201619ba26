// The nodes of one walked message, as flat tuples in typed arrays: nothing is allocated from message to message.
import { type Dialect, rfcDialect } from '../protocol/dialect.ts';
import type { CauseDefinition, MessageDefinition, ParameterDefinition } from '../protocol/schema.ts';

export const nodeKind = { message: 0, parameter: 1, cause: 2 } as const;

export type Definition = MessageDefinition | ParameterDefinition | CauseDefinition;

/** More nodes than this are not kept for one message. */
export const nodeLimit = 4096;

/** The nodes of one message. Node 0 is the message itself. Reused from message to message. */
export class MessageTree {
  bytes: Uint8Array = new Uint8Array(0);
  /** Whose numbers the message uses. */
  dialect: Dialect = rfcDialect;
  count = 0;
  /** Some node has a type that no table has. */
  hasUnknown = false;
  kind = new Uint8Array(64);
  depth = new Uint8Array(64);
  /** Of parameters the RFCs' number, whatever the dialect. */
  type: Int32Array = new Int32Array(64);
  start: Int32Array = new Int32Array(64);
  /** End of the value: what is there of what the length says. */
  end: Int32Array = new Int32Array(64);
  /** End with the padding behind it. */
  paddedEnd: Int32Array = new Int32Array(64);
  parent: Int32Array = new Int32Array(64);
  definition: (Definition | undefined)[] = new Array(64);
  /**
   * Two numbers of 32 bits that stand for all of this but the octets: types, lengths, what of them is there, and in which order.
   * Where a node stands in which other one, and as what, follows from that.
   */
  shapeOne = 0;
  shapeOther = 0;

  /** For another message. */
  begin(bytes: Uint8Array, dialect: Dialect, seed: number): void {
    this.bytes = bytes;
    this.dialect = dialect;
    this.count = 0;
    this.hasUnknown = false;
    this.shapeOne = seed;
    this.shapeOther = dialect.name.length;
  }

  /** Something more that makes messages differ in shape. */
  mix(value: number): void {
    this.shapeOne = Math.imul(this.shapeOne ^ value, 0x9e3779b1);
    this.shapeOther = (Math.imul(this.shapeOther, 0x85ebca6b) ^ this.shapeOne) | 0;
    this.shapeOne ^= this.shapeOne >>> 15;
    this.shapeOther ^= this.shapeOther >>> 13;
  }

  push(kind: number, type: number, start: number, end: number, paddedEnd: number, parent: number): number {
    const index = this.count;
    if (index === this.kind.length) {
      if (index >= nodeLimit) return -1;
      this.#grow();
    }
    this.kind[index] = kind;
    this.type[index] = type;
    this.start[index] = start;
    this.end[index] = end;
    this.paddedEnd[index] = paddedEnd;
    this.parent[index] = parent;
    this.depth[index] = parent < 0 ? 0 : (this.depth[parent] as number) + 1;
    this.count = index + 1;
    this.mix(type ^ ((end - start) << 12));
    this.mix((start - (this.start[0] as number)) ^ ((paddedEnd - end) << 20));
    return index;
  }

  /** The first parameter of this type directly below `parent`, or -1. */
  child(parent: number, type: number): number {
    for (let index = parent + 1; index < this.count; index++) {
      if ((this.depth[index] as number) <= (this.depth[parent] as number)) return -1;
      if (this.parent[index] === parent && this.type[index] === type && this.kind[index] === nodeKind.parameter)
        return index;
    }
    return -1;
  }

  #grow(): void {
    const size = this.kind.length * 2;
    const wider = <Numbers extends Uint8Array | Int32Array>(old: Numbers, made: Numbers): Numbers => {
      made.set(old);
      return made;
    };
    this.kind = wider(this.kind, new Uint8Array(size));
    this.depth = wider(this.depth, new Uint8Array(size));
    this.type = wider(this.type, new Int32Array(size));
    this.start = wider(this.start, new Int32Array(size));
    this.end = wider(this.end, new Int32Array(size));
    this.paddedEnd = wider(this.paddedEnd, new Int32Array(size));
    this.parent = wider(this.parent, new Int32Array(size));
    this.definition.length = size;
  }
}
