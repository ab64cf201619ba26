// Of an association that is forgotten no tag is left, whichever of its halves took the place of another meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bounds } from '../../src/dissect/bounds.ts';
import { SctpTracker } from '../../src/dissect/sctp/tracker.ts';

const bounds = new Bounds({ associations: 1 });

test('halves that others took the place of are forgotten with their association', () => {
  const tracker = new SctpTracker();
  const association = tracker.open(1, 2, 1);
  tracker.addHalf(10, association, 0);
  // A further INIT ACK whose tag is the one that counts.
  association.halves[0] = tracker.addHalf(11, association, 0);
  tracker.addHalf(12, association, 1);
  // Both ends sent INIT at once: what was another association is part of this one.
  const other = tracker.open(2, 1, 2);
  const moved = tracker.addHalf(13, other, 0);
  tracker.addHalf(14, other, 0);
  tracker.move(moved, association, 1);
  for (const tag of [10, 11, 12, 13, 14]) assert.ok(found(tracker, tag), `${tag} before`);
  tracker.open(3, 4, 3);
  tracker.keep(bounds);
  for (const tag of [10, 11, 12, 13, 14]) assert.ok(!found(tracker, tag), `${tag} is still there`);
});

function found(tracker: SctpTracker, tag: number): boolean {
  return tracker.find(tag, 1, 2) !== undefined || tracker.find(tag, 2, 1) !== undefined;
}
