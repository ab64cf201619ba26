// The seconds in which there were frames: where there were some every few seconds and then none at all for long, the capture stood
// still, or its clock was set. An RSerPool scope is never so quiet: its servers announce themselves, and ask their elements.
import { countBits } from '../bytes/bits.ts';

/** So long a silence of all is none. */
const holeSeconds = 20;
/** Of the last 32 seconds so many had frames. */
const busyNeeded = 8;

export class BusySeconds {
  /** A bit for each of the last 32 seconds: the lowest is that of `second`. */
  private bits = 0;
  private second = 0;

  /** Frames come in this second, which is another than before. True where there was a hole before it. */
  isHole(second: number): boolean {
    const isHole = second - this.second >= holeSeconds && countBits(this.bits) >= busyNeeded;
    this.passes(second);
    this.bits |= 1;
    return isHole;
  }

  /** Time goes on and is watched, although no frame comes: that is silence, and no hole. */
  passes(second: number): void {
    const seconds = second - this.second;
    this.second = second;
    this.bits = seconds >= 0 && seconds < 32 ? this.bits << seconds : 0;
  }
}
