// Tells captures from before the RFCs: their messages have the numbers of the drafts (src/protocol/pre-rfc), by which the
// parameter that must come first is another one. Not told from one message, and never where the RFCs' numbers were seen.
import { padded4, u16 } from '../bytes/read.ts';
import { preRfcDialect, rfcDialect } from '../protocol/dialect.ts';
import { messageOf } from '../protocol/registry.ts';
import { peChecksum } from '../protocol/rserpool/pe-checksum.ts';
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
  #preRfc = 0;
  #isOpen = true;

  /** Looks at the messages of a frame, until it is clear whose numbers they have. Then says so, once. */
  note(d: Dissection): void {
    for (let index = 0; this.#isOpen && index < d.messageCount; index++) {
      const message = d.messages[index] as Message;
      const found = verdictOn(message);
      if (found === verdict.rfc) this.#isOpen = false;
      if (found !== verdict.preRfc) continue;
      this.#preRfc++;
      if (this.#preRfc < enough) continue;
      this.#isOpen = false;
      d.looksPreRfc = true;
      const { experts } = d;
      const before = experts.bytes;
      experts.bytes = message.bytes;
      experts.add('dialect.pre_rfc', message.protocol, message.start);
      experts.bytes = before;
    }
  }
}

/** Told only of messages that are nothing but whole parameters, the first of which may be but one. */
function verdictOn({ protocol, bytes, start, end, declaredEnd }: Message): number {
  if (end < declaredEnd || end - start < 4 || (protocol !== layer.asap && protocol !== layer.enrp))
    return verdict.unknown;
  const definition = messageOf(protocol === layer.asap ? 'asap' : 'enrp', bytes[start] as number);
  const from = definition === undefined ? end : start + 4 + fixedLength(definition);
  const length = u16(bytes, start + 2);
  if (definition === undefined || end - from < 4 || length < 4 || padded4(length) !== padded4(end - start))
    return verdict.unknown;
  if (!isTiled(bytes, from, end)) return verdict.unknown;
  const type = u16(bytes, from);
  const valueLength = u16(bytes, from + 2) - 4;
  const [first, ...others] = firstParameters(definition);
  if (first === undefined || others.length > 0) return verdict.unknown;
  if (type === first && fits(rfcDialect.parameterForRfc(first), valueLength)) return verdict.rfc;
  const earlier = preRfcDialect.parameterForRfc(first);
  return type === earlier?.type && fits(earlier, valueLength) ? verdict.preRfc : verdict.unknown;
}

/** The RFCs' numbers of the parameters that a message can begin with. */
function firstParameters({ slots, key }: MessageDefinition): readonly number[] {
  // A Presence without a checksum says nothing; what it begins with is optional in the tables.
  if (key === 'presence') return [peChecksum.type];
  const [first] = slots;
  return first !== undefined && first.least > 0 ? first.of : [];
}

/** A checksum has two octets, whatever number it goes by; a handle has any. */
function fits(parameter: ParameterDefinition | undefined, valueLength: number): boolean {
  if (parameter === undefined) return false;
  const fixed = fixedLength(parameter);
  return parameter.contents === 'none' && fixed > 0 ? valueLength === fixed : valueLength >= Math.max(fixed, 1);
}

function isTiled(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (end - at >= 4) {
    const length = u16(bytes, at + 2);
    if (length < 4 || at + length > end) return false;
    at += padded4(length);
  }
  return at >= end;
}
