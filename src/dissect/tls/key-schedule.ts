// How keys follow from secrets: the pseudorandom function of TLS 1.2 (RFC 5246 §5, §6.3) and HKDF-Expand-Label of TLS 1.3
// (RFC 8446 §7.1 to §7.3, RFC 5869 §2.3).
import { createHmac } from 'node:crypto';
import type { CipherSuite, TlsHash } from '../../protocol/tls/cipher-suites.ts';

const utf8 = new TextEncoder();

/** What protects one direction. */
export interface TrafficKeys {
  readonly key: Uint8Array;
  /** The fixed part of the nonce. */
  readonly iv: Uint8Array;
  /** Empty for an AEAD. */
  readonly macKey: Uint8Array;
}

const macLengths = { sha1: 20, sha256: 32, sha384: 48 } as const;

export function macLengthOf({ mac }: CipherSuite): number {
  return mac === undefined ? 0 : macLengths[mac];
}

function hmac(hash: string, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const sum = createHmac(hash, key);
  for (const part of parts) sum.update(part);
  return sum.digest();
}

/** PRF(secret, label, seed) of TLS 1.2, the first `length` octets. */
export function pseudorandom(
  hash: TlsHash,
  secret: Uint8Array,
  label: string,
  seed: readonly Uint8Array[],
  length: number,
): Uint8Array {
  const out = new Uint8Array(length);
  const first = [utf8.encode(label), ...seed];
  let a = hmac(hash, secret, ...first);
  for (let at = 0; at < length; ) {
    const block = hmac(hash, secret, a, ...first);
    out.set(block.subarray(0, length - at), at);
    at += block.length;
    a = hmac(hash, secret, a);
  }
  return out;
}

/** The keys of client and server out of a master secret (RFC 5246 §6.3). */
export function keyBlock(
  suite: CipherSuite,
  master: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): readonly [client: TrafficKeys, server: TrafficKeys] {
  const { keyLength, fixedNonceLength } = suite.protection;
  const macLength = macLengthOf(suite);
  const length = 2 * (macLength + keyLength + fixedNonceLength);
  const block = pseudorandom(suite.hash, master, 'key expansion', [serverRandom, clientRandom], length);
  const keysOf = (side: 0 | 1): TrafficKeys => {
    const cut = (from: number, size: number) => block.subarray(from + side * size, from + (side + 1) * size);
    return {
      macKey: cut(0, macLength),
      key: cut(2 * macLength, keyLength),
      iv: cut(2 * (macLength + keyLength), fixedNonceLength),
    };
  };
  return [keysOf(0), keysOf(1)];
}

/** HKDF-Expand-Label(secret, label, "", length). */
export function expandLabel(hash: TlsHash, secret: Uint8Array, label: string, length: number): Uint8Array {
  const name = utf8.encode(`tls13 ${label}`);
  const info = Uint8Array.of(length >>> 8, length & 0xff, name.length, ...name, 0);
  const out = new Uint8Array(length);
  let block = new Uint8Array(0);
  for (let at = 0, count = 1; at < length; count++) {
    block = new Uint8Array(hmac(hash, secret, block, info, Uint8Array.of(count)));
    out.set(block.subarray(0, length - at), at);
    at += block.length;
  }
  return out;
}

/** Nonces of TLS 1.3 have twelve octets with every AEAD (RFC 8446 §5.3). */
const nonceLength = 12;

export function trafficKeys(suite: CipherSuite, secret: Uint8Array): TrafficKeys {
  return {
    key: expandLabel(suite.hash, secret, 'key', suite.protection.keyLength),
    iv: expandLabel(suite.hash, secret, 'iv', nonceLength),
    macKey: new Uint8Array(0),
  };
}

/** The application secret that follows a Key Update (RFC 8446 §7.2). */
export function nextSecret(hash: TlsHash, secret: Uint8Array): Uint8Array {
  return expandLabel(hash, secret, 'traffic upd', secret.length);
}
