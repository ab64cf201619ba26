// The TLS connections of a capture as data: who, how secured, and how much of it could be read.
import { addressText } from '../bytes/address.ts';
import { hexNumber } from '../bytes/text.ts';
import { layer } from '../dissect/layer.ts';
import { carrier } from '../dissect/message.ts';
import type { CertificateFacts } from '../dissect/tls/certificate.ts';
import type { Reading, TlsEnd, TlsFacts } from '../dissect/tls/facts.ts';
import type { Enumeration } from '../protocol/schema.ts';
import { alertDescriptions } from '../protocol/tls/alerts.ts';
import { cipherSuiteOf } from '../protocol/tls/cipher-suites.ts';
import { tlsVersions } from '../protocol/tls/versions.ts';

export interface SecuredRow {
  /** From 1 over the capture. */
  readonly connection: number;
  readonly protocol: 'asap' | 'enrp';
  readonly carrier: 'tcp' | 'sctp';
  /** Of SCTP: the number of the association, and the stream that is this connection. */
  readonly association: number | null;
  readonly stream: number | null;
  /** `10.1.0.2:40000`. Where the beginning was not captured, the end with the higher port is taken for the client. */
  readonly client: string;
  readonly server: string;
  readonly fromStart: boolean;
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** `TLS 1.3`; null where no Server Hello was captured. */
  readonly version: string | null;
  readonly cipherSuite: string | null;
  readonly serverName: string | null;
  readonly alpn: string | null;
  readonly resumed: boolean;
  readonly serverCertificate: CertificateFacts | null;
  readonly clientCertificate: CertificateFacts | null;
  readonly records: number;
  readonly octets: number;
  readonly messages: number;
  readonly reading: Reading;
  /** Records whose key did not fit. */
  readonly failed: number;
  readonly alert: { readonly description: string; readonly byClient: boolean; readonly frame: number } | null;
}

export function securedRow(facts: TlsFacts): SecuredRow {
  const client = facts.client < 0 ? clientByPort(facts) : facts.client;
  const { alert, association } = facts;
  return {
    connection: facts.number,
    protocol: facts.protocol === layer.enrp ? 'enrp' : 'asap',
    carrier: facts.carrier === carrier.sctp ? 'sctp' : 'tcp',
    association: association?.number ?? null,
    stream: association === undefined ? null : facts.stream,
    client: endText(facts.ends[client === 0 ? 0 : 1]),
    server: endText(facts.ends[client === 0 ? 1 : 0]),
    fromStart: facts.fromStart,
    firstFrame: facts.firstFrame,
    lastFrame: facts.lastFrame,
    version: facts.version === 0 ? null : nameOf(tlsVersions, facts.version, 4),
    cipherSuite:
      facts.cipherSuite < 0 ? null : (cipherSuiteOf(facts.cipherSuite)?.name ?? hexNumber(facts.cipherSuite, 4)),
    serverName: facts.serverName ?? null,
    alpn: facts.alpn ?? null,
    resumed: facts.resumed,
    serverCertificate: facts.serverCertificate ?? null,
    clientCertificate: facts.clientCertificate ?? null,
    records: facts.records,
    octets: facts.octets,
    messages: facts.messages,
    reading: facts.reading,
    failed: facts.failed,
    alert: alert
      ? {
          description: nameOf(alertDescriptions, alert.description, 2),
          byClient: alert.side === client,
          frame: alert.frame,
        }
      : null,
  };
}

/** Servers listen on the lower port, which is registered. */
function clientByPort({ ends }: TlsFacts): number {
  return ends[0].port < ends[1].port ? 1 : 0;
}

function endText({ address, port }: TlsEnd): string {
  if (address.length === 0) return `:${port}`;
  const text = addressText(address, 0, address.length);
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}

function nameOf({ values }: Enumeration, value: number, digits: number): string {
  return values.find((named) => named.value === value)?.name ?? hexNumber(value, digits);
}
