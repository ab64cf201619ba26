// Bounds of the handlespace: what was heard of longest ago goes first, and nothing is left of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HandlespaceEvent } from '../../src/handlespace/events.ts';
import { HandlespaceState } from '../../src/handlespace/state.ts';
import { forgetOldest } from '../../src/handlespace/state-limits.ts';

const wide = { pools: 1000, elements: 1000, servers: 1000 };
const octets = (text: string) => new TextEncoder().encode(text);

/** 20 pools of 5 elements, each second one more, on two servers. */
function filled(): HandlespaceState {
  const state = new HandlespaceState();
  for (let number = 0; number < 100; number++) {
    state.epoch = 1000 + number;
    state.frame = number + 1;
    const handle = octets(`pool ${Math.floor(number / 5)}`);
    const element = state.element(state.pools.findOrAdd(handle, 0, handle.length), number + 1);
    state.hear(1 + (number % 2));
    state.hold(element, 1 + (number % 2), 'registration', 'certain');
  }
  return state;
}

const ids = (state: HandlespaceState) => state.pools.all.flatMap((pool) => [...pool.elements.keys()]);

test('below its bounds nothing is forgotten', () => {
  assert.deepEqual(forgetOldest(filled(), wide), { pools: 0, elements: 0, servers: 0 });
});

test('elements heard of longest ago are forgotten first, and leave their servers and checksums', () => {
  const state = filled();
  const events: HandlespaceEvent[] = [];
  state.onEvent = (event) => events.push(event);
  const sums = [1, 2].map((id) => state.server(id).sum);
  assert.equal(forgetOldest(state, { ...wide, elements: 50 }).elements, 55);
  assert.deepEqual(
    ids(state),
    Array.from({ length: 45 }, (_, index) => 56 + index),
  );
  assert.equal(state.server(1).owned.size + state.server(2).owned.size, 45);
  assert.notDeepEqual(
    [1, 2].map((id) => state.server(id).sum),
    sums,
  );
  assert.equal(events.filter(({ kind }) => kind === 'element-removed').length, 55);
  assert.ok(state.pools.all.every(({ removed }) => removed.size === 0));
});

test('an element that was confirmed lately stays, however long it has been there', () => {
  const state = filled();
  const first = state.pools.all[0]?.elements.get(1);
  assert.ok(first);
  state.epoch = 2000;
  state.prove(first);
  forgetOldest(state, { ...wide, elements: 50 });
  assert.ok(ids(state).includes(1));
});

test('pools without elements are forgotten before others, and are found no more', () => {
  const state = filled();
  const last = state.pools.all.at(-1);
  assert.ok(last);
  for (const element of [...last.elements.values()]) state.remove(element, 'certain', 'deregistered');
  assert.equal(forgetOldest(state, { ...wide, pools: 10 }).pools, 11);
  assert.equal(state.pools.all.length, 9);
  assert.equal(state.pools.find(last.handle, 0, last.handle.length), undefined);
  const kept = state.pools.all[0];
  assert.ok(kept);
  assert.equal(state.pools.find(kept.handle, 0, kept.handle.length), kept);
});

test('servers that own nothing are forgotten; those that own elements stay', () => {
  const state = filled();
  for (let id = 100; id < 200; id++) state.hear(id);
  assert.equal(forgetOldest(state, { ...wide, servers: 10 }).servers, 93);
  assert.ok(state.servers.has(1) && state.servers.has(2));
  assert.equal(state.servers.size, 9);
});

test('of elements and servers that were forgotten nothing waits for its time to come', () => {
  const state = filled();
  const forever = 1e9;
  for (const pool of state.pools.all)
    for (const element of pool.elements.values()) {
      state.askRegistration(element, { server: element.home, epoch: state.epoch, frame: 1 } as never);
      state.elementDeadlines.schedule(element, forever + element.id);
    }
  for (const server of state.servers.values()) state.serverDeadlines.schedule(server, forever);
  forgetOldest(state, { pools: 0, elements: 0, servers: 0 });
  forgetOldest(state, { pools: 0, elements: 0, servers: 0 });
  const looked: unknown[] = [];
  state.elementDeadlines.advance(2 * forever, (element) => looked.push(element));
  state.serverDeadlines.advance(2 * forever, (server) => looked.push(server));
  assert.deepEqual(looked, []);
  assert.equal(state.registering.size, 0);
});
