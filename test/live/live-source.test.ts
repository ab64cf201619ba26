// A live source reads what its engines write, keeps on when one falls silent, and tells how each of them ended.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Engine } from '../../src/live/engine.ts';
import { LiveError, type LiveNotice } from '../../src/live/live-input.ts';
import { LiveSource } from '../../src/live/live-source.ts';
import { captureOptions, fakeEngine } from './fake-engine.ts';

const sample = 'samples/takeover.pcap';
const frames = 2257;

async function read(engine: Engine, names = ['eth9'], until = Number.POSITIVE_INFINITY) {
  const notices: LiveNotice[] = [];
  const captures = names.map((name) => ({ ...captureOptions, interface: name }));
  const source = new LiveSource({ engine, captures, onNotice: (notice) => notices.push(notice) });
  await source.start();
  let count = 0;
  do {
    while (count < until && source.next()) count++;
    if (count >= until) break;
  } while (await source.fill());
  return { source, count, notices };
}

test('an engine that ends by itself gives all its frames first, then its last words', async () => {
  const { source, count, notices } = await read(
    fakeEngine(`cat ${sample}; echo 'counts 2257/7' >&2; echo 'tcpdump: no more' >&2; exit 3`),
  );
  assert.equal(count, frames);
  assert.deepEqual(source.counts, { received: 2257, droppedByKernel: 7 });
  assert.deepEqual(source.failures, ['tcpdump on eth9 ended by itself with 3; its last words: no more']);
  assert.deepEqual(
    notices.map(({ kind }) => kind),
    ['failed'],
  );
});

test('an engine that is killed in the middle of a packet is told by its signal', async () => {
  const { source, count } = await read(fakeEngine(`head -c 5000 ${sample}; kill -9 $$`));
  assert.ok(count > 10);
  assert.deepEqual(source.failures, ['tcpdump on eth9 was killed by SIGKILL; it said nothing']);
});

test('an engine that cannot begin says why, and everything that had begun ends', async () => {
  const source = new LiveSource({
    engine: fakeEngine("echo 'tcpdump: eth9: No such device exists' >&2; exit 1"),
    captures: [captureOptions],
  });
  await assert.rejects(
    source.start(),
    (error: unknown) => error instanceof LiveError && /eth9: No such/.test(error.message),
  );
});

test('a quiet interface does not hold up another one', async () => {
  const script = (name: string) => (name === 'quiet' ? `head -c 24 ${sample}; sleep 20` : `cat ${sample}; sleep 20`);
  const base = fakeEngine('');
  const engine: Engine = {
    ...base,
    command: (options) => ({ file: 'sh', words: ['-c', `exec 2>&1; ${script(options.interface)}`] }),
  };
  const { source, count } = await read(engine, ['quiet', 'busy'], frames);
  assert.equal(count, frames);
  assert.deepEqual(
    source.interfaces.map(({ name }) => name),
    ['busy'],
  );
  source.close();
  assert.equal(await source.fill(), false);
});

test('when an interface goes its engine is started again until it is back, with the same number', async () => {
  const flag = join(mkdtempSync(join(tmpdir(), 'poolshark-')), 'gone');
  const engine = fakeEngine(
    `if [ -e ${flag} ]; then cat ${sample}; sleep 20; else cat ${sample}; echo 'tcpdump: The interface disappeared' >&2; touch ${flag}; fi`,
  );
  const { source, count, notices } = await read(engine, ['eth9'], 2 * frames);
  assert.equal(count, 2 * frames);
  assert.equal(source.frame.number, 2 * frames);
  assert.equal(source.interfaces.length, 1);
  assert.deepEqual(
    notices.map(({ kind }) => kind),
    ['away', 'back'],
  );
  assert.ok(existsSync(flag));
  source.close();
});

test('whoever stops a source still gets what the engine had in hand', async () => {
  const engine = fakeEngine(
    `trap 'cat ${sample} | tail -c +25; exit 0' TERM; head -c 24 ${sample}; while :; do sleep 0.05; done`,
  );
  const source = new LiveSource({ engine, captures: [captureOptions] });
  await source.start();
  setTimeout(() => source.stop(), 100);
  let count = 0;
  do {
    while (source.next()) count++;
  } while (await source.fill());
  assert.equal(count, frames);
  assert.deepEqual(source.failures, []);
});

test('a program that the system refuses to begin, at once or a moment later, is told in one line', async () => {
  // Node throws for the one, and tells the other as an event.
  for (const file of ['sh\0', '/nowhere/tcpdump']) {
    const engine: Engine = { ...fakeEngine(''), command: () => ({ file, words: [] }) };
    await assert.rejects(read(engine), (error) => {
      assert.ok(error instanceof LiveError);
      assert.match(error.message, /cannot be begun/);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  }
});
