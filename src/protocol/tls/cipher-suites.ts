// Cipher suites that RSerPool's connections may use, and what it takes to read what they protect: RFC 5246 §A.5 and §C,
// RFC 8446 §B.4 and the RFCs named. What is older, unauthenticated or unencrypted stays a number.
import type { NamedValue } from '../schema.ts';

/** How records are protected. Lengths in octets. */
export interface Protection {
  /** As OpenSSL calls it. */
  readonly cipher: string;
  readonly keyLength: number;
  /** Of an AEAD the tag; 0 where a MAC of its own protects (CBC). */
  readonly tagLength: number;
  /** From the key block in TLS 1.2; TLS 1.3 derives twelve octets for every AEAD (RFC 8446 §5.3). */
  readonly fixedNonceLength: number;
  /** Carried in each record of TLS 1.2 (RFC 5288 §3); of CBC the block that begins it (RFC 5246 §6.2.3.2). */
  readonly recordNonceLength: number;
}

const gcm = { tagLength: 16, fixedNonceLength: 4, recordNonceLength: 8 };
const cbc = { tagLength: 0, fixedNonceLength: 0, recordNonceLength: 16 };

export const protections = {
  aes128Gcm: { cipher: 'aes-128-gcm', keyLength: 16, ...gcm },
  aes256Gcm: { cipher: 'aes-256-gcm', keyLength: 32, ...gcm },
  aes128Ccm: { cipher: 'aes-128-ccm', keyLength: 16, ...gcm },
  aes256Ccm: { cipher: 'aes-256-ccm', keyLength: 32, ...gcm },
  aes128Ccm8: { cipher: 'aes-128-ccm', keyLength: 16, ...gcm, tagLength: 8 },
  aes256Ccm8: { cipher: 'aes-256-ccm', keyLength: 32, ...gcm, tagLength: 8 },
  chacha20Poly1305: {
    cipher: 'chacha20-poly1305',
    keyLength: 32,
    tagLength: 16,
    fixedNonceLength: 12,
    recordNonceLength: 0,
  },
  aes128Cbc: { cipher: 'aes-128-cbc', keyLength: 16, ...cbc },
  aes256Cbc: { cipher: 'aes-256-cbc', keyLength: 32, ...cbc },
} as const satisfies Readonly<Record<string, Protection>>;

/** Of the pseudorandom function (RFC 5246 §5) or of HKDF (RFC 8446 §7.1). */
export type TlsHash = 'sha256' | 'sha384';

export interface CipherSuite extends NamedValue {
  readonly protection: Protection;
  readonly hash: TlsHash;
  /** The hash of the records' MAC; undefined for an AEAD. */
  readonly mac: 'sha1' | TlsHash | undefined;
}

function suite(
  value: number,
  name: string,
  protection: keyof typeof protections,
  hash: TlsHash,
  rfc: string,
  mac?: 'sha1' | TlsHash,
): CipherSuite {
  return { value, name, wireshark: name, rfc, protection: protections[protection], hash, mac };
}

