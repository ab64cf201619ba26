// The progress line: when it comes, what it says, and that it leaves nothing behind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hideProgress, Progress } from '../../src/cli/progress.ts';

/** A terminal with a clock that only the test moves. */
function terminal(total: number | undefined, columns = 80) {
  let nowMs = 0;
  const written: string[] = [];
  const progress = new Progress('reading', total, {
    now: () => nowMs,
    write: (text) => written.push(text),
    columns: () => columns,
  });
  return {
    written,
    read(octets: number, afterMs: number) {
      nowMs += afterMs;
      progress.note(octets);
    },
  };
}

test('work that ends within a second shows nothing', () => {
  const { read, written } = terminal(1000);
  read(500, 900);
  read(500, 99);
  hideProgress();
  assert.deepEqual(written, []);
});

test('longer work shows share, rate and time left, four times a second at most, and is wiped away at its end', () => {
  const { read, written } = terminal(1_000_000_000);
  read(100_000_000, 1000);
  read(100_000_000, 100);
  read(50_000_000, 900);
  read(750_000_000, 100);
  assert.deepEqual(written, [
    '\rreading 10 % of 1000 MB, 100 MB/s, 9 s left',
    '\rreading 25 % of 1000 MB, 125 MB/s, 6 s left',
    `\r${' '.repeat(43)}\r`,
  ]);
});

test('of a pipe nobody knows how long it is', () => {
  const { read, written } = terminal(undefined);
  read(3_000_000, 2000);
  assert.deepEqual(written, ['\rreading 3000 kB, 1500 kB/s']);
  hideProgress();
  assert.equal(written.at(-1), `\r${' '.repeat(26)}\r`);
  hideProgress();
  assert.equal(written.length, 2);
});

test('it stays within one line of a narrow terminal', () => {
  const { read, written } = terminal(1_000_000_000, 20);
  read(100_000_000, 1000);
  assert.equal(written[0]?.length, 20);
  hideProgress();
});
