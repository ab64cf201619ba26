// DATA and I-DATA: fragments, copies, order of streams, and what the capture lacks (RFC 9260 §6, RFC 8260, RFC 3758).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataChunk, forwardTsnChunk, iDataChunk, sackChunk } from '../../src/encode/sctp-packet.ts';
import { hexFixture } from '../hex-fixture.ts';
import { associationBetween, completedIn, deliveredIn, numbered, occurrencesOf, say, Watch } from './watch.ts';

const sides = {
  client: { addresses: ['10.1.0.11'], port: 40_000, tag: 0xaabbccdd, initialTsn: 5000 },
  server: { addresses: ['10.1.0.1'], port: 3863, tag: 0x11223344, initialTsn: 9000 },
};

function started(options: Parameters<typeof associationBetween>[0] = {}) {
  const association = associationBetween(options);
  const watch = new Watch();
  watch.all(association.handshake());
  return { association, watch };
}

test('several messages in one packet come in its order', () => {
  const { association, watch } = started();
  const bundle = association.bundle(
    'client',
    [1, 2, 3].map((number) => ({ bytes: numbered(number), ppid: 11 })),
  );
  assert.deepEqual(
    watch.see(bundle).occurrences,
    [1, 2, 3].map((number) => `message ${number} (frame 5)`),
  );
});

test('fragments over several packets make one message, which lists the frames that carried it', () => {
  for (const interleaving of [false, true])
    for (const fragmentSize of [1, 4, 7, 19]) {
      const { association, watch } = started({ interleaving });
      const frames = say(association, 'client', 9, { fragmentSize });
      const seen = watch.all(frames);
      assert.deepEqual(completedIn(seen), [9]);
      const { bytes, parts } = seen.at(-1)!.messages[0]!;
      assert.deepEqual(bytes, numbered(9));
      assert.deepEqual(
        parts,
        frames.slice(0, -1).map((_, index) => 5 + index),
      );
    }
});

test('all fragments in one packet have no other frame', () => {
  const { association, watch } = started();
  const seen = watch.see(
    association.packet('client', association.chunks('client', { bytes: numbered(9), ppid: 11, fragmentSize: 4 })),
  );
  assert.deepEqual(seen.messages[0]?.parts, []);
  assert.deepEqual(seen.messages[0]?.bytes, numbered(9));
});

test('fragments that arrive in any order make the same message', () => {
  for (const interleaving of [false, true]) {
    const { association, watch } = started({ interleaving });
    const [a, b, c, d, e] = say(association, 'client', 9, { fragmentSize: 4 });
    const seen = watch.all([e!, c!, a!, d!, b!]);
    assert.deepEqual(deliveredIn(seen), [9]);
    assert.deepEqual(seen.at(-1)?.messages[0]?.bytes, numbered(9));
  }
});

test('fragments of I-DATA messages may alternate between streams', () => {
  const { association, watch } = started({ interleaving: true });
  const one = say(association, 'client', 1, { fragmentSize: 7, streamId: 1 });
  const two = say(association, 'client', 2, { fragmentSize: 7, streamId: 2 });
  const urgent = say(association, 'client', 3, { fragmentSize: 7, streamId: 1, unordered: true });
  const mixed = one.flatMap((frame, index) => [frame, two[index]!, urgent[index]!]);
  assert.deepEqual(deliveredIn(watch.all(mixed)), [1, 2, 3]);
});

test('a retransmitted TSN is never counted twice, in whatever packet it comes', () => {
  const { association, watch } = started();
  const [chunk] = association.chunks('client', { bytes: numbered(1), ppid: 11 });
  const [next] = association.chunks('client', { bytes: numbered(2), ppid: 11 });
  const fragments = association.chunks('client', { bytes: numbered(3), ppid: 11, fragmentSize: 8 });
  const seen = watch.all([
    association.packet('client', [chunk!]),
    association.packet('client', [chunk!]),
    association.packet('client', [chunk!, next!]),
    association.packet('client', [next!, next!]),
    ...fragments.flatMap((fragment) => [
      association.packet('client', [fragment]),
      association.packet('client', [fragment]),
    ]),
    association.packet('client', fragments),
  ]);
  assert.deepEqual(completedIn(seen), [1, 2, 3]);
  assert.deepEqual(deliveredIn(seen), [1, 2, 3]);
});

