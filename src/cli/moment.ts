// A moment in a capture, as users write it: epoch seconds, ISO 8601, `+12.5s` from the first frame, or `#812`.
import type { Frame } from '../capture/frame.ts';
import { UsageError } from './errors.ts';

export interface MomentOption {
  /** True while this frame is not after the moment; called for each frame in order. */
  includes(frame: Frame, firstEpoch: number): boolean;
  /** True while the moment lies ahead of this frame: a frame number includes its own frame. */
  isAfter(frame: Frame, firstEpoch: number): boolean;
  /** Seconds since 1970 of the moment, where it names a time; undefined for a frame number. */
  epoch(firstEpoch: number): number | undefined;
}

export function parseMoment(text: string): MomentOption {
  const frameNumber = /^#(\d+)$/.exec(text);
  if (frameNumber) {
    const last = Number(frameNumber[1]);
    return {
      includes: (frame) => frame.number <= last,
      isAfter: (frame) => frame.number < last,
      epoch: () => undefined,
    };
  }
  const offset = /^\+(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (offset) {
    const unit = { ms: 0.001, s: 1, m: 60, h: 3600 }[offset[2] ?? 's'] ?? 1;
    const seconds = Number(offset[1]) * unit;
    return atTime((firstEpoch) => firstEpoch + seconds);
  }
  if (/^\d+(\.\d+)?$/.test(text)) return atTime(() => Number(text));
  // Only what begins with a full date: Date.parse alone takes nearly anything, in the zone of the machine.
  if (/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)) {
    const withZone = /(Z|[+-]\d\d:?\d\d)$/.test(text) || text.length === 10 ? text : `${text}Z`;
    const parsed = Date.parse(withZone.replace(' ', 'T')) / 1000;
    if (Number.isFinite(parsed)) return atTime(() => parsed);
  }
  throw new UsageError(
    `no such moment: ${text}; give epoch seconds, 2026-11-23T10:00:00Z, +12.5s from the start, or #812 for a frame`,
  );
}

/** Written times have microseconds, captured ones nanoseconds: equal to the last written digit counts as reached. */
function atTime(of: (firstEpoch: number) => number): MomentOption {
  return {
    includes: (frame, firstEpoch) => frame.seconds + frame.nanoseconds / 1e9 <= of(firstEpoch) + 5e-7,
    isAfter: (frame, firstEpoch) => frame.seconds + frame.nanoseconds / 1e9 < of(firstEpoch) - 5e-7,
    epoch: of,
  };
}
