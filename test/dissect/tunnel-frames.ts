// One user message in every tunnel that is taken off, and what Wireshark calls the layers of each frame.
import { ethernetFrame, ipFrame, ipPacket, sctpFrame, udpFrame } from '../../src/encode/packets.ts';
import { dataChunk, sctpPacket } from '../../src/encode/sctp-packet.ts';
import { genevePacket, grePacket, mplsPacket, vxlanPacket } from '../../src/encode/tunnels.ts';
import { numbered } from './watch.ts';

export interface TunnelFrame {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Our layers between the outer Ethernet and SCTP. */
  readonly layers: string;
}

const inner4 = { source: '10.1.0.11', destination: '10.1.0.1' };
const inner6 = { source: 'fd00::11', destination: 'fd00::1' };
const outer4 = { source: '192.0.2.1', destination: '192.0.2.2' };
const outer6 = { source: '2001:db8::1', destination: '2001:db8::2' };

/** Another association in every frame, so that none is a retransmission of another's. */
let count = 0;
function sctp() {
  count++;
  const chunks = [dataChunk({ tsn: 100, ppid: 11, data: numbered(7) })];
  return { sourcePort: 40_000 + count, destinationPort: 3863, verificationTag: 0xaabbcc00 + count, chunks };
}
const packet4 = () => ipPacket(inner4, 132, sctpPacket(sctp()));
const packet6 = () => ipPacket(inner6, 132, sctpPacket(sctp()));
const frame4 = () => sctpFrame(inner4, sctp());
/** With the address block of a vendor: Wireshark believes in a pseudowire only then. */
const vendorFrame = () =>
  sctpFrame(inner4, sctp(), {
    sourceMac: Uint8Array.of(0, 0x0c, 0x29, 1, 2, 3),
    destinationMac: Uint8Array.of(0, 0x50, 0x56, 1, 2, 3),
  });

function gre(name: string, input: Parameters<typeof grePacket>[0], payload: Uint8Array, layers: string): TunnelFrame {
  return { name, bytes: ipFrame(outer4, 47, grePacket(input, payload)), layers };
}

function udp(name: string, destinationPort: number, payload: Uint8Array, layers: string, ip = outer4): TunnelFrame {
  return { name, bytes: udpFrame(ip, { sourcePort: 50_000, destinationPort }, payload), layers };
}

function mpls(name: string, input: Parameters<typeof mplsPacket>[0], payload: Uint8Array, layers: string): TunnelFrame {
  return { name, bytes: ethernetFrame({}, 0x8847, mplsPacket(input, payload)), layers };
}

const ppp = (packet: Uint8Array) => Uint8Array.of(0xff, 3, 0, 0x21, ...packet);
const erspan2 = (frame: Uint8Array) => Uint8Array.of(0x10, 5, 0, 1, 0, 0, 0, 1, ...frame);
const erspan3 = (frame: Uint8Array) => Uint8Array.of(0x20, 5, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, ...frame);
const geneveOption = Uint8Array.of(1, 1, 2, 1, 0, 0, 0, 1);

export const tunnelFrames: readonly TunnelFrame[] = [
  gre('GRE', { protocol: 0x0800 }, packet4(), 'ipv4 gre ipv4'),
  gre(
    'GRE with checksum, key and sequence number',
    { protocol: 0x86dd, checksum: true, key: 5, sequence: 9 },
    packet6(),
    'ipv4 gre ipv6',
  ),
  gre('GRE with a key', { protocol: 0x0800, key: 0xffffffff }, packet4(), 'ipv4 gre ipv4'),
  gre('Ethernet in GRE', { protocol: 0x6558 }, frame4(), 'ipv4 gre ethernet ipv4'),
  gre('PPP in GRE', { protocol: 0x880b }, ppp(packet4()), 'ipv4 gre ppp ipv4'),
  gre('ERSPAN I', { protocol: 0x88be }, frame4(), 'ipv4 gre erspan ethernet ipv4'),
  gre('ERSPAN II', { protocol: 0x88be, sequence: 3 }, erspan2(frame4()), 'ipv4 gre erspan ethernet ipv4'),
  gre('ERSPAN III', { protocol: 0x22eb, sequence: 3 }, erspan3(frame4()), 'ipv4 gre erspan ethernet ipv4'),
  gre('MPLS in GRE', { protocol: 0x8847 }, mplsPacket({ labels: [1000] }, packet4()), 'ipv4 gre mpls ipv4'),
  {
    name: 'GRE in IPv6',
    bytes: ipFrame(outer6, 47, grePacket({ protocol: 0x0800 }, packet4())),
    layers: 'ipv6 gre ipv4',
  },
  { name: 'IPv4 in IPv4', bytes: ipFrame(outer4, 4, packet4()), layers: 'ipv4 ipv4' },
  { name: 'IPv6 in IPv4', bytes: ipFrame(outer4, 41, packet6()), layers: 'ipv4 ipv6' },
  { name: 'IPv6 in IPv6', bytes: ipFrame(outer6, 41, packet6()), layers: 'ipv6 ipv6' },
  { name: 'IPv4 in IPv6', bytes: ipFrame(outer6, 4, packet4()), layers: 'ipv6 ipv4' },
  udp('VXLAN', 4789, vxlanPacket(100, frame4()), 'ipv4 udp vxlan ethernet ipv4'),
  udp(
    'VXLAN in IPv6, around a VLAN',
    4789,
    vxlanPacket(0xffffff, sctpFrame(inner6, sctp(), { vlans: [5] })),
    'ipv6 udp vxlan ethernet vlan ipv6',
    outer6,
  ),
  udp(
    'VXLAN in VXLAN',
    4789,
    vxlanPacket(1, udpFrame(outer6, { sourcePort: 50_001, destinationPort: 4789 }, vxlanPacket(2, frame4()))),
    'ipv4 udp vxlan ethernet ipv6 udp vxlan ethernet ipv4',
  ),
  udp(
    'Ethernet in Geneve',
    6081,
    genevePacket({ protocol: 0x6558, networkIdentifier: 9 }, frame4()),
    'ipv4 udp geneve ethernet ipv4',
  ),
  udp(
    'IPv4 in Geneve, behind an option',
    6081,
    genevePacket({ protocol: 0x0800, networkIdentifier: 9, options: geneveOption }, packet4()),
    'ipv4 udp geneve ipv4',
  ),
  udp('MPLS in UDP', 6635, mplsPacket({ labels: [16] }, packet4()), 'ipv4 udp mpls ipv4'),
  mpls('MPLS', { labels: [16] }, packet4(), 'mpls ipv4'),
  mpls('a stack of MPLS labels', { labels: [16, 0xfffff, 2], experimental: 5 }, packet6(), 'mpls mpls mpls ipv6'),
  mpls('a pseudowire with a control word', { labels: [17], controlWord: 7 }, vendorFrame(), 'mpls ethernet ipv4'),
  mpls('a pseudowire without a control word', { labels: [17] }, vendorFrame(), 'mpls ethernet ipv4'),
  {
    name: 'MPLS in IPv4',
    bytes: ipFrame(outer4, 137, mplsPacket({ labels: [16] }, packet4())),
    layers: 'ipv4 mpls ipv4',
  },
  {
    name: 'MPLS behind a VLAN tag',
    bytes: ethernetFrame({ vlans: [3] }, 0x8848, mplsPacket({ labels: [16] }, packet4())),
    layers: 'vlan mpls ipv4',
  },
];
