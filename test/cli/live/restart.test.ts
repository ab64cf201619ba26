// `live --state`: what a run found and knew goes on in the next one; what nobody watched in between is held against nobody.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Finding } from '../../../src/audit/finding.ts';
import { openCapture } from '../../../src/capture/open.ts';
import { Watch } from '../../../src/cli/live/watch.ts';
import { StateFile } from '../../../src/cli/state-file.ts';
import { Bounds } from '../../../src/dissect/bounds.ts';

const folder = mkdtempSync(join(tmpdir(), 'poolshark-restart-'));
after(() => rmSync(folder, { recursive: true }));

interface Part {
  readonly from: number;
  readonly to: number;
  /** Seconds by which its packets are later than they were. */
  readonly later?: number;
  readonly audits?: boolean;
}

/** Parts of a capture, each watched by a run of its own that takes up what the one before left. */
async function watched(path: string, name: string, parts: readonly Part[]) {
  const told: Finding[][] = [];
  let findings: readonly Finding[] = [];
  let counts: Readonly<Record<string, number>> = {};
  for (const { from, to, later = 0, audits = true } of parts) {
    const told1: Finding[] = [];
    const source = await openCapture(path);
    const watch = new Watch({
      dissection: {},
      sinks: [{ finding: (finding) => void told1.push(finding) }],
      isLive: true,
      audits,
      followsUsers: false,
      bounds: new Bounds(),
      state: new StateFile(join(folder, name), {}, undefined),
      drops: () => ({ byKernel: undefined, byInterface: undefined, byEngine: undefined, notRecorded: 0 }),
      away: () => [],
    });
    if (later > 0) watch.begin();
    do {
      while (source.next()) {
        const { frame } = source;
        const { number } = frame;
        if (number <= from || number > to) continue;
        frame.number = number - from;
        frame.seconds += later;
        watch.take(frame);
        frame.number = number;
        frame.seconds -= later;
      }
    } while (await source.fill());
    source.close();
    watch.end();
    counts = watch.findings.counts;
    findings = watch.auditor?.findings(watch.now) ?? [];
    told.push(told1);
  }
  return { told, findings, counts };
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

const sample = 'samples/takeover.pcap';

test('findings, their counts and what the audit waits for go on from run to run, and nothing is told twice', async () => {
  const whole = await watched(sample, 'whole', [{ from: 0, to: 9999 }]);
  const pieces = [0, 300, 600, 675, 700, 1500, 9999];
  const parts = await watched(
    sample,
    'parts',
    pieces.slice(1).map((to, index) => ({ from: pieces[index] as number, to })),
  );
  assert.ok(whole.findings.length > 3);
  assert.deepEqual(parts.findings, whole.findings);
  // Severities are those of the profile that is known by now.
  assert.equal(sumOf(parts.counts), sumOf(whole.counts));
  assert.deepEqual(parts.told.flat(), whole.told.flat());
  assert.ok(parts.told.filter(({ length }) => length > 0).length > 1);
});

test('a run that audits nothing in between keeps what was found', async () => {
  const { findings, told, counts } = await watched(sample, 'idle', [
    { from: 0, to: 700 },
    { from: 700, to: 800, audits: false },
    { from: 800, to: 900 },
  ]);
  for (const { rule, summary } of told[0] as Finding[])
    assert.ok(findings.some((finding) => finding.rule === rule && finding.summary === summary));
  assert.deepEqual(told[1], []);
  assert.ok(sumOf(counts) >= (told[0] as Finding[]).length);
});

test('after an hour in which nobody watched, silence is no finding', async () => {
  const source = await openCapture(sample);
  while (!source.next()) await source.fill();
  const later = Math.ceil(Date.now() / 1000 - source.frame.seconds);
  source.close();
  const { told } = await watched(sample, 'hour', [
    { from: 0, to: 400, later: later - 3600 },
    { from: 400, to: 560, later },
  ]);
  assert.deepEqual(
    told[1]?.map(({ rule, summary }) => `${rule} ${summary}`),
    [],
  );
});
