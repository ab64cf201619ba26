// What the dissector makes of one frame. One record, filled anew for each frame and borrowed until the next.

import { emptyFrame, type Frame } from '../capture/frame.ts';
import { type Dialect, rfcDialect } from '../protocol/dialect.ts';
import { Bounds } from './bounds.ts';
import type { DecodeAsTable } from './decode-as.ts';
import { ExpertList } from './experts.ts';
import { LayerStack, layer } from './layer.ts';
import { Message, noParts } from './message.ts';
import type { AssociationFacts } from './sctp/side.ts';
import { TlsRecordList } from './tls/record-list.ts';
import type { WholePacket } from './whole-packet.ts';

/** What happens in a frame, in the order of the wire; the handlespace lives on these. */
export const occurrence = {
  message: 1,
  associationUp: 2,
  associationEnd: 3,
  /** The capture lacks data that the receiver acknowledged: what the association told may be incomplete. */
  gap: 4,
  /** INIT: one end asks for an association that may yet be refused, or never answered. */
  associationAsked: 5,
  /** It was refused (ABORT) before it was up. */
  associationRefused: 6,
  /** An association that began before the capture (or whose INIT it lacks) shows for the first time. */
  associationFound: 7,
} as const;

export class Occurrence {
  kind = 0;
  message: Message | undefined = undefined;
  association: AssociationFacts | undefined = undefined;
  /** Which side ended it or lost data; -1 where nobody can tell. */
  side = -1;
}

/** Reads what travels on associations to a secured port, in the order of its streams. */
export interface SecuredReader {
  takeMessage(d: Dissection, message: Message): void;
  /** What the side sent is not all in the capture. */
  loseMessages(association: AssociationFacts, side: number): void;
}

export class Dissection {
  /** Whose numbers the messages of the capture are read by. */
  dialect: Dialect = rfcDialect;
  frame: Frame = emptyFrame();
  readonly layers = new LayerStack();
  readonly experts = new ExpertList();
  /** Messages that this frame completed, as tshark shows them. */
  readonly messages: Message[] = [];
  messageCount = 0;
  /** TLS records that this frame completed. */
  readonly tls = new TlsRecordList();
  /** Set by the dissector. */
  secured: SecuredReader | undefined = undefined;
  /** What the receiver learns now: messages in order of their streams, associations that end. */
  readonly occurrences: Occurrence[] = [];
  occurrenceCount = 0;
  /** False where nobody asks for them: then messages are not put in the order of their streams. */
  readonly tellsOccurrences: boolean;
  /** The frame carries SCTP, whatever that carries. */
  isSctp = false;
  /** DATA and I-DATA chunks of this frame, and how many of them were seen before. */
  dataCount = 0;
  duplicateCount = 0;

  /** The region that the next layer reads: bytes[at] to bytes[end - 1], of which declaredEnd - at were sent. */
  next: number = layer.none;
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  declaredEnd = 0;
  /** EtherType or IP protocol number of that region. */
  number = 0;

  /** Addresses of the innermost network layer. */
  addressBytes: Uint8Array = new Uint8Array(0);
  sourceAt = 0;
  destinationAt = 0;
  addressLength = 0;
  sourcePort = 0;
  destinationPort = 0;
  /** How much is kept of what frames have to do with each other. */
  bounds = new Bounds();
  /** True inside an ICMP error: what follows is quoted, not sent. */
  quoted = false;
  /** Port of the UDP datagram that carries SCTP (RFC 6951), else 0. */
  encapsulationPort = 0;
  /** What the user said about ports and identifiers; undefined where nothing. */
  decodeAs: DecodeAsTable | undefined = undefined;
  /** Octets in this frame that belong to a fragment that waits for others. */
  fragment = false;
  /** Set where this frame completes an IP packet that came in fragments. */
  whole: WholePacket | undefined = undefined;

  constructor(tellsOccurrences = true) {
    this.tellsOccurrences = tellsOccurrences;
  }

  reset(frame: Frame): void {
    this.frame = frame;
    this.layers.count = 0;
    this.experts.reset(frame.bytes, frame.start);
    this.messageCount = 0;
    this.occurrenceCount = 0;
    this.isSctp = false;
    this.dataCount = 0;
    this.duplicateCount = 0;
    this.tls.reset();
    this.bytes = frame.bytes;
    this.at = frame.start;
    this.end = frame.end;
    this.declaredEnd = frame.start + Math.max(frame.originalLength, frame.end - frame.start);
    this.addressLength = 0;
    this.sourcePort = 0;
    this.destinationPort = 0;
    this.quoted = false;
    this.encapsulationPort = 0;
    this.fragment = false;
    this.whole = undefined;
  }

  /** A message record for this frame, with the addresses of the packet filled in. */
  addMessage(): Message {
    let message = this.messages[this.messageCount];
    if (message === undefined) {
      message = new Message();
      this.messages.push(message);
    }
    this.messageCount++;
    this.describe(message);
    return message;
  }

  describe(message: Message): void {
    message.addressBytes = this.addressBytes;
    message.sourceAt = this.sourceAt;
    message.destinationAt = this.destinationAt;
    message.addressLength = this.addressLength;
    message.sourcePort = this.sourcePort;
    message.destinationPort = this.destinationPort;
    message.frame = this.frame.number;
    message.seconds = this.frame.seconds;
    message.nanoseconds = this.frame.nanoseconds;
    message.association = undefined;
    message.side = 0;
    message.stream = 0;
    message.ppid = 0;
    message.copy = false;
    message.late = false;
    message.secured = false;
    message.parts = noParts;
  }

  addOccurrence(kind: number): Occurrence {
    let happened = this.occurrences[this.occurrenceCount];
    if (happened === undefined) {
      happened = new Occurrence();
      this.occurrences.push(happened);
    }
    this.occurrenceCount++;
    happened.kind = kind;
    happened.message = undefined;
    happened.association = undefined;
    happened.side = -1;
    return happened;
  }

  /** Ends the walk: what is left stays data. */
  stop(): void {
    this.next = layer.none;
  }
}
