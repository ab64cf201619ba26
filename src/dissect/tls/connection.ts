// One TLS connection (RFC 5246, RFC 8446): its two directions, each cut into records; hellos and certificates read, the
// protection taken off where there are secrets, and what is inside cut into messages.

import { alertLevels, closeNotify, fatalLevel, userCanceled } from '../../protocol/tls/alerts.ts';
import { contentType } from '../../protocol/tls/content-types.ts';
import { handshakeType } from '../../protocol/tls/handshake-types.ts';
import { tls12, tls13 } from '../../protocol/tls/versions.ts';
import type { Dissection } from '../dissection.ts';
import { layer } from '../layer.ts';
import type { Message } from '../message.ts';
import { MessageCutter } from '../message-cutter.ts';
import { firstCertificate } from './certificate.ts';
import type { TlsFacts } from './facts.ts';
import { HandshakeCutter } from './handshake-cutter.ts';
import { isHelloRetry, readClientHello, readEncryptedExtensions, readServerHello } from './hello.ts';
import { Agreement, DirectionKeys } from './keys.ts';
import { RecordCutter } from './record-cutter.ts';
import type { TlsSecrets } from './secrets.ts';

/** One direction. */
interface Direction {
  readonly records: RecordCutter;
  readonly handshake: HandshakeCutter;
  readonly keys: DirectionKeys;
  readonly messages: MessageCutter;
  hasRecords: boolean;
  isClosed: boolean;
}

/** Who follows the connection among others. */
export interface ConnectionKeeper {
  /** Whether the octets of one more certificate may be kept. */
  mayKeep(octets: Uint8Array): boolean;
  /** Says whose a message is that came out of this connection. */
  describe(message: Message, facts: TlsFacts): void;
}

export class TlsConnection {
  readonly facts: TlsFacts;
  private readonly agreement: Agreement;
  private readonly directions: readonly [Direction, Direction];
  private readonly keeper: ConnectionKeeper;
  private toldMiddle = false;
  /** Server Hello Done of TLS 1.2 went by. */
  private helloDone = false;

  constructor(facts: TlsFacts, secrets: TlsSecrets | undefined, keeper: ConnectionKeeper) {
    this.facts = facts;
    this.keeper = keeper;
    const agreement = new Agreement(secrets);
    this.agreement = agreement;
    const direction = (): Direction => ({
      records: new RecordCutter(),
      handshake: new HandshakeCutter(),
      keys: new DirectionKeys(agreement),
      messages: new MessageCutter(facts.protocol, layer.tls),
      hasRecords: false,
      isClosed: false,
    });
    this.directions = [direction(), direction()];
  }

  /** True before the side has sent anything that was seen. */
  isFresh(side: 0 | 1): boolean {
    const { records, hasRecords } = this.directions[side];
    return !hasRecords && !records.isWaiting;
  }

  /** Octets in order that the side sent: bytes[from] to bytes[to - 1]. */
  take(d: Dissection, side: 0 | 1, bytes: Uint8Array, from: number, to: number, frame: number): void {
    const { facts } = this;
    const { records } = this.directions[side];
    facts.lastFrame = Math.max(facts.lastFrame, d.frame.number);
    facts.octets += to - from;
    records.append(bytes, from, to, frame);
    while (records.next()) this.#record(d, side);
    if (records.skipped > 0) {
      // At the beginning it is the rest of a record whose beginning was not captured.
      if (this.directions[side].hasRecords) d.experts.add('tls.not_a_record', layer.tls, d.at, records.skipped, 0);
      else this.#middle(d);
      records.skipped = 0;
    }
  }

  /** Octets are missing from what the side sent. */
  lose(side: 0 | 1): void {
    const { records, handshake, keys, messages } = this.directions[side];
    records.lose();
    handshake.lose();
    messages.lose();
    keys.hasHoles = true;
  }

