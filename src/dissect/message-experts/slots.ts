// Which parameters stand where: held against the slots of the tables (RFC 5352 §2.2, RFC 5353 §2, RFC 5354 §3). Order is no
// fault: no text says that another order is to be rejected.
import type { ExpertName } from '../../protocol/expert-codes.ts';
import { parameterOf } from '../../protocol/registry.ts';
import { poolMemberSelectionPolicy } from '../../protocol/rserpool/policy.ts';
import type { MessageDefinition, ParameterDefinition, Slot } from '../../protocol/schema.ts';
import { type SlotFaults, slotFaults, transportTypes } from '../../protocol/slot-faults.ts';
import { fixedLength } from '../walk.ts';
import { type CheckedMessage, parameterAt, rfcType } from './checked-message.ts';

type Container = MessageDefinition | ParameterDefinition;

/** More slots than any container has. */
const slotsAtMost = 16;

const noFaults: SlotFaults = { container: '' };

function faultsOf(container: Container): SlotFaults {
  return slotFaults.find((faults) => faults.container === container.key) ?? noFaults;
}

function accepts({ of }: Slot, type: number): boolean {
  return of.length === 0 || of.includes(type);
}

/** Checks one container at a time. */
export class SlotCheck {
  readonly #counts = new Int32Array(slotsAtMost);
  /** The slot that the last parameter went into: the next ones are looked for from here on. */
  #position = 0;
  #policySeen = false;
  #transportTold = false;

  check(message: CheckedMessage, node: number, container: Container): void {
    const { tree } = message;
    const { slots } = container;
    this.#begin();
    this.#transportTold = false;
    const repeats = 'slotsRepeat' in container && container.slotsRepeat === true;
    let rounds = 0;
    let roundAt = node;
    let last = -1;
    for (let child = node + 1; child < tree.count; child++) {
      if ((tree.depth[child] as number) <= (tree.depth[node] as number)) break;
      if (tree.parent[child] !== node) continue;
      last = child;
      const parameter = parameterAt(tree, child);
      if (parameter === undefined) continue;
      const type = rfcType(parameter);
      if (repeats && (rounds === 0 || accepts(slots[0] as Slot, type))) {
        if (rounds > 0) this.#missing(message, roundAt, container);
        this.#begin();
        rounds++;
        roundAt = child;
      }
      this.#place(message, child, parameter, type, container);
    }
    const from = (tree.start[node] as number) + 4 + fixedLength(container);
    // What did not come before the cut, or before a fault that ended the walk, may stand behind it.
    if (!message.isWalked(node, from, last)) return;
    if (!repeats || rounds > 0) this.#missing(message, roundAt, container);
  }

  #begin(): void {
    this.#counts.fill(0);
    this.#position = 0;
    this.#policySeen = false;
  }

  #place(
    message: CheckedMessage,
    node: number,
    parameter: ParameterDefinition,
    type: number,
    container: Container,
  ): void {
    const { slots } = container;
    const start = message.tree.start[node] as number;
    if (type === poolMemberSelectionPolicy.type) this.#policySeen = true;
    let place = this.#free(slots, type, this.#position, slots.length);
    if (place < 0) {
      place = this.#free(slots, type, 0, this.#position);
      if (place >= 0) message.report('parameter.order', node, start);
    } else this.#position = place;
    if (place >= 0) {
      this.#counts[place] = (this.#counts[place] as number) + 1;
      if (slots[place]?.extension !== undefined)
        message.report(parameter.status === 'draft' ? 'parameter.draft' : 'parameter.extension', node, start);
      return;
    }
    const faults = faultsOf(container);
    const isFull = slots.some((slot) => accepts(slot, type));
    const code = this.#misplaced(faults, type, isFull);
    if (code === faults.wrongTransport) this.#transportTold = true;
    message.report(code, node, start);
  }

  #misplaced(faults: SlotFaults, type: number, isFull: boolean): ExpertName {
    const isTransport = transportTypes.includes(type);
    if (!isFull) return (isTransport ? faults.wrongTransport : undefined) ?? 'parameter.unexpected';
    if (isTransport && this.#policySeen && faults.transportBehindPolicy) return faults.transportBehindPolicy;
    return (isTransport ? faults.moreTransports : undefined) ?? faults.repeated ?? 'parameter.repeated';
  }

  #free(slots: readonly Slot[], type: number, from: number, to: number): number {
    for (let index = from; index < to; index++) {
      const slot = slots[index] as Slot;
      if (accepts(slot, type) && (this.#counts[index] as number) < slot.most) return index;
    }
    return -1;
  }

  #missing(message: CheckedMessage, node: number, container: Container): void {
    container.slots.forEach((slot, index) => {
      if ((this.#counts[index] as number) >= slot.least) return;
      const faults = faultsOf(container);
      const code = faults.missing?.[slot.key] ?? 'parameter.missing';
      // A transport of the wrong kind in its place was told of already.
      if (code === faults.wrongTransport && this.#transportTold) return;
      const [type] = slot.of;
      const subject = type === undefined ? undefined : parameterOf(type);
      message.report(code, node, message.tree.start[node] as number, 0, 0, undefined, subject);
    });
  }
}
