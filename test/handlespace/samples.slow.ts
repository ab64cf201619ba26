// All captures under samples (and under POOLSHARK_CAPTURES, a folder with more of them): every PE checksum that a server
// announces agrees with ours, except those of strangers, which a script or a broken network made up.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { type Dissection, occurrence } from '../../src/dissect/dissection.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { layer } from '../../src/dissect/layer.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { viewOf } from '../../src/handlespace/view.ts';
import { eachFrame } from './golden-pools.ts';

/** How many announcements of a capture are lies (samples/README.md): all others must agree. */
const strangers: Readonly<Record<string, number>> = { 'p-stranger': 2 };

/** Octets of it were changed at random, those of checksums and identifiers too: there is nothing to agree with. */
const damaged = 'malformed';

/** These begin in the middle: what came before, nobody can know. */
function isExcerpt(name: string): boolean {
  return name.includes('midstream') || name === 'apps';
}

function capturesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.pcap(ng)?(\.(gz|zst|lz4))?$/.test(name) && !name.includes(damaged))
    .map((name) => join(folder, name))
    .sort();
}

const more = process.env.POOLSHARK_CAPTURES;
const paths = ['samples', ...(more && existsSync(more) ? [more] : [])].flatMap(capturesIn);

/** Presence messages that their receivers got, and that the capture has up to the end of their checksum. */
function presencesIn({ occurrences, occurrenceCount }: Dissection): number {
  return occurrences.slice(0, occurrenceCount).filter(({ kind, message }) => {
    if (kind !== occurrence.message || message?.protocol !== layer.enrp) return false;
    return message.bytes[message.start] === 1 && message.end - message.start >= 18;
  }).length;
}

for (const path of paths)
  test(`the checksums that servers announce in ${path} agree with ours`, async (context) => {
    const handlespace = new Handlespace();
    const dissector = new Dissector();
    let now = 0;
    let presences = 0;
    await eachFrame(path, (frame) => {
      const dissection = dissector.dissect(frame);
      presences += presencesIn(dissection);
      handlespace.apply(dissection);
      now = frame.seconds + frame.nanoseconds / 1e9;
    });
    handlespace.finish();
    const tallies = { verified: 0, inFlight: 0, disagreed: 0, unverifiable: 0 };
    for (const { checksum } of viewOf(handlespace.state, now).servers)
      for (const key of ['verified', 'inFlight', 'disagreed', 'unverifiable'] as const) tallies[key] += checksum[key];
    context.diagnostic(JSON.stringify(tallies));
    const name = /([^/]*)\.pcap/.exec(path)?.[1] ?? '';
    // Of sessions made for TLS nobody announces anything.
    if (presences > 0 && !isExcerpt(name)) assert.ok(tallies.verified > 0);
    const { verified, inFlight, disagreed, unverifiable } = tallies;
    assert.equal(verified + inFlight + disagreed + unverifiable, presences);
    assert.equal(tallies.disagreed, strangers[name] ?? 0);
    if (!isExcerpt(name)) assert.equal(tallies.unverifiable, 0);
  });
