// Reads the wanted fields of the TLS records that a frame completed, as tshark shows them (RFC 5246 §6.2, RFC 8446 §5).
import { alertLevels } from '../../protocol/tls/alerts.ts';
import { contentType, recordHeaderLength } from '../../protocol/tls/content-types.ts';
import { tlsFields } from '../../protocol/tls/fields.ts';
import { handshakeType } from '../../protocol/tls/handshake-types.ts';
import { tls13 } from '../../protocol/tls/versions.ts';
import type { Dissection } from '../dissection.ts';
import { readClientHello, readEncryptedExtensions, readServerHello } from '../tls/hello.ts';
import { infoOf } from './field-info.ts';
import type { FieldSink, FieldSinks } from './sink.ts';

type Name = keyof typeof tlsFields;

export class TlsReader {
  readonly #sinks: Readonly<Record<Name, FieldSink | undefined>>;
  readonly #wantsHandshakes: boolean;

  constructor(sinks: FieldSinks) {
    const find = (name: Name) => {
      const field = tlsFields[name];
      const isText = name === 'serverName' || name === 'alpn';
      return sinks.find(infoOf(`tls.${field.filter}`, field, isText ? { kind: 'string' } : {}));
    };
    this.#sinks = {
      opaqueType: find('opaqueType'),
      contentType: find('contentType'),
      recordVersion: find('recordVersion'),
      recordLength: find('recordLength'),
      handshakeType: find('handshakeType'),
      handshakeVersion: find('handshakeVersion'),
      handshakeCipherSuite: find('handshakeCipherSuite'),
      serverName: find('serverName'),
      alpn: find('alpn'),
      alertLevel: find('alertLevel'),
      alertDescription: find('alertDescription'),
      applicationData: find('applicationData'),
    };
    this.#wantsHandshakes = sinks.wants('tls.handshake.');
  }

  /** The records whose last octets stand in the TLS layer at `index`. */
  readLayer({ tls }: Dissection, index: number): void {
    for (let record = 0; record < tls.count; record++) if (tls.layerAt[record] === index) this.#record(tls, record);
  }

  #record(tls: Dissection['tls'], record: number): void {
    const sinks = this.#sinks;
    const bytes = tls.bytes[record] as Uint8Array;
    const start = tls.start[record] as number;
    const end = tls.end[record] as number;
    const type = tls.type[record] as number;
    const contents = tls.contents[record];
    // Of TLS 1.3 the header says nothing about the contents.
    const isOpaque = bytes[start] === contentType.applicationData && tls.version[record] === tls13;
    (isOpaque ? sinks.opaqueType : sinks.contentType)?.octets(bytes, start, 1);
    sinks.recordVersion?.octets(bytes, start + 1, 2);
    sinks.recordLength?.octets(bytes, start + 3, 2);
    if (isOpaque && contents !== undefined) sinks.contentType?.number(type, bytes, start, 1);
    const isData = type === contentType.applicationData || (type < 0 && bytes[start] === contentType.applicationData);
    const from = start + recordHeaderLength;
    if (isData && end > from) sinks.applicationData?.octets(bytes, from, end - from);
    if (contents === undefined) return;
    if (type === contentType.alert && isAlert(contents)) {
      sinks.alertLevel?.octets(contents, 0, 1);
      sinks.alertDescription?.octets(contents, 1, 1);
    } else if (type === contentType.handshake && this.#wantsHandshakes)
      for (let index = 0; index < tls.handshakeCount; index++)
        if (tls.handshakeRecord[index] === record) this.#handshake(tls, index);
  }

  #handshake(tls: Dissection['tls'], index: number): void {
    const sinks = this.#sinks;
    const bytes = tls.handshakeBytes[index] as Uint8Array;
    const start = tls.handshakeStart[index] as number;
    const end = tls.handshakeEnd[index] as number;
    sinks.handshakeType?.octets(bytes, start, 1);
    const type = bytes[start];
    if (type === handshakeType.clientHello || type === handshakeType.serverHello) {
      const isClient = type === handshakeType.clientHello;
      const hello = isClient ? readClientHello(bytes, start, end) : readServerHello(bytes, start, end);
      if (hello === undefined) return;
      sinks.handshakeVersion?.octets(bytes, start + 4, 2);
      const { cipherSuites, suitesAt, serverName, alpn } = hello;
      for (const suite of cipherSuites.keys()) sinks.handshakeCipherSuite?.octets(bytes, suitesAt + 2 * suite, 2);
      if (serverName !== undefined) sinks.serverName?.text(serverName);
      for (const name of alpn) sinks.alpn?.text(name);
    } else if (type === handshakeType.encryptedExtensions)
      for (const name of readEncryptedExtensions(bytes, start, end)) sinks.alpn?.text(name);
  }
}

function isAlert(contents: Uint8Array): boolean {
  return contents.length === 2 && alertLevels.values.some(({ value }) => value === contents[0]);
}
