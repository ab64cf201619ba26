// The Protocol and Info columns of TLS records, as tshark writes them: `TLSv1.2`, `Server Hello, Certificate`.

import { u16 } from '../../bytes/read.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { isHelloRetry } from '../../dissect/tls/hello.ts';
import type { Enumeration } from '../../protocol/schema.ts';
import { alertDescriptions, alertLevels } from '../../protocol/tls/alerts.ts';
import { contentType } from '../../protocol/tls/content-types.ts';
import { handshakeType, handshakeTypes } from '../../protocol/tls/handshake-types.ts';
import { phrase } from './info-texts.ts';

const plain = phrase('TLS');
const columns = new Map<number, number>([
  [0x0300, phrase('SSLv3')],
  [0x0301, phrase('TLSv1')],
  [0x0302, phrase('TLSv1.1')],
  [0x0303, phrase('TLSv1.2')],
  [0x0304, phrase('TLSv1.3')],
]);

/** True where a record ends in the TLS layer at `index`. */
export function hasRecords({ tls }: Dissection, index: number): boolean {
  for (let record = 0; record < tls.count; record++) if (tls.layerAt[record] === index) return true;
  return false;
}

/** The version that was agreed on; before that, the one in the header of the last record. */
export function tlsColumn({ tls }: Dissection, index: number): number {
  for (let record = tls.count - 1; record >= 0; record--) {
    if (tls.layerAt[record] !== index) continue;
    const version = tls.version[record] as number;
    const inHeader = u16(tls.bytes[record] as Uint8Array, (tls.start[record] as number) + 1);
    return columns.get(version === 0 ? inHeader : version) ?? plain;
  }
  return plain;
}

/** What the records are, in their order. */
export function tlsInfo(d: Dissection, index: number): string {
  const names: string[] = [];
  for (let record = 0; record < d.tls.count; record++)
    if (d.tls.layerAt[record] === index) names.push(...recordNames(d, record));
  return names.join(', ');
}

function recordNames({ tls }: Dissection, record: number): string[] {
  const type = tls.type[record] as number;
  const contents = tls.contents[record];
  const outer = (tls.bytes[record] as Uint8Array)[tls.start[record] as number] as number;
  if (contents === undefined) return [sealedName(outer)];
  switch (type) {
    case contentType.changeCipherSpec:
      return ['Change Cipher Spec'];
    case contentType.alert: {
      const [level = 0, description = 0] = contents;
      if (contents.length !== 2) return ['Encrypted Alert'];
      const said = nameOf(alertDescriptions, description);
      return [`Alert (Level: ${nameOf(alertLevels, level)}, Description: ${said})`];
    }
    case contentType.handshake: {
      const names: string[] = [];
      for (let index = 0; index < tls.handshakeCount; index++) {
        if (tls.handshakeRecord[index] !== record) continue;
        const message = tls.handshakeBytes[index] as Uint8Array;
        names.push(handshakeName(message, tls.handshakeStart[index] as number));
      }
      return names;
    }
    default:
      return [sealedName(type)];
  }
}

function handshakeName(message: Uint8Array, start: number): string {
  const type = message[start] as number;
  if (type === handshakeType.serverHello && isHelloRetry(message, start + 6)) return 'Hello Retry Request';
  return nameOf(handshakeTypes, type);
}

function sealedName(type: number): string {
  switch (type) {
    case contentType.handshake:
      return 'Encrypted Handshake Message';
    case contentType.alert:
      return 'Encrypted Alert';
    case contentType.heartbeat:
      return 'Encrypted Heartbeat';
    case contentType.changeCipherSpec:
      return 'Change Cipher Spec';
    default:
      return 'Application Data';
  }
}

function nameOf({ values }: Enumeration, value: number): string {
  return values.find((named) => named.value === value)?.wireshark ?? `Unknown (${value})`;
}
