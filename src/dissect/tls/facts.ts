// What is known of a TLS connection, for whoever lists them: plain data that stays when the connection is over.
import type { AssociationFacts } from '../sctp/side.ts';
import { type CertificateFacts, certificateFacts } from './certificate.ts';

/** One end, where its packets came from. */
export interface TlsEnd {
  /** 4 or 16 octets, none where no network layer was seen. */
  readonly address: Uint8Array;
  readonly port: number;
}

export interface TlsAlert {
  readonly level: number;
  readonly description: number;
  /** Of `ends`: who sent it. */
  readonly side: number;
  readonly frame: number;
}

/** How far the contents could be read. */
export type Reading = 'nothing protected' | 'no secrets' | 'decrypted' | 'partly decrypted' | 'not authentic';

export class TlsFacts {
  /** From 1 over the capture. */
  readonly number: number;
  /** A value of `carrier`: TCP or SCTP. */
  readonly carrier: number;
  /** layer.asap or layer.enrp: what the port is for. */
  readonly protocol: number;
  /** Set for SCTP; each stream is a connection of its own (RFC 3436 §3.2). */
  readonly association: AssociationFacts | undefined;
  readonly stream: number;
  readonly ends: readonly [TlsEnd, TlsEnd];
  readonly firstFrame: number;
  lastFrame: number;
  /** Of `ends`: who sent the Client Hello; -1 where the capture does not have it. */
  client = -1;
  /** False where the capture begins in the middle of the connection. */
  get fromStart(): boolean {
    return this.client >= 0;
  }
  /** As negotiated; 0 where no Server Hello was seen. */
  version = 0;
  /** -1 where no Server Hello was seen. */
  cipherSuite = -1;
  /** What the client called the server, escaped. */
  serverName: string | undefined = undefined;
  /** What was chosen, escaped. */
  alpn: string | undefined = undefined;
  /** The connection takes up an older session or a key that both had before. */
  resumed = false;
  extendedMasterSecret = false;
  records = 0;
  octets = 0;
  /** Protected records: how many were opened, how many had no key, how many did not fit theirs. */
  opened = 0;
  unread = 0;
  failed = 0;
  /** ASAP and ENRP messages that were found inside. */
  messages = 0;
  keyUpdates = 0;
  /** The last alert that is not a mere farewell. */
  alert: TlsAlert | undefined = undefined;
  /** Both, one or neither of the ends said goodbye (close_notify). */
  closes = 0;
  /** The certificate of the server and of the client, where they were seen. */
  readonly certificates: [server: Uint8Array | undefined, client: Uint8Array | undefined] = [undefined, undefined];
  private readonly understood: (CertificateFacts | undefined)[] = [];

  constructor(
    number: number,
    carrier: number,
    protocol: number,
    association: AssociationFacts | undefined,
    stream: number,
    ends: readonly [TlsEnd, TlsEnd],
    frame: number,
  ) {
    this.number = number;
    this.carrier = carrier;
    this.protocol = protocol;
    this.association = association;
    this.stream = stream;
    this.ends = ends;
    this.firstFrame = frame;
    this.lastFrame = frame;
  }

  get serverCertificate(): CertificateFacts | undefined {
    return this.#certificate(0);
  }

  get clientCertificate(): CertificateFacts | undefined {
    return this.#certificate(1);
  }

  get reading(): Reading {
    if (this.opened > 0) return this.unread + this.failed > 0 ? 'partly decrypted' : 'decrypted';
    if (this.failed > 0) return 'not authentic';
    return this.unread > 0 ? 'no secrets' : 'nothing protected';
  }

  #certificate(of: 0 | 1): CertificateFacts | undefined {
    const octets = this.certificates[of];
    if (octets !== undefined) this.understood[of] ??= certificateFacts(octets);
    return this.understood[of];
  }
}
