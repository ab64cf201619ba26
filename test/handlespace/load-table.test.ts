// The loads of pools are bounded like the pools: what was begun first goes first, and nothing is left of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bounds } from '../../src/dissect/bounds.ts';
import { LoadTable } from '../../src/handlespace/users/load-table.ts';

const octets = (text: string) => new TextEncoder().encode(text);

test('of more pools than are kept the loads that were begun first are forgotten and counted', () => {
  const table = new LoadTable();
  const bounds = new Bounds({ pools: 3 });
  for (let number = 0; number < 10; number++) {
    table.of(octets(`pool ${number}`)).asked = number;
    table.keep(bounds);
  }
  assert.deepEqual(
    table.all.map(({ asked }) => asked),
    [7, 8, 9],
  );
  assert.equal(bounds.gone.pools, 7);
  assert.equal(table.of(octets('pool 8')).asked, 8);
  assert.equal(table.of(octets('pool 1')).asked, 0);
});

test('the room that a forgotten load took up for promises is there for others', () => {
  const table = new LoadTable();
  const load = table.of(octets('Echo Pool'));
  const { room } = load;
  const before = room.shares;
  room.shares -= 2;
  load.promises.set('one', {
    ...{ kind: 'shares', elements: [1, 2], weights: [1, 1], shares: [0.5, 0.5] },
    ...{ server: 0, picks: [0, 0], hits: new Map() },
  });
  table.keep(new Bounds({ pools: 0 }));
  assert.equal(room.shares, before);
});
