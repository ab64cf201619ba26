// Whether octets are plainly one message of ASAP or ENRP: header, fixed fields, and parameters that belong into it, laid out
// without a gap (RFC 5354 §3, §4). For messages whose payload protocol identifier says something else.
import { padded4, u16 } from '../bytes/read.ts';
import { messageOf } from '../protocol/registry.ts';
import type { MessageDefinition, Protocol } from '../protocol/schema.ts';
import { fixedLength } from './walk.ts';

/** Strict: true only where a message of another protocol would have to look like this by chance. */
export function isPlainly(protocol: Protocol, bytes: Uint8Array, start: number, end: number): boolean {
  const available = end - start;
  if (available < 4) return false;
  const definition = messageOf(protocol, bytes[start] as number);
  if (definition === undefined) return false;
  const length = u16(bytes, start + 2);
  if (length > available || available > padded4(length)) return false;
  let at = start + 4 + fixedLength(definition);
  if (at > start + length || !isFlagOf(definition, bytes[start + 1] as number)) return false;
  const isFirstNeeded = (definition.slots[0]?.least ?? 0) > 0;
  if (isFirstNeeded && (end - at < 4 || !definition.slots[0]?.of.includes(u16(bytes, at)))) return false;
  while (at < end) {
    if (end - at < 4) return false;
    const size = u16(bytes, at + 2);
    const type = u16(bytes, at);
    if (size < 4 || at + size > end || !definition.slots.some((slot) => slot.of.includes(type))) return false;
    at += padded4(size);
  }
  return true;
}

function isFlagOf(definition: MessageDefinition, flags: number): boolean {
  let known = 0;
  for (const { mask = 0 } of definition.flags) known |= mask;
  return (flags & ~known) === 0;
}
