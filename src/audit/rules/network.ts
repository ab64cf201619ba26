// What the network does to RSerPool, what was not protected, and what the capture itself lacks: rules O13, O22, S2.10, S2.11.

import { addressText } from '../../bytes/address.ts';
import { hashOctets } from '../../bytes/hash.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import { expertCodes } from '../../protocol/expert-codes.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { counted, secondsText } from '../names.ts';
import { Notes } from '../notes.ts';
import { ruleTable } from '../rule.ts';

export const networkRules = ruleTable({
  O13: {
    name: 'retransmissions',
    rule: 'Data arrives the first time',
    severity: 'warning',
    rfc: 'operations; RFC 9260 §6.3',
    remedy: 'network',
    needs: 'the data chunks of an association',
    doubt: 'where the network sends packets twice; a capture that sees each frame on several interfaces is left out',
    advice: 'Look for loss on the path; timers of RSerPool are short, and run out where one packet waits for another.',
  },
  O22: {
    name: 'capture-incomplete',
    rule: 'The capture holds all that was said',
    severity: 'note',
    rfc: 'operations',
    remedy: 'know',
    needs: 'the capture',
    doubt: 'never: it is told by what is missing',
    advice: 'Capture whole frames, both directions, and near the servers; rules that need what is missing keep silent.',
  },
  'S2.10': {
    name: 'integrity',
    rule: 'Messages arrive as they were sent',
    severity: 'warning',
    rfc: 'RFC 5355 §2.10',
    remedy: 'defend',
    needs: 'whole packets; wrong checksums with --checksums',
    doubt: 'where a program writes malformed messages by itself',
    advice: 'Find out who damages or forges packets; TLS would notice.',
  },
  'S2.11': {
    name: 'clear-text',
    rule: 'RSerPool is protected by TLS',
    severity: 'note',
    rfc: 'RFC 5355 §2.11; RFC 5352 §9.2, RFC 5353 §6.2',
    remedy: 'know',
    needs: 'any message',
    doubt: 'in closed networks nobody minds',
    advice: 'Outside a closed network use the secured ports: whoever sees this can also forge it.',
  },
});

const rules = networkRules;

interface Copies {
  count: number;
  readonly frames: number[];
  firstEpoch: number;
  lastEpoch: number;
  readonly between: string;
}

const framesKept = 12;
/** So many copies on one path are worth a word. */
const copiesTold = 8;
/** More than this share of all chunks: the capture sees everything several times. */
const severalTaps = 0.25;
const damagedNeeded = 3;
/** By the place of an expert among the codes. */
const isDamage: readonly boolean[] = expertCodes.map(
  ({ group, severity, code }) => (group === 'malformed' && severity === 'error') || code === 'sctp.checksum',
);

export class Network implements Check {
  private readonly audit: Audit;
  private readonly copies = new Notes<number, Copies>(16);
  private readonly damaged = new Notes<number, number>(16);
  /** Associations that were heard with a message in clear text. */
  private clear = 0;
  private duplicates = 0;
  private firstClear = 0;
  private firstClearEpoch = 0;
  private midStream = 0;
  /** The last frame that was damaged. */
  private damagedFrame = 0;

  constructor(audit: Audit) {
    this.audit = audit;
  }

  firstMessage({ message }: MessageParts): void {
    const { association, secured } = message;
    // Of the association, whichever end it is of.
    if (association === undefined || secured || this.audit.associations.count(association, 1 - message.side) > 0)
      return;
    if (this.clear === 0) {
      this.firstClear = this.audit.frame;
      this.firstClearEpoch = this.audit.epoch;
    }
    this.clear++;
    if (!association.seenFromStart) this.midStream++;
  }

  repeated(d: Dissection): void {
    this.duplicates++;
    const { addressBytes, sourceAt, destinationAt, addressLength } = d;
    const key = hashOctets(
      addressBytes,
      destinationAt,
      destinationAt + addressLength,
      hashOctets(addressBytes, sourceAt, sourceAt + addressLength),
    );
    let path = this.copies.get(key);
    if (path === undefined) {
      const between = `${addressText(addressBytes, sourceAt, addressLength)} to ${addressText(addressBytes, destinationAt, addressLength)}`;
      path = { count: 0, frames: [], firstEpoch: this.audit.epoch, lastEpoch: 0, between };
      this.copies.set(key, path, this.audit.state.bounds);
    }
    path.count++;
    path.lastEpoch = this.audit.epoch;
    if (path.frames.length < framesKept) path.frames.push(this.audit.frame);
  }

  /** One of a frame is enough. */
  expert(d: Dissection, index: number): void {
    if (this.damagedFrame === d.frame.number || isDamage[d.experts.code[index] as number] !== true) return;
    this.damagedFrame = d.frame.number;
    this.#damage(d);
  }

  #damage(d: Dissection): void {
    const { addressBytes, sourceAt, addressLength } = d;
    const key = hashOctets(addressBytes, sourceAt, sourceAt + addressLength);
    const count = (this.damaged.get(key) ?? 0) + 1;
    this.damaged.set(key, count, this.audit.state.bounds);
    if (count < damagedNeeded) return;
    this.audit.tell(rules['S2.10'], key, () => ({
      summary: `${addressText(addressBytes, sourceAt, addressLength)} has sent ${counted(count, 'damaged message')} so far`,
      count,
    }));
  }

  conclude(): void {
    const audit = this.audit;
    this.#tellCopies();
    if (this.clear > 0)
      audit.tell(rules['S2.11'], 0, () => ({
        summary: `ASAP and ENRP travel in clear text over ${counted(this.clear, 'association')}`,
        frames: [this.firstClear],
        since: this.firstClearEpoch,
      }));
    const lacks = [
      ...(audit.state.gaps > 0 ? [`data that was acknowledged (${counted(audit.state.gaps, 'time')})`] : []),
      ...(audit.state.holes > 0
        ? [
            `all of ${secondsText(audit.state.holeSeconds)} (${counted(audit.state.holes, 'time')}, the last before frame ${audit.state.holeFrame})`,
          ]
        : []),
      ...(audit.isCut ? ['the ends of long frames'] : []),
      ...(this.midStream > 0 ? [`the beginning of ${counted(this.midStream, 'association')}`] : []),
    ];
    if (lacks.length === 0) return;
    audit.tell(rules.O22, 0, () => ({
      summary: `The capture lacks ${lacks.join(' and ')}: what would need it was not held against anybody`,
      since: audit.startEpoch,
      frames: [1],
    }));
  }

  #tellCopies(): void {
    if (this.duplicates > this.audit.state.dataCount * severalTaps) return;
    const paths = [...this.copies.values()].filter(({ count }) => count >= copiesTold);
    const [worst, ...others] = paths.sort((a, b) => b.count - a.count);
    if (worst === undefined) return;
    const all = paths.reduce((sum, { count }) => sum + count, 0);
    const more =
      others.length === 0 ? '' : `, and on ${counted(others.length, 'other path')} ${all - worst.count} times`;
    this.audit.tell(rules.O13, 0, () => ({
      summary: `Data from ${worst.between} came ${counted(worst.count, 'time')} again${more}`,
      frames: worst.frames,
      count: all,
      since: Math.min(...paths.map(({ firstEpoch }) => firstEpoch)),
      until: Math.max(...paths.map(({ lastEpoch }) => lastEpoch)),
    }));
  }
}
