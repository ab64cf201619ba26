// Timestamps of pcapng (draft-ietf-opsawg-pcapng §4.2, options if_tsresol and if_tsoffset): 64-bit ticks of any unit to
// seconds and nanoseconds, without losing a digit.
import type { Frame } from './frame.ts';

const DEFAULT_RESOLUTION = 6;
/** Below this, no step of the long division leaves the integers that a number holds exactly. */
const MAX_EXACT_TICKS = 2 ** 36;

export interface TickUnit {
  readonly ticksPerSecond: number;
  /** Nanoseconds in a tick where that is a whole number, otherwise 0. */
  readonly nanosecondsPerTick: number;
  /** Ticks in a nanosecond where that is a whole number, otherwise 0. */
  readonly ticksPerNanosecond: number;
  /** Seconds to add to each time stamp. */
  readonly offsetSeconds: number;
  /** The raw octet of if_tsresol, for units that numbers cannot hold. */
  readonly resolution: number;
  /** The second of the last time stamp, and the ticks at which it began: most packets fall into the same second. */
  lastSecond: number;
  lastHigh: number;
  lastLow: number;
}

export function tickUnit(resolution = DEFAULT_RESOLUTION, offsetSeconds = 0): TickUnit {
  const exponent = resolution & 0x7f;
  const ticksPerSecond = resolution & 0x80 ? 2 ** exponent : 10 ** exponent;
  const decimal = (resolution & 0x80) === 0;
  return {
    ticksPerSecond,
    nanosecondsPerTick: decimal && exponent <= 9 ? 10 ** (9 - exponent) : 0,
    ticksPerNanosecond: decimal && exponent > 9 && ticksPerSecond < MAX_EXACT_TICKS ? 10 ** (exponent - 9) : 0,
    offsetSeconds,
    resolution,
    lastSecond: 0,
    // No time stamp comes so late that it is less than a second after this.
    lastHigh: 2 ** 40,
    lastLow: 0,
  };
}

/** Sets the time of the frame from the two halves of a time stamp. Digits below a nanosecond are dropped. */
export function setTime(frame: Frame, high: number, low: number, unit: TickUnit): void {
  const ticksPerSecond = unit.ticksPerSecond;
  const sinceLast = (high - unit.lastHigh) * 0x100000000 + (low - unit.lastLow);
  if (sinceLast >= 0 && sinceLast < ticksPerSecond && unit.nanosecondsPerTick !== 0) {
    frame.seconds = unit.lastSecond;
    frame.nanoseconds = sinceLast * unit.nanosecondsPerTick;
    return;
  }
  if (ticksPerSecond >= MAX_EXACT_TICKS) {
    setTimeExactly(frame, high, low, unit);
    return;
  }
  // Long division by hand, 16 bits at a time: 64-bit nanoseconds do not fit a number, and BigInt costs three times more.
  let seconds = 0;
  let rest = high;
  if (high >= ticksPerSecond) {
    const quotient = Math.floor(high / ticksPerSecond);
    seconds = quotient * 0x100000000;
    rest = high - quotient * ticksPerSecond;
  }
  rest = rest * 0x10000 + (low >>> 16);
  let quotient = Math.floor(rest / ticksPerSecond);
  seconds += quotient * 0x10000;
  rest = (rest - quotient * ticksPerSecond) * 0x10000 + (low & 0xffff);
  quotient = Math.floor(rest / ticksPerSecond);
  rest -= quotient * ticksPerSecond;
  frame.seconds = seconds + quotient + unit.offsetSeconds;
  unit.lastSecond = frame.seconds;
  unit.lastHigh = high;
  unit.lastLow = low - rest;
  if (unit.nanosecondsPerTick !== 0) frame.nanoseconds = rest * unit.nanosecondsPerTick;
  else if (unit.ticksPerNanosecond !== 0) frame.nanoseconds = Math.floor(rest / unit.ticksPerNanosecond);
  else if (ticksPerSecond <= 2 ** 23) frame.nanoseconds = Math.floor((rest * 1e9) / ticksPerSecond);
  else frame.nanoseconds = Number((BigInt(rest) * 1_000_000_000n) / BigInt(ticksPerSecond));
}

function setTimeExactly(frame: Frame, high: number, low: number, unit: TickUnit): void {
  const base = unit.resolution & 0x80 ? 2n : 10n;
  const ticksPerSecond = base ** BigInt(unit.resolution & 0x7f);
  const ticks = (BigInt(high) << 32n) | BigInt(low);
  frame.seconds = Number(ticks / ticksPerSecond) + unit.offsetSeconds;
  frame.nanoseconds = Number(((ticks % ticksPerSecond) * 1_000_000_000n) / ticksPerSecond);
}
