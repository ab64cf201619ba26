// Tunnels around RSerPool: GRE (RFC 2784, RFC 2890), IP in IP (RFC 2003), VXLAN (RFC 7348), Geneve (RFC 8926), MPLS (RFC 3032).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteWriter } from '../../src/encode/byte-writer.ts';
import { ethernetFrame, ipFrame, ipv4Packet, udpFrame } from '../../src/encode/packets.ts';
import { genevePacket, grePacket, mplsPacket, vxlanPacket } from '../../src/encode/tunnels.ts';
import { tunnelFrames } from './tunnel-frames.ts';
import { associationBetween, say, see, Watch } from './watch.ts';

const outer = { source: '192.0.2.1', destination: '192.0.2.2' };

test('what a tunnel carries is read as if it came without it', () => {
  for (const { name, bytes, layers } of tunnelFrames) {
    const seen = see(bytes);
    assert.equal(seen.layers.join(' '), `ethernet ${layers} sctp sctpChunk asap`, name);
    assert.equal(seen.messages[0]?.number, 7, name);
    assert.deepEqual(seen.experts, [], name);
  }
});

test('an association goes on whether its packets come in a tunnel or not', () => {
  const association = associationBetween();
  const watch = new Watch();
  watch.all(association.handshake());
  const numbers = [1, 2, 3].map((number) => {
    const [frame] = say(association, 'client', number);
    const inTunnel = ipFrame(outer, 47, grePacket({ protocol: 0x6558 }, frame!));
    const { messages } = watch.see(number === 2 ? frame! : inTunnel);
    return [messages[0]?.number, messages[0]?.association];
  });
  assert.deepEqual(numbers, [
    [1, 1],
    [2, 1],
    [3, 1],
  ]);
});

test('source routes of GRE, deprecated since RFC 2784, are stepped over', () => {
  const [frame] = say(associationBetween(), 'client', 7);
  const packet = frame!.subarray(14);
  const route = Uint8Array.of(8, 0, 0, 4, 10, 0, 0, 9, 0, 0, 0, 0);
  const gre = new ByteWriter().u16(0x4000).u16(0x0800).u32(0).bytes(route).bytes(packet).finish();
  assert.deepEqual(see(ipFrame(outer, 47, gre)).layers.slice(2, 5), ['gre', 'ipv4', 'sctp']);
});

test('versions of GRE and Geneve that nobody has defined stay octets', () => {
  const gre = grePacket({ protocol: 0x0800, version: 2 }, new Uint8Array(40));
  assert.deepEqual(see(ipFrame(outer, 47, gre)).layers, ['ethernet', 'ipv4', 'gre', 'data']);
  const geneve = genevePacket({ protocol: 0x0800, networkIdentifier: 1 }, new Uint8Array(40));
  geneve[0] = 0x40;
  const datagram = udpFrame(outer, { sourcePort: 50_000, destinationPort: 6081 }, geneve);
  assert.deepEqual(see(datagram).layers, ['ethernet', 'ipv4', 'udp', 'data']);
});

test('without its I flag a datagram on port 4789 is no VXLAN, and the answer to one that came from there is none', () => {
  const [frame] = say(associationBetween(), 'client', 7);
  const flagless = vxlanPacket(1, frame!);
  flagless[0] = 0;
  const ports = { sourcePort: 50_000, destinationPort: 4789 };
  assert.equal(see(udpFrame(outer, ports, flagless)).layers.at(-1), 'data');
  const back = { sourcePort: 4789, destinationPort: 53 };
  assert.equal(see(udpFrame(outer, back, vxlanPacket(1, frame!))).layers.at(-1), 'data');
});

test('under a label stack nothing is guessed that does not look like IP or Ethernet', () => {
  const under = (payload: Uint8Array) => see(ethernetFrame({}, 0x8847, mplsPacket({ labels: [16] }, payload)));
  assert.deepEqual(under(new Uint8Array(40)).layers, ['ethernet', 'mpls', 'data']);
  assert.deepEqual(under(new Uint8Array(0)).layers, ['ethernet', 'mpls']);
  assert.deepEqual(under(Uint8Array.of(0x10, 0, 0, 7, 1, 2, 3)).layers, ['ethernet', 'mpls', 'data']);
});

test('tunnels within tunnels and labels without end are not followed for ever', () => {
  let packet = ipv4Packet(outer, 47, grePacket({ protocol: 0x0800 }, new Uint8Array(0)));
  for (let depth = 0; depth < 200; depth++) packet = ipv4Packet(outer, 47, grePacket({ protocol: 0x0800 }, packet));
  const nested = see(ethernetFrame({}, 0x0800, packet));
  assert.deepEqual(nested.experts, ['layer.too_many']);
  assert.ok(nested.layers.length <= 64);
  const stack = new Uint8Array(60_000);
  const labels = see(ethernetFrame({}, 0x8847, stack));
  assert.deepEqual(labels.experts, ['layer.too_many']);
  assert.ok(labels.layers.length <= 66);
});

test('an ICMP error that quotes a tunnel is no traffic', () => {
  const { bytes } = tunnelFrames.find(({ name }) => name === 'VXLAN')!;
  const icmp = new ByteWriter().u8(3).u8(3).zeros(6).bytes(bytes.subarray(14)).finish();
  const seen = see(ipFrame(outer, 1, icmp));
  assert.deepEqual(seen.messages, []);
  assert.deepEqual(seen.occurrences, []);
});
