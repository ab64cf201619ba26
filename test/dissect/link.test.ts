// Link layers: LINKTYPE_ numbers and headers as tcpdump.org describes them, VLAN tags of IEEE 802.1Q.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteWriter } from '../../src/encode/byte-writer.ts';
import { ethernetFrame, ipv4Packet, ipv6Packet, udpDatagram } from '../../src/encode/packets.ts';
import { hexFixture } from '../hex-fixture.ts';
import { numbered, see } from './watch.ts';

const ip4 = { source: '10.1.0.1', destination: '239.0.0.50' };
const ip6 = { source: 'fd00:1::1', destination: 'ff05::50' };
const ports = { sourcePort: 3863, destinationPort: 3863 };
const v4 = ipv4Packet(ip4, 17, udpDatagram(ip4, ports, numbered(4)));
const v6 = ipv6Packet(ip6, 17, udpDatagram(ip6, ports, numbered(6)));

function behind(header: string, packet: Uint8Array): Uint8Array {
  return new ByteWriter().bytes(hexFixture(header)).bytes(packet).finish();
}

/** Layers and the number of the message that was found. */
function found(bytes: Uint8Array, linkType: number): string {
  const { layers, messages, experts } = see(bytes, { linkType });
  return [...layers, ...messages.map(({ number }) => number), ...experts].join(' ');
}

test('Ethernet tells IPv4 from IPv6 by its type', () => {
  assert.equal(found(ethernetFrame({}, 0x0800, v4), 1), 'ethernet ipv4 udp asap 4');
  assert.equal(found(ethernetFrame({}, 0x86dd, v6), 1), 'ethernet ipv6 udp asap 6');
});

test("padding of short Ethernet frames is not IP's", () => {
  const short = ethernetFrame({}, 0x0800, v4);
  const padded = new ByteWriter().bytes(short).zeros(20).finish();
  assert.equal(see(padded).messages[0]?.bytes.length, numbered(4).length);
});

test('stacks of VLAN tags are walked, of any tag protocol and any depth up to the limit', () => {
  assert.equal(found(ethernetFrame({ vlans: [7] }, 0x0800, v4), 1), 'ethernet vlan ipv4 udp asap 4');
  assert.equal(found(ethernetFrame({ vlans: [7, 8, 9] }, 0x86dd, v6), 1), 'ethernet vlan vlan vlan ipv6 udp asap 6');
  for (const tag of ['88a8', '9100', '9200'])
    assert.equal(
      found(behind(`020000000002 020000000001 ${tag} 0007 8100 0008 0800`, v4), 1),
      'ethernet vlan vlan ipv4 udp asap 4',
    );
  const bomb = see(ethernetFrame({ vlans: new Array(300).fill(1) }, 0x0800, v4));
  assert.ok(bomb.experts.includes('layer.too_many'));
  assert.equal(bomb.messages.length, 0);
});

test('Linux cooked captures of both versions carry an EtherType', () => {
  // packet type, ARPHRD_ type, address length, address, protocol
  assert.equal(found(behind('0000 0001 0006 020000000001 0000 0800', v4), 113), 'linuxCooked ipv4 udp asap 4');
  assert.equal(found(behind('0000 0001 0006 020000000001 0000 86dd', v6), 113), 'linuxCooked ipv6 udp asap 6');
  assert.equal(
    found(behind('0000 0001 0006 020000000001 0000 8100 0007 0800', v4), 113),
    'linuxCooked vlan ipv4 udp asap 4',
  );
  // protocol, reserved, interface, ARPHRD_ type, packet type, address length, address
  const cooked2 = (etherType: string) => `${etherType} 0000 00000003 0001 00 06 020000000001 0000`;
  assert.equal(found(behind(cooked2('0800'), v4), 276), 'linuxCooked2 ipv4 udp asap 4');
  assert.equal(found(behind(cooked2('86dd'), v6), 276), 'linuxCooked2 ipv6 udp asap 6');
});

test('BSD loopback has the address family in the byte order of whoever captured', () => {
  for (const linkType of [0, 108]) {
    assert.equal(found(behind('02000000', v4), linkType), 'loopback ipv4 udp asap 4');
    assert.equal(found(behind('00000002', v4), linkType), 'loopback ipv4 udp asap 4');
    for (const family of [10, 24, 28, 30]) {
      const octet = family.toString(16).padStart(2, '0');
      assert.equal(found(behind(`${octet}000000`, v6), linkType), 'loopback ipv6 udp asap 6');
      assert.equal(found(behind(`000000${octet}`, v6), linkType), 'loopback ipv6 udp asap 6');
    }
  }
  assert.equal(found(behind('00000007', v4), 0), 'loopback');
});

test('every number of a raw link type gives IP, whose version its first octet tells', () => {
  for (const linkType of [12, 14, 101, 228, 229]) {
    assert.equal(found(v4, linkType), 'ipv4 udp asap 4');
    assert.equal(found(v6, linkType), 'ipv6 udp asap 6');
  }
  assert.deepEqual(see(Uint8Array.of(0x70, 0, 0, 0), { linkType: 101 }).messages, []);
});

test('PPP comes with or without address and control, with a protocol of one octet or two', () => {
  for (const linkType of [9, 50])
    for (const [header, packet, rest] of [
      ['ff03 0021', v4, 'ppp ipv4 udp asap 4'],
      ['ff03 21', v4, 'ppp ipv4 udp asap 4'],
      ['0021', v4, 'ppp ipv4 udp asap 4'],
      ['21', v4, 'ppp ipv4 udp asap 4'],
      ['ff03 0057', v6, 'ppp ipv6 udp asap 6'],
      ['57', v6, 'ppp ipv6 udp asap 6'],
      ['ff03 c021', v4, 'ppp'],
    ] as const)
      assert.equal(found(behind(header, packet), linkType), rest);
});

test('an unknown link type or EtherType stays bytes, without a complaint', () => {
  assert.equal(found(v4, 147), 'unknown');
  assert.equal(found(ethernetFrame({}, 0x88cc, v4), 1), 'ethernet unknown');
  assert.equal(found(ethernetFrame({}, 0x0806, new Uint8Array(28)), 1), 'ethernet arp');
});
