// User messages out of DATA and I-DATA fragments of one direction (RFC 9260 §6.9, RFC 8260 §2.1).
import { distance32 } from '../../bytes/serial-number.ts';
import type { Bounds } from '../bounds.ts';

export interface Fragment {
  readonly begin: boolean;
  readonly end: boolean;
  readonly stream: number;
  /** SSN of DATA, MID of I-DATA. */
  readonly sequence: number;
  readonly ppid: number;
  readonly bytes: Uint8Array;
  /** Octets that the capture cut off behind them. */
  readonly missing: number;
  readonly frame: number;
}

/** A user message and the frames that carried it, in order. */
export interface Whole {
  /** Up to the first octet that the capture lacks. */
  readonly bytes: Uint8Array;
  /** Octets that were sent. */
  readonly declared: number;
  readonly frames: readonly number[];
  readonly ppid: number;
}

const octetsKept = 512 * 1024;

export class Reassembly {
  /** DATA by TSN; I-DATA by a text of stream, U, MID and FSN. Lazily made: most directions never need them. */
  private byTsn: Map<number, Fragment> | undefined = undefined;
  private interleaved: Map<string, Map<number, Fragment>> | undefined = undefined;
  private octets = 0;
  private interleavedOctets = 0;

  get waiting(): number {
    let waiting = this.byTsn?.size ?? 0;
    for (const held of this.interleaved?.values() ?? []) waiting += held.size;
    return waiting;
  }

  /** Adds a DATA fragment; gives the message where this one completes it. */
  add(tsn: number, fragment: Fragment, { most, gone }: Bounds): Whole | undefined {
    this.byTsn ??= new Map();
    const held = this.byTsn;
    held.set(tsn, fragment);
    this.octets += fragment.bytes.length;
    while (held.size > most.fragments || this.octets > octetsKept) {
      this.#dropOldest(held);
      gone.fragments++;
    }
    // Forward first: in order of arrival only the last fragment finds its end, so a message costs one walk.
    let last = tsn;
    for (;;) {
      const piece = held.get(last);
      if (piece === undefined || piece.stream !== fragment.stream) return undefined;
      if (piece.end) break;
      last = (last + 1) >>> 0;
    }
    let first = tsn;
    for (;;) {
      const piece = held.get(first);
      if (piece === undefined || piece.stream !== fragment.stream) return undefined;
      if (piece.begin) break;
      first = (first - 1) >>> 0;
    }
    const pieces: Fragment[] = [];
    for (let at = first; ; at = (at + 1) >>> 0) {
      const piece = held.get(at) as Fragment;
      pieces.push(piece);
      held.delete(at);
      this.octets -= piece.bytes.length;
      if (at === last) break;
    }
    return join(pieces);
  }

  /** Adds an I-DATA fragment; `fsn` counts from 0 within its message. */
  addInterleaved(unordered: boolean, fsn: number, fragment: Fragment, { most, gone }: Bounds): Whole | undefined {
    this.interleaved ??= new Map();
    const key = `${fragment.stream} ${unordered ? 'u' : 'o'} ${fragment.sequence}`;
    let held = this.interleaved.get(key);
    if (held === undefined) {
      held = new Map();
      this.interleaved.set(key, held);
    }
    if (!held.has(fsn)) this.interleavedOctets += fragment.bytes.length;
    held.set(fragment.begin ? 0 : fsn, fragment);
    if (held.size > most.fragments || this.interleaved.size > 256 || this.interleavedOctets > octetsKept) {
      gone.fragments += this.waiting;
      this.interleaved.clear();
      this.interleavedOctets = 0;
      return undefined;
    }
    let last = fragment.begin ? 0 : fsn;
    while (held.get(last)?.end === false) last++;
    if (held.get(last) === undefined) return undefined;
    const pieces: Fragment[] = [];
    for (let at = 0; at <= last; at++) {
      const piece = held.get(at);
      if (piece === undefined || piece.begin !== (at === 0)) return undefined;
      pieces.push(piece);
    }
    this.interleaved.delete(key);
    for (const piece of pieces) this.interleavedOctets -= piece.bytes.length;
    return join(pieces);
  }

  /** Forgets the DATA fragments up to this TSN: their sender has given them up. Those behind it may yet be whole. */
  giveUp(cumulative: number): void {
    for (const [tsn, piece] of this.byTsn ?? []) {
      if (distance32(tsn, cumulative) > 0) continue;
      this.byTsn?.delete(tsn);
      this.octets -= piece.bytes.length;
    }
  }

  /** The same for the I-DATA messages of a stream, up to this MID. */
  giveUpInterleaved(stream: number, unordered: boolean, messageId: number): void {
    const prefix = `${stream} ${unordered ? 'u' : 'o'} `;
    for (const [key, held] of this.interleaved ?? []) {
      if (!key.startsWith(prefix) || distance32(Number(key.slice(prefix.length)), messageId) > 0) continue;
      this.interleaved?.delete(key);
      for (const piece of held.values()) this.interleavedOctets -= piece.bytes.length;
    }
  }

  /** Forgets all fragments. */
  clear(): void {
    this.byTsn = undefined;
    this.interleaved = undefined;
    this.octets = 0;
    this.interleavedOctets = 0;
  }

  #dropOldest(held: Map<number, Fragment>): void {
    for (const [tsn, piece] of held) {
      held.delete(tsn);
      this.octets -= piece.bytes.length;
      return;
    }
  }
}

function join(pieces: readonly Fragment[]): Whole {
  let declared = 0;
  let length = 0;
  for (const piece of pieces) {
    if (length === declared) length += piece.bytes.length;
    declared += piece.bytes.length + piece.missing;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  const frames: number[] = [];
  for (const piece of pieces) {
    if (at < length) bytes.set(piece.bytes, at);
    at += piece.bytes.length;
    if (frames.at(-1) !== piece.frame) frames.push(piece.frame);
  }
  return { bytes, declared, frames, ppid: (pieces[0] as Fragment).ppid };
}
