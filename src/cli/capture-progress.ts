// How far captures have been followed: frames and times of all of them, also of those that earlier runs with --state read.
import { emptyFrame, type Frame } from '../capture/frame.ts';

export class CaptureProgress {
  /** Also the number of the last frame: they go on counting from one capture to the next. */
  frames = 0;
  firstEpoch = Number.NaN;
  fromEpoch = Number.POSITIVE_INFINITY;
  toEpoch = Number.NEGATIVE_INFINITY;
  /** The last frame that the handlespace took in, 0 before the first, and its time. */
  atFrame = 0;
  atEpoch = 0;

  /** A frame where all that were counted have gone by. */
  get last(): Frame {
    const seconds = Math.max(0, Math.floor(this.toEpoch));
    return { ...emptyFrame(), number: this.frames, seconds, nanoseconds: Math.round((this.toEpoch - seconds) * 1e9) };
  }

  /** Gives the time of the frame. */
  count(frame: Frame): number {
    const epoch = frame.seconds + frame.nanoseconds / 1e9;
    if (this.frames++ === 0) this.firstEpoch = epoch;
    if (epoch < this.fromEpoch) this.fromEpoch = epoch;
    if (epoch > this.toEpoch) this.toEpoch = epoch;
    return epoch;
  }
}