  #record(d: Dissection, side: 0 | 1): void {
    const { facts } = this;
    const direction = this.directions[side];
    const { records, keys } = direction;
    const { bytes, start, end } = records;
    const outer = bytes[start] as number;
    const isFirst = !this.directions[0].hasRecords && !this.directions[1].hasRecords;
    direction.hasRecords = true;
    facts.records++;
    const listed = d.tls.push(facts.number, facts.version, bytes, start, end);
    // In TLS 1.3 Change Cipher Spec means nothing, and what is in the clear has a type of its own (RFC 8446 §5, §D.4).
    const isSealed = keys.isProtected && (this.agreement.version !== tls13 || outer === contentType.applicationData);
    if (isSealed) {
      const opened = keys.open(side === facts.client, bytes, start, end);
      if (typeof opened !== 'string') {
        facts.opened++;
        d.tls.know(listed, opened.type, opened.bytes, true);
        this.#contents(d, side, listed, opened.type, opened.bytes);
      } else if (opened === 'not authentic') {
        facts.failed++;
        // Nobody knows whether the record ended a message.
        direction.messages.lose();
        keys.hasHoles = true;
        d.experts.add('tls.not_authentic', layer.tls, start, end - start, 0);
      } else facts.unread++;
      return;
    }
    const contents = bytes.subarray(start + 5, end);
    if (outer === contentType.applicationData) {
      // Protected by keys that were agreed on before the capture began.
      facts.unread++;
      this.#middle(d);
      return;
    }
    if (isFirst && !isHello(contents, outer)) this.#middle(d);
    d.tls.know(listed, outer, contents, false);
    this.#contents(d, side, listed, outer, contents);
  }

  #contents(d: Dissection, side: 0 | 1, record: number, type: number, contents: Uint8Array): void {
    const direction = this.directions[side];
    switch (type) {
      case contentType.changeCipherSpec:
        // RFC 5246 §7.1: what follows is protected by the keys that were agreed on last.
        if (this.agreement.version !== tls13) direction.keys.begin();
        // A server that has not finished its hellos takes up an older session (RFC 5246 §7.3).
        if (this.agreement.version === tls12 && side !== this.facts.client && !this.helloDone)
          this.facts.resumed = true;
        return;
      case contentType.alert:
        this.#alert(d, side, contents);
        return;
      case contentType.handshake:
        direction.handshake.append(contents);
        while (direction.handshake.next()) this.#handshake(d, side, record);
        return;
      case contentType.applicationData:
        this.facts.messages += direction.messages.append(d, contents, direction.records.frames, (message) =>
          this.keeper.describe(message, this.facts),
        );
        return;
      default:
    }
  }

  #handshake(d: Dissection, side: 0 | 1, record: number): void {
    const { facts } = this;
    const agreement = this.agreement;
    const { handshake, keys } = this.directions[side];
    const { bytes, start, end } = handshake;
    // In the middle of a connection what looks like a message is often a protected one.
    if (!facts.fromStart && bytes[start] !== handshakeType.clientHello && bytes[start] !== handshakeType.serverHello)
      return;
    d.tls.pushHandshake(record, bytes, start, end);
    switch (bytes[start]) {
      case handshakeType.clientHello: {
        const hello = readClientHello(bytes, start, end);
        if (hello === undefined) return;
        // In the clear it is the first word of a connection; protected, it asks for new keys (RFC 5246 §7.4.1.2).
        if (!keys.isProtected && agreement.serverRandom !== undefined)
          for (const direction of this.directions) direction.keys.clear();
        facts.client = side;
        facts.serverName = hello.serverName ?? facts.serverName;
        agreement.offer(hello);
        return;
      }
      case handshakeType.serverHello: {
        const hello = readServerHello(bytes, start, end);
        if (hello === undefined) return;
        if (!facts.fromStart) this.#middle(d);
        facts.version = hello.version;
        if (record >= 0) d.tls.version[record] = hello.version;
        facts.cipherSuite = hello.cipherSuites[0] ?? -1;
        if (isHelloRetry(hello.random, 0)) {
          // The client says hello again; Change Cipher Spec in between means nothing (RFC 8446 §D.4).
          agreement.version = hello.version;
          return;
        }
        agreement.accept(hello);
        facts.alpn = hello.alpn[0] ?? facts.alpn;
        facts.extendedMasterSecret = hello.extendedMasterSecret;
        facts.resumed = hello.preSharedKey;
        if (hello.version === tls13) for (const direction of this.directions) direction.keys.begin();
        return;
      }
      case handshakeType.encryptedExtensions:
        facts.alpn = readEncryptedExtensions(bytes, start, end)[0] ?? facts.alpn;
        return;
      case handshakeType.certificate: {
        const of = side === facts.client ? 1 : 0;
        if (facts.certificates[of] !== undefined) return;
        const octets = firstCertificate(bytes, start, end, agreement.version === tls13);
        if (octets && this.keeper.mayKeep(octets)) facts.certificates[of] = octets;
        return;
      }
      case handshakeType.serverHelloDone:
        this.helloDone = true;
        return;
      case handshakeType.finished:
        if (agreement.version === tls13) keys.finished();
        return;
      case handshakeType.keyUpdate:
        if (agreement.version !== tls13) return;
        facts.keyUpdates++;
        keys.update();
        return;
      default:
    }
  }

  #alert(d: Dissection, side: 0 | 1, contents: Uint8Array): void {
    const { facts } = this;
    const direction = this.directions[side];
    const [level, description] = contents;
    // Another length: protected by keys that were agreed on before the capture began.
    if (contents.length !== 2 || level === undefined || description === undefined) return;
    if (!alertLevels.values.some(({ value }) => value === level)) return;
    if (description === closeNotify) {
      if (!direction.isClosed) facts.closes++;
      direction.isClosed = true;
      return;
    }
    if (description === userCanceled) return;
    facts.alert = { level, description, side, frame: d.frame.number };
    d.experts.add(level === fatalLevel ? 'tls.fatal_alert' : 'tls.warning_alert', layer.tls, d.at, 0, description);
  }

  /** Tells, once, that the beginning of the connection is not in the capture. */
  #middle(d: Dissection): void {
    if (this.toldMiddle) return;
    this.toldMiddle = true;
    d.experts.add('tls.mid_connection', layer.tls, d.at);
  }
}

function isHello(contents: Uint8Array, type: number): boolean {
  return type === contentType.alert || (type === contentType.handshake && contents[0] === handshakeType.clientHello);
}