test('the same TSN in the other direction is no copy', () => {
  const { association, watch } = started({ server: { ...sides.server, initialTsn: 5000 } });
  assert.deepEqual(
    deliveredIn(watch.all([...say(association, 'client', 1), ...say(association, 'server', 2)])),
    [1, 2],
  );
});

test('TSNs go on across 2^32', () => {
  for (const interleaving of [false, true]) {
    const { association, watch } = started({ client: { ...sides.client, initialTsn: 0xfffffffe }, interleaving });
    const frames = [1, 2, 3, 4].flatMap((number) => say(association, 'client', number, { fragmentSize: 13 }));
    const seen = watch.all([...frames, ...frames]);
    assert.deepEqual(deliveredIn(seen), [1, 2, 3, 4]);
    assert.deepEqual(watch.see(association.sack('server')).occurrences, []);
  }
});

test('stream sequence numbers go on across 2^16', () => {
  const association = associationBetween();
  const watch = new Watch();
  watch.all(say(association, 'server', 1));
  const frame = (number: number) => {
    const sequence = { tsn: 5000 + number, streamSequence: number & 0xffff };
    return association.packet('client', [dataChunk({ ...sequence, ppid: 11, data: numbered(number) })]);
  };
  const numbers = [65_533, 65_534, 65_537, 65_536, 65_535, 65_539, 65_538];
  assert.deepEqual(
    deliveredIn(watch.all(numbers.map(frame))),
    [65_533, 65_534, 65_535, 65_536, 65_537, 65_538, 65_539],
  );
});

test('a message that overtook another is completed at once, and delivered after it', () => {
  const { association, watch } = started();
  const [one] = say(association, 'client', 1);
  const [two] = say(association, 'client', 2);
  const [three] = say(association, 'client', 3);
  const seen = watch.all([two!, three!, one!]);
  assert.deepEqual(completedIn(seen), [2, 3, 1]);
  assert.deepEqual(
    seen.map(({ occurrences }) => occurrences),
    [[], [], ['message 1 (frame 7)', 'message 2 (frame 5)', 'message 3 (frame 6)']],
  );
});

test('streams do not wait for each other, and unordered messages wait for nobody', () => {
  const { association, watch } = started();
  const [late] = say(association, 'client', 1, { streamId: 1 });
  const [waits] = say(association, 'client', 2, { streamId: 1 });
  const [other] = say(association, 'client', 3, { streamId: 2 });
  const [unordered] = say(association, 'client', 4, { streamId: 1, unordered: true });
  assert.deepEqual(deliveredIn(watch.all([waits!, other!, unordered!, late!])), [3, 4, 1, 2]);
});

test('application messages take their place in the order of a stream', () => {
  const { association, watch } = started();
  const [application] = association.data('client', { bytes: Uint8Array.of(1, 2, 3, 4), ppid: 38 });
  const [after] = say(association, 'client', 2);
  assert.deepEqual(watch.see(after!).occurrences, []);
  assert.deepEqual(watch.see(application!).occurrences, ['message 2 (frame 5)']);
});

test('a SACK that passes a hole shows that the capture lacks something, and nobody waits any longer', () => {
  const { association, watch } = started();
  const [, , three] = [1, 2, 3].map((number) => say(association, 'client', number)[0]!);
  assert.deepEqual(watch.see(three!).occurrences, []);
  const seen = watch.see(association.sack('server'));
  assert.deepEqual(seen.occurrences, ['message 3 (frame 5)', 'gap 1 at 0']);
  assert.deepEqual(seen.experts, ['sctp.capture_gap']);
  // What comes then is in order again.
  assert.deepEqual(deliveredIn(watch.all(say(association, 'client', 4))), [4]);
});

test('gap blocks of a SACK prove nothing about what lies before them', () => {
  const { association, watch } = started();
  const [, two] = [1, 2].map((number) => say(association, 'client', number)[0]!);
  watch.see(two!);
  const sack = association.packet('server', [sackChunk({ cumulativeTsn: 4999, gaps: [[2, 2]] })]);
  assert.deepEqual(watch.see(sack).occurrences, []);
});

test('a SACK mid-stream is a base, not a gap', () => {
  const association = associationBetween();
  const watch = new Watch();
  association.chunks('client', { bytes: numbered(1), ppid: 11 });
  const seen = watch.all([...say(association, 'client', 2), association.sack('server')]);
  assert.deepEqual(occurrencesOf(seen), ['message 2 (frame 1)']);
  assert.deepEqual(seen.at(-1)?.experts, []);
});

