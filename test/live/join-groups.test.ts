// The groups of announcements are joined as long as the capture runs, and left at its end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinGroups } from '../../src/live/join-groups.ts';

test('groups are left once, however often the capture is closed', async () => {
  const groups = await joinGroups(['lo']);
  groups.leave();
  groups.leave();
});

test('an interface without an address is told', async () => {
  const groups = await joinGroups(['nosuch0']);
  groups.leave();
  assert.deepEqual(groups.faults, ['nosuch0 has no address to join groups with']);
});
