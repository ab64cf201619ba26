// What the hellos of a TLS connection say (RFC 5246 §7.4.1, RFC 8446 §4.1): versions, cipher suites, names. Nothing here
// trusts a length: what is cut short ends there, and what was read before is kept.
import { copyOctets, u16 } from '../../bytes/read.ts';
import { hexText, safeText } from '../../bytes/text.ts';
import { extensionType } from '../../protocol/tls/extensions.ts';
import { tls13 } from '../../protocol/tls/versions.ts';

const headerLength = 4;
const randomLength = 32;

export interface Hello {
  readonly random: Uint8Array;
  /** What supported_versions says, else what the hello itself says. Of a client, the highest it offers. */
  readonly version: number;
  /** All that a client offers, the one that a server chose. Unsigned 16 bits each. */
  readonly cipherSuites: readonly number[];
  /** Where the first of them stands. */
  readonly suitesAt: number;
  readonly serverName: string | undefined;
  /** What a client offers or a server chose. */
  readonly alpn: readonly string[];
  readonly encryptThenMac: boolean;
  readonly extendedMasterSecret: boolean;
  readonly earlyData: boolean;
  /** A client offers an older session, or the server took the offer. */
  readonly preSharedKey: boolean;
}

/** The SHA-256 of "HelloRetryRequest" stands for the random in one (RFC 8446 §4.1.3). */
const helloRetry = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

/** Whether these octets, at least 32, are that random. */
export function isHelloRetry(bytes: Uint8Array, at: number): boolean {
  return hexText(bytes, at, Math.min(at + randomLength, bytes.length)) === helloRetry;
}

/** Undefined where not even the random is there. The message stands at bytes[start], with its header. */
export function readClientHello(bytes: Uint8Array, start: number, end: number): Hello | undefined {
  const random = start + headerLength + 2;
  const sessionAt = random + randomLength;
  if (sessionAt >= end) return undefined;
  const suitesAt = sessionAt + 1 + (bytes[sessionAt] as number);
  const cipherSuites: number[] = [];
  let at = end;
  if (suitesAt + 2 <= end) {
    const suitesEnd = suitesAt + 2 + u16(bytes, suitesAt);
    for (let suite = suitesAt + 2; suite + 2 <= Math.min(suitesEnd, end); suite += 2)
      cipherSuites.push(u16(bytes, suite));
    if (suitesEnd < end) at = suitesEnd + 1 + (bytes[suitesEnd] as number);
  }
  return withExtensions(bytes, start, at, end, cipherSuites, suitesAt + 2, true);
}

export function readServerHello(bytes: Uint8Array, start: number, end: number): Hello | undefined {
  const sessionAt = start + headerLength + 2 + randomLength;
  if (sessionAt >= end) return undefined;
  const suiteAt = sessionAt + 1 + (bytes[sessionAt] as number);
  const cipherSuites = suiteAt + 2 <= end ? [u16(bytes, suiteAt)] : [];
  // Behind the cipher suite stands the compression method.
  return withExtensions(bytes, start, suiteAt + 3, end, cipherSuites, suiteAt, false);
}

/** ALPN of Encrypted Extensions (RFC 8446 §4.3.1). */
export function readEncryptedExtensions(bytes: Uint8Array, start: number, end: number): readonly string[] {
  for (const found of extensionsOf(bytes, start + headerLength, end))
    if (found.type === extensionType.alpn) return protocolNames(bytes, found.start, found.end);
  return [];
}

function withExtensions(
  bytes: Uint8Array,
  start: number,
  from: number,
  end: number,
  cipherSuites: readonly number[],
  suitesAt: number,
  isClient: boolean,
): Hello {
  const randomAt = start + headerLength + 2;
  let version = u16(bytes, start + headerLength);
  let serverName: string | undefined;
  let alpn: readonly string[] = [];
  const has = new Set<number>();
  for (const found of extensionsOf(bytes, from, end)) {
    has.add(found.type);
    if (found.type === extensionType.supportedVersions)
      version = supportedVersion(bytes, found.start, found.end, isClient) ?? version;
    else if (found.type === extensionType.serverName && isClient)
      serverName = hostName(bytes, found.start, found.end) ?? serverName;
    else if (found.type === extensionType.alpn) alpn = protocolNames(bytes, found.start, found.end);
  }
  return {
    random: copyOctets(bytes, randomAt, randomAt + randomLength),
    version,
    cipherSuites,
    suitesAt,
    serverName,
    alpn,
    encryptThenMac: has.has(extensionType.encryptThenMac),
    extendedMasterSecret: has.has(extensionType.extendedMasterSecret),
    earlyData: has.has(extensionType.earlyData),
    preSharedKey: has.has(extensionType.preSharedKey),
  };
}

interface Extension {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

/** The list at `from`, behind its own length. An extension that runs over the end is left out. */
export function* extensionsOf(bytes: Uint8Array, from: number, end: number): Generator<Extension> {
  if (from + 2 > end) return;
  const listEnd = Math.min(from + 2 + u16(bytes, from), end);
  let at = from + 2;
  while (at + 4 <= listEnd) {
    const valueEnd = at + 4 + u16(bytes, at + 2);
    if (valueEnd > listEnd) return;
    yield { type: u16(bytes, at), start: at + 4, end: valueEnd };
    at = valueEnd;
  }
}

/** RFC 8446 §4.2.1. Numbers of no version (RFC 8701) are passed over. */
function supportedVersion(bytes: Uint8Array, start: number, end: number, isClient: boolean): number | undefined {
  if (!isClient) return end - start >= 2 ? u16(bytes, start) : undefined;
  let highest: number | undefined;
  for (let at = start + 1; at + 2 <= end; at += 2) {
    const version = u16(bytes, at);
    if (version <= tls13 && version >= 0x0300 && version > (highest ?? 0)) highest = version;
  }
  return highest;
}

/** RFC 6066 §3: a list of names, of which only host names are defined. */
function hostName(bytes: Uint8Array, start: number, end: number): string | undefined {
  let at = start + 2;
  while (at + 3 <= end) {
    const nameEnd = at + 3 + u16(bytes, at + 1);
    if (nameEnd > end) return undefined;
    if (bytes[at] === 0) return safeText(bytes, at + 3, nameEnd);
    at = nameEnd;
  }
  return undefined;
}

/** RFC 7301 §3.1. */
function protocolNames(bytes: Uint8Array, start: number, end: number): readonly string[] {
  const names: string[] = [];
  let at = start + 2;
  while (at < end) {
    const nameEnd = at + 1 + (bytes[at] as number);
    if (nameEnd > end) break;
    names.push(safeText(bytes, at + 1, nameEnd));
    at = nameEnd;
  }
  return names;
}
