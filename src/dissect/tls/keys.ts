// Which keys protect what the two ends of a TLS connection send, and when they change: Change Cipher Spec in TLS 1.2
// (RFC 5246 §7.1), Server Hello, Finished and Key Update in TLS 1.3 (RFC 8446 §7).
import { hexText } from '../../bytes/text.ts';
import { type CipherSuite, cipherSuiteOf } from '../../protocol/tls/cipher-suites.ts';
import { tls12, tls13 } from '../../protocol/tls/versions.ts';
import type { Hello } from './hello.ts';
import { keyBlock, nextSecret, trafficKeys } from './key-schedule.ts';
import { type Opened, RecordProtection } from './record-protection.ts';
import type { ConnectionSecrets, TlsSecrets } from './secrets.ts';

/** Records that may be missing in front of one, where some are known to be. */
const skipsTried = 64;
/** More records in a row than this that do not open: the key is wrong, and looking further costs too much. */
const failuresTried = 8;

/** What the hellos agreed on; both directions share it. */
export class Agreement {
  clientRandom: Uint8Array | undefined = undefined;
  serverRandom: Uint8Array | undefined = undefined;
  version = 0;
  suite: CipherSuite | undefined = undefined;
  encryptThenMac = false;
  earlyData = false;
  private readonly keyLog: TlsSecrets | undefined;
  private randomText = '';

  constructor(secrets: TlsSecrets | undefined) {
    this.keyLog = secrets;
  }

  offer(hello: Hello): void {
    this.clientRandom = hello.random;
    this.randomText = hexText(hello.random);
    this.earlyData = hello.earlyData;
  }

  accept(hello: Hello): void {
    this.serverRandom = hello.random;
    this.version = hello.version;
    this.suite = cipherSuiteOf(hello.cipherSuites[0] ?? -1);
    this.encryptThenMac = hello.encryptThenMac;
  }

  get secrets(): ConnectionSecrets | undefined {
    return this.clientRandom && this.keyLog?.find(this.randomText);
  }
}

/** `no key`: nobody gave the secret, or nobody here knows the cipher. */
export type Unopened = 'no key' | 'not authentic' | 'early data';

type Epoch = 'handshake' | 'application';

/** The read side of one direction. */
export class DirectionKeys {
  private readonly agreement: Agreement;
  /** True from when on what this direction sends is protected. */
  isProtected = false;
  /** Records are missing: their numbers are to be passed over. */
  hasHoles = false;
  private epoch: Epoch = 'handshake';
  private protection: RecordProtection | undefined = undefined;
  /** The application secret in use, after Key Updates. */
  private secret: Uint8Array | undefined = undefined;
  private hasOpened = false;
  private failures = 0;
  /** Protected records that went by before there was a key. */
  private passed = 0;

  constructor(agreement: Agreement) {
    this.agreement = agreement;
  }

  /** Change Cipher Spec of TLS 1.2, Server Hello of TLS 1.3: keys are new, records count from 0. */
  begin(): void {
    this.isProtected = true;
    this.epoch = 'handshake';
    this.protection = undefined;
    this.secret = undefined;
    this.hasOpened = false;
    this.failures = 0;
    this.passed = 0;
  }

  /** A new hello in the clear: a new connection. */
  clear(): void {
    this.begin();
    this.isProtected = false;
    this.hasHoles = false;
  }

  /** Finished of TLS 1.3 went by: what follows is application data. */
  finished(): void {
    if (this.epoch === 'application') return;
    this.epoch = 'application';
    this.protection = undefined;
  }

  /** Key Update of TLS 1.3 went by. */
  update(): void {
    const { suite } = this.agreement;
    if (this.secret === undefined || suite === undefined) return;
    this.secret = nextSecret(suite.hash, this.secret);
    this.protection = new RecordProtection(suite, trafficKeys(suite, this.secret), true);
  }

  open(isClient: boolean, bytes: Uint8Array, start: number, end: number): Opened | Unopened {
    const { version } = this.agreement;
    if (version !== tls12 && version !== tls13) return 'no key';
    const protection = this.#protectionOf(isClient);
    const skips = this.hasHoles && this.failures < failuresTried ? skipsTried : 0;
    let opened = protection?.open(bytes, start, end, skips);
    let wasTried = protection !== undefined;
    if (opened === undefined && version === tls13 && this.epoch === 'handshake') {
      // The handshake's secret may be missing, or its end: the first record under the application's keys tells.
      const next = this.#applicationProtection(isClient);
      wasTried ||= next !== undefined;
      opened = next?.protection.open(bytes, start, end, skips);
      if (next !== undefined && opened !== undefined) {
        this.epoch = 'application';
        this.protection = next.protection;
        this.secret = next.secret;
      }
    }
    if (opened !== undefined) {
      this.hasOpened = true;
      this.hasHoles = false;
      this.failures = 0;
      return opened;
    }
    if (!wasTried) {
      this.passed++;
      return 'no key';
    }
    this.failures++;
    // Of early data the key is another one (RFC 8446 §4.2.10); nor can handshake records be told without their secret.
    if (isClient && this.agreement.earlyData && !this.hasOpened) return 'early data';
    return protection === undefined ? 'no key' : 'not authentic';
  }

  #protectionOf(isClient: boolean): RecordProtection | undefined {
    if (this.protection !== undefined) return this.protection;
    const { suite, version, secrets, clientRandom, serverRandom, encryptThenMac } = this.agreement;
    if (suite === undefined || secrets === undefined) return undefined;
    if (version === tls13) {
      if (this.epoch === 'handshake') {
        const secret = isClient ? secrets.clientHandshake : secrets.serverHandshake;
        if (secret) this.protection = new RecordProtection(suite, trafficKeys(suite, secret), true);
      } else {
        const found = this.#applicationProtection(isClient);
        this.secret = found?.secret;
        this.protection = found?.protection;
      }
    } else if (secrets.master && clientRandom && serverRandom) {
      const [client, server] = keyBlock(suite, secrets.master, clientRandom, serverRandom);
      this.protection = new RecordProtection(suite, isClient ? client : server, false, encryptThenMac);
      this.protection.sequence = this.passed;
    }
    return this.protection;
  }

  #applicationProtection(isClient: boolean) {
    const { suite, secrets } = this.agreement;
    const secret = isClient ? secrets?.clientApplication : secrets?.serverApplication;
    if (suite === undefined || secret === undefined) return undefined;
    return { secret, protection: new RecordProtection(suite, trafficKeys(suite, secret), true) };
  }
}
