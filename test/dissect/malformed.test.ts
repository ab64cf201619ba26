// Bad input: lengths that lie, bombs, traffic of others. Nothing throws, nothing takes long, the fault has a name.
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import { ByteWriter } from '../../src/encode/byte-writer.ts';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { ethernetFrame, ipFrame, udpFrame } from '../../src/encode/packets.ts';
import { operationErrorOf, peIdentifierOf, poolHandleOf, unknownParameter } from '../../src/encode/parameters.ts';
import { chunk, sctpPacket } from '../../src/encode/sctp-packet.ts';
import type { CauseValues, MessageValues, ParameterValues, RawOctets } from '../../src/encode/values.ts';
import { asapError } from '../../src/protocol/asap/asap-error.ts';
import { endpointKeepAliveAck } from '../../src/protocol/asap/endpoint-keep-alive-ack.ts';
import { associationBetween, numbered, type Seen, see, Watch } from './watch.ts';

const ip = { source: '10.1.0.1', destination: '10.1.0.2' };
const asapPorts = { sourcePort: 3863, destinationPort: 3863 };

/** The bytes as an ASAP message in a datagram. */
function asap(bytes: Uint8Array): Seen {
  return see(udpFrame(ip, asapPorts, bytes));
}

function ack(...parameters: (ParameterValues | RawOctets)[]): Uint8Array {
  return encodeMessage(endpointKeepAliveAck, { parameters });
}

function sctp(chunks: readonly Uint8Array[], tag = 7): Uint8Array {
  return ipFrame(ip, 132, sctpPacket({ sourcePort: 1, destinationPort: 2, verificationTag: tag, chunks }));
}

/** The shortest of five runs, in milliseconds: others use the machine too. */
function shortest(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run++) {
    const from = performance.now();
    work();
    least = Math.min(least, performance.now() - from);
  }
  return least;
}

test('a parameter shorter than its header stops the walk with an error', () => {
  for (const length of [0, 1, 2, 3]) {
    const seen = asap(ack({ ...poolHandleOf('P'), length }, peIdentifierOf(1)));
    assert.deepEqual(seen.experts, ['parameter.too_short']);
  }
});

test('a parameter longer than what holds it is an error, and what is there of it is kept', () => {
  const seen = asap(ack(poolHandleOf('P'), { ...peIdentifierOf(1), length: 500 }));
  assert.deepEqual(seen.experts, ['parameter.overruns_parent']);
});

test('a parameter too short for its fields is an error, and the walk goes on behind it', () => {
  const seen = asap(ack(poolHandleOf('P'), { type: 0x0e, rest: Uint8Array.of(1) }, poolHandleOf('Q')));
  assert.deepEqual(seen.experts, ['parameter.fields']);
});

test('a message length below its header, or beyond its user message, is an error', () => {
  const short = ack(poolHandleOf('P'));
  short[3] = 3;
  assert.deepEqual(asap(short).experts, ['message.length_too_short']);
  short[3] = 200;
  assert.deepEqual(asap(short).experts, ['message.overruns']);
});

test('a message of fewer than four octets has no header', () => {
  for (let length = 1; length < 4; length++)
    assert.deepEqual(asap(ack(poolHandleOf('P')).subarray(0, length)).experts, ['message.too_short']);
});

test('octets behind a message are a warning', () => {
  const bytes = new ByteWriter()
    .bytes(ack(poolHandleOf('P')))
    .zeros(8)
    .finish();
  assert.deepEqual(asap(bytes).experts, ['message.trailing']);
});

test('an unknown parameter with a sane length is stepped over', () => {
  const seen = asap(ack(unknownParameter(0x7777, new Uint8Array(5)), poolHandleOf('P'), peIdentifierOf(4)));
  assert.deepEqual(seen.experts, ['parameter.unknown_type']);
});

test('messages inside errors inside messages end at a depth limit', () => {
  let message: MessageValues = { protocol: 'asap', type: 0x0e, flags: {}, values: {}, parameters: [] };
  for (let depth = 0; depth < 100; depth++) {
    const cause: CauseValues = { code: 2, message };
    message = { protocol: 'asap', type: 0x0e, flags: {}, values: {}, parameters: [operationErrorOf(cause)] };
  }
  const seen = asap(encodeMessage(asapError, { parameters: message.parameters! }));
  assert.ok(seen.experts.includes('nesting.too_deep'));
});

