// A real mesh with a hole (b-policies): two of three registrars hear each other's multicast and exchange no ENRP over SCTP. Each
// lacks what the other is home to, and says so to pool users.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Dissector } from '../../src/dissect/dissector.ts';
import { type Comparison, compareCopies } from '../../src/handlespace/copies/comparison.ts';
import { ServerCopies } from '../../src/handlespace/copies/server-copies.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { eachFrame } from './golden-pools.ts';
import { capturesFolder } from './registrar-dumps.ts';

const names = ['b-policies.pcap', 'b-policies-any.pcap'];
const isThere = names.every((name) => existsSync(join(capturesFolder, name)));

async function comparisonAt(path: string, seconds: number): Promise<Comparison> {
  const copies = new ServerCopies();
  const handlespace = new Handlespace({ observers: [copies] });
  const dissector = new Dissector();
  let [first, now] = [Number.NaN, 0];
  await eachFrame(path, (frame) => {
    const epoch = frame.seconds + frame.nanoseconds / 1e9;
    if (Number.isNaN(first)) first = epoch;
    if (epoch > first + seconds) return;
    now = epoch;
    handlespace.apply(dissector.dissect(frame));
  });
  return compareCopies(copies, handlespace.state, now);
}

for (const name of names)
  test(`in ${name} two servers are alive without ENRP between them, and lack each other's elements`, {
    skip: isThere ? false : `no ${capturesFolder}`,
  }, async () => {
    const { silentPairs, disagreements, elements } = await comparisonAt(join(capturesFolder, name), 60);
    assert.deepEqual(
      silentPairs.map(({ servers, updates }) => [...servers, updates]),
      [['0x0a000002', '0x0a000003', 0]],
    );
    assert.equal(elements.length, 22);
    const lacking = (server: string, home: string) =>
      disagreements.filter((one) => one.kind === 'missing' && one.server === server && one.homeServer === home).length;
    assert.equal(lacking('0x0a000002', '0x0a000003'), 11);
    assert.equal(lacking('0x0a000003', '0x0a000002'), 6);
    // Nothing else: load and distance of the policies do not count where they are up to date, or differ by design.
    assert.equal(disagreements.length, 17);
    for (const { because } of disagreements)
      assert.match(because, /has sent it nothing over an association since #\d+/);
  });
