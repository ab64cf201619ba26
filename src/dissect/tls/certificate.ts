// The certificate that an end of a TLS connection shows (RFC 5246 §7.4.2, RFC 8446 §4.4.2): found at once, understood when
// somebody asks.
import { X509Certificate } from 'node:crypto';
import { copyOctets } from '../../bytes/read.ts';
import { safeText } from '../../bytes/text.ts';

const headerLength = 4;

export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** As OpenSSL prints it: `Nov 23 18:00:00 2026 GMT`. */
  readonly validFrom: string;
  readonly validTo: string;
  readonly serialNumber: string;
}

/** The octets of the first certificate of a Certificate message; undefined where there is none, or not all of it. */
export function firstCertificate(
  bytes: Uint8Array,
  start: number,
  end: number,
  isTls13: boolean,
): Uint8Array | undefined {
  let at = start + headerLength;
  // certificate_request_context.
  if (isTls13 && at < end) at += 1 + (bytes[at] as number);
  at += 3;
  if (at + 3 > end) return undefined;
  const length = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
  return length === 0 || at + 3 + length > end ? undefined : copyOctets(bytes, at + 3, at + 3 + length);
}

/** Undefined where the octets are no certificate. */
export function certificateFacts(octets: Uint8Array): CertificateFacts | undefined {
  try {
    const { subject, issuer, validFrom, validTo, serialNumber } = new X509Certificate(octets);
    return {
      subject: oneLine(subject),
      issuer: oneLine(issuer),
      validFrom: oneLine(validFrom),
      validTo: oneLine(validTo),
      serialNumber,
    };
  } catch {
    return undefined;
  }
}

const utf8 = new TextEncoder();

/** Node puts each part of a name on a line of its own, and may give undefined for an empty one. */
function oneLine(text: string | undefined): string {
  return safeText(utf8.encode((text ?? '').split('\n').join(', ')));
}
