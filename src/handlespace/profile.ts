// Tells from the traffic whose habits its senders have: the RFCs' (Registration Life in seconds, slow timers) or those of
// rsplib (milliseconds, fast timers). See RFC 5354 §3.10 for the unit.
import { rfcTimers, rsplibTimers, type Timers } from '../protocol/timers.ts';

export type ProfileName = 'rfc' | 'rsplib';

export interface Profile {
  readonly name: ProfileName;
  readonly registrationLifeUnit: 's' | 'ms';
  /** One clause for the reader. */
  readonly because: string;
}

export class ProfileEvidence {
  /** Set by the user: nothing is told from the traffic then. */
  fixed: ProfileName | undefined = undefined;
  /** Frames of what only rsplib sends: identifier in a keep-alive, handle resolution option, multicast Presence. */
  customFrame = 0;
  /** A re-registration that came so soon that its life can't be seconds. */
  quickFrame = 0;
  longLifeFrame = 0;
  private decided: Profile | undefined = undefined;
  private decidedBy: ProfileName | number = 0;

  noteCustom(frame: number): void {
    if (this.customFrame === 0) this.customFrame = frame;
  }

  noteReregistration(frame: number, life: number, elapsedSeconds: number): void {
    if (this.quickFrame === 0 && life >= 1000 && elapsedSeconds < (life / 1000) * 2) this.quickFrame = frame;
  }

  noteLife(frame: number, life: number): void {
    if (this.longLifeFrame === 0 && life > 86_400) this.longLifeFrame = frame;
  }

  /** The same object until the evidence changes. */
  get profile(): Profile {
    const { fixed, quickFrame, customFrame, longLifeFrame } = this;
    const evidence = fixed ?? (quickFrame > 0 ? 3 : customFrame > 0 ? 2 : longLifeFrame > 0 ? 1 : 0);
    if (this.decided === undefined || evidence !== this.decidedBy) {
      this.decided = this.decide();
      this.decidedBy = evidence;
    }
    return this.decided;
  }

  private decide(): Profile {
    if (this.fixed === 'rfc') return { name: 'rfc', registrationLifeUnit: 's', because: 'as asked' };
    if (this.fixed === 'rsplib') return { name: 'rsplib', registrationLifeUnit: 'ms', because: 'as asked' };
    const rsplib = (because: string): Profile => ({ name: 'rsplib', registrationLifeUnit: 'ms', because });
    if (this.quickFrame > 0)
      return rsplib(`elements register again far sooner than seconds ask for (frame ${this.quickFrame})`);
    if (this.customFrame > 0) return rsplib(`frame ${this.customFrame} is one that only rsplib sends`);
    if (this.longLifeFrame > 0)
      return rsplib(`a registration life of more than a day in seconds (frame ${this.longLifeFrame})`);
    return { name: 'rfc', registrationLifeUnit: 's', because: 'nothing in the traffic speaks against the RFC' };
  }
}

export function timersOf(profile: Profile): Timers {
  return profile.name === 'rfc' ? rfcTimers : rsplibTimers;
}
