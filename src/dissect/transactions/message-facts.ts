// What pairs a message with others: its pool handle, pool element and servers. Read in place, without the walk: the first
// level of parameters is enough (RFC 5354 §3).
import { hashOctets as hashOf } from '../../bytes/hash.ts';
import { padded4, u16, u32 } from '../../bytes/read.ts';
import { targetServerId } from '../../protocol/enrp/server-identifiers.ts';
import { messageOf } from '../../protocol/registry.ts';
import { operationError } from '../../protocol/rserpool/operation-error.ts';
import { peIdentifier } from '../../protocol/rserpool/pe-identifier.ts';
import { poolElement } from '../../protocol/rserpool/pool-element.ts';
import { poolHandle } from '../../protocol/rserpool/pool-handle.ts';
import type { Protocol } from '../../protocol/schema.ts';
import { layer } from '../layer.ts';
import type { Message } from '../message.ts';
import { fixedLength } from '../walk.ts';

export class MessageFacts {
  protocol: Protocol = 'asap';
  /** -1 where the message has not even a header. */
  type = -1;
  flags = 0;
  /** 0 where there is no pool handle, or the capture cut it. */
  handle = 0;
  /** Of the PE Identifier, else of the first Pool Element; -1 where there is none. */
  peIdentifier = -1;
  /** ENRP: who sends, whom it is for, who is to be taken over; 0 where the message does not say it. */
  sender = 0;
  receiver = 0;
  target = 0;
  /** The first Operation Error: its causes are bytes[errorStart] to bytes[errorEnd - 1]; -1 where there is none. */
  errorStart = -1;
  errorEnd = -1;

  read(message: Message): void {
    const { bytes, start } = message;
    this.protocol = message.protocol === layer.asap ? 'asap' : 'enrp';
    this.type = -1;
    this.flags = 0;
    this.handle = 0;
    this.peIdentifier = -1;
    this.sender = 0;
    this.receiver = 0;
    this.target = 0;
    this.errorStart = -1;
    this.errorEnd = -1;
    if (message.end - start < 4) return;
    this.type = bytes[start] as number;
    this.flags = bytes[start + 1] as number;
    const end = Math.min(message.end, start + padded4(u16(bytes, start + 2)));
    if (this.protocol === 'enrp') {
      if (end - start >= 8) this.sender = u32(bytes, start + 4);
      if (end - start >= 12) this.receiver = u32(bytes, start + 8);
    }
    const definition = messageOf(this.protocol, this.type);
    if (definition?.fields[2] === targetServerId && end - start >= 16) this.target = u32(bytes, start + 12);
    if (definition === undefined || definition.slots.length === 0) return;
    this.#parameters(bytes, start + 4 + fixedLength(definition), end);
  }

  #parameters(bytes: Uint8Array, from: number, end: number): void {
    let isFirstElement = true;
    for (let at = from; end - at >= 4; ) {
      const length = u16(bytes, at + 2);
      const valueEnd = at + length;
      if (length < 4) return;
      switch (u16(bytes, at)) {
        case poolHandle.type:
          // A handle that the capture cut off would name another pool.
          if (this.handle === 0 && valueEnd <= end && length > 4) this.handle = hashOctets(bytes, at + 4, valueEnd);
          break;
        case peIdentifier.type:
          if (end - at >= 8) this.peIdentifier = u32(bytes, at + 4);
          break;
        case poolElement.type:
          if (isFirstElement && this.peIdentifier < 0 && end - at >= 8) this.peIdentifier = u32(bytes, at + 4);
          isFirstElement = false;
          break;
        case operationError.type:
          if (this.errorStart >= 0) break;
          this.errorStart = at + 4;
          this.errorEnd = Math.min(valueEnd, end);
          break;
        default:
      }
      at += padded4(length);
    }
  }
}

/** Of bytes[start] to bytes[end - 1]; never 0. */
export function hashOctets(bytes: Uint8Array, start: number, end: number): number {
  return hashOf(bytes, start, end) | 1;
}
