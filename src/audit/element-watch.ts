// What the audit remembers of a pool element beside the handlespace's facts.
import type { AssociationFacts } from '../dissect/sctp/side.ts';

/** The last Handle Update about an element. */
export interface UpdateSeen {
  readonly epoch: number;
  readonly frame: number;
  readonly sender: number;
  readonly home: number;
  readonly adds: boolean;
}

export class ElementWatch {
  /** The association over which it was last registered, and the element's end of it. */
  association: AssociationFacts | undefined = undefined;
  side = 0;
  /** Of its last registration: octets of the message. */
  registrationHash = 0;
  registrationFrame = 0;
  /** When it last asked to leave. */
  leftEpoch = 0;
  leftFrame = 0;
  update: UpdateSeen | undefined = undefined;
  /** Number of each association that carried a Handle Update about it, and when. */
  readonly told = new Map<number, number>();
  /** When it was last asked whether it lives, by whom. */
  askedEpoch = 0;
  askedBy = 0;
  /** When it last answered. */
  answeredEpoch = 0;
  /** A keep-alive with H that it has accepted: from whom, when. */
  newHome = 0;
  newHomeEpoch = 0;
}
