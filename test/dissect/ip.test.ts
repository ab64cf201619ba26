// IPv4 (RFC 791) and IPv6 (RFC 8200): options, extension headers, fragments in any order, lengths that lie.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOctets } from '../../src/encode/address-octets.ts';
import { ByteWriter } from '../../src/encode/byte-writer.ts';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { ethernetFrame, ipv4Packet, ipv6Packet, udpDatagram } from '../../src/encode/packets.ts';
import { peIdentifierOf, poolHandleOf, unknownParameter } from '../../src/encode/parameters.ts';
import { endpointKeepAliveAck } from '../../src/protocol/asap/endpoint-keep-alive-ack.ts';
import { hexFixture } from '../hex-fixture.ts';
import { completedIn, frameOf, numbered, see, Watch } from './watch.ts';

const ip4 = { source: '10.1.0.1', destination: '239.0.0.50' };
const ip6 = { source: 'fd00:1::1', destination: 'ff05::50' };
const ports = { sourcePort: 3863, destinationPort: 3863 };

/** A datagram of about 100 octets: four fragments of 24 and a rest. */
const long = encodeMessage(endpointKeepAliveAck, {
  parameters: [poolHandleOf('P'), unknownParameter(0x8abc, new Uint8Array(68)), peIdentifierOf(77)],
});
const datagram4 = udpDatagram(ip4, ports, long);
const datagram6 = udpDatagram(ip6, ports, long);

interface Piece {
  readonly from: number;
  readonly to: number;
}

const pieces: readonly Piece[] = [
  { from: 0, to: 24 },
  { from: 24, to: 48 },
  { from: 48, to: 72 },
  { from: 72, to: datagram4.length },
];

function fragment4({ from, to }: Piece, identification = 5): Uint8Array {
  const more = to < datagram4.length;
  const ip = { ...ip4, identification, fragmentOffset: from, moreFragments: more };
  return ethernetFrame({}, 0x0800, ipv4Packet(ip, 17, datagram4.subarray(from, to)));
}

function fragment6({ from, to }: Piece, identification = 5): Uint8Array {
  const payload = new ByteWriter()
    .u8(17)
    .u8(0)
    .u16(from | (to < datagram6.length ? 1 : 0))
    .u32(identification)
    .bytes(datagram6.subarray(from, to))
    .finish();
  return ethernetFrame({}, 0x86dd, ipv6Packet(ip6, 44, payload));
}

/** All orders of the list. */
function orders<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) => orders(items.filter((_, at) => at !== index)).map((rest) => [item, ...rest]));
}

test('options of IPv4 are stepped over by the header length', () => {
  const plain = ipv4Packet(ip4, 17, udpDatagram(ip4, ports, numbered(1)));
  for (let words = 1; words <= 10; words++) {
    const bytes = new ByteWriter()
      .bytes(plain.subarray(0, 20))
      .bytes(new Uint8Array(4 * words).fill(1))
      .bytes(plain.subarray(20))
      .setU16(0, (0x45 + words) << 8)
      .setU16(2, plain.length + 4 * words)
      .finish();
    assert.deepEqual(completedIn([see(ethernetFrame({}, 0x0800, bytes))]), [1]);
  }
});

test('an IPv4 header length below 20 ends the walk with an error', () => {
  const bytes = ipv4Packet(ip4, 17, numbered(1));
  bytes[0] = 0x44;
  assert.deepEqual(see(ethernetFrame({}, 0x0800, bytes)).experts, ['ip.bad_header_length']);
});

test('fragments of IPv4 and IPv6 make the datagram whole in every order', () => {
  for (const make of [fragment4, fragment6])
    for (const order of orders(pieces)) {
      const seen = new Watch().all(order.map((piece) => make(piece)));
      assert.deepEqual(completedIn(seen), [77]);
      assert.equal(seen.at(-1)?.messages[0]?.bytes.length, long.length);
      assert.deepEqual(seen.at(-1)?.messages[0]?.ports, [3863, 3863]);
    }
});

test('a fragment that comes twice is counted once', () => {
  for (const make of [fragment4, fragment6]) {
    const doubled = pieces.flatMap((piece) => [make(piece), make(piece)]);
    assert.deepEqual(completedIn(new Watch().all(doubled.slice(0, -1))), [77]);
  }
});

test('fragments with another identification are another datagram', () => {
  const mixed = pieces.map((piece, index) => fragment4(piece, index === 2 ? 6 : 5));
  assert.deepEqual(completedIn(new Watch().all(mixed)), []);
  const both = pieces.flatMap((piece) => [fragment4(piece, 5), fragment4(piece, 6)]);
  const watch = new Watch();
  assert.deepEqual(completedIn(both.map((bytes, index) => watch.see(bytes, { seconds: 100 + index }))), [77, 77]);
});

test('fragments that overlap are given up with a warning, as RFC 5722 asks', () => {
  for (const make of [fragment4, fragment6]) {
    const watch = new Watch();
    const [first, , third, fourth] = pieces as [Piece, Piece, Piece, Piece];
    watch.see(make(first));
    assert.deepEqual(watch.see(make({ from: 16, to: 48 })).experts, ['ip.fragment_overlap']);
    assert.deepEqual(completedIn(watch.all([make(third), make(fourth)])), []);
  }
});

test('fragments that end where others go on make nothing, and break nothing', () => {
  const watch = new Watch();
  const last = { ...ip4, identification: 5, fragmentOffset: 24, moreFragments: false };
  watch.see(fragment4({ from: 0, to: 24 }));
  watch.see(fragment4({ from: 48, to: 72 }));
  const seen = watch.see(ethernetFrame({}, 0x0800, ipv4Packet(last, 17, datagram4.subarray(24, 48))));
  assert.deepEqual(seen.messages, []);
});

