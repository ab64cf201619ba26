// The whole state of a dissector and its handlespace as octets, to be taken up again: in memory (time travel), or in a file by
// the next run. What belongs to it is listed in state-classes.ts; how it is written, graph-codec.ts says.
import { createHash } from 'node:crypto';
import { GraphCodec, type NamedObjects, type StateClass } from '../bytes/graph-codec.ts';
import { OctetReader, OctetWriter, StateFault } from '../bytes/octet-stream.ts';
import type { Dissector } from '../dissect/dissector.ts';
import type { Handlespace } from './handlespace.ts';
import { handlespaceClasses, handlespaceNames } from './state-classes.ts';
import { stateVersion } from './state-version.ts';

export interface StateParts {
  readonly dissector: Dissector;
  readonly handlespace: Handlespace;
  /** Whatever else goes along, by names of its own: counters, observers. Of classes that the door was told. */
  readonly more?: ReadonlyMap<string, object>;
}

const magic = new TextEncoder().encode('poolshark state\n');
const headerLength = magic.length + 4 + 8 + 32;

export class StateDoor {
  private readonly codec: GraphCodec;
  private readonly names: NamedObjects;

  constructor(classes: readonly StateClass[] = handlespaceClasses, names: NamedObjects = handlespaceNames) {
    this.codec = new GraphCodec(classes);
    this.names = names;
  }

  /** Which classes there are, with their fields: a line for each. */
  get shape(): string {
    return this.codec.shape;
  }

  /** `notePlain` is told the keys of the plain objects that the state holds. */
  snapshot(parts: StateParts, notePlain?: (keys: string) => void): Uint8Array {
    return this.codec.write(rootsOf(parts), this.names, notePlain);
  }

  /**
   * Gives the parts the state of the snapshot. They stay the same objects with the same options; what they led to before
   * is no longer part of them. Throws a StateFault, and changes nothing, where these are not the octets of a snapshot.
   */
  restore(octets: Uint8Array, parts: StateParts): void {
    this.codec.read(octets, rootsOf(parts), this.names);
    parts.dissector.secrets.readAgain();
  }

  /** A snapshot to be kept: with version and checksum. `about` is what a run must have in common with the next. */
  save(parts: StateParts, about: string): Uint8Array {
    const out = new OctetWriter();
    out.text(about, true);
    out.octets(this.snapshot(parts));
    const payload = out.take();
    const header = new OctetWriter();
    header.octets(magic);
    header.integer(stateVersion);
    header.octets(this.#shapeHash());
    header.octets(createHash('sha256').update(payload).digest());
    header.octets(payload);
    return header.take();
  }

  /**
   * Takes up what save() gave; secrets that the parts know already are kept. Throws a StateFault where that cannot be, and
   * then changes nothing.
   */
  load(octets: Uint8Array, parts: StateParts, about: string): void {
    if (octets.length < magic.length || magic.some((octet, index) => octets[index] !== octet))
      throw new StateFault('this is no state that poolshark saved');
    if (octets.length < headerLength) throw new StateFault('it is damaged: it ends in its header');
    const reader = new OctetReader(octets.subarray(magic.length));
    const version = reader.integer();
    const isOfOurs = version === stateVersion && same(reader.octets(8), this.#shapeHash());
    if (!isOfOurs) throw new StateFault('another version of poolshark saved it');
    const sum = reader.octets(32);
    const payload = reader.octets(reader.left);
    if (!same(createHash('sha256').update(payload).digest(), sum))
      throw new StateFault('it is damaged: its checksum is not that of its octets');
    try {
      this.#take(payload, parts, about);
    } catch (error) {
      throw error instanceof StateFault && !(error instanceof OtherOptions)
        ? new StateFault(`it is damaged: ${error.message}`)
        : error;
    }
  }

  #take(payload: Uint8Array, parts: StateParts, about: string): void {
    const reader = new OctetReader(payload);
    const saved = reader.text(true);
    if (saved !== about) throw new OtherOptions(`it was saved with ${saved}, and this run has ${about}`);
    const { secrets } = parts.dissector;
    const own = secrets.known();
    this.restore(reader.octets(reader.left), parts);
    secrets.know(own);
  }

  #shapeHash(): Uint8Array {
    return createHash('sha256').update(this.codec.shape).digest().subarray(0, 8);
  }
}

class OtherOptions extends StateFault {}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((octet, index) => octet === other[index]);
}

/** Those whose objects others hold on to: their fields are filled, they themselves stay. */
function rootsOf({ dissector, handlespace, more = new Map() }: StateParts): Map<string, object> {
  return new Map<string, object>([
    ['dissector', dissector],
    ['secrets', dissector.secrets],
    ['handlespace', handlespace],
    ['state', handlespace.state],
    ...more,
  ]);
}
