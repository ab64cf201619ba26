// Recorded TLS sessions with random changes, with their secrets, for fifteen seconds: nothing throws, nothing hangs, and
// every range stays in its place. The seed is printed; FUZZ_SEED repeats a run.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { test } from 'node:test';
import type { Frame } from '../../../src/capture/frame.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { allEntries } from '../../../src/dissect/fields/catalog.ts';
import type { TlsSecrets } from '../../../src/dissect/tls/secrets.ts';
import { Handlespace } from '../../../src/handlespace/handlespace.ts';
import { defaultFieldLines, FieldLines } from '../../../src/report/read/field-lines.ts';
import { SummaryLines } from '../../../src/report/read/summary-line.ts';
import { TimeColumn } from '../../../src/report/read/time-column.ts';
import { collector } from '../../report/lines.ts';
import { assertSound } from '../sound.ts';
import { folder, sessionOf } from './sessions.ts';

const seconds = 15;
const tlsFields = allEntries()
  .map(({ name }) => name)
  .filter((name) => name.startsWith('tls.'));

/** mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Octets behind the headers changed, frames cut, left out, sent twice, or in another order. */
function mutated(frames: readonly Frame[], random: () => number): Frame[] {
  const below = (limit: number) => Math.floor(random() * limit);
  const made: Frame[] = [];
  for (const frame of frames) {
    const dice = random();
    if (dice < 0.03) continue;
    const copy = { ...frame, bytes: frame.bytes.slice() };
    if (dice > 0.7)
      for (let count = below(5); count >= 0; count--)
        copy.bytes[54 + below(Math.max(1, copy.bytes.length - 54))] = below(256);
    else if (dice > 0.66) copy.end = 30 + below(copy.end - 30);
    made.push(copy);
    if (dice > 0.6 && dice < 0.64) made.push(copy);
    if (dice > 0.55 && dice < 0.6 && made.length > 2) made.splice(below(made.length), 0, made.pop()!);
  }
  return made.map((frame, index) => ({ ...frame, number: index + 1 }));
}

function readAll(frames: readonly Frame[], tlsSecrets: TlsSecrets): number {
  const dissector = new Dissector({ tlsSecrets });
  const handlespace = new Handlespace();
  const { out } = collector();
  const fields = new FieldLines(tlsFields, defaultFieldLines, out);
  const lines = new SummaryLines(out, new TimeColumn('r'));
  let opened = 0;
  for (const frame of frames) {
    const d = dissector.dissect(frame);
    assertSound(d);
    for (let record = 0; record < d.tls.count; record++) {
      assert.ok(d.tls.start[record]! >= 0 && d.tls.end[record]! <= d.tls.bytes[record]!.length);
      if (d.tls.isDecrypted[record]) opened++;
    }
    fields.write(d);
    lines.write(d, 6);
    handlespace.apply(d);
  }
  for (const facts of dissector.tls.facts) assert.ok(facts.serverCertificate === undefined || facts.reading);
  return opened;
}

test('recorded sessions with random changes never throw, and ranges stay in their places', async (context) => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  context.diagnostic(`FUZZ_SEED=${seed}`);
  const random = randomOf(seed);
  const names = readdirSync(folder).filter((name) => /\.pcap(ng)?$/.test(name));
  const sessions = await Promise.all(names.map(sessionOf));
  const until = performance.now() + seconds * 1000;
  let rounds = 0;
  let opened = 0;
  while (performance.now() < until)
    for (const { frames, secrets } of sessions) {
      opened += readAll(mutated(frames, random), secrets);
      rounds++;
    }
  context.diagnostic(`${rounds} sessions, ${opened} records opened`);
  assert.ok(rounds > 20 && opened > rounds);
});
