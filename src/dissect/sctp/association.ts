// SCTP associations as an observer sees them (RFC 9260 §5, §8.5): two directions, each known by the verification tag and
// the ports that its packets carry, whatever addresses they use.
import { i32 } from '../../bytes/read.ts';
import type { AssociationPlaces } from './places.ts';
import { Reassembly } from './reassembly.ts';
import type { AddressChange, StreamReset } from './requests.ts';
import { type AssociationFacts, associationEnding, associationState, Side } from './side.ts';
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
  ending: number = associationEnding.none;
  /** True where INIT was seen: TSNs and addresses are known from the start. */
  seenFromStart = false;
  /** First TSN of side 0, from its INIT. TSNs are signed, as i32() gives them: see TsnWindow. */
  initiatorTsn: number | undefined = undefined;
  firstFrame: number;
  lastSeconds = 0;
  gaps = 0;
  applicationPpid = 0;
  /** Where the tracker finds it by its ends; undefined once it is forgotten. */
  places: AssociationPlaces<Association> | undefined = undefined;
  constructor(number: number, port0: number, port1: number, frame: number) {
    this.number = number;
    this.sides = [new Side(port0), new Side(port1)];
    this.firstFrame = frame;
    for (const side of this.sides) side.watcher = this;
  }

  comes({ port }: Side, address: Uint8Array): void {
    this.places?.add(this, port, address);
  }

  goes({ port }: Side, address: Uint8Array): void {
    this.places?.remove(this, port, address);
  }

  leavePlaces(): void {
    for (const side of this.sides) for (const address of side.addresses) this.goes(side, address);
    this.places = undefined;
  }

  heard(side: 0 | 1): boolean {
    const half = this.halves[side];
    return half !== undefined && (half.firstTsn !== undefined || half.acknowledges);
  }

  unacknowledged(side: 0 | 1): boolean {
    const half = this.halves[side];
    const highest = half?.seen.highest;
    const upTo = half?.acknowledged;
    return highest !== undefined && upTo !== undefined && ((highest - upTo) | 0) > 0;
  }
}

/** What the checksums of one direction have been. */
export interface ChecksumRecord {
  right: number;
  wrong: number;
  /** Packets without any, where none was agreed upon. */
  zero: number;
  /** The note about offload is out. */
  offloaded: boolean;
  /** Its receiver takes packets without a checksum (RFC 9653 §4). */
  zeroAccepted: boolean;
}

/** One direction: the packets that one side sends. */
export class Half {
  /** Verification tag, signed. */
  readonly tag: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  association: Association;
  side: 0 | 1;
  readonly seen = new TsnWindow();
  readonly reassembly = new Reassembly();
  readonly order = new StreamOrder();
  /** First TSN of the other direction, from the INIT ACK that gave this tag. */
  peerInitialTsn: number | undefined = undefined;
  initialTsn: number | undefined = undefined;
  /** The other direction, by the INIT ACK that carried this tag: the two whose COOKIE ECHO comes belong together. */
  partner: Half | undefined = undefined;
  /** First TSN of a DATA chunk that the capture has. */
  firstTsn: number | undefined = undefined;
  /** Highest cumulative TSN that the receiver of this direction acknowledged. */
  acknowledged: number | undefined = undefined;
  /** A SACK that it carried is in the capture. */
  acknowledges = false;
  /** The TSN that was accepted last is behind another. */
  late = false;
  /** A TSN far ahead that nothing confirms yet. */
  doubted: number | undefined = undefined;
  /** Next half with the same verification tag in the table's chain. */
  nextSameTag: Half | undefined = undefined;
  /** Set by the side that begins or answers a shutdown. */
  shutdown = false;
  /** What this side last asked for with ASCONF and RE-CONFIG. */
  addressChange: AddressChange | undefined = undefined;
  streamReset: StreamReset | undefined = undefined;
  /** I-DATA was seen: sequence numbers have 32 bits. */
  interleaving = false;
  /** Where checksums are checked. */
  checksums: ChecksumRecord | undefined = undefined;
  /** The source address of its last packet: its length, its last word, and what is before that (IPv6). */
  private length = 0;
  private lastWord = 0;
  private otherWords: Int32Array | undefined = undefined;

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
    if (length === this.length && last === this.lastWord && (length === 4 || this.#othersAre(bytes, at))) return;
    this.association.sides[this.side].addAddress(bytes, at, length);
    this.length = length;
    this.lastWord = last;
    if (length !== 16) return;
    this.otherWords ??= new Int32Array(3);
    for (let word = 0; word < 3; word++) this.otherWords[word] = i32(bytes, at + 4 * word);
  }

  #othersAre(bytes: Uint8Array, at: number): boolean {
    const words = this.otherWords;
    for (let word = 0; word < 3; word++) if (words?.[word] !== i32(bytes, at + 4 * word)) return false;
    return true;
  }
}