test('a fragment that waits longer than a minute is not joined to a later one', () => {
  const watch = new Watch();
  const seen = pieces.map((piece, index) => watch.see(fragment4(piece), { seconds: index < 3 ? 100 : 161 }));
  assert.deepEqual(completedIn(seen), []);
});

test('extension headers of IPv6 are stepped over, each by its own length', () => {
  const datagram = udpDatagram(ip6, ports, numbered(6));
  // hop-by-hop (8 octets), destination options (16), routing (8), AH (24: counted in words of four octets), UDP
  const headers = hexFixture(`
    3c 00 000000000000
    2b 01 0000000000000000000000000000
    33 00 000000000000
    11 04 00000000000000000000000000000000000000000000`);
  const bytes = new ByteWriter().bytes(headers).bytes(datagram).finish();
  const seen = see(ethernetFrame({}, 0x86dd, ipv6Packet(ip6, 0, bytes)));
  assert.deepEqual(completedIn([seen]), [6]);
  assert.equal(seen.layers.filter((name) => name === 'ipv6Extension').length, 4);
});

test('an atomic fragment of IPv6 is a whole packet', () => {
  const bytes = new ByteWriter().bytes(hexFixture('11 00 0000 00000005')).bytes(udpDatagram(ip6, ports, numbered(6)));
  assert.deepEqual(completedIn([see(ethernetFrame({}, 0x86dd, ipv6Packet(ip6, 44, bytes.finish())))]), [6]);
});

test('an extension header that is longer than the packet stops the walk with an error', () => {
  const bytes = hexFixture('11 ff 000000000000');
  assert.deepEqual(see(ethernetFrame({}, 0x86dd, ipv6Packet(ip6, 60, bytes))).experts, ['layer.too_short']);
});

test('a total length of 0, as segmentation offload leaves it, is the rest of the frame', () => {
  const datagram = udpDatagram(ip4, ports, numbered(1));
  assert.deepEqual(completedIn([see(ethernetFrame({}, 0x0800, ipv4Packet({ ...ip4, length: 0 }, 17, datagram)))]), [1]);
  const jumbo = ipv6Packet({ ...ip6, length: 0 }, 17, udpDatagram(ip6, ports, numbered(2)));
  assert.deepEqual(completedIn([see(ethernetFrame({}, 0x86dd, jumbo))]), [2]);
});

test('an IP length beyond the frame is an error where the frame is whole, a cut where the capture cut it', () => {
  const datagram = udpDatagram(ip4, ports, numbered(1));
  const lying = ethernetFrame({}, 0x0800, ipv4Packet({ ...ip4, length: 500 }, 17, datagram));
  const whole = see(lying);
  assert.ok(whole.experts.includes('ip.length'));
  const cut = see(lying, { originalLength: 514 });
  assert.ok(!cut.severities.includes('error'));
});

test('IP inside IP is walked to the innermost addresses', () => {
  const inner = ipv6Packet(ip6, 17, udpDatagram(ip6, ports, numbered(6)));
  const seen = see(ethernetFrame({}, 0x0800, ipv4Packet(ip4, 41, inner)));
  assert.equal(seen.layers.join(' '), 'ethernet ipv4 ipv6 udp asap');
  const d = new Watch().dissector.dissect(frameOf(ethernetFrame({}, 0x0800, ipv4Packet(ip4, 41, inner))));
  const source = d.addressBytes.slice(d.sourceAt, d.sourceAt + d.addressLength);
  assert.deepEqual(source, addressOctets(ip6.source));
});

test('what an ICMP error quotes is shown, and is no traffic', () => {
  const quoted = ipv4Packet(ip4, 17, udpDatagram(ip4, ports, numbered(1)));
  const unreachable = new ByteWriter().bytes(hexFixture('03 03 0000 00000000')).bytes(quoted).finish();
  const seen = see(ethernetFrame({}, 0x0800, ipv4Packet(ip4, 1, unreachable)));
  assert.equal(seen.layers.join(' '), 'ethernet ipv4 icmp ipv4 udp asap');
  assert.deepEqual([seen.messages, seen.occurrences, seen.experts], [[], [], []]);
  const shortest = see(ethernetFrame({}, 0x0800, ipv4Packet(ip4, 1, unreachable.subarray(0, 36))));
  assert.deepEqual(shortest.experts, []);
  const quoted6 = ipv6Packet(ip6, 17, udpDatagram(ip6, ports, numbered(1)));
  const tooBig = new ByteWriter().bytes(hexFixture('02 00 0000 00000500')).bytes(quoted6).finish();
  assert.deepEqual(see(ethernetFrame({}, 0x86dd, ipv6Packet(ip6, 58, tooBig))).occurrences, []);
});

test('a datagram of which the capture cut a fragment ends there, and the sender is not to blame', () => {
  for (const make of [fragment4, fragment6])
    for (let cut = 0; cut < pieces.length; cut++) {
      const watch = new Watch();
      const seen = pieces.map((piece, index) => {
        const bytes = make(piece);
        return watch.see(index === cut ? bytes.slice(0, bytes.length - 4) : bytes, { originalLength: bytes.length });
      });
      const blamed = seen
        .flatMap(({ experts }) => experts)
        .filter((code) => !/layer.cut|unknown_(type|skipped)/.test(code));
      assert.deepEqual(blamed, []);
      const [message] = seen.flatMap(({ messages }) => messages);
      assert.equal(message?.bytes.length, pieces[cut]!.to - 4 - 8);
    }
});
