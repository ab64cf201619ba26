// One frame through its layers. Each layer reads its own octets and names who reads the rest; this loop calls them.

import type { Frame } from '../capture/frame.ts';
import { type DialectName, dialectOf } from '../protocol/dialect.ts';
import type { BoundSizes, Bounds } from './bounds.ts';
import { readUdp } from './datagram.ts';
import { type DecodeAs, DecodeAsTable } from './decode-as.ts';
import { DialectEvidence } from './dialect-evidence.ts';
import { Dissection } from './dissection.ts';
import { readIcmp, readIpPayload, readIpv4, readIpv6 } from './ip.ts';
import { IpFragments } from './ip-fragments.ts';
import { layer } from './layer.ts';
import {
  firstLayer,
  readEthernet,
  readEtherPayload,
  readLinuxCooked,
  readLinuxCooked2,
  readLoopback,
  readPpp,
  readRaw,
  readVlan,
} from './link.ts';
import { RecentDatagrams } from './recent-datagrams.ts';
import { checkChecksum } from './sctp/checksum.ts';
import { readSctp } from './sctp/packet.ts';
import { SctpTracker } from './sctp/tracker.ts';
import { TcpStreams } from './tcp.ts';
import { TlsConnections } from './tls/connections.ts';
import { TlsSecrets } from './tls/secrets.ts';
import { readGeneve, readGre, readMpls, readVxlan } from './tunnels.ts';

/** Tags within tags, tunnels within tunnels: no real frame has more layers below its transport. */
const stepLimit = 64;

export interface DissectorOptions {
  /** False leaves out `Dissection.occurrences`, which only the handlespace needs. */
  readonly occurrences?: boolean;
  /** What the user says about ports and identifiers; the last word about each counts. */
  readonly decodeAs?: readonly DecodeAs[];
  /** Check the CRC32c of every SCTP packet; its faults are experts of the frame. */
  readonly checksums?: boolean;
  /** `pre-rfc`: messages have the parameter numbers of the drafts before the RFCs. */
  readonly dialect?: DialectName;
  /** Opens what TLS protects. */
  readonly tlsSecrets?: TlsSecrets | undefined;
  /** How much is remembered. */
  readonly bounds?: Bounds | undefined;
}

/** Follows a capture frame by frame; what frames have to do with each other (fragments, associations) it remembers. */
export class Dissector {
  private readonly d: Dissection;
  private readonly fragments = new IpFragments();
  private readonly tracker = new SctpTracker();
  private readonly streams: TcpStreams;
  private readonly recent = new RecentDatagrams();
  /** The secured connections that were seen so far. */
  readonly tls: TlsConnections;
  /** What opens them, as far as it is known. */
  readonly secrets: TlsSecrets;

  private readonly checksums: boolean;
  private readonly evidence: DialectEvidence | undefined;

  constructor(options: DissectorOptions = {}) {
    const { occurrences = true, decodeAs = [], checksums = false, dialect = 'rfc', tlsSecrets } = options;
    this.d = new Dissection(occurrences);
    this.secrets = tlsSecrets ?? new TlsSecrets();
    this.tls = new TlsConnections(this.secrets);
    this.streams = new TcpStreams(this.tls);
    if (options.bounds !== undefined) this.d.bounds = options.bounds;
    if (decodeAs.length > 0) this.d.decodeAs = new DecodeAsTable(decodeAs);
    this.checksums = checksums;
    this.d.dialect = dialectOf(dialect);
    this.evidence = dialect === 'rfc' ? new DialectEvidence() : undefined;
  }

  /** Messages have come that use the numbers of the drafts before the RFCs. */
  get looksPreRfc(): boolean {
    return this.evidence?.looksPreRfc ?? false;
  }

  /** How much of what is bounded there is now. */
  sizes(): BoundSizes {
    const { tracker, fragments, streams, tls } = this;
    return {
      ...tracker.sizes(),
      packets: fragments.size,
      streams: streams.size,
      secured: tls.followed,
    };
  }

  /** The dissection of one frame: the same record every time, valid until the next call. */
  dissect(frame: Frame): Dissection {
    const d = this.d;
    d.reset(frame);
    d.secured = this.tls;
    d.next = firstLayer(frame.linkType);
    for (let step = 0; d.next !== layer.none; step++) {
      if (step === stepLimit) {
        d.experts.add('layer.too_many', d.next, d.at);
        break;
      }
      this.#read(d);
    }
    if (d.messageCount > 0) this.evidence?.note(d);
    return d;
  }

  #read(d: Dissection): void {
    switch (d.next) {
      case layer.ethernet:
        readEthernet(d);
        return;
      case layer.etherPayload:
        readEtherPayload(d);
        return;
      case layer.ipv4:
        readIpv4(d, this.fragments);
        return;
      case layer.ipPayload:
        readIpPayload(d);
        return;
      case layer.sctp:
        readSctp(d, this.tracker);
        this.tracker.keep(d.bounds);
        if (this.checksums) checkChecksum(d, this.tracker);
        return;
      case layer.udp:
        readUdp(d, this.recent);
        return;
      case layer.tcp:
        this.streams.read(d);
        return;
      case layer.ipv6:
        readIpv6(d, this.fragments);
        return;
      case layer.vlan:
        readVlan(d);
        return;
      case layer.icmp:
        readIcmp(d, 4);
        return;
      case layer.icmpv6:
        readIcmp(d, 6);
        return;
      case layer.linuxCooked:
        readLinuxCooked(d);
        return;
      case layer.linuxCooked2:
        readLinuxCooked2(d);
        return;
      case layer.loopback:
        readLoopback(d);
        return;
      case layer.raw:
        readRaw(d);
        return;
      case layer.ppp:
        readPpp(d);
        return;
      case layer.gre:
        readGre(d);
        return;
      case layer.vxlan:
        readVxlan(d);
        return;
      case layer.geneve:
        readGeneve(d);
        return;
      case layer.mpls:
        readMpls(d);
        return;
      default:
        d.layers.push(layer.unknown, d.bytes, d.at, d.end);
        d.stop();
    }
  }
}