test('mid-stream, a message whose first fragments the capture lacks is not made up', () => {
  const association = associationBetween();
  const watch = new Watch();
  const [, ...rest] = say(association, 'client', 1, { fragmentSize: 8 });
  const seen = watch.all([...rest, ...say(association, 'client', 2)]);
  assert.deepEqual(completedIn(seen), [2]);
});

test('what a FORWARD TSN gives up is neither waited for nor missed', () => {
  const { association, watch } = started();
  const [, two] = [1, 2].map((number) => say(association, 'client', number)[0]!);
  watch.see(two!);
  const forward = watch.see(association.packet('client', [forwardTsnChunk(5000, [[0, 0]])]));
  assert.deepEqual(forward.occurrences, ['message 2 (frame 5)']);
  const sack = watch.see(association.sack('server'));
  assert.deepEqual([sack.occurrences, sack.experts], [[], []]);
  assert.deepEqual(deliveredIn(watch.all(say(association, 'client', 3))), [3]);
});

test('the end of an association delivers what waited', () => {
  const { association, watch } = started();
  const [, two] = [1, 2].map((number) => say(association, 'client', number)[0]!);
  watch.see(two!);
  assert.deepEqual(watch.see(association.abort('server')).occurrences, ['message 2 (frame 5)', 'end 1 by 1']);
});

test('fragments without end are forgotten, and the messages after them are read', () => {
  const { association, watch } = started();
  for (let count = 0; count < 6000; count++) {
    const tsn = 5000 + count;
    const data = new Uint8Array(200);
    watch.see(
      association.packet('client', [dataChunk({ tsn, beginning: count === 0, ending: false, ppid: 11, data })]),
    );
    const more = { tsn: 20_000 + count, beginning: false, ending: false, ppid: 0, data, fragmentSequence: count + 1 };
    watch.see(association.packet('client', [iDataChunk({ ...more, messageId: count })]));
  }
  const whole = dataChunk({ tsn: 30_000, streamId: 5, ppid: 11, data: numbered(7) });
  assert.deepEqual(completedIn([watch.see(association.packet('client', [whole]))]), [7]);
});

test('a message of which the capture cut a fragment ends there, and the sender is not to blame', () => {
  for (const interleaving of [false, true])
    for (const cutAt of [0, 1, 2]) {
      const { association, watch } = started({ interleaving });
      const frames = say(association, 'client', 9, { fragmentSize: 8 });
      const seen = frames.map((frame, index) =>
        watch.see(index === cutAt ? frame.slice(0, frame.length - 3) : frame, { originalLength: frame.length }),
      );
      const last = seen.at(-1)!;
      assert.equal(last.messages.length, 1);
      assert.deepEqual(last.messages[0]?.bytes, numbered(9).subarray(0, Math.min(8 * cutAt + 5, 17)));
      assert.deepEqual([...new Set(seen.flatMap(({ experts }) => experts))], ['layer.cut']);
    }
});

test('a FORWARD TSN gives up the fragments before it, and not the message that is on its way behind it', () => {
  const { association, watch } = started();
  const [lost] = say(association, 'client', 1, { fragmentSize: 8 });
  const fragments = say(association, 'client', 2, { fragmentSize: 8 });
  const before = watch.all([lost!, ...fragments.slice(0, -1)]);
  const forward = watch.see(association.packet('client', [forwardTsnChunk(5002, [[0, 0]])]));
  const seen = [...before, forward, watch.see(fragments.at(-1)!)];
  assert.deepEqual(deliveredIn(seen), [2]);
});

test('an I-FORWARD-TSN gives up the messages that it lists, and no others', () => {
  const { association, watch } = started({ interleaving: true });
  const one = say(association, 'client', 1, { fragmentSize: 8, streamId: 1 });
  const two = say(association, 'client', 2, { fragmentSize: 8, streamId: 2 });
  watch.all([one[0]!, two[0]!, two[1]!]);
  // Type 194: new cumulative TSN; stream, flags, MID for each stream that skips (RFC 8260 §2.3.1).
  const forward = hexFixture('c2 00 0010  0000138a  0001 0000 00000000');
  watch.see(association.packet('client', [forward]));
  assert.deepEqual(completedIn(watch.all([...one.slice(1), ...two.slice(2)])), [2]);
});
