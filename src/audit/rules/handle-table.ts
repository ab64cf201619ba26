// How servers get lists and handle tables from each other (RFC 5353 §3.2, §3.6.3): rules E16 to E21.
import { u32 } from '../../bytes/read.ts';
import { hexNumber } from '../../bytes/text.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import { parameter } from '../../handlespace/element-facts.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import { serverAt } from '../../handlespace/server-places.ts';
import { handleTableRequest } from '../../protocol/enrp/handle-table-request.ts';
import { handleTableResponse } from '../../protocol/enrp/handle-table-response.ts';
import { listRequest } from '../../protocol/enrp/list-request.ts';
import { listResponse } from '../../protocol/enrp/list-response.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { Expected, type Waiting } from '../expected.ts';
import { pairKey } from '../keys.ts';
import { counted, hostText, serverText } from '../names.ts';
import { type OpenRequest, OpenRequests } from '../open-requests.ts';
import { doubts, needs, ruleTable } from '../rule.ts';

export const handleTableRules = ruleTable({
  E16: {
    name: 'server-request-unanswered',
    rule: 'List Request and Handle Table Request are answered',
    severity: 'error',
    rfc: 'RFC 5353 §3.2.2.2, §3.2.3',
    remedy: 'recover',
    needs: `${needs.bothWays}; the server talks on over it`,
    doubt: doubts.lossBeforeTap,
    advice: 'The server that asked cannot start: look at the one that was asked.',
  },
  E17: {
    name: 'rejection-with-contents',
    rule: 'A rejected List or Handle Table Response has no entries',
    severity: 'error',
    rfc: 'RFC 5353 §2.3, §2.6',
    remedy: 'implement',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Show the frame to who wrote the server: one peer will believe the entries, another the rejection.',
  },
  E18: {
    name: 'handle-table-empty',
    rule: 'A Handle Table Response that is not rejected has entries',
    severity: 'warning',
    rfc: 'RFC 5353 §2.3',
    remedy: 'know',
    needs: needs.message,
    doubt: 'where the server has nothing to tell',
    advice: 'Usual while nobody has registered.',
    rsplib: 'answers with no entry where it holds none',
  },
  E19: {
    name: 'handle-table-not-continued',
    rule: 'Who is told that there is more to come asks for it',
    severity: 'error',
    rfc: 'RFC 5353 §3.2.3',
    remedy: 'recover',
    needs: needs.bothWays,
    doubt: doubts.lossBeforeTap,
    advice: 'The server knows a part of the handlespace only: restart it, and see why it stopped.',
  },
  E20: {
    name: 'handle-table-without-end',
    rule: 'The last part of a handle table says that it is the last',
    severity: 'error',
    rfc: 'RFC 5353 §3.2.3',
    remedy: 'implement',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'The server that asks will ask for ever: show the frame to who wrote the one that answers.',
  },
  E21: {
    name: 'handle-table-with-foreign-elements',
    rule: 'A handle table of what the responder owns has no element of another home',
    severity: 'error',
    rfc: 'RFC 5353 §2.2, §3.6.3',
    remedy: 'implement',
    needs: 'the request and its answer',
    doubt: 'while an element changes its home',
    advice: 'Who asked compares the table with a checksum, which will never agree.',
  },
});

const rules = handleTableRules;

interface ServerRequest extends OpenRequest {
  readonly isList: boolean;
  readonly ownOnly: boolean;
}

interface Continued extends Waiting {
  readonly frame: number;
  readonly association: AssociationFacts;
  /** The end that must ask again. */
  readonly side: number;
}

/** rsplib asks for the next part at once. */
const continueSeconds = 10;

