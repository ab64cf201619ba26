// What the audit remembers of a pool element beside the handlespace's facts.
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import type { Beside } from '../handlespace/model.ts';

/** A server has no more peers than this that are told. */
const toldKept = 64;

export class ElementWatch implements Beside {
  /** Number of the audit that watches. */
  readonly watcher: number;

  // What each keep-alive and each answer asks for stands first: few lines of the processor's cache, which have been displaced since
  // the last one.
  /** The octets of its transport in an answer that were found right: mostly the same again. */
  rightTransport = 0;
  /** When it was last asked whether it lives, by whom. */
  askedEpoch = 0;
  askedFrame = 0;
  askedBy = 0;
  /** Number of the association. */
  askedOver = 0;
  /** When it last answered. */
  answeredEpoch = 0;
  /** Keep-alives since this moment, to tell a flood. */
  floodEpoch = 0;
  floodCount = 0;
  /** It has answered, and whoever registered it is no flood. */
  isCounted = false;
  /** A keep-alive with H that it has accepted: from whom, when. */
  newHome = 0;
  newHomeEpoch = 0;
  /** Intervals of keep-alives since the spread was last told: how many, their mean, the squares of their deviations. */
  intervals = 0;
  intervalMean = 0;
  intervalSquares = 0;

  /** The association over which it was last registered, and the element's end of it. */
  association: AssociationFacts | undefined = undefined;
  side = 0;
  /** Of its last registration: octets of the message. */
  registrationHash = 0;
  registrationFrame = 0;
  /** The registration whose end was told. */
  expiryTold = 0;
  /** When its association ended, or its keep-alive was overdue, and it has not been well since. */
  lostEpoch = 0;
  lostFrame = 0;
  /** When its association ended while its home owed it an answer: it went, and did not fail. */
  gaveUpEpoch = 0;
  /** When it last asked to leave. */
  leftEpoch = 0;
  leftFrame = 0;
  /** The last Handle Update about it; frame 0 before the first. */
  updateFrame = 0;
  updateEpoch = 0;
  updateSender = 0;
  updateHome = 0;
  updateAdds = false;
  /** Numbers of the associations that carried a Handle Update about it, and when. */
  private readonly toldOver: number[] = [];
  private readonly toldEpoch: number[] = [];
  /** The last Handle Update that added it: over which association, its octets, its frame. */
  addedBy: AssociationFacts | undefined = undefined;
  addedHash = 0;
  addedFrame = 0;
  /** Of its keep-alives: the one whose failure was told. */
  failureTold = 0;
  /** Keep-alives of a server that is not its home, in a row. */
  foreignAsks = 0;
  /** The last server that asked with H, and when. */
  claimedBy = 0;
  claimedEpoch = 0;
  /** When a user last reported it as unreachable. */
  reportedEpoch = 0;

  constructor(watcher: number) {
    this.watcher = watcher;
  }

  /** A Handle Update about the element has come over this association. */
  noteTold(association: number, epoch: number): void {
    const { toldOver, toldEpoch } = this;
    const place = toldOver.indexOf(association);
    if (place >= 0) toldEpoch[place] = epoch;
    else {
      if (toldOver.length >= toldKept) {
        toldOver.shift();
        toldEpoch.shift();
      }
      toldOver.push(association);
      toldEpoch.push(epoch);
    }
  }

  /** When one came last over this association, 0 for never. */
  toldAt(association: number): number {
    const place = this.toldOver.indexOf(association);
    return place < 0 ? 0 : (this.toldEpoch[place] as number);
  }
}
