// Takes the protection off the records of one direction, as long as its keys hold: AEAD of TLS 1.3 (RFC 8446 §5.2, §5.3)
// and of TLS 1.2 (RFC 5246 §6.2.3.3, RFC 5288 §3, RFC 7905 §2), CBC with a MAC (RFC 5246 §6.2.3.2, RFC 7366 §3).
import {
  type CipherCCMTypes,
  type CipherGCMTypes,
  createDecipheriv,
  createHmac,
  type DecipherCCM,
  type DecipherGCM,
  timingSafeEqual,
} from 'node:crypto';
import { u16 } from '../../bytes/read.ts';
import type { CipherSuite } from '../../protocol/tls/cipher-suites.ts';
import { recordHeaderLength } from '../../protocol/tls/content-types.ts';
import { macLengthOf, type TrafficKeys } from './key-schedule.ts';

/** What a record holds. */
export interface Opened {
  /** Of TLS 1.3 the inner content type. */
  readonly type: number;
  readonly bytes: Uint8Array;
}

const block = 16;

export class RecordProtection {
  private readonly suite: CipherSuite;
  private readonly keys: TrafficKeys;
  private readonly isTls13: boolean;
  private readonly encryptThenMac: boolean;
  /** Number of the next record. */
  sequence = 0;

  constructor(suite: CipherSuite, keys: TrafficKeys, isTls13: boolean, encryptThenMac = false) {
    this.suite = suite;
    this.keys = keys;
    this.isTls13 = isTls13;
    this.encryptThenMac = encryptThenMac;
  }

  /**
   * The contents of the record at `start` (with its header), undefined where it is not authentic. `skips` further
   * numbers are tried: so many records may have been lost.
   */
  open(bytes: Uint8Array, start: number, end: number, skips = 0): Opened | undefined {
    for (let ahead = 0; ahead <= skips; ahead++) {
      const opened = this.#open(this.sequence + ahead, bytes, start, end);
      if (opened === undefined) continue;
      this.sequence += ahead + 1;
      return opened;
    }
    return undefined;
  }

  #open(sequence: number, bytes: Uint8Array, start: number, end: number): Opened | undefined {
    if (this.isTls13) {
      const header = bytes.subarray(start, start + recordHeaderLength);
      const nonce = this.#mixedNonce(sequence);
      const plain = this.#aead(nonce, header, bytes.subarray(start + recordHeaderLength, end));
      return plain && inner(plain);
    }
    const type = bytes[start] as number;
    const plain =
      this.suite.mac === undefined
        ? this.#openAead12(sequence, bytes, start, end)
        : this.#openCbc(sequence, bytes, start, end);
    return plain && { type, bytes: plain };
  }

  #openAead12(sequence: number, bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
    const { recordNonceLength, tagLength } = this.suite.protection;
    const from = start + recordHeaderLength + recordNonceLength;
    const length = end - from - tagLength;
    if (length < 0) return undefined;
    const nonce =
      recordNonceLength === 0
        ? this.#mixedNonce(sequence)
        : joined(this.keys.iv, bytes.subarray(start + recordHeaderLength, from));
    return this.#aead(nonce, pseudoHeader(sequence, bytes, start, length), bytes.subarray(from, end));
  }

  /** The number of the record, padded on the left, mixed into the fixed nonce (RFC 8446 §5.3, RFC 7905 §2). */
  #mixedNonce(sequence: number): Uint8Array {
    const nonce = new Uint8Array(this.keys.iv);
    const view = new DataView(nonce.buffer);
    const at = nonce.length - 8;
    view.setUint32(at, view.getUint32(at) ^ Math.floor(sequence / 2 ** 32));
    view.setUint32(at + 4, view.getUint32(at + 4) ^ (sequence >>> 0));
    return nonce;
  }

  #aead(nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    const { cipher, tagLength } = this.suite.protection;
    const length = sealed.length - tagLength;
    if (length < 0) return undefined;
    try {
      // The cast: Node takes GCM, CCM and ChaCha20-Poly1305 in the same way, its types do not.
      const decipher = createDecipheriv(cipher as CipherGCMTypes & CipherCCMTypes, this.keys.key, nonce, {
        authTagLength: tagLength,
      }) as DecipherGCM & DecipherCCM;
      decipher.setAuthTag(sealed.subarray(length));
      decipher.setAAD(associated, { plaintextLength: length });
      const plain = new Uint8Array(decipher.update(sealed.subarray(0, length)));
      decipher.final();
      return plain;
    } catch {
      // Not authentic: final() (of CCM already update()) says so by throwing.
      return undefined;
    }
  }

  #openCbc(sequence: number, bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
    const macLength = macLengthOf(this.suite);
    const from = start + recordHeaderLength;
    const sealedEnd = this.encryptThenMac ? end - macLength : end;
    const length = sealedEnd - from - block;
    if (length < block || length % block !== 0) return undefined;
    if (this.encryptThenMac) {
      const mac = this.#mac(pseudoHeader(sequence, bytes, start, sealedEnd - from), bytes.subarray(from, sealedEnd));
      if (!timingSafeEqual(mac, bytes.subarray(sealedEnd, end))) return undefined;
    }
    const decipher = createDecipheriv(
      this.suite.protection.cipher,
      this.keys.key,
      bytes.subarray(from, from + block),
    ).setAutoPadding(false);
    // Whole blocks without padding of Node's: final() has nothing to refuse, and nothing to give.
    const plain = new Uint8Array(decipher.update(bytes.subarray(from + block, sealedEnd)));
    const padding = plain[plain.length - 1] as number;
    const contents = plain.length - 1 - padding - (this.encryptThenMac ? 0 : macLength);
    if (contents < 0) return undefined;
    for (let at = plain.length - 1 - padding; at < plain.length; at++) if (plain[at] !== padding) return undefined;
    const content = plain.subarray(0, contents);
    if (this.encryptThenMac) return content;
    const mac = this.#mac(pseudoHeader(sequence, bytes, start, contents), content);
    return timingSafeEqual(mac, plain.subarray(contents, contents + macLength)) ? content : undefined;
  }

  #mac(header: Uint8Array, content: Uint8Array): Uint8Array {
    return createHmac(this.suite.mac as string, this.keys.macKey)
      .update(header)
      .update(content)
      .digest();
  }
}

/** Number, type, version and length, as they are authenticated in TLS 1.2 (RFC 5246 §6.2.3.3). */
function pseudoHeader(sequence: number, bytes: Uint8Array, start: number, length: number): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, Math.floor(sequence / 2 ** 32));
  view.setUint32(4, sequence >>> 0);
  header[8] = bytes[start] as number;
  view.setUint16(9, u16(bytes, start + 1));
  view.setUint16(11, length);
  return header;
}

/** TLSInnerPlaintext: contents, content type, zeros (RFC 8446 §5.2). */
function inner(plain: Uint8Array): Opened | undefined {
  let last = plain.length - 1;
  while (last >= 0 && plain[last] === 0) last--;
  return last < 0 ? undefined : { type: plain[last] as number, bytes: plain.subarray(0, last) };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
