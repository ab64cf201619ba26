// RE-CONFIG: stream sequence numbers begin again at 0, TSNs elsewhere (RFC 6525 §4, §5). A request takes effect when the
// other end says that it has done it, or when the data shows it.
import { i32, padded4, u16, u32 } from '../../bytes/read.ts';
import { distance32 } from '../../bytes/serial-number.ts';
import {
  sctpParameterOutgoingReset,
  sctpParameterReconfigResponse,
  sctpParameterSsnTsnReset,
} from '../../protocol/sctp/parameters.ts';
import type { Dissection } from '../dissection.ts';
import type { Message } from '../message.ts';
import type { Half } from './association.ts';

/** RFC 6525 §4.4. */
const result = { nothingToDo: 0, performed: 1, inProgress: 6 } as const;

/** Takes what waited for data that the receiver has had, in order. */
export type Freed = (d: Dissection, messages: readonly Message[]) => void;

export function readReconfig(d: Dissection, half: Half, from: number, end: number, freed: Freed): void {
  const { bytes } = d;
  for (let at = from + 4; end - at >= 8; ) {
    const type = u16(bytes, at);
    const length = u16(bytes, at + 2);
    if (length < 8 || at + length > end) return;
    if (type === sctpParameterOutgoingReset && length >= 16) request(half, bytes, at, at + length, false);
    else if (type === sctpParameterSsnTsnReset) request(half, bytes, at, at + 8, true);
    else if (type === sctpParameterReconfigResponse && length >= 12) respond(d, half, at, length, freed);
    at += padded4(length);
  }
}

function request(half: Half, bytes: Uint8Array, at: number, end: number, withTsn: boolean): void {
  const number = u32(bytes, at + 4);
  const before = half.streamReset;
  // Sent again, or a copy of one that is long done.
  if (before !== undefined && distance32(number, before.request) <= 0) return;
  const streams: number[] = [];
  for (let entry = at + 16; entry + 2 <= end; entry += 2) streams.push(u16(bytes, entry));
  half.streamReset = { request: number, streams, withTsn, settled: false };
}

function respond(d: Dissection, half: Half, at: number, length: number, freed: Freed): void {
  const { bytes } = d;
  const asked = half.peer;
  const reset = asked?.streamReset;
  if (asked === undefined || reset === undefined || reset.settled || reset.request !== u32(bytes, at + 4)) return;
  const answer = u32(bytes, at + 8);
  if (answer === result.inProgress) return;
  reset.settled = true;
  if (answer !== result.performed && answer !== result.nothingToDo) return;
  freed(d, asked.order.restart(reset.streams, asked.interleaving ? 32 : 16));
  if (!reset.withTsn) return;
  freed(d, half.order.restart([], half.interleaving ? 32 : 16));
  if (length < 20) return;
  restartTsns(half, i32(bytes, at + 12));
  restartTsns(asked, i32(bytes, at + 16));
}

/** TSNs jump by 2^31 or so: what came before tells nothing about what comes now (RFC 6525 §5.2.4). */
function restartTsns(half: Half, next: number): void {
  half.seen.restart((next - 1) | 0);
  half.reassembly.clear();
  half.acknowledged = (next - 1) | 0;
}

/** A message numbered 0 on a stream that is to begin again: it has, whether or not the capture has the answer. */
export function noticeReset(d: Dissection, half: Half, stream: number, freed: Freed): void {
  const reset = half.streamReset;
  if (reset === undefined || reset.settled || reset.withTsn) return;
  const expected = half.order.expected(stream);
  if (expected === undefined || expected === 0) return;
  if (reset.streams.length > 0 && !reset.streams.includes(stream)) return;
  reset.settled = true;
  freed(d, half.order.restart(reset.streams, half.interleaving ? 32 : 16));
}