export class HandleTables implements Check {
  private readonly audit: Audit;
  private readonly open = new OpenRequests<ServerRequest>();
  private readonly continued = new Expected<Continued>();

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    enrp: {
      [listRequest.type]: (parts: MessageParts) => this.#asks(parts, true),
      [handleTableRequest.type]: (parts: MessageParts) => this.#asks(parts, false),
      [listResponse.type]: (parts: MessageParts) => this.#lists(parts),
      [handleTableResponse.type]: (parts: MessageParts) => this.#tells(parts),
    },
  };

  tick(now: number): number {
    const audit = this.audit;
    const { maxTimeNoResponseMs } = audit.timers;
    const late = this.open.late(
      audit,
      now,
      (2 * maxTimeNoResponseMs) / 1000,
      ({ association, side, frame, epoch, isList }, ending) => {
        if (ending !== 'ignored') return;
        const asked = serverAt(audit.state, association, 1 - side);
        audit.tell(rules.E16, pairKey(asked, association.number), () => ({
          summary: `${serverText(asked)} does not answer the ${isList ? 'List' : 'Handle Table'} Request of ${hostText(association, side)}`,
          server: asked === 0 ? undefined : hexNumber(asked),
          frames: [frame],
          since: epoch,
        }));
      },
    );
    const continued = this.continued.overdue(now, continueSeconds, ({ association, side, frame, epoch }) => {
      if (!audit.isWhole(association) || audit.associations.heard(association, side) <= epoch) return;
      const asker = serverAt(audit.state, association, side);
      audit.tell(rules.E19, pairKey(asker, association.number), () => ({
        summary: `${serverText(asker)} was told that there is more of the handle table, and did not ask for it`,
        server: asker === 0 ? undefined : hexNumber(asker),
        frames: [frame],
        since: epoch,
      }));
    });
    return Math.min(late, continued);
  }

  #asks(parts: MessageParts, isList: boolean): void {
    const { association, side } = parts.message;
    if (association === undefined) return;
    const { epoch, frame } = this.audit;
    const ownOnly = !isList && (parts.flags & 1) !== 0;
    const key = keyOf(association, side, isList);
    if (this.open.find(key) === undefined)
      this.open.expect(key, { epoch, frame, association, side, isList, ownOnly }, this.audit.state.bounds);
    if (!isList) this.continued.meet(keyOf(association, side, false));
  }

  #lists(parts: MessageParts): void {
    const { association, side } = parts.message;
    if (association !== undefined) this.open.meet(keyOf(association, 1 - side, true));
    if ((parts.flags & 1) !== 0 && parts.next(parameter.serverInformation) > 0)
      this.#rejectedWithContents(parts, 'servers');
  }

  #rejectedWithContents(parts: MessageParts, what: string): void {
    const server = parts.word(4);
    this.audit.tellServer(rules.E17, server, () => ({
      summary: `${serverText(server)} rejects a request of ${serverText(parts.word(8))} and yet names ${what}`,
    }));
  }

  #tells(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const { association, side } = message;
    const server = parts.word(4);
    const request = association && this.open.meet(keyOf(association, 1 - side, false));
    const first = parts.next(parameter.poolElement);
    const rejected = (parts.flags & 1) !== 0;
    const more = (parts.flags & 2) !== 0;
    if (rejected && parts.next(parameter.poolHandle) > 0) this.#rejectedWithContents(parts, 'pools');
    if (!rejected && first < 0 && !more)
      audit.tellServer(rules.E18, server, () => ({
        summary: `${serverText(server)} answers a Handle Table Request with an empty table`,
        habit: true,
      }));
    if (more && (rejected || first < 0))
      audit.tellServer(rules.E20, server, () => ({
        summary: `${serverText(server)} says that there is more of a handle table, and sends ${rejected ? 'a rejection' : 'nothing'}`,
      }));
    if (request?.ownOnly) this.#holdAgainstOwner(parts, server, request.frame);
    if (!more || rejected || association === undefined) return;
    const { epoch, frame } = audit;
    this.continued.expect(
      keyOf(association, 1 - side, false),
      { epoch, frame, association, side: 1 - side },
      this.audit.state.bounds,
    );
  }

  #holdAgainstOwner(parts: MessageParts, server: number, requestFrame: number): void {
    const audit = this.audit;
    const { tree } = parts;
    let foreign = 0;
    let homeless = 0;
    let example = 0;
    for (let node = parts.next(parameter.poolElement); node > 0; node = parts.next(parameter.poolElement, node + 1)) {
      const start = tree.start[node] as number;
      if ((tree.end[node] as number) - start < 12) continue;
      const home = u32(tree.bytes, start + 8);
      if (home === 0) homeless++;
      if (home === server) continue;
      foreign++;
      example = u32(tree.bytes, start + 4);
    }
    if (foreign === 0 || homeless === foreign) return;
    audit.tellServer(rules.E21, server, () => ({
      summary: `${serverText(server)} lists ${counted(foreign, 'element')} of other homes among its own for ${serverText(parts.word(8))}, ${hexNumber(example)} for one`,
      element: hexNumber(example),
      frames: [requestFrame, audit.frame],
    }));
  }
}

function keyOf({ number }: AssociationFacts, side: number, isList: boolean): number {
  return number * 4 + side * 2 + Number(isList);
}
