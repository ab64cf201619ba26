// Requests that wait for their answers, of one kind. What nobody answered is handed out once it is too late, or when the
// association ends under those that had waited long enough.
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import type { Audit } from './audit.ts';
import { Expected, type Waiting } from './expected.ts';

export interface OpenRequest extends Waiting {
  readonly frame: number;
  readonly association: AssociationFacts;
  /** The end that asked. */
  readonly side: number;
}

/** How a request ended that was not answered. */
export type Ending =
  /** The one who was asked went on talking over the association. */
  | 'ignored'
  /** Nothing more came from there. */
  | 'silence'
  /** Who asked gave up and ended the association. */
  | 'given up';

/** At the end of an association no more than this are looked through. */
const searched = 1024;

export class OpenRequests<Request extends OpenRequest> extends Expected<Request> {
  /** All that have waited for so long; whether that means anything is told by the ending. Gives what overdue() gives. */
  late(audit: Audit, now: number, seconds: number, use: (request: Request, ending: Ending) => void): number {
    return this.overdue(now, seconds, (request) => {
      const { association, side } = request;
      if (!audit.isWhole(association)) return;
      const heard = audit.associations.heard(association, 1 - side);
      use(request, heard > request.epoch + seconds / 2 ? 'ignored' : 'silence');
    });
  }

  /** The association is over: `seconds` is what it takes to be worth telling. */
  ended(audit: Audit, association: AssociationFacts, seconds: number, use: (request: Request) => void): void {
    if (this.size === 0) return;
    this.each(searched, (request, key) => {
      if (request.association !== association) return;
      this.meet(key);
      if (audit.epoch - request.epoch >= seconds && audit.isWhole(association)) use(request);
    });
  }
}
