// UDP: announcements of ASAP and ENRP, copies of them, SCTP in UDP (RFC 768, RFC 5352 §3.6, RFC 6951).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { udpFrame } from '../../src/encode/packets.ts';
import { peChecksumOf } from '../../src/encode/parameters.ts';
import { presence } from '../../src/protocol/enrp/presence.ts';
import { associationBetween, completedIn, deliveredIn, numbered, occurrencesOf, say, see, Watch } from './watch.ts';

const ip = { source: '10.1.0.1', destination: '239.0.0.50' };

function datagram(number: number, ports = { sourcePort: 3863, destinationPort: 3863 }, from = ip): Uint8Array {
  return udpFrame(from, ports, numbered(number));
}

test('a datagram on port 3863 is ASAP and one on 9901 is ENRP, whichever side has the port', () => {
  const bytes = encodeMessage(presence, { senderServerId: 1, receiverServerId: 0, parameters: [peChecksumOf(0xffff)] });
  for (const [protocol, registered, payload] of [
    ['asap', 3863, numbered(1)],
    ['enrp', 9901, bytes],
  ] as const)
    for (const [sourcePort, destinationPort] of [
      [registered, 50_000],
      [50_000, registered],
    ] as const) {
      const seen = see(udpFrame(ip, { sourcePort, destinationPort }, payload));
      assert.deepEqual(
        seen.messages.map((message) => message.protocol),
        [protocol],
      );
      assert.deepEqual(seen.experts, []);
    }
});

test('datagrams on other ports are left alone', () => {
  const seen = see(udpFrame(ip, { sourcePort: 5000, destinationPort: 53 }, numbered(1)));
  assert.deepEqual([seen.messages, seen.experts, seen.layers.at(-1)], [[], [], 'data']);
});

test('the same datagram within 50 ms is a copy: shown, and not told again', () => {
  const watch = new Watch();
  const at = (milliseconds: number) => watch.see(datagram(1), { seconds: 100, milliseconds });
  const seen = [at(0), at(1), at(50), at(51)];
  assert.deepEqual(
    seen.map(({ messages }) => messages.map(({ copy }) => copy)),
    [[false], [true], [true], [false]],
  );
  assert.deepEqual(deliveredIn(seen), [1, 1]);
});

test('a copy may come before its original in a merged capture', () => {
  const watch = new Watch();
  watch.see(datagram(1), { seconds: 100, milliseconds: 10 });
  assert.deepEqual(watch.see(datagram(1), { seconds: 99, milliseconds: 990 }).occurrences, []);
});

test('other ports, addresses or octets make another datagram, not a copy', () => {
  const watch = new Watch();
  const others = [
    datagram(1),
    datagram(2),
    datagram(1, { sourcePort: 3864, destinationPort: 3863 }),
    datagram(1, undefined, { ...ip, source: '10.1.0.2' }),
    datagram(1, undefined, { ...ip, destination: '239.0.0.51' }),
  ];
  assert.deepEqual(deliveredIn(watch.all(others, { seconds: 100 })), [1, 2, 1, 1, 1]);
});

test('SCTP in UDP is found on port 9899 of either side, with the ports of SCTP inside', () => {
  for (const udp of [
    { clientPort: 54_321, serverPort: 9899 },
    { clientPort: 9899, serverPort: 9899 },
    { clientPort: 9899, serverPort: 54_321 },
  ]) {
    const association = associationBetween({ udp });
    const seen = new Watch().all([...association.handshake(), ...say(association, 'client', 7)]);
    assert.deepEqual(occurrencesOf(seen), ['asked 1', 'up 1', 'message 7 (frame 5)']);
    assert.deepEqual(seen.at(-1)?.messages[0]?.ports, [40_000, 3863]);
    assert.equal(seen.at(-1)?.layers.join(' '), 'ethernet ipv4 udp sctp sctpChunk asap');
  }
});

test('a UDP length that is 0 or beyond the packet is bounded by the packet', () => {
  for (const length of [0, 7, 0xffff]) {
    const bytes = datagram(1);
    new DataView(bytes.buffer).setUint16(38, length);
    assert.deepEqual(completedIn([see(bytes)]), [1]);
  }
});

test('an empty datagram on a registered port is no message', () => {
  const seen = see(udpFrame(ip, { sourcePort: 3863, destinationPort: 3863 }, new Uint8Array(0)));
  assert.deepEqual(seen.messages, []);
});
