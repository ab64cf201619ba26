// Which frame brought the data of an SCTP direction first, so that a copy can name it (RFC 9260 §6.3.3). Bounded: the last TSNs of
// the directions that were opened last.
import { u16, u32 } from '../../bytes/read.ts';
import { chunkTypeData, chunkTypeIData } from '../../protocol/sctp/chunks.ts';
import type { Dissection } from '../dissection.ts';
import { layer } from '../layer.ts';

/** TSNs remembered for a direction. */
const tsnsKept = 2048;
const directionsKept = 4096;

/** The first copy of a chunk's data. */
export interface FirstCopy {
  readonly frame: number;
  /** Nanoseconds since then. */
  readonly age: number;
}

/** By TSN: the frame that brought it first, and when. */
type Direction = Map<number, { readonly frame: number; readonly seconds: number; readonly nanoseconds: number }>;

export class DataHistory {
  /** By verification tag and ports. */
  readonly #directions = new Map<string, Direction>();
  readonly #copies = new Map<number, FirstCopy>();
  #frame = -1;

  /** To be told each frame of the capture, in order; several may tell it, a frame counts once. */
  take(d: Dissection): void {
    if (d.frame.number === this.#frame) return;
    this.#frame = d.frame.number;
    this.#copies.clear();
    if (d.quoted) return;
    const { layers } = d;
    let direction: Direction | undefined;
    for (let index = 0; index < layers.count; index++) {
      const protocol = layers.protocol[index];
      const bytes = layers.bytes[index] as Uint8Array;
      const start = layers.start[index] as number;
      const end = layers.end[index] as number;
      if (protocol === layer.sctp) direction = end - start < 12 ? undefined : this.#direction(bytes, start);
      else if (protocol === layer.sctpChunk && direction !== undefined && end - start >= 16) {
        const type = bytes[start];
        if (type === chunkTypeData || type === chunkTypeIData) this.#note(d, index, direction, u32(bytes, start + 4));
      }
    }
  }

  /** Of the chunk that is the layer at `index`: undefined where it is the first with its TSN. */
  firstCopy(index: number): FirstCopy | undefined {
    return this.#copies.get(index);
  }

  #direction(bytes: Uint8Array, start: number): Direction {
    const key = `${u32(bytes, start + 4)} ${u16(bytes, start)} ${u16(bytes, start + 2)}`;
    const known = this.#directions.get(key);
    if (known !== undefined) return known;
    if (this.#directions.size >= directionsKept)
      for (const oldest of this.#directions.keys()) {
        this.#directions.delete(oldest);
        break;
      }
    const direction: Direction = new Map();
    this.#directions.set(key, direction);
    return direction;
  }

  #note({ frame }: Dissection, index: number, direction: Direction, tsn: number): void {
    const { number, seconds, nanoseconds } = frame;
    const first = direction.get(tsn);
    if (first === undefined) {
      if (direction.size >= tsnsKept)
        for (const oldest of direction.keys()) {
          direction.delete(oldest);
          break;
        }
      direction.set(tsn, { frame: number, seconds, nanoseconds });
    } else if (first.frame !== number) {
      const age = (seconds - first.seconds) * 1e9 + nanoseconds - first.nanoseconds;
      this.#copies.set(index, { frame: first.frame, age });
    }
  }
}
