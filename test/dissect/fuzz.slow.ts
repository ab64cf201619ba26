// Samples with random changes, for twenty seconds: dissector, walk and handlespace throw nothing and stay sound.
// The seed is printed; FUZZ_SEED repeats a run.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { test } from 'node:test';
import type { Frame } from '../../src/capture/frame.ts';
import { openCapture } from '../../src/capture/open.ts';
import type { DecodeAs } from '../../src/dissect/decode-as.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { viewOf } from '../../src/handlespace/view.ts';
import { assertSound } from './sound.ts';
import { validFrames } from './valid-frames.ts';
import { frameOf } from './watch.ts';

const seconds = 20;
const framesKept = 3000;

/** mulberry32: small, seeded, good enough to shake octets. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function framesOf(path: string): Promise<Frame[]> {
  const frames: Frame[] = [];
  const source = await openCapture(path);
  do {
    while (frames.length < framesKept && source.next()) {
      const { frame } = source;
      const bytes = frame.bytes.slice(frame.start, frame.end);
      frames.push({ ...frame, bytes, start: 0, end: bytes.length });
    }
  } while (frames.length < framesKept && (await source.fill()));
  source.close();
  return frames;
}

/** What the samples lack: tunnels, chunks of extensions. */
function madeFrames(): Frame[] {
  return validFrames
    .filter(({ linkType = 1 }) => linkType === 1)
    .flatMap(({ before, bytes }) => [...before, bytes])
    .map((bytes, index) => frameOf(bytes, index + 1));
}

const decodeAs: readonly DecodeAs[] = [
  { layer: 'sctp.port', first: 1, last: 65_535, protocol: 'asap' },
  { layer: 'udp.port', first: 9000, last: 9999, protocol: 'vxlan' },
  { layer: 'udp.port', first: 3863, last: 3863, protocol: 'mpls' },
  { layer: 'sctp.ppi', first: 0, last: 11, protocol: 'enrp' },
];

const extremes = [0, 1, 2, 3, 4, 0x7f, 0x80, 0xfe, 0xff];

/** A few octets changed; now and then cut, made longer, sent twice or left out. */
function* mutated(frames: readonly Frame[], random: () => number): Generator<Frame> {
  const below = (limit: number) => Math.floor(random() * limit);
  for (const frame of frames) {
    const dice = random();
    if (dice < 0.02) continue;
    if (dice < 0.55) {
      yield frame;
      if (dice < 0.04) yield frame;
      continue;
    }
    let bytes = frame.bytes.slice();
    for (let count = below(4); count >= 0; count--) {
      const at = below(bytes.length);
      bytes[at] = random() < 0.5 ? extremes[below(extremes.length)]! : below(256);
    }
    let { originalLength } = frame;
    if (dice > 0.9) bytes = bytes.slice(0, below(bytes.length + 1));
    if (dice > 0.95) originalLength = bytes.length;
    yield { ...frame, bytes, end: bytes.length, originalLength };
  }
}

test('samples with random changes never throw, and every range stays in its place', async (context) => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  context.diagnostic(`FUZZ_SEED=${seed}`);
  const samples = readdirSync('samples').filter((name) => /\.pcap(ng)?(\.\w+)?$/.test(name));
  assert.ok(samples.length > 0);
  const captures = await Promise.all(samples.map((name) => framesOf(join('samples', name))));
  captures.push(madeFrames());
  const random = randomOf(seed);
  const end = performance.now() + seconds * 1000;
  let count = 0;
  for (let round = 0; performance.now() < end; round++) {
    const dissector = new Dissector(round % 2 === 0 ? {} : { checksums: true, decodeAs });
    const handlespace = new Handlespace({ onEvent: () => {} });
    let last = 0;
    for (const frame of mutated(captures[round % captures.length]!, random)) {
      const sent = frame.bytes.slice();
      try {
        const dissection = dissector.dissect(frame);
        handlespace.apply(dissection);
        assertSound(dissection);
        last = frame.seconds;
        if (++count % 500 === 0) viewOf(handlespace.state, last, true);
      } catch (error) {
        throw new Error(`FUZZ_SEED=${seed}, frame ${frame.number}: ${Buffer.from(sent).toString('hex')}`, {
          cause: error,
        });
      }
      assert.deepEqual(frame.bytes, sent, 'the dissector changes no octet');
    }
    handlespace.finish();
    JSON.stringify(viewOf(handlespace.state, last, true));
  }
  context.diagnostic(`${count} frames`);
  assert.ok(count > 1000);
});
