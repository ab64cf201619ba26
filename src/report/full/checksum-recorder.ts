// The proof, presence by presence: what each server announced, what ours was, and how that ended. Some that do not fit at
// once are explained within a second; then their outcome is known later.
import { u16 } from '../../bytes/read.ts';
import { hexNumber } from '../../bytes/text.ts';
import { layer } from '../../dissect/layer.ts';
import { parameter } from '../../handlespace/element-facts.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Doubt, Server } from '../../handlespace/model.ts';
import type { HandlespaceObserver } from '../../handlespace/observer.ts';
import type { HandlespaceState } from '../../handlespace/state.ts';
import type { ChecksumOutcome, ChecksumReport } from './schema.ts';

interface OpenProof {
  readonly frame: number;
  readonly epoch: number;
  readonly server: number;
  readonly announced: number;
  readonly computed: number;
  outcome: ChecksumOutcome | undefined;
}

const outcomes: readonly ChecksumOutcome[] = ['verified', 'in flight', 'disagreed', 'unverifiable'];
/** Rows of a report; what is as expected is thinned first. */
const rowsKept = 6000;
const proofsKept = 200_000;

export class ChecksumRecorder implements HandlespaceObserver {
  private readonly proofs: OpenProof[] = [];
  private readonly waiting = new Map<Doubt, OpenProof>();
  private readonly disagreed = new Set<number>();
  private tallies: readonly number[] = [];
  leftOut = 0;

  before(parts: MessageParts, state: HandlespaceState): void {
    if (this.waiting.size > 0) this.settle(state, false);
    const server = announcing(parts, state);
    this.tallies = server === undefined ? [0, 0, 0, 0] : talliesOf(server);
  }

  after(parts: MessageParts, state: HandlespaceState): void {
    const announced = checksumOf(parts);
    const server = announcing(parts, state);
    if (announced < 0 || server === undefined || server.announcedFrame !== state.frame) return;
    const proof: OpenProof = {
      frame: state.frame,
      epoch: state.epoch,
      server: server.id,
      announced,
      computed: server.computed,
      outcome: undefined,
    };
    const doubt = server.doubts.at(-1);
    if (doubt?.frame === state.frame) this.waiting.set(doubt, proof);
    else {
      const now = talliesOf(server);
      // A checksum that fits may explain earlier ones, too; then both have grown, and it is verified.
      const grown = now.findIndex((tally, index) => tally > (this.tallies[index] ?? 0));
      proof.outcome = outcomes[Math.max(0, grown)] as ChecksumOutcome;
    }
    if (this.proofs.length < proofsKept) this.proofs.push(proof);
    else this.leftOut++;
  }

  event({ kind, evidence }: HandlespaceEvent): void {
    if (kind !== 'checksum-disagreed') return;
    const [frame] = evidence;
    if (frame !== undefined) this.disagreed.add(frame);
  }

  list(state: HandlespaceState): ChecksumReport[] {
    this.settle(state, true);
    const sums = new Map<number, number[]>();
    const all = this.proofs.map((proof) => {
      const tallies = sums.get(proof.server) ?? [0, 0, 0, 0];
      const at = outcomes.indexOf(proof.outcome ?? 'in flight');
      tallies[at] = (tallies[at] ?? 0) + 1;
      sums.set(proof.server, tallies);
      return reportOf(proof, [...tallies] as unknown as ChecksumReport['tallies']);
    });
    return this.thinned(all);
  }

  /** All that are not verified, and so many of the others as there is room for. */
  private thinned(all: readonly ChecksumReport[]): ChecksumReport[] {
    if (all.length <= rowsKept) return [...all];
    const remarkable = all.filter(({ outcome }) => outcome !== 'verified').length;
    const stride = Math.ceil((all.length - remarkable) / Math.max(1, rowsKept - Math.min(remarkable, rowsKept / 2)));
    let verified = 0;
    let others = 0;
    const kept = all.filter(({ outcome }) =>
      outcome === 'verified' ? verified++ % stride === 0 : others++ < rowsKept / 2,
    );
    this.leftOut += all.length - kept.length;
    return kept;
  }

  /** Doubts that are no longer open have an outcome. */
  private settle(state: HandlespaceState, isEnd: boolean): void {
    for (const [doubt, proof] of this.waiting) {
      const server = state.servers.get(proof.server);
      if (!isEnd && server?.doubts.includes(doubt)) continue;
      this.waiting.delete(doubt);
      if (this.disagreed.delete(proof.frame)) proof.outcome = 'disagreed';
      else proof.outcome = server?.complete ? 'in flight' : 'unverifiable';
    }
  }
}

function announcing(parts: MessageParts, state: HandlespaceState): Server | undefined {
  if (parts.message.protocol !== layer.enrp || parts.type !== 0x01) return undefined;
  return state.servers.get(parts.word(4));
}

function checksumOf(parts: MessageParts): number {
  if (parts.message.protocol !== layer.enrp || parts.type !== 0x01) return -1;
  const node = parts.next(parameter.peChecksum);
  if (node < 0) return -1;
  const at = parts.tree.start[node] as number;
  return (parts.tree.end[node] as number) - at < 6 ? -1 : u16(parts.tree.bytes, at + 4);
}

function talliesOf({ verified, inFlight, disagreed, unverifiable }: Server): readonly number[] {
  return [verified, inFlight, disagreed, unverifiable];
}

function reportOf(proof: OpenProof, tallies: ChecksumReport['tallies']): ChecksumReport {
  return {
    frame: proof.frame,
    epoch: proof.epoch,
    server: hexNumber(proof.server),
    announced: hexNumber(proof.announced, 4),
    computed: hexNumber(proof.computed, 4),
    outcome: proof.outcome ?? 'in flight',
    tallies,
  };
}
