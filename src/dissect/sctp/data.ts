// DATA and I-DATA: each TSN counted once, fragments put together, messages handed on in the order of their streams
// (RFC 9260 §3.3.1, §6.5, §6.9; RFC 8260 §2.1).
import { copyOctets, i32, u16, u32 } from '../../bytes/read.ts';
import type { Told } from '../decode-as.ts';
import { type Dissection, occurrence } from '../dissection.ts';
import { identify } from '../identify.ts';
import { layer } from '../layer.ts';
import { carrier, Message } from '../message.ts';
import type { Half } from './association.ts';
import type { Whole } from './reassembly.ts';
import { associationState } from './side.ts';
import { nobodysMessage } from './stream-order.ts';
import { noticeReset } from './stream-reset.ts';
import { farTsn, isBelieved, isSound } from './tsn-doubt.ts';

/** Where so many wait and no SACK of the receiver was seen yet, its SACKs are not in the capture (RFC 9260 §6.2). */
const unheardOf = 3;

/** A user message on a secured port: what is in it are records, and perhaps messages. Reused. */
const securedMessage = new Message();

export function readData(d: Dissection, half: Half, chunk: number, at: number, end: number, declaredEnd: number): void {
  if (end - at < 16) return;
  const { bytes } = d;
  const flags = bytes[at + 1] as number;
  if (!accept(d, half, chunk, i32(bytes, at + 4))) return;
  const stream = u16(bytes, at + 8);
  const sequence = u16(bytes, at + 10);
  const ppid = u32(bytes, at + 12);
  const unordered = (flags & 4) !== 0;
  if ((flags & 3) === 3) {
    deliver(d, half, chunk, bytes, at + 16, end, declaredEnd, ppid, stream, sequence, unordered, 16, undefined);
    return;
  }
  d.layers.extra[chunk] = 2;
  const whole = half.reassembly.add(
    u32(bytes, at + 4),
    {
      begin: (flags & 2) !== 0,
      end: (flags & 1) !== 0,
      stream,
      sequence,
      ppid,
      bytes: copyOctets(bytes, at + 16, end),
      missing: declaredEnd - end,
      frame: d.frame.number,
    },
    d.bounds,
  );
  if (whole) deliverWhole(d, half, chunk, whole, stream, sequence, unordered, 16);
}

export function readInterleavedData(
  d: Dissection,
  half: Half,
  chunk: number,
  at: number,
  end: number,
  declaredEnd: number,
): void {
  if (end - at < 20) return;
  const { bytes } = d;
  const flags = bytes[at + 1] as number;
  if (!accept(d, half, chunk, i32(bytes, at + 4))) return;
  const stream = u16(bytes, at + 8);
  const messageId = u32(bytes, at + 12);
  const unordered = (flags & 4) !== 0;
  const begin = (flags & 2) !== 0;
  // The same four octets are the PPID in the first fragment and the fragment's number in the others.
  const ppidOrFsn = u32(bytes, at + 16);
  if ((flags & 3) === 3) {
    deliver(d, half, chunk, bytes, at + 20, end, declaredEnd, ppidOrFsn, stream, messageId, unordered, 32, undefined);
    return;
  }
  d.layers.extra[chunk] = 2;
  const whole = half.reassembly.addInterleaved(
    unordered,
    begin ? 0 : ppidOrFsn,
    {
      begin,
      end: (flags & 1) !== 0,
      stream,
      sequence: messageId,
      ppid: begin ? ppidOrFsn : 0,
      bytes: copyOctets(bytes, at + 20, end),
      missing: declaredEnd - end,
      frame: d.frame.number,
    },
    d.bounds,
  );
  if (whole) deliverWhole(d, half, chunk, whole, stream, messageId, unordered, 32);
}

/** The sender gives up everything up to a TSN: FORWARD TSN (RFC 3758 §3.2) or I-FORWARD-TSN (RFC 8260 §2.3.1). */
export function readForwardTsn(d: Dissection, half: Half, at: number, end: number, interleaved: boolean): void {
  const { bytes } = d;
  const cumulative = i32(bytes, at + 4);
  const { highest } = half.seen;
  if (highest !== undefined && ((cumulative - highest) | 0) > farTsn && !isSound(d)) return;
  // Given up is not lost by the capture: these TSNs will never be missed.
  const from = half.acknowledged ?? cumulative;
  const steps = Math.min((cumulative - from) | 0, 2000);
  for (let step = 0; step < steps; step++) half.seen.note((cumulative - step) | 0);
  if (highest === undefined || ((cumulative - highest) | 0) > 0) half.seen.note(cumulative);
  half.reassembly.giveUp(cumulative);
  const size = interleaved ? 8 : 4;
  for (let entry = at + 8; end - entry >= size; entry += size) {
    const stream = u16(bytes, entry);
    const unordered = interleaved && (u16(bytes, entry + 2) & 1) !== 0;
    const sequence = interleaved ? u32(bytes, entry + 4) : u16(bytes, entry + 2);
    if (interleaved) half.reassembly.giveUpInterleaved(stream, unordered, sequence);
    if (unordered) continue;
    const width = interleaved ? 32 : 16;
    for (const message of half.order.skip(stream, sequence, width)) occur(d, message);
    deliverDue(d, half, stream, width);
  }
}