test('a thousand parameters are read; more than the limit are named too many', () => {
  const parameters = (count: number) => Array.from({ length: count }, (_, index) => peIdentifierOf(index));
  assert.deepEqual(asap(ack(...parameters(1000))).experts, []);
  assert.deepEqual(asap(ack(...parameters(5000))).experts, ['nesting.too_many']);
});

test('experts of one frame are bounded', () => {
  const many = Array.from({ length: 1000 }, () => unknownParameter(0x7777, new Uint8Array(0)));
  assert.ok(asap(ack(...many)).experts.length <= 64);
});

test('a chunk shorter than its header stops the packet with an error', () => {
  for (const length of [0, 1, 2, 3]) {
    const seen = see(sctp([chunk(4, 0, new Uint8Array(4), length), chunk(11, 0)]));
    assert.deepEqual(seen.experts, ['sctp.chunk_too_short']);
  }
});

test('a chunk longer than the packet is an error, and its data is still shown', () => {
  const association = associationBetween();
  const [whole] = association.chunks('client', { bytes: numbered(1), ppid: 11 });
  new DataView(whole!.buffer).setUint16(2, 100);
  const seen = see(association.packet('client', [whole!]));
  assert.deepEqual(seen.experts, ['sctp.chunk_overruns']);
  assert.deepEqual(
    seen.messages.map(({ number }) => number),
    [1],
  );
});

test('64 kB of the smallest chunks, and of parameters without a length, take no time', () => {
  const chunks = sctp(Array.from({ length: 16_000 }, () => chunk(11, 0)));
  const data = sctp(
    Array.from({ length: 3500 }, (_, tsn) => chunk(0, 3, new ByteWriter().u32(tsn).u32(tsn).u32(11).u8(1).finish())),
  );
  const zeros = udpFrame(ip, asapPorts, new ByteWriter().u8(8).u8(0).u16(65_500).zeros(65_000).finish());
  const smallest = udpFrame(
    ip,
    asapPorts,
    new ByteWriter()
      .u8(8)
      .u8(0)
      .u16(64_004)
      .bytes(Uint8Array.from({ length: 64_000 }, (_, at) => (at % 4 === 3 ? 4 : 0x77)))
      .finish(),
  );
  for (const bytes of [chunks, data, zeros, smallest]) {
    const milliseconds = shortest(() => see(bytes));
    assert.ok(milliseconds < 50, `${milliseconds} ms`);
  }
});

test('more layers than any packet has are named so', () => {
  assert.ok(see(sctp(Array.from({ length: 16_000 }, () => chunk(11, 0)))).experts.includes('layer.too_many'));
});

test('tens of thousands of associations, streams and fragments stay bounded and quick', () => {
  const watch = new Watch();
  const from = performance.now();
  for (let tag = 1; tag <= 20_000; tag++) watch.dissector.dissect({ ...frame, number: tag, bytes: withTag(tag) });
  assert.ok(performance.now() - from < 5000);
});

const template = sctp([chunk(0, 3, new ByteWriter().u32(1).u32(1).u32(11).bytes(numbered(1)).finish())]);
const frame = {
  number: 1,
  seconds: 1,
  nanoseconds: 0,
  linkType: 1,
  bytes: template,
  start: 0,
  end: template.length,
  originalLength: template.length,
  interfaceIndex: 0,
};

/** Ports and tag of its own for each. */
function withTag(tag: number): Uint8Array {
  const bytes = template.slice();
  const view = new DataView(bytes.buffer);
  view.setUint16(34, tag);
  view.setUint32(38, tag);
  return bytes;
}

test('unrelated traffic is left alone without a complaint', () => {
  const text = new TextEncoder().encode('GET / HTTP/1.1\r\nHost: example.org\r\n\r\n');
  for (const bytes of [
    udpFrame(ip, { sourcePort: 5353, destinationPort: 5353 }, text),
    ipFrame(ip, 47, text),
    ipFrame(ip, 2, Uint8Array.of(0x16, 0, 0, 0, 224, 0, 0, 1)),
    ipFrame(ip, 1, Uint8Array.of(8, 0, 0, 0, 0, 1, 0, 1)),
    ethernetFrame({}, 0x0806, new Uint8Array(28)),
    ethernetFrame({}, 0x0027, new Uint8Array(39)),
  ]) {
    const seen = see(bytes);
    assert.deepEqual([seen.messages, seen.occurrences, seen.experts], [[], [], []]);
  }
});
