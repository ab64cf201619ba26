// DATA and I-DATA: fragments, copies, the order of streams (RFC 9260 §6, RFC 8260 §2.1).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataChunk } from '../../src/encode/sctp-packet.ts';
import { associationBetween, completedIn, deliveredIn, ends, numbered, say, started, Watch } from './watch.ts';

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
  const { association, watch } = started({ server: { ...ends.server, initialTsn: 5000 } });
  assert.deepEqual(
    deliveredIn(watch.all([...say(association, 'client', 1), ...say(association, 'server', 2)])),
    [1, 2],
  );
});

test('TSNs go on across 2^32', () => {
  for (const interleaving of [false, true]) {
    const { association, watch } = started({ client: { ...ends.client, initialTsn: 0xfffffffe }, interleaving });
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
