// What never comes: lost to the capture, given up by the sender, cut off (RFC 9260 §6.2, RFC 3758, RFC 8260 §2.3).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataChunk, forwardTsnChunk, iDataChunk, sackChunk } from '../../src/encode/sctp-packet.ts';
import { hexFixture } from '../hex-fixture.ts';
import { associationBetween, completedIn, deliveredIn, numbered, occurrencesOf, say, started, Watch } from './watch.ts';

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

test('where the capture lacks the first messages of a stream, the next one is not kept waiting for them', () => {
  const { association, watch } = started();
  say(association, 'client', 1);
  say(association, 'client', 2, { streamId: 4 });
  assert.deepEqual(watch.see(association.sack('server')).occurrences, ['gap 1 at 0']);
  assert.deepEqual(
    deliveredIn(watch.all([...say(association, 'client', 3), ...say(association, 'client', 4)])),
    [3, 4],
  );
  assert.deepEqual(deliveredIn(watch.all(say(association, 'client', 5, { streamId: 4 }))), [5]);
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
  assert.deepEqual(occurrencesOf(seen), ['found 1', 'message 2 (frame 1)']);
  assert.deepEqual(seen.at(-1)?.experts, []);
});

test('mid-stream, nothing waits for messages from before the capture once all is acknowledged', () => {
  const association = associationBetween();
  const watch = new Watch();
  // The capture begins with a retransmission; what was sent after it the first time is already there.
  const [one, , , four] = [1, 2, 3, 4].map((number) => say(association, 'client', number)[0]!);
  const seen = watch.all([...say(association, 'server', 9), one!, four!]);
  assert.deepEqual(deliveredIn(seen), [9, 1]);
  assert.deepEqual(deliveredIn([watch.see(association.sack('server'))]), [4]);
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

test('a FORWARD TSN frees the streams that it lists, and no others', () => {
  const { association, watch } = started();
  const one = [1, 2].map((number) => say(association, 'client', number, { streamId: 1 })[0]!);
  const two = [3, 4].map((number) => say(association, 'client', number, { streamId: 2 })[0]!);
  watch.all([one[1]!, two[1]!]);
  const forward = association.packet('client', [forwardTsnChunk(5000, [[1, 0]])]);
  assert.deepEqual(deliveredIn([watch.see(forward)]), [2]);
  assert.deepEqual(deliveredIn([watch.see(two[0]!)]), [3, 4]);
});

test('what waited between messages that were given up is delivered in its order', () => {
  const { association, watch } = started();
  const frames = [1, 2, 3, 4, 5].map((number) => say(association, 'client', number)[0]!);
  watch.all([frames[3]!, frames[1]!, frames[4]!]);
  const forward = association.packet('client', [forwardTsnChunk(5002, [[0, 2]])]);
  assert.deepEqual(deliveredIn([watch.see(forward)]), [2, 4, 5]);
});

test('the end of an association delivers what waited', () => {
  const { association, watch } = started();
  const [, two] = [1, 2].map((number) => say(association, 'client', number)[0]!);
  watch.see(two!);
  assert.deepEqual(watch.see(association.abort('server')).occurrences, ['message 2 (frame 5)', 'end 1 by 1']);
});

test('fragments without end are forgotten, and the messages after them are read', () => {
  const { association, watch } = started();
  for (let count = 0; count < 4200; count++) {
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
