// The handlespace of a sample in its middle and at its end: what scripts/refresh-pools-golden.ts stores in
// samples/golden/NAME.pools.json, and what the test compares with that.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from '../../src/capture/frame.ts';
import { openCapture } from '../../src/capture/open.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { type HandlespaceView, viewOf } from '../../src/handlespace/view.ts';

export interface GoldenPools {
  readonly capture: string;
  readonly frames: number;
  readonly middle: { readonly frame: number; readonly view: HandlespaceView };
  /** With what was removed. */
  readonly end: HandlespaceView;
}

/** Those whose state is stored; the larger ones are for the slow tests alone. */
export function sampleNames(): string[] {
  return readdirSync('samples')
    .filter((name) => /\.pcap(ng)?(\.(gz|zst|lz4))?$/.test(name))
    .sort();
}

export function goldenPath(capture: string): string {
  return join('samples', 'golden', `${capture.replace(/\.pcap.*$/, '')}.pools.json`);
}

export async function eachFrame(path: string, use: (frame: Frame) => void): Promise<void> {
  const source = await openCapture(path);
  do {
    while (source.next()) use(source.frame);
  } while (await source.fill());
  source.close();
}

export async function poolsOf(capture: string): Promise<GoldenPools> {
  const path = join('samples', capture);
  let frames = 0;
  await eachFrame(path, () => frames++);
  const half = frames >>> 1;
  const handlespace = new Handlespace();
  const dissector = new Dissector();
  let now = 0;
  let middle: HandlespaceView = viewOf(handlespace.state, 0);
  await eachFrame(path, (frame) => {
    handlespace.apply(dissector.dissect(frame));
    now = frame.seconds + frame.nanoseconds / 1e9;
    if (frame.number === half) middle = viewOf(handlespace.state, now);
  });
  handlespace.finish();
  return { capture, frames, middle: { frame: half, view: middle }, end: viewOf(handlespace.state, now, true) };
}
