// Ways in which a capture can be less than the traffic: begun late, deaf to a direction or a protocol, dropping frames.
import type { FrameTraits } from './samples-of.ts';

export interface Degradation {
  readonly name: string;
  /** Another seed drops other frames. */
  readonly isRandom?: true;
  /** Whether this frame is in the capture; `random` is 0 to 1, from a seed. */
  keeps(traits: FrameTraits, random: number): boolean;
}

const has = ({ sourcePort, destinationPort }: FrameTraits, ...ports: number[]) =>
  ports.includes(sourcePort) || ports.includes(destinationPort);

const headless = (share: number): Degradation => ({
  name: `begun ${share * 100} % late`,
  keeps: (traits) => traits.share >= share,
});

const lossy = (share: number): Degradation => ({
  name: `${share * 100} % of frames dropped`,
  isRandom: true,
  keeps: (_, random) => random >= share,
});

export const degradations: readonly Degradation[] = [
  headless(0.25),
  headless(0.5),
  headless(0.75),
  { name: 'only one direction', keeps: (traits) => traits.multicast || traits.upward },
  { name: 'only the other direction', keeps: (traits) => traits.multicast || !traits.upward },
  { name: 'without ENRP', keeps: (traits) => !has(traits, 9901) },
  { name: 'without ASAP', keeps: (traits) => has(traits, 9901) },
  { name: 'without multicast', keeps: (traits) => !traits.multicast },
  lossy(0.01),
  lossy(0.05),
  lossy(0.2),
];

/** Mulberry32: the same numbers for the same seed, everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
