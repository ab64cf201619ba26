// SCTP associations as an observer sees them (RFC 9260 §5, §8.5): two directions, each known by the verification tag and
// the ports that its packets carry, whatever addresses they use.
import { i32 } from '../../bytes/read.ts';
import { Reassembly } from './reassembly.ts';
import { type AssociationFacts, associationState, Side } from './side.ts';
import { StreamOrder } from './stream-order.ts';
import { TsnWindow } from './tsn-window.ts';

export class Association implements AssociationFacts {
  readonly number: number;
  readonly sides: readonly [Side, Side];
  /** What side 0 sends and what side 1 sends; undefined until a packet of it was seen. */
  readonly halves: [Half | undefined, Half | undefined] = [undefined, undefined];
  /** Tags of further INIT ACKs: one of them may yet be the one that counts (RFC 9260 §5.2). */
  readonly candidates: Half[] = [];
  state: number = associationState.opening;
  /** True where INIT was seen: TSNs and addresses are known from the start. */
  seenFromStart = false;
  /** First TSN of side 0, from its INIT. */
  initiatorTsn = -1;
  firstFrame: number;
  lastSeconds = 0;
  gaps = 0;
  applicationPpid = 0;
  constructor(number: number, port0: number, port1: number, frame: number) {
    this.number = number;
    this.sides = [new Side(port0), new Side(port1)];
    this.firstFrame = frame;
  }
}

/** One direction: the packets that one side sends. */
export class Half {
  readonly tag: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  association: Association;
  side: 0 | 1;
  readonly seen = new TsnWindow();
  readonly reassembly = new Reassembly();
  readonly order = new StreamOrder();
  /** First TSN of the other direction, from the INIT ACK that gave this tag. */
  peerInitialTsn = -1;
  initialTsn = -1;
  /** The other direction, by the INIT ACK that carried this tag: the two whose COOKIE ECHO comes belong together. */
  partner: Half | undefined = undefined;
  /** First TSN of a DATA chunk that the capture has; -1 before it. */
  firstTsn = -1;
  /** Highest cumulative TSN that the receiver of this direction acknowledged. */
  acknowledged = -1;
  /** Next half with the same verification tag in the table's chain. */
  nextSameTag: Half | undefined = undefined;
  /** Set by the side that begins or answers a shutdown. */
  shutdown = false;
  /** I-DATA was seen: sequence numbers have 32 bits. */
  interleaving = false;
  /** The source address of its last packet. */
  readonly #words = new Int32Array(4);
  #length = 0;

  constructor(tag: number, sourcePort: number, destinationPort: number, association: Association, side: 0 | 1) {
    this.tag = tag;
    this.sourcePort = sourcePort;
    this.destinationPort = destinationPort;
    this.association = association;
    this.side = side;
  }

  get peer(): Half | undefined {
    return this.association.halves[this.side === 0 ? 1 : 0];
  }

  /** Notes the source address of a packet of this direction; cheap where it is that of the packet before. */
  noteSource(bytes: Uint8Array, at: number, length: number): void {
    const last = i32(bytes, at + length - 4);
    if (length === this.#length && last === this.#words[3]) {
      if (length === 4) return;
      const words = this.#words;
      if (i32(bytes, at) === words[0] && i32(bytes, at + 4) === words[1] && i32(bytes, at + 8) === words[2]) return;
    }
    this.association.sides[this.side].addAddress(bytes, at, length);
    this.#length = length;
    this.#words[3] = last;
    if (length === 16) for (let word = 0; word < 3; word++) this.#words[word] = i32(bytes, at + 4 * word);
  }
}
