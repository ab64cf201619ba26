// What a dissector remembers from frame to frame, for whoever saves it (src/bytes/graph-codec.ts): a line for each class. A
// class that is missing here is found by the first capture that makes an instance of it; see docs/adding-state.md.
import { type NamedObjects, type StateClass, stateClass } from '../bytes/graph-codec.ts';
import { cipherSuites } from '../protocol/tls/cipher-suites.ts';
import { DialectEvidence } from './dialect-evidence.ts';
import { Dissector } from './dissector.ts';
import { IpFragments } from './ip-fragments.ts';
import { layer } from './layer.ts';
import { Message, noParts } from './message.ts';
import { MessageCutter } from './message-cutter.ts';
import { RecentDatagrams } from './recent-datagrams.ts';
import { Association, Half } from './sctp/association.ts';
import { AssociationPlaces } from './sctp/places.ts';
import { Reassembly } from './sctp/reassembly.ts';
import { Side } from './sctp/side.ts';
import { nobodysMessage, StreamOrder } from './sctp/stream-order.ts';
import { SctpTracker } from './sctp/tracker.ts';
import { TsnWindow } from './sctp/tsn-window.ts';
import { TcpStreams } from './tcp.ts';
import { TlsConnection } from './tls/connection.ts';
import { TlsConnections } from './tls/connections.ts';
import { TlsFacts } from './tls/facts.ts';
import { HandshakeCutter } from './tls/handshake-cutter.ts';
import { Agreement, DirectionKeys } from './tls/keys.ts';
import { RecordCutter } from './tls/record-cutter.ts';
import { RecordProtection } from './tls/record-protection.ts';
import { TlsSecrets } from './tls/secrets.ts';

const association = new Association(0, 0, 0, 0);
const connections = new TlsConnections(undefined);
const end = { address: new Uint8Array(0), port: 0 };
const facts = new TlsFacts(0, 0, 0, undefined, 0, [end, end], 0);
const agreement = new Agreement(undefined);
const keys = { key: end.address, iv: end.address, macKey: end.address };
const [suite] = cipherSuites;
if (suite === undefined) throw new Error('there are no cipher suites');

export const dissectClasses: readonly StateClass[] = [
  // How to dissect is what the user says, and its records are filled anew for each frame.
  stateClass('dissector', Dissector, () => new Dissector(), ['d', 'checksums']),
  stateClass('IP fragments', IpFragments, () => new IpFragments()),
  stateClass('recent datagrams', RecentDatagrams, () => new RecentDatagrams()),
  stateClass('dialect evidence', DialectEvidence, () => new DialectEvidence()),
  stateClass('message', Message, () => new Message()),
  stateClass('message cutter', MessageCutter, () => new MessageCutter(layer.asap, layer.tcp)),
  // The halves that were asked for last are a cache.
  stateClass('SCTP tracker', SctpTracker, () => new SctpTracker(), ['recent']),
  stateClass('SCTP association', Association, () => new Association(0, 0, 0, 0)),
  stateClass('places of SCTP associations', AssociationPlaces, () => new AssociationPlaces()),
  stateClass('SCTP side', Side, () => new Side(0)),
  stateClass('SCTP half', Half, () => new Half(0, 0, 0, association, 0)),
  stateClass('TSN window', TsnWindow, () => new TsnWindow()),
  stateClass('SCTP reassembly', Reassembly, () => new Reassembly()),
  stateClass('SCTP stream order', StreamOrder, () => new StreamOrder()),
  stateClass('TCP streams', TcpStreams, () => new TcpStreams(connections)),
  stateClass('TLS connections', TlsConnections, () => new TlsConnections(undefined)),
  stateClass('TLS connection', TlsConnection, () => new TlsConnection(facts, undefined, connections)),
  // Certificates are understood again when somebody asks.
  stateClass('TLS facts', TlsFacts, () => new TlsFacts(0, 0, 0, undefined, 0, [end, end], 0), ['understood']),
  stateClass('TLS handshake cutter', HandshakeCutter, () => new HandshakeCutter()),
  stateClass('TLS record cutter', RecordCutter, () => new RecordCutter()),
  stateClass('TLS agreement', Agreement, () => new Agreement(undefined)),
  stateClass('TLS keys', DirectionKeys, () => new DirectionKeys(agreement)),
  stateClass('TLS protection', RecordProtection, () => new RecordProtection(suite, keys, true)),
  // Sources are those of this run; what was read of them is in byRandom.
  stateClass('TLS secrets', TlsSecrets, () => new TlsSecrets(), ['faults', 'sources', 'read']),
];

/** What exists once in every run. */
export const dissectNames: NamedObjects = new Map<string, object>([
  ['no parts', noParts],
  ["nobody's message", nobodysMessage],
  ...cipherSuites.map((one): [string, object] => [`cipher suite ${one.value}`, one]),
]);
