// ASAP over TCP on port 3863: no RFC sets a border between messages, so each ends where its length says, padded to four.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { tcpFrame } from '../../src/encode/packets.ts';
import { poolHandleOf } from '../../src/encode/parameters.ts';
import { handleResolution } from '../../src/protocol/asap/handle-resolution.ts';
import { completedIn, deliveredIn, numbered, see, Watch } from './watch.ts';

const ip = { source: '10.1.0.99', destination: '10.1.0.1' };

function segment(
  sequence: number,
  payload: Uint8Array,
  flags: { syn?: boolean; fin?: boolean } = {},
  port = 3863,
): Uint8Array {
  return tcpFrame(ip, { sourcePort: 50_000, destinationPort: port, sequence: sequence >>> 0, ...flags }, payload);
}

function joined(...numbers: number[]): Uint8Array {
  return Uint8Array.from(numbers.flatMap((number) => [...numbered(number)]));
}

const nothing = new Uint8Array(0);
const start = 0xfffffff0;

/** A connection whose numbers wrap soon. */
function connected(): Watch {
  const watch = new Watch();
  watch.see(segment(start - 1, nothing, { syn: true }));
  return watch;
}

test('several messages in one segment are told apart by their lengths', () => {
  const seen = connected().see(segment(start, joined(1, 2, 3)));
  assert.deepEqual(completedIn([seen]), [1, 2, 3]);
  assert.deepEqual(
    seen.messages.map(({ parts }) => parts),
    [[], [], []],
  );
});

test('a message over several segments is whole with the last of them', () => {
  const bytes = joined(1, 2);
  for (const size of [1, 3, 7, 19, 21]) {
    const watch = connected();
    const seen = [];
    for (let at = 0; at < bytes.length; at += size)
      seen.push(watch.see(segment(start + at, bytes.subarray(at, at + size))));
    assert.deepEqual(deliveredIn(seen), [1, 2]);
    const second = seen.at(-1)!.messages.at(-1)!;
    assert.deepEqual(second.bytes, numbered(2));
    // Frame 1 is the SYN; the frame that completed the message is not among its other parts.
    const first = 2 + Math.floor(numbered(1).length / size);
    const parts = Array.from({ length: watch.count - first }, (_, index) => first + index);
    assert.deepEqual(second.parts, parts);
  }
});

test('segments sent again, or that overlap with what came before, count once', () => {
  const bytes = joined(1, 2, 3);
  const watch = connected();
  const piece = (from: number, to: number) => segment(start + from, bytes.subarray(from, to));
  const seen = watch.all([piece(0, 24), piece(0, 24), piece(12, 40), piece(4, 60), piece(0, 60)]);
  assert.deepEqual(deliveredIn(seen), [1, 2, 3]);
});

test('segments out of order wait for what is missing', () => {
  const bytes = joined(1, 2, 3);
  const watch = connected();
  const piece = (from: number, to: number) => segment(start + from, bytes.subarray(from, to));
  const seen = watch.all([piece(40, 60), piece(20, 40), piece(10, 30)]);
  assert.deepEqual(completedIn(seen), []);
  assert.deepEqual(deliveredIn([watch.see(piece(0, 15))]), [1, 2, 3]);
});

test('the two directions and other ports are streams of their own', () => {
  const watch = connected();
  const back = tcpFrame(
    { source: ip.destination, destination: ip.source },
    { sourcePort: 3863, destinationPort: 50_000, sequence: 7 },
    numbered(2),
  );
  assert.deepEqual(
    deliveredIn(watch.all([segment(start, joined(1)), back, segment(start + 20, joined(3))])),
    [1, 2, 3],
  );
});

test('a new SYN on the same ports is a new stream', () => {
  const watch = connected();
  watch.see(segment(start, numbered(1).subarray(0, 9)));
  watch.see(segment(5000, nothing, { syn: true }));
  assert.deepEqual(deliveredIn([watch.see(segment(5001, joined(2)))]), [2]);
});

test('FIN with data ends a stream behind its last message', () => {
  const watch = connected();
  assert.deepEqual(deliveredIn([watch.see(segment(start, joined(1), { fin: true }))]), [1]);
});

test('a stream seen from its middle is found again by the shape of a message', () => {
  const bytes = joined(1, 2);
  const seen = see(segment(start, bytes.subarray(8)));
  assert.deepEqual(completedIn([seen]), [2]);
  assert.ok(seen.experts.includes('tcp.resynchronised'));
});

test('what the capture lost is given up when more than a window waits behind it', () => {
  const watch = connected();
  const size = 1400;
  const many = joined(...Array.from({ length: 70 }, () => 5));
  let codes: string[] = [];
  let found = 0;
  for (let at = size; at < 200_000; at += many.length) {
    const seen = watch.see(segment(start + at, many));
    codes = [...codes, ...seen.experts];
    found += seen.messages.length;
  }
  assert.ok(codes.includes('tcp.gap'));
  assert.ok(found > 5000);
});

test('padding that the length leaves out still separates messages', () => {
  const odd = encodeMessage(handleResolution, { parameters: [poolHandleOf('Alpha')] });
  odd[3] = odd[3]! - 3;
  const bytes = Uint8Array.from([...odd, ...odd, ...numbered(3)]);
  assert.equal(connected().see(segment(start, bytes)).messages.length, 3);
});

test('TCP on the secured port is TLS, and on others is left alone', () => {
  assert.equal(see(segment(1, Uint8Array.of(22, 3, 1), {}, 3864)).layers.at(-1), 'tls');
  const other = see(segment(1, joined(1), {}, 80));
  assert.deepEqual([other.messages, other.layers.at(-1)], [[], 'tcp']);
});

test('a segment that the capture cut does not stall the stream behind it', () => {
  const watch = connected();
  const first = joined(1, 2);
  const frame = segment(start, first);
  const cut = watch.see(frame.subarray(0, frame.length - 8), { originalLength: frame.length });
  assert.deepEqual(completedIn([cut]), [1]);
  assert.ok(cut.severities.every((severity) => severity === 'note'));
  const next = watch.see(segment(start + first.length, joined(3)));
  assert.deepEqual(completedIn([next]), [3]);
});
