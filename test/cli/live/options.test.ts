// The small grammars of `live`: limits, speeds, addresses, names of ring files; and a capture that is played at a speed.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCapture } from '../../../src/capture/open.ts';
import { parseListen } from '../../../src/cli/live/listen-address.ts';
import { parseLimits } from '../../../src/cli/live/live-options.ts';
import { PacedSource } from '../../../src/cli/live/paced-source.ts';
import { parseSpeed } from '../../../src/cli/live/replay-feed.ts';
import { RingFiles } from '../../../src/cli/live/ring-files.ts';

test("-a and -b have tshark's words; what is none of them is refused with all that there are", () => {
  assert.deepEqual(parseLimits('-b', ['filesize:1000', 'files:5', 'interval:60']), {
    kilobytes: 1000,
    files: 5,
    intervalSeconds: 60,
  });
  assert.deepEqual(parseLimits('-a', ['duration:0.5', 'packets:10']), { seconds: 0.5, packets: 10 });
  for (const [option, word] of [
    ['-a', 'interval:5'],
    ['-a', 'duration:0'],
    ['-a', 'packets:1.5'],
    ['-b', 'size:3'],
    ['-b', 'files:'],
  ] as const)
    assert.throws(() => parseLimits(option, [word]), /expected one of duration:N/, word);
});

test('--metrics listens on the loopback address unless another one is named', () => {
  assert.deepEqual(parseListen('9464'), { host: '127.0.0.1', port: 9464 });
  assert.deepEqual(parseListen('0.0.0.0:1'), { host: '0.0.0.0', port: 1 });
  assert.deepEqual(parseListen('[::1]:9464'), { host: '::1', port: 9464 });
  for (const word of ['', 'x', '70000', 'a:b:1']) assert.throws(() => parseListen(word), /expected a port/, word);
});

test('--speed is a number of times, or max', () => {
  assert.deepEqual(['1', '10x', '0.5x', 'max'].map(parseSpeed), [1, 10, 0.5, Number.POSITIVE_INFINITY]);
  for (const word of ['0', 'x', '-1', 'fast']) assert.throws(() => parseSpeed(word), /--speed/, word);
});

test("files of a ring have tshark's names, and the one that is too many is removed", () => {
  const folder = mkdtempSync(join(tmpdir(), 'poolshark-ring-'));
  const ring = new RingFiles(join(folder, 'a.b.pcapng'), 2);
  const at = (second: number) => new Date(2026, 10, 24, 16, 50, second);
  const paths = [1, 2, 3].map((second) => {
    const path = ring.next(at(second));
    writeFileSync(path, '');
    return path;
  });
  assert.equal(paths[0], join(folder, 'a.b_00001_20261124165001.pcapng'));
  assert.deepEqual(
    paths.map((path) => existsSync(path)),
    [false, true, true],
  );
});

async function play(source: PacedSource): Promise<number> {
  let count = 0;
  do {
    while (source.next()) count++;
  } while (await source.fill());
  return count;
}

test('a capture is played at its speed: 26 seconds of a takeover at 100x take a quarter of a second', async () => {
  const times: number[] = [];
  const capture = await openCapture('samples/takeover.pcap');
  do {
    while (capture.next()) times.push(capture.frame.seconds + capture.frame.nanoseconds / 1e9);
  } while (await capture.fill());
  const [first = 0] = times;
  const played = await openCapture('samples/takeover.pcap');
  const begun = performance.now();
  const source = new PacedSource(played, 100);
  setTimeout(() => source.stop(), 260);
  const count = await play(source);
  const seconds = (performance.now() - begun) / 1000;
  // A busy machine may stop it later: then more was due, but never more than the clock allows (its timers count milliseconds).
  const due = times.filter((time) => time - first <= 100 * (seconds + 0.005)).length;
  assert.ok(count > 300 && count <= due, `${count} packets in ${seconds} s, ${due} were due`);
});

test('what is halted gives nothing until it is stepped, then as many packets as were asked for', async () => {
  const source = new PacedSource(await openCapture('samples/takeover.pcap'), Number.POSITIVE_INFINITY);
  source.halt();
  let count = 0;
  const done = (async () => {
    do {
      while (source.next()) count++;
    } while (await source.fill());
  })();
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
  await settle();
  assert.equal(count, 0);
  source.step(3);
  await settle();
  assert.equal(count, 3);
  source.goOn();
  await done;
  assert.equal(count, 2257);
  assert.ok(source.ended);
});
