// DATA that is sent again: counted once, and read where the capture has only the second copy (RFC 9260 §6.3.3).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { associationBetween, completedIn, deliveredIn, say, started, Watch } from './watch.ts';

test('a retransmission whose first copy the capture lacks is read', () => {
  const { association, watch } = started();
  const [first] = say(association, 'client', 1);
  const [lost] = say(association, 'client', 2);
  const [third] = say(association, 'client', 3);
  const seen = watch.all([first!, third!, association.sack('server', 5000), lost!, lost!, third!]);
  assert.deepEqual(completedIn(seen), [1, 3, 2]);
  assert.deepEqual(deliveredIn(seen), [1, 2, 3]);
});

test('mid-stream, a retransmission of what was sent before the capture began is read', () => {
  const association = associationBetween();
  const [before] = say(association, 'client', 1);
  const [after] = say(association, 'client', 2);
  const watch = new Watch();
  assert.deepEqual(completedIn(watch.all([after!, before!, after!, before!])), [2, 1]);
});

test('a retransmission that comes after its acknowledgement was seen is read, if late', () => {
  const { association, watch } = started();
  const [lost] = say(association, 'client', 1);
  const [second] = say(association, 'client', 2);
  const seen = watch.all([second!, association.sack('server'), lost!]);
  assert.deepEqual(completedIn(seen), [2, 1]);
  assert.deepEqual(deliveredIn(seen), [2, 1]);
});

test('fragments of which some were seen only in their second copy make one message', () => {
  const { association, watch } = started();
  const fragments = say(association, 'client', 1, { fragmentSize: 4 });
  const [a, b, ...rest] = fragments as [Uint8Array, Uint8Array, ...Uint8Array[]];
  assert.deepEqual(completedIn(watch.all([a, ...rest, a, b, b])), [1]);
});