export const cipherSuites: readonly CipherSuite[] = [
  suite(0x002f, 'TLS_RSA_WITH_AES_128_CBC_SHA', 'aes128Cbc', 'sha256', 'RFC 5246 §A.5', 'sha1'),
  suite(0x0032, 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA', 'aes128Cbc', 'sha256', 'RFC 5246 §A.5', 'sha1'),
  suite(0x0033, 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 'aes128Cbc', 'sha256', 'RFC 5246 §A.5', 'sha1'),
  suite(0x0035, 'TLS_RSA_WITH_AES_256_CBC_SHA', 'aes256Cbc', 'sha256', 'RFC 5246 §A.5', 'sha1'),
  suite(0x0038, 'TLS_DHE_DSS_WITH_AES_256_CBC_SHA', 'aes256Cbc', 'sha256', 'RFC 5246 §A.5', 'sha1'),
  suite(0x0039, 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', 'aes256Cbc', 'sha256', 'RFC 5246 §A.5', 'sha1'),
  suite(0x003c, 'TLS_RSA_WITH_AES_128_CBC_SHA256', 'aes128Cbc', 'sha256', 'RFC 5246 §A.5', 'sha256'),
  suite(0x003d, 'TLS_RSA_WITH_AES_256_CBC_SHA256', 'aes256Cbc', 'sha256', 'RFC 5246 §A.5', 'sha256'),
  suite(0x0040, 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA256', 'aes128Cbc', 'sha256', 'RFC 5246 §A.5', 'sha256'),
  suite(0x0067, 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256', 'aes128Cbc', 'sha256', 'RFC 5246 §A.5', 'sha256'),
  suite(0x006a, 'TLS_DHE_DSS_WITH_AES_256_CBC_SHA256', 'aes256Cbc', 'sha256', 'RFC 5246 §A.5', 'sha256'),
  suite(0x006b, 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256', 'aes256Cbc', 'sha256', 'RFC 5246 §A.5', 'sha256'),
  suite(0x008c, 'TLS_PSK_WITH_AES_128_CBC_SHA', 'aes128Cbc', 'sha256', 'RFC 4279 §2', 'sha1'),
  suite(0x008d, 'TLS_PSK_WITH_AES_256_CBC_SHA', 'aes256Cbc', 'sha256', 'RFC 4279 §2', 'sha1'),
  suite(0x0090, 'TLS_DHE_PSK_WITH_AES_128_CBC_SHA', 'aes128Cbc', 'sha256', 'RFC 4279 §2', 'sha1'),
  suite(0x0091, 'TLS_DHE_PSK_WITH_AES_256_CBC_SHA', 'aes256Cbc', 'sha256', 'RFC 4279 §2', 'sha1'),
  suite(0x0094, 'TLS_RSA_PSK_WITH_AES_128_CBC_SHA', 'aes128Cbc', 'sha256', 'RFC 4279 §2', 'sha1'),
  suite(0x0095, 'TLS_RSA_PSK_WITH_AES_256_CBC_SHA', 'aes256Cbc', 'sha256', 'RFC 4279 §2', 'sha1'),
  suite(0x009c, 'TLS_RSA_WITH_AES_128_GCM_SHA256', 'aes128Gcm', 'sha256', 'RFC 5288 §3'),
  suite(0x009d, 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'aes256Gcm', 'sha384', 'RFC 5288 §3'),
  suite(0x009e, 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'aes128Gcm', 'sha256', 'RFC 5288 §3'),
  suite(0x009f, 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', 'aes256Gcm', 'sha384', 'RFC 5288 §3'),
  suite(0x00a2, 'TLS_DHE_DSS_WITH_AES_128_GCM_SHA256', 'aes128Gcm', 'sha256', 'RFC 5288 §3'),
  suite(0x00a3, 'TLS_DHE_DSS_WITH_AES_256_GCM_SHA384', 'aes256Gcm', 'sha384', 'RFC 5288 §3'),
  suite(0x00a8, 'TLS_PSK_WITH_AES_128_GCM_SHA256', 'aes128Gcm', 'sha256', 'RFC 5487 §2'),
  suite(0x00a9, 'TLS_PSK_WITH_AES_256_GCM_SHA384', 'aes256Gcm', 'sha384', 'RFC 5487 §2'),
  suite(0x00aa, 'TLS_DHE_PSK_WITH_AES_128_GCM_SHA256', 'aes128Gcm', 'sha256', 'RFC 5487 §2'),
  suite(0x00ab, 'TLS_DHE_PSK_WITH_AES_256_GCM_SHA384', 'aes256Gcm', 'sha384', 'RFC 5487 §2'),
  suite(0x00ac, 'TLS_RSA_PSK_WITH_AES_128_GCM_SHA256', 'aes128Gcm', 'sha256', 'RFC 5487 §2'),
  suite(0x00ad, 'TLS_RSA_PSK_WITH_AES_256_GCM_SHA384', 'aes256Gcm', 'sha384', 'RFC 5487 §2'),
  suite(0x00ae, 'TLS_PSK_WITH_AES_128_CBC_SHA256', 'aes128Cbc', 'sha256', 'RFC 5487 §3', 'sha256'),
  suite(0x00af, 'TLS_PSK_WITH_AES_256_CBC_SHA384', 'aes256Cbc', 'sha384', 'RFC 5487 §3', 'sha384'),
  suite(0x00b2, 'TLS_DHE_PSK_WITH_AES_128_CBC_SHA256', 'aes128Cbc', 'sha256', 'RFC 5487 §3', 'sha256'),
  suite(0x00b3, 'TLS_DHE_PSK_WITH_AES_256_CBC_SHA384', 'aes256Cbc', 'sha384', 'RFC 5487 §3', 'sha384'),
  suite(0x00b6, 'TLS_RSA_PSK_WITH_AES_128_CBC_SHA256', 'aes128Cbc', 'sha256', 'RFC 5487 §3', 'sha256'),
  suite(0x00b7, 'TLS_RSA_PSK_WITH_AES_256_CBC_SHA384', 'aes256Cbc', 'sha384', 'RFC 5487 §3', 'sha384'),
  suite(0x1301, 'TLS_AES_128_GCM_SHA256', 'aes128Gcm', 'sha256', 'RFC 8446 §B.4'),
  suite(0x1302, 'TLS_AES_256_GCM_SHA384', 'aes256Gcm', 'sha384', 'RFC 8446 §B.4'),
  suite(0x1303, 'TLS_CHACHA20_POLY1305_SHA256', 'chacha20Poly1305', 'sha256', 'RFC 8446 §B.4'),
  suite(0x1304, 'TLS_AES_128_CCM_SHA256', 'aes128Ccm', 'sha256', 'RFC 8446 §B.4'),
  suite(0x1305, 'TLS_AES_128_CCM_8_SHA256', 'aes128Ccm8', 'sha256', 'RFC 8446 §B.4'),
  suite(0xc009, 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'aes128Cbc', 'sha256', 'RFC 8422 §6', 'sha1'),
  suite(0xc00a, 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'aes256Cbc', 'sha256', 'RFC 8422 §6', 'sha1'),
  suite(0xc013, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'aes128Cbc', 'sha256', 'RFC 8422 §6', 'sha1'),
  suite(0xc014, 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'aes256Cbc', 'sha256', 'RFC 8422 §6', 'sha1'),
  suite(0xc023, 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256', 'aes128Cbc', 'sha256', 'RFC 5289 §3.1', 'sha256'),
  suite(0xc024, 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384', 'aes256Cbc', 'sha384', 'RFC 5289 §3.1', 'sha384'),
  suite(0xc027, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'aes128Cbc', 'sha256', 'RFC 5289 §3.1', 'sha256'),
  suite(0xc028, 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', 'aes256Cbc', 'sha384', 'RFC 5289 §3.1', 'sha384'),
  suite(0xc02b, 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'aes128Gcm', 'sha256', 'RFC 5289 §3.2'),
  suite(0xc02c, 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'aes256Gcm', 'sha384', 'RFC 5289 §3.2'),
  suite(0xc02f, 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'aes128Gcm', 'sha256', 'RFC 5289 §3.2'),
  suite(0xc030, 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'aes256Gcm', 'sha384', 'RFC 5289 §3.2'),
  suite(0xc035, 'TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA', 'aes128Cbc', 'sha256', 'RFC 5489 §3', 'sha1'),
  suite(0xc036, 'TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA', 'aes256Cbc', 'sha256', 'RFC 5489 §3', 'sha1'),
  suite(0xc037, 'TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256', 'aes128Cbc', 'sha256', 'RFC 5489 §3', 'sha256'),
  suite(0xc038, 'TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA384', 'aes256Cbc', 'sha384', 'RFC 5489 §3', 'sha384'),
  suite(0xc09c, 'TLS_RSA_WITH_AES_128_CCM', 'aes128Ccm', 'sha256', 'RFC 6655 §3'),
  suite(0xc09d, 'TLS_RSA_WITH_AES_256_CCM', 'aes256Ccm', 'sha256', 'RFC 6655 §3'),
  suite(0xc09e, 'TLS_DHE_RSA_WITH_AES_128_CCM', 'aes128Ccm', 'sha256', 'RFC 6655 §3'),
  suite(0xc09f, 'TLS_DHE_RSA_WITH_AES_256_CCM', 'aes256Ccm', 'sha256', 'RFC 6655 §3'),
  suite(0xc0a0, 'TLS_RSA_WITH_AES_128_CCM_8', 'aes128Ccm8', 'sha256', 'RFC 6655 §3'),
  suite(0xc0a1, 'TLS_RSA_WITH_AES_256_CCM_8', 'aes256Ccm8', 'sha256', 'RFC 6655 §3'),
  suite(0xc0a2, 'TLS_DHE_RSA_WITH_AES_128_CCM_8', 'aes128Ccm8', 'sha256', 'RFC 6655 §3'),
  suite(0xc0a3, 'TLS_DHE_RSA_WITH_AES_256_CCM_8', 'aes256Ccm8', 'sha256', 'RFC 6655 §3'),
  suite(0xc0a4, 'TLS_PSK_WITH_AES_128_CCM', 'aes128Ccm', 'sha256', 'RFC 6655 §4'),
  suite(0xc0a5, 'TLS_PSK_WITH_AES_256_CCM', 'aes256Ccm', 'sha256', 'RFC 6655 §4'),
  suite(0xc0a6, 'TLS_DHE_PSK_WITH_AES_128_CCM', 'aes128Ccm', 'sha256', 'RFC 6655 §4'),
  suite(0xc0a7, 'TLS_DHE_PSK_WITH_AES_256_CCM', 'aes256Ccm', 'sha256', 'RFC 6655 §4'),
  suite(0xc0a8, 'TLS_PSK_WITH_AES_128_CCM_8', 'aes128Ccm8', 'sha256', 'RFC 6655 §4'),
  suite(0xc0a9, 'TLS_PSK_WITH_AES_256_CCM_8', 'aes256Ccm8', 'sha256', 'RFC 6655 §4'),
  suite(0xc0aa, 'TLS_PSK_DHE_WITH_AES_128_CCM_8', 'aes128Ccm8', 'sha256', 'RFC 6655 §4'),
  suite(0xc0ab, 'TLS_PSK_DHE_WITH_AES_256_CCM_8', 'aes256Ccm8', 'sha256', 'RFC 6655 §4'),
  suite(0xc0ac, 'TLS_ECDHE_ECDSA_WITH_AES_128_CCM', 'aes128Ccm', 'sha256', 'RFC 7251 §2'),
  suite(0xc0ad, 'TLS_ECDHE_ECDSA_WITH_AES_256_CCM', 'aes256Ccm', 'sha256', 'RFC 7251 §2'),
  suite(0xc0ae, 'TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8', 'aes128Ccm8', 'sha256', 'RFC 7251 §2'),
  suite(0xc0af, 'TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8', 'aes256Ccm8', 'sha256', 'RFC 7251 §2'),
  suite(0xcca8, 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'chacha20Poly1305', 'sha256', 'RFC 7905 §2'),
  suite(0xcca9, 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256', 'chacha20Poly1305', 'sha256', 'RFC 7905 §2'),
  suite(0xccaa, 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'chacha20Poly1305', 'sha256', 'RFC 7905 §2'),
  suite(0xccab, 'TLS_PSK_WITH_CHACHA20_POLY1305_SHA256', 'chacha20Poly1305', 'sha256', 'RFC 7905 §2'),
  suite(0xccac, 'TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256', 'chacha20Poly1305', 'sha256', 'RFC 7905 §2'),
  suite(0xccad, 'TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256', 'chacha20Poly1305', 'sha256', 'RFC 7905 §2'),
  suite(0xccae, 'TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256', 'chacha20Poly1305', 'sha256', 'RFC 7905 §2'),
  suite(0xd001, 'TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256', 'aes128Gcm', 'sha256', 'RFC 8442 §3'),
  suite(0xd002, 'TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384', 'aes256Gcm', 'sha384', 'RFC 8442 §3'),
  suite(0xd003, 'TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256', 'aes128Ccm8', 'sha256', 'RFC 8442 §3'),
  suite(0xd005, 'TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256', 'aes128Ccm', 'sha256', 'RFC 8442 §3'),
];

const byValue = new Map(cipherSuites.map((entry) => [entry.value, entry]));

export function cipherSuiteOf(value: number): CipherSuite | undefined {
  return byValue.get(value);
}
