// Tells captures from before the RFCs: their messages have the numbers of the drafts (src/protocol/pre-rfc), by which the
// parameter that must come first is another one. Not told from one message, and never where the RFCs' numbers were seen.
import { padded4, u16 } from '../bytes/read.ts';
import { type Dialect, preRfcDialect, rfcDialect } from '../protocol/dialect.ts';
import { messageOf } from '../protocol/registry.ts';
import type { MessageDefinition, ParameterDefinition } from '../protocol/schema.ts';
import type { Dissection } from './dissection.ts';
import { layer } from './layer.ts';
import type { Message } from './message.ts';
import { fixedLength } from './walk.ts';

/** So many messages with the drafts' numbers, and none with the RFCs', are no accident. */
const enough = 3;

/** Whose numbers a message has. */
const verdict = { unknown: 0, rfc: 1, preRfc: 2 } as const;

export class DialectEvidence {
  /** True as soon as it is clear that messages are read by the wrong numbers: the capture has those of the drafts. */
  looksPreRfc = false;
  private preRfc = 0;
  private isOpen = true;

  /** Looks at the messages of a frame, until it is clear whose numbers they have. Then says so, once. */
  note(d: Dissection): void {
    for (let index = 0; this.isOpen && index < d.messageCount; index++) {
      const message = d.messages[index] as Message;
      const found = verdictOn(message);
      if (found === verdict.rfc) this.isOpen = false;
      if (found !== verdict.preRfc) continue;
      this.preRfc++;
      if (this.preRfc < enough) continue;
      this.isOpen = false;
      this.looksPreRfc = true;
      const { experts } = d;
      const before = experts.bytes;
      experts.bytes = message.bytes;
      experts.add('dialect.pre_rfc', message.protocol, message.start);
      experts.bytes = before;
    }
  }
}

/** Told only of messages that are nothing but whole parameters. */
function verdictOn({ protocol, bytes, start, end, declaredEnd }: Message): number {
  if (end < declaredEnd || end - start < 4 || (protocol !== layer.asap && protocol !== layer.enrp))
    return verdict.unknown;
  const definition = messageOf(protocol === layer.asap ? 'asap' : 'enrp', bytes[start] as number);
  if (definition === undefined || padded4(u16(bytes, start + 2)) !== padded4(end - start)) return verdict.unknown;
  const from = start + 4 + fixedLength(definition);
  if (isInOrder(rfcDialect, definition, bytes, from, end, 1)) return verdict.rfc;
  return isInOrder(preRfcDialect, definition, bytes, from, end, everySlot) ? verdict.preRfc : verdict.unknown;
}

const everySlot = Number.POSITIVE_INFINITY;

/**
 * True where whole parameters fill bytes[from] to bytes[end - 1], and the first of them are those that the message begins
 * with, by the dialect's numbers: as many as are compared, or until one may come several times.
 */
function isInOrder(
  dialect: Dialect,
  { slots }: MessageDefinition,
  bytes: Uint8Array,
  from: number,
  end: number,
  compared: number,
): boolean {
  let at = from;
  let isAligned = slots.length > 0;
  for (let index = 0; end - at >= 4; index++) {
    const length = u16(bytes, at + 2);
    if (length < 4 || at + length > end) return false;
    const slot = slots[index];
    if (slot === undefined || slot.most > 1 || slot.of.length !== 1 || index >= compared) isAligned = false;
    if (index === 0 && !isAligned) return false;
    if (isAligned && !isOf(dialect.parameterForRfc(slot?.of[0] ?? -1), u16(bytes, at), length - 4)) return false;
    at += padded4(length);
  }
  return at > from && at >= end;
}

/** A checksum has two octets, whatever number it goes by; a handle has any. */
function isOf(parameter: ParameterDefinition | undefined, type: number, valueLength: number): boolean {
  if (parameter?.type !== type) return false;
  const fixed = fixedLength(parameter);
  return parameter.contents === 'none' && fixed > 0 ? valueLength === fixed : valueLength >= Math.max(fixed, 1);
}
