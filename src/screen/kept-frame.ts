// A frame with messages that the screen keeps, to tell its line, its tree and its octets when somebody looks.

import { addressText } from '../bytes/address.ts';
import { copyOctets } from '../bytes/read.ts';
import type { Frame } from '../capture/frame.ts';
import type { Dissection } from '../dissect/dissection.ts';
import { Dissector, type DissectorOptions } from '../dissect/dissector.ts';
import { layer } from '../dissect/layer.ts';
import type { Message } from '../dissect/message.ts';
import { MessageWalker } from '../dissect/walk.ts';
import { MessageParts } from '../handlespace/message-parts.ts';
import { messageName } from '../protocol/registry.ts';
import { asapDetail, enrpDetail, subjectOf } from '../report/flow/message-detail.ts';
import type { Tone } from './line.ts';

/** Octets of our own: nothing is borrowed. */
export interface KeptFrame extends Readonly<Frame> {
  /** Frames that carried the first parts of a message that this one completes. */
  readonly earlier?: readonly Readonly<Frame>[];
}

export function keepFrame(frame: Frame): KeptFrame {
  const bytes = copyOctets(frame.bytes, frame.start, frame.end);
  return { ...frame, bytes, start: 0, end: bytes.length };
}

export interface MessageText {
  readonly protocol: 'ASAP' | 'ENRP';
  readonly name: string;
  readonly detail: string;
  readonly source: string;
  readonly destination: string;
  readonly tone: Tone;
}

/** A frame with those whose parts it completes: what it has to do with others is not known to it. */
export function dissectAlone(frame: KeptFrame, options: DissectorOptions): Dissection {
  const dissector = new Dissector(options);
  for (const part of frame.earlier ?? []) dissector.dissect(part);
  return dissector.dissect(frame);
}

/** What the layer of a DATA chunk tells of a fragment. */
const fragmentMark = 2;

/** True where the frame carries a part of something that others complete: fragments of IP and of SCTP, segments of TCP. */
export function carriesPart({ fragment, messageCount, layers }: Dissection): boolean {
  if (fragment) return true;
  for (let index = 0; index < layers.count; index++) {
    const protocol = layers.protocol[index];
    if (protocol === layer.tcp && messageCount === 0) return true;
    // So it is told of the second message of a frame, too: one kept in vain does no harm.
    if (protocol === layer.sctpChunk && layers.extra[index] === fragmentMark) return true;
  }
  return false;
}

/** Numbers of the frames with the other parts of its messages. */
export function partsOf(d: Dissection): ReadonlySet<number> {
  const numbers = new Set<number>(d.whole?.frames);
  for (let index = 0; index < d.messageCount; index++)
    for (const number of (d.messages[index] as Message).parts) numbers.add(number);
  numbers.delete(d.frame.number);
  return numbers;
}

const walker = new MessageWalker();
const parts = new MessageParts();

/** Its messages; where the beginning of one is kept no longer, it tells none. */
export function messageTexts(frame: KeptFrame, options: DissectorOptions): readonly MessageText[] {
  const d = dissectAlone(frame, options);
  const texts: MessageText[] = [];
  for (let index = 0; index < d.messageCount; index++) {
    const message = d.messages[index] as Message;
    if (message.protocol !== layer.asap && message.protocol !== layer.enrp) continue;
    texts.push(messageText(d, message));
  }
  return texts;
}

function messageText(d: Dissection, message: Message): MessageText {
  const { protocol, bytes, start, end, declaredEnd, addressBytes, addressLength } = message;
  const isAsap = protocol === layer.asap;
  walker.dialect = d.dialect;
  parts.read(walker.walk(protocol, bytes, start, end, declaredEnd), message);
  const subject = subjectOf(parts, isAsap);
  const address = (at: number) => (addressLength === 0 ? '?' : addressText(addressBytes, at, addressLength));
  const { type } = parts;
  return {
    protocol: isAsap ? 'ASAP' : 'ENRP',
    name: messageName(isAsap ? 'asap' : 'enrp', type),
    detail: isAsap ? asapDetail(parts, subject) : enrpDetail(parts, subject),
    source: address(message.sourceAt),
    destination: address(message.destinationAt),
    tone: toneOf(isAsap, type, parts.flags),
  };
}

/** By what a message tells, as in the colours of `read`. */
function toneOf(isAsap: boolean, type: number, flags: number): Tone {
  if (!isAsap) return type === 10 ? 'bad' : type >= 7 ? 'doubtful' : type === 1 ? 'faint' : 'server';
  if (type === 14 || type === 9 || (type === 3 && (flags & 1) !== 0)) return 'bad';
  if (type === 1 || type === 3) return 'good';
  if (type === 2 || type === 4) return 'doubtful';
  if (type === 5 || type === 6) return 'element';
  return 'faint';
}
