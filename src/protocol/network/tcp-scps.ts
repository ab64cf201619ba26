// The options of TCP for links through space (CCSDS 714.0-B-2): what an end can do, what it lacks, record borders.
import { bytes, flag, hex, type OptionDefinition, type TellOptionField, u8, u16, walked } from './option-table.ts';

const vector = 'tcp.options.scps.vector';
const short = ['BETS', 'SNACK1', 'SNACK2', 'COMP', 'NLTS'] as const;

function bit(tail: string, label: string, mask: number) {
  return flag(`tcp.options.scpsflags.${tail}`, label, isShort, { mask, partOf: vector });
}

/** Only an option of four octets is one of capabilities; what is longer has those of communities, one after the other. */
function isShort(_octets: Uint8Array, _at: number, length: number): number {
  return length === 4 ? 2 : -1;
}

function vectorWords(octets: Uint8Array, at: number): string {
  const value = octets[at] as number;
  const names = short.filter((_, index) => (value & (0x80 >> index)) !== 0);
  const number = `0x${value.toString(16).padStart(2, '0')}`;
  return names.length === 0 ? number : `${number} (${names.join(', ')})`;
}

/** Each community's capabilities: its number, how many more pairs of octets there are, and those. */
function communities(octets: Uint8Array, at: number, length: number): readonly number[] | undefined {
  const starts: number[] = [];
  let place = at + 2;
  while (place < at + length) {
    if (place + 2 > at + length) return undefined;
    starts.push(place);
    place += (((octets[place + 1] as number) >> 4) + 1) * 2;
  }
  return place === at + length ? starts : undefined;
}

function walk(tell: TellOptionField, octets: Uint8Array, at: number, length: number): void {
  if (length <= 4) return;
  for (const place of communities(octets, at, length) ?? []) {
    const size = ((octets[place + 1] as number) >> 4) * 2;
    tell('community', place, 1);
    tell('extent', place + 1, 1, size);
    tell('data', place + 2, size);
  }
}

export const scpsOptions: readonly OptionDefinition[] = [
  {
    kind: 20,
    filter: 'scps',
    name: 'SCPS capabilities',
    rfc: 'CCSDS 714.0-B-2',
    fields: {
      vector: u8(vector, 'TCP SCPS Capabilities Vector', isShort, { ...hex, words: vectorWords }),
      bets: bit('bets', 'Partial Reliability Capable (BETS)', 0x80),
      shortLists: bit('snack1', 'Short Form SNACK Capable (SNACK1)', 0x40),
      longLists: bit('snack2', 'Long Form SNACK Capable (SNACK2)', 0x20),
      compression: bit('compress', 'Lossless Header Compression (COMP)', 0x10),
      networkTime: bit('nlts', 'Network Layer Timestamp (NLTS)', 0x08),
      reserved: u8('tcp.options.scpsflags.reserved', 'Reserved', isShort, { mask: 0x07, partOf: vector }),
      connection: u8('tcp.options.scps.binding', 'Connection ID', (_octets, _at, length) => (length === 4 ? 3 : -1)),
      community: u8('tcp.options.scps.binding.id', 'Binding Space (Community) ID', walked),
      extent: u8('tcp.options.scps.binding.len', 'Extended Capability Length', walked),
      data: bytes('tcp.options.scps.binding.data', 'Binding Space Data', walked),
    },
    walk,
  },
  {
    kind: 21,
    filter: 'snack',
    name: 'Selective Negative Acknowledgment',
    rfc: 'CCSDS 714.0-B-2',
    lengths: [6],
    fields: {
      offset: u16('tcp.options.snack.offset', 'TCP SNACK Offset', 2),
      size: u16('tcp.options.snack.size', 'TCP SNACK Size', 4),
    },
  },
  { kind: 22, filter: 'scpsrec', name: 'SCPS record boundary', rfc: 'CCSDS 714.0-B-2', lengths: [2], fields: {} },
  {
    kind: 23,
    filter: 'scpscor',
    name: 'SCPS corruption experienced',
    rfc: 'CCSDS 714.0-B-2',
    lengths: [2],
    fields: {},
  },
];
