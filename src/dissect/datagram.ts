// UDP: announcements of ASAP and ENRP, SCTP inside UDP (RFC 6951), everything else left alone (RFC 768).
import { u16 } from '../bytes/read.ts';
import { asapPort, componentStatusPort, enrpPort, sctpOverUdpPort } from '../protocol/transport.ts';
import { type Dissection, occurrence } from './dissection.ts';
import { plausible } from './identify.ts';
import { layer } from './layer.ts';
import { fits } from './link.ts';
import { carrier } from './message.ts';
import type { RecentDatagrams } from './recent-datagrams.ts';
import { tunnelOfUdpPort } from './tunnels.ts';

export function readUdp(d: Dissection, recent: RecentDatagrams): void {
  const { bytes, at } = d;
  if (d.quoted ? d.end - at < 4 : !fits(d, layer.udp, 8)) {
    d.stop();
    return;
  }
  d.stop();
  const sourcePort = u16(bytes, at);
  const destinationPort = u16(bytes, at + 2);
  d.sourcePort = sourcePort;
  d.destinationPort = destinationPort;
  const header = d.layers.push(layer.udp, bytes, at, Math.min(at + 8, d.end));
  if (header >= 0) d.layers.detail[header] = d.declaredEnd;
  if (d.end - at < 8) return;
  const length = u16(bytes, at + 4);
  const declared = length >= 8 ? Math.min(at + length, d.declaredEnd) : d.declaredEnd;
  const end = Math.min(declared, d.end);
  d.at = at + 8;
  d.end = end;
  d.declaredEnd = declared;
  const told = d.decodeAs?.ofPorts('udp.port', sourcePort, destinationPort);
  const protocol = told === undefined ? carried(d, end) : told.layer;
  if (protocol === layer.sctp) d.encapsulationPort = destinationPort;
  if (protocol !== layer.asap && protocol !== layer.enrp && protocol !== layer.data) {
    if (protocol === layer.sctp || !d.quoted) d.next = protocol;
    return;
  }
  const shown = d.layers.push(protocol, bytes, d.at, end);
  if (protocol === layer.data) {
    if (shown >= 0)
      d.layers.extra[shown] = told === undefined ? applicationPort(sourcePort, destinationPort) : told.ppid;
    return;
  }
  if (d.quoted || end === d.at) return;
  const message = d.addMessage();
  message.protocol = protocol;
  message.bytes = bytes;
  message.start = d.at;
  message.end = end;
  message.declaredEnd = declared;
  message.carrier = carrier.udp;
  message.copy = recent.isCopy(d);
  if (shown >= 0) d.layers.extra[shown] = d.messageCount;
  if (!message.copy) d.addOccurrence(occurrence.message).message = message;
}

/** The port that an application of rsplib is known by, else 0. */
function applicationPort(sourcePort: number, destinationPort: number): number {
  return sourcePort === componentStatusPort || destinationPort === componentStatusPort ? componentStatusPort : 0;
}

/** Who reads the payload: SCTP, a tunnel, ASAP, ENRP, or nobody. */
function carried(d: Dissection, end: number): number {
  if (d.sourcePort === sctpOverUdpPort || d.destinationPort === sctpOverUdpPort) return layer.sctp;
  const tunnel = d.quoted ? layer.none : tunnelOfUdpPort(d.destinationPort);
  return tunnel === layer.none ? announced(d, end) : tunnel;
}

/**
 * ASAP, ENRP or data. A server that listens elsewhere still announces to the registered port, so that port tells. Where it
 * is only the source's, or where the other end is a service of its own (a DNS answer to a client that happens to have our
 * port), the octets must look like a message, too.
 */
function announced(d: Dissection, end: number): number {
  if (isAnnounced(d, end, asapPort, layer.asap)) return layer.asap;
  return isAnnounced(d, end, enrpPort, layer.enrp) ? layer.enrp : layer.data;
}

function isAnnounced(d: Dissection, end: number, port: number, protocol: number): boolean {
  const isDestination = d.destinationPort === port;
  if (!isDestination && d.sourcePort !== port) return false;
  return (isDestination && d.sourcePort >= 1024) || plausible(protocol, d.bytes, d.at, end);
}
