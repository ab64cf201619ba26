// All TLS connections of a capture: found by association and stream (RFC 3436 §3.2) or by the two directions of a TCP
// connection, bounded, and their facts for whoever lists them.
import { copyOctets } from '../../bytes/read.ts';
import { enrpTlsPort } from '../../protocol/transport.ts';
import type { Dissection, SecuredReader } from '../dissection.ts';
import { plausible } from '../identify.ts';
import { layer } from '../layer.ts';
import { carrier, type Message } from '../message.ts';
import type { AssociationFacts } from '../sctp/side.ts';
import { type ConnectionKeeper, TlsConnection } from './connection.ts';
import { TlsFacts } from './facts.ts';
import { isRecordHeader } from './record-cutter.ts';
import type { TlsSecrets } from './secrets.ts';

/** Connections whose facts are kept. */
const factsKept = 16_384;
/** Octets of certificates, and of one. */
const certificatesKept = 4 * 1024 * 1024;
const certificateKept = 16 * 1024;

export class TlsConnections implements SecuredReader, ConnectionKeeper {
  /** In the order of their first frames. */
  readonly facts: TlsFacts[] = [];
  /** Connections beyond those whose facts are kept. */
  uncounted = 0;
  private readonly secrets: TlsSecrets | undefined;
  /** Of those that are followed, the ones over SCTP: by number of the association, then by stream. */
  private readonly ofAssociation = new Map<number, Map<number, TlsConnection>>();
  /** Those that are followed, the one that spoke last at the end. */
  private readonly following = new Set<TlsConnection>();
  private certificateOctets = 0;
  private count = 0;
  /** The user message in hand. */
  private outer: Message | undefined = undefined;

  constructor(secrets: TlsSecrets | undefined) {
    this.secrets = secrets;
  }

  /** How many are followed now. */
  get followed(): number {
    return this.following.size;
  }

  /** What one user message of SCTP carries, in the order of its stream. */
  takeMessage(d: Dissection, message: Message): void {
    const { association, stream, side, bytes, start, end } = message;
    if (association === undefined) return;
    const streams = this.ofAssociation.get(association.number);
    let connection = streams?.get(stream);
    if (connection === undefined) {
      const isEnrp = message.sourcePort === enrpTlsPort || message.destinationPort === enrpTlsPort;
      // A message in the clear begins no connection; what the capture cut off of it counts.
      const isClear = (of: number) => end - start >= 8 && plausible(of, bytes, start, message.declaredEnd);
      if (!isRecordHeader(bytes, start, end) && (isClear(layer.asap) || isClear(layer.enrp))) return;
      connection = this.#open(d, message, isEnrp ? layer.enrp : layer.asap, side === 1);
      if (streams) streams.set(stream, connection);
      else this.ofAssociation.set(association.number, new Map([[stream, connection]]));
    }
    this.#touch(d, connection);
    // It overtook another one, and is shown in the frame in which it can be read.
    if (message.frame !== d.frame.number) d.tls.layer = d.layers.push(layer.tls, bytes, start, end);
    this.outer = message;
    const of = side === 0 ? 0 : 1;
    connection.take(d, of, bytes, start, end, message.frame);
    // The capture cut the user message: the record in it has an end that nobody has seen.
    if (message.declaredEnd > end) connection.lose(of);
  }

  loseMessages(association: AssociationFacts, side: number): void {
    for (const connection of this.ofAssociation.get(association.number)?.values() ?? [])
      connection.lose(side === 0 ? 0 : 1);
  }

  /** A connection over TCP whose side 0 sends the segment in hand. */
  openTcp(d: Dissection): TlsConnection {
    const place = { carrier: carrier.tcp, association: undefined, stream: 0, ...placeOf(d) };
    return this.#open(d, place, layer.asap, false);
  }

  takeTcp(
    d: Dissection,
    connection: TlsConnection,
    side: 0 | 1,
    bytes: Uint8Array,
    from: number,
    to: number,
    frame: number,
  ): void {
    this.#touch(d, connection);
    connection.take(d, side, bytes, from, to, frame);
  }

  #open(d: Dissection, place: Place, protocol: number, isTurned: boolean): TlsConnection {
    const { addressBytes, sourceAt, destinationAt, addressLength } = place;
    const source = { address: copyOctets(addressBytes, sourceAt, sourceAt + addressLength), port: place.sourcePort };
    const destination = {
      address: copyOctets(addressBytes, destinationAt, destinationAt + addressLength),
      port: place.destinationPort,
    };
    const facts = new TlsFacts(
      ++this.count,
      place.carrier,
      protocol,
      place.association,
      place.stream,
      isTurned ? [destination, source] : [source, destination],
      d.frame.number,
    );
    if (this.facts.length < factsKept) this.facts.push(facts);
    else this.uncounted++;
    return new TlsConnection(facts, this.secrets, this);
  }

  #touch({ bounds }: Dissection, connection: TlsConnection): void {
    const followed = this.following;
    followed.delete(connection);
    followed.add(connection);
    if (followed.size > bounds.most.secured)
      for (const oldest of followed) {
        this.#forget(oldest);
        bounds.gone.secured++;
        break;
      }
  }

  #forget(connection: TlsConnection): void {
    this.following.delete(connection);
    const { association, stream } = connection.facts;
    const streams = association && this.ofAssociation.get(association.number);
    streams?.delete(stream);
    if (association && streams?.size === 0) this.ofAssociation.delete(association.number);
    connection.lose(0);
    connection.lose(1);
  }

  mayKeep(octets: Uint8Array): boolean {
    if (octets.length > certificateKept || this.certificateOctets + octets.length > certificatesKept) return false;
    this.certificateOctets += octets.length;
    return true;
  }

  /** Over SCTP the message belongs where the user message does that completed it. */
  describe(inner: Message, facts: TlsFacts): void {
    const outer = this.outer;
    inner.carrier = facts.carrier;
    inner.secured = true;
    if (facts.carrier !== carrier.sctp || outer === undefined) return;
    inner.ppid = outer.ppid;
    inner.association = outer.association;
    inner.side = outer.side;
    inner.stream = outer.stream;
    inner.addressBytes = outer.addressBytes;
    inner.sourceAt = outer.sourceAt;
    inner.destinationAt = outer.destinationAt;
    inner.addressLength = outer.addressLength;
    inner.sourcePort = outer.sourcePort;
    inner.destinationPort = outer.destinationPort;
  }
}

type Place = Pick<
  Message,
  | 'carrier'
  | 'association'
  | 'stream'
  | 'addressBytes'
  | 'sourceAt'
  | 'destinationAt'
  | 'addressLength'
  | 'sourcePort'
  | 'destinationPort'
>;

function placeOf(d: Dissection) {
  const { addressBytes, sourceAt, destinationAt, addressLength, sourcePort, destinationPort } = d;
  return { addressBytes, sourceAt, destinationAt, addressLength, sourcePort, destinationPort };
}