/** Hands on messages that waited. Given by name: a closure would cost each packet the memory of its context. */
export function deliverFreed(d: Dissection, messages: readonly Message[]): void {
  for (const message of messages) occur(d, message);
}

/** Hands on what waits for something that will not come. */
export function releaseWaiting(d: Dissection, half: Half): void {
  for (const message of half.order.release(half.interleaving ? 32 : 16)) occur(d, message);
}

function accept(d: Dissection, half: Half, chunk: number, tsn: number): boolean {
  const { association } = half;
  const { layers } = d;
  const start = layers.start[chunk] as number;
  // Numbers are counted from the first chunk that is wholly in the capture, as in tshark.
  if (half.firstTsn === undefined && u16(d.bytes, start + 2) <= (layers.end[chunk] as number) - start)
    half.firstTsn = tsn;
  layers.detail[chunk] = tsn - (half.firstTsn ?? -1);
  if (association.state === associationState.opening && association.halves[half.side] !== half) {
    association.halves[half.side] = half;
    association.state = associationState.up;
  }
  const { highest } = half.seen;
  if (highest !== undefined && ((tsn - highest) | 0) > farTsn && !isBelieved(d, half, chunk, tsn)) return false;
  if (half.seen.note(tsn)) {
    half.late = half.seen.highest !== tsn;
    return true;
  }
  d.layers.extra[chunk] = 1;
  d.duplicateCount++;
  return false;
}

function deliverWhole(
  d: Dissection,
  half: Half,
  chunk: number,
  whole: Whole,
  stream: number,
  sequence: number,
  unordered: boolean,
  width: 16 | 32,
): void {
  const { bytes, declared, ppid, frames } = whole;
  deliver(
    d,
    half,
    chunk,
    bytes,
    0,
    bytes.length,
    declared,
    ppid,
    stream,
    sequence,
    unordered,
    width,
    frames.slice(0, -1),
  );
}

function deliver(
  d: Dissection,
  half: Half,
  chunk: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  declaredEnd: number,
  ppid: number,
  stream: number,
  sequence: number,
  unordered: boolean,
  width: 16 | 32,
  parts: readonly number[] | undefined,
): void {
  d.layers.extra[chunk] = 0;
  if (width === 32) half.interleaving = true;
  const told = d.decodeAs?.ofUserMessage(ppid, d.sourcePort, d.destinationPort);
  const protocol = told === undefined ? identify(d, bytes, start, end, ppid) : readerOf(told);
  let message: Message = nobodysMessage;
  const isMessage = protocol === layer.asap || protocol === layer.enrp;
  const isSecured = protocol === layer.tls;
  if (isMessage || isSecured) {
    message = isMessage ? d.addMessage() : securedMessage;
    if (isSecured) d.describe(message);
    message.protocol = protocol;
    message.bytes = bytes;
    message.start = start;
    message.end = end;
    message.declaredEnd = declaredEnd;
    message.carrier = carrier.sctp;
    message.ppid = ppid;
    message.association = half.association;
    message.side = half.side;
    message.stream = stream;
    message.late = half.late;
    if (parts) message.parts = parts;
  } else if (half.association.applicationPpid === 0) half.association.applicationPpid = ppid;
  const shown = d.layers.push(protocol, bytes, start, end);
  if (isSecured) d.tls.layer = shown;
  if (shown >= 0) d.layers.extra[shown] = isMessage ? d.messageCount : (told?.ppid ?? ppid) | 0;
  // Records are opened in their order whoever looks.
  if (!d.tellsOccurrences && !isSecured) return;
  // Without the other direction nobody can tell a lost message from a late one: then arrival is the order.
  if (unordered || half.peer === undefined) {
    if (message !== nobodysMessage) occur(d, message);
    return;
  }
  if (sequence === 0 && half.streamReset !== undefined) noticeReset(d, half, stream, deliverFreed);
  if (half.order.accept(message, stream, sequence, width, half.initialTsn !== undefined)) {
    if (message !== nobodysMessage) occur(d, message);
    if (half.order.waiting > 0) deliverDue(d, half, stream, width);
  } else if (half.order.waiting > d.bounds.most.unordered) {
    // More wait for one lost packet only where the capture lacks it: then order is given up.
    d.bounds.gone.unordered += half.order.waiting;
    releaseWaiting(d, half);
  } else if (half.acknowledged === undefined && half.order.waiting > unheardOf) releaseWaiting(d, half);
}

/** Octets that nobody reads are an application that we do not know. */
function readerOf(told: Told): number {
  return told.layer === layer.data ? layer.application : told.layer;
}

function deliverDue(d: Dissection, half: Half, stream: number, width: 16 | 32): void {
  for (let due = half.order.due(stream, width); due; due = half.order.due(stream, width)) occur(d, due);
}

function occur(d: Dissection, message: Message): void {
  if (message === nobodysMessage) return;
  if (message.protocol === layer.tls) {
    d.secured?.takeMessage(d, message);
    return;
  }
  d.addOccurrence(occurrence.message).message = message;
}
