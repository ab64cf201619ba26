// Each SCTP association that carried ASAP or ENRP: between whom, how long, how it ended, what was sent again or is missing.
import { addressText } from '../../bytes/address.ts';
import { u32 } from '../../bytes/read.ts';
import { type Dissection, occurrence } from '../../dissect/dissection.ts';
import { layer } from '../../dissect/layer.ts';
import type { Message } from '../../dissect/message.ts';
import type { AssociationFacts, Side } from '../../dissect/sctp/side.ts';
import type { AssociationReport } from './schema.ts';

interface Open {
  readonly number: number;
  readonly sides: readonly [Side, Side];
  /** Places that the parties of the ladder know them by. */
  readonly ends: [number, number];
  readonly firstEpoch: number;
  readonly firstFrame: number;
  readonly seenFromStart: boolean;
  lastEpoch: number;
  endedBy: AssociationReport['endedBy'];
  messages: number;
  resent: number;
  gaps: number;
}

const associationsKept = 2000;
const tagsKept = 16_384;

export class AssociationRecorder {
  private readonly byNumber = new Map<number, Open>();
  private readonly byTag = new Map<number, Open>();
  leftOut = 0;

  message(d: Dissection, { association, side }: Message, from: number, to: number, epoch: number): void {
    if (association === undefined) return;
    const open = this.of(association, epoch);
    if (open === undefined) return;
    open.messages++;
    open.lastEpoch = epoch;
    if (open.ends[0] === open.ends[1]) {
      open.ends[side === 0 ? 0 : 1] = from;
      open.ends[side === 0 ? 1 : 0] = to;
    }
    const { layers } = d;
    for (let at = 0; at < layers.count; at++)
      if (layers.protocol[at] === layer.sctp) {
        const tag = u32(layers.bytes[at] as Uint8Array, (layers.start[at] as number) + 4);
        if (this.byTag.size < tagsKept) this.byTag.set(tag, open);
        return;
      }
  }

  frame(d: Dissection, epoch: number): void {
    for (let index = 0; index < d.occurrenceCount; index++) {
      const happened = d.occurrences[index];
      if (happened?.association === undefined) continue;
      const open = this.byNumber.get(happened.association.number);
      if (open === undefined) continue;
      if (happened.kind === occurrence.gap) open.gaps++;
      if (happened.kind !== occurrence.associationEnd) continue;
      open.endedBy = happened.side < 0 ? 'unknown' : happened.side === 0 ? 'first' : 'second';
      open.lastEpoch = epoch;
    }
    this.countResent(d);
  }

  report(partyOf: (place: number) => number): AssociationReport[] {
    return [...this.byNumber.values()].map(({ sides, ends, ...open }) => ({
      ...open,
      parties: [partyOf(ends[0]), partyOf(ends[1])],
      ends: [endOf(sides[0]), endOf(sides[1])],
    }));
  }

  private of(association: AssociationFacts, epoch: number): Open | undefined {
    let open = this.byNumber.get(association.number);
    if (open !== undefined) return open;
    if (this.byNumber.size >= associationsKept) {
      this.leftOut++;
      return undefined;
    }
    open = {
      number: association.number,
      sides: association.sides,
      ends: [0, 0],
      firstEpoch: epoch,
      firstFrame: association.firstFrame,
      seenFromStart: association.seenFromStart,
      lastEpoch: epoch,
      endedBy: null,
      messages: 0,
      resent: 0,
      gaps: 0,
    };
    this.byNumber.set(association.number, open);
    return open;
  }

  private countResent({ layers }: Dissection): void {
    let tag = 0;
    for (let at = 0; at < layers.count; at++) {
      if (layers.protocol[at] === layer.sctp)
        tag = u32(layers.bytes[at] as Uint8Array, (layers.start[at] as number) + 4);
      else if (layers.protocol[at] === layer.sctpChunk && layers.extra[at] === 1) {
        const open = this.byTag.get(tag);
        if (open !== undefined) open.resent++;
      }
    }
  }
}

function endOf({ port, addresses }: Side): { readonly port: number; readonly addresses: readonly string[] } {
  return { port, addresses: addresses.slice(0, 8).map((address) => addressText(address, 0, address.length)) };
}
