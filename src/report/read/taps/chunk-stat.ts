// `-z sctp,stat`: chunks by type for each direction between two addresses and ports, in tshark's layout.
import { addressText } from '../../../bytes/address.ts';
import { u16 } from '../../../bytes/read.ts';
import type { Dissection } from '../../../dissect/dissection.ts';
import { layer } from '../../../dissect/layer.ts';
import { filteredTap, type Tap, type TapDefinition } from './tap.ts';

/** Heads as tshark prints them, and chunk types (RFC 9260 §3.2). */
const columns = [
  ['  DATA  ', 0],
  ['  SACK  ', 3],
  ['  HBEAT ', 4],
  ['HBEATACK', 5],
  ['  INIT  ', 1],
  [' INITACK', 2],
  [' COOKIE ', 10],
  ['COOKIACK', 11],
  [' ABORT  ', 6],
  ['  ERROR ', 9],
] as const;

const ruler = '-'.repeat(135);

interface Direction {
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly chunks: Float64Array;
}

class ChunkStat implements Tap {
  #packets = 0;
  readonly #directions = new Map<string, Direction>();

  write(d: Dissection): void {
    if (d.quoted) return;
    const { layers } = d;
    let direction: Direction | undefined;
    for (let index = 0; index < layers.count; index++) {
      const protocol = layers.protocol[index];
      const bytes = layers.bytes[index] as Uint8Array;
      const start = layers.start[index] as number;
      if (protocol === layer.sctp) {
        this.#packets++;
        direction = this.#direction(d, u16(bytes, start), u16(bytes, start + 2));
      } else if (protocol === layer.sctpChunk && direction !== undefined) {
        const type = bytes[start] as number;
        direction.chunks[type] = (direction.chunks[type] as number) + 1;
      }
    }
  }

  text(): string {
    // tshark shows the direction that came last first, but for the very first one, which is at the end.
    const rows = [...this.#directions.values()].reverse().map(row);
    const heads = columns.map(([head]) => head).join('|');
    return [
      `${'-'.repeat(44)} SCTP Statistics ${'-'.repeat(74)}`,
      `|  Total packets RX/TX ${this.#packets}`,
      ruler,
      `|   Source IP   |PortA|    Dest. IP   |PortB|${heads}|`,
      ruler,
      ...rows,
      ruler,
      '',
    ].join('\n');
  }

  #direction(d: Dissection, sourcePort: number, destinationPort: number): Direction {
    const source = addressText(d.addressBytes, d.sourceAt, d.addressLength);
    const destination = addressText(d.addressBytes, d.destinationAt, d.addressLength);
    const key = `${source} ${sourcePort} ${destination} ${destinationPort}`;
    let direction = this.#directions.get(key);
    if (direction === undefined) {
      direction = { source, destination, sourcePort, destinationPort, chunks: new Float64Array(256) };
      this.#directions.set(key, direction);
    }
    return direction;
  }
}

function row({ source, destination, sourcePort, destinationPort, chunks }: Direction): string {
  const from = `${source.padStart(15)}|${String(sourcePort).padStart(5)}`;
  const to = `${destination.padStart(15)}|${String(destinationPort).padStart(5)}`;
  const counts = columns.map(([, type]) => String(chunks[type]).padStart(8));
  return `|${from}|${to}|${counts.join('|')}|`;
}

export const chunkTap: TapDefinition = filteredTap(
  'sctp,stat',
  'SCTP chunks by type and direction',
  () => new ChunkStat(),
);
