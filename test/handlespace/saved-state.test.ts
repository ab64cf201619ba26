// Analysing a capture cut in two (or many) pieces, with the state saved and taken up in between, gives what the whole gives.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Auditor } from '../../src/audit/auditor.ts';
import { StateFault } from '../../src/bytes/octet-stream.ts';
import { stateClasses } from '../../src/cli/state-classes.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { PoolUsers } from '../../src/handlespace/users/pool-users.ts';
import { door, type Journey, travel } from './saved-state.ts';
import { keyLogOf, samples } from './state-shape.ts';

function assertSame(cut: Journey, whole: Journey, path: string): void {
  assert.deepEqual(cut.told, whole.told, path);
  assert.equal(cut.view, whole.view, path);
  // A capture that brings secrets along brings them to each part anew.
  if (!path.endsWith('.pcapng')) assert.deepEqual(cut.octets, whole.octets, path);
}

for (const path of samples)
  test(`${path} gives the same whole and in pieces, to the last event`, async () => {
    const keyLog = keyLogOf(path);
    const whole = await travel(path, { keyLog });
    // Some in the middle of everything that takes several frames; the slow tests cut everywhere.
    const step = whole.frames < 100 ? 5 : Math.ceil(whole.frames / 9);
    assertSame(await travel(path, { keyLog, isCut: (frame) => frame % step === 0 }), whole, path);
  });

test('a state that is damaged, cut, of another version or of something else is refused, and changes nothing', async () => {
  const parts = () => {
    const users = new PoolUsers();
    const more = new Map<string, object>([['users', users], ...new Auditor({ users }).parts]);
    return { dissector: new Dissector(), handlespace: new Handlespace(), more };
  };
  const { octets } = await travel('samples/a-basic.pcap');
  const from = parts();
  door.restore(octets, from);
  const saved = door.save(from, 'options');
  const into = parts();
  const before = door.snapshot(into);
  const refuses = (attempt: Uint8Array, reason: RegExp, about = 'options') =>
    assert.throws(
      () => door.load(attempt, into, about),
      (error) => error instanceof StateFault && reason.test(error.message),
    );
  for (let end = 0; end < saved.length; end += 37) refuses(saved.subarray(0, end), /damaged|no state/);
  for (let at = 0; at < saved.length; at += 41) {
    const changed = saved.slice();
    changed[at] = (changed[at] as number) ^ 0x40;
    refuses(changed, /damaged|no state|another version/);
  }
  refuses(Buffer.from('\xd4\xc3\xb2\xa1 and more of a capture', 'latin1'), /no state that poolshark saved/);
  refuses(saved, /was saved with options, and this run has others/, 'others');
  assert.deepEqual(door.snapshot(into), before);
  door.load(saved, into, 'options');
  assert.deepEqual(door.snapshot(into), octets);
});

test('no class of the state has private names: what cannot be seen cannot be saved', () => {
  const bodies = new Map<string, string[]>();
  for (const name of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    for (const [body, found = ''] of readFileSync(`src/${name}`, 'utf8').matchAll(/^export class (\w+)[\s\S]*?^}/gm))
      bodies.set(found, [...(bodies.get(found) ?? []), body]);
  }
  for (const { type } of stateClasses) {
    // Of two classes with one name only one is of the state.
    const isOpen = bodies.get(type.name)?.some((body) => !/^ {2}(?:readonly )?#\w+(?:[:!?]| =)/m.test(body));
    assert.ok(isOpen, `${type.name}: write private, not #`);
  }
});
