// What follows when users cannot reach an element (RFC 5352 §3.5): rules A32, A33, A35, A36.
import { hexNumber } from '../../bytes/text.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element } from '../../handlespace/model.ts';
import { elementOf, poolOf } from '../../handlespace/named-element.ts';
import { serverAt } from '../../handlespace/server-places.ts';
import { endpointKeepAlive } from '../../protocol/asap/endpoint-keep-alive.ts';
import { endpointUnreachable } from '../../protocol/asap/endpoint-unreachable.ts';
import { handleResolution } from '../../protocol/asap/handle-resolution.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { Expected, type Waiting } from '../expected.ts';
import { elementKey, pairKey, senderKey, shortKey } from '../keys.ts';
import { elementAndHome, elementText, senderText, serverText } from '../names.ts';
import { doubts, needs, ruleTable } from '../rule.ts';

export const unreachableRules = ruleTable({
  A32: {
    name: 'report-not-checked',
    rule: 'A server that is told that an element is unreachable asks it at once',
    severity: 'error',
    rfc: 'RFC 5352 §3.5',
    remedy: 'implement',
    needs: 'the report, and the association of the element with that server',
    doubt: doubts.lossBeforeTap,
    advice: 'Until the server asks, it goes on naming an element that users cannot reach.',
    rsplib: 'only counts reports, and removes the element at the third',
  },
  A33: {
    name: 'report-checked-with-claim',
    rule: 'The keep-alive after an unreachable report does not claim the element',
    severity: 'warning',
    rfc: 'RFC 5352 §3.5',
    remedy: 'implement',
    needs: 'the report and the keep-alive behind it',
    doubt: 'where a takeover happens in the same second',
    advice: 'A report by a user must not move an element to another home: look at who claims it.',
  },
  A35: {
    name: 'reported-twice',
    rule: 'A failure is reported once',
    severity: 'warning',
    rfc: 'RFC 5352 §3.5',
    remedy: 'implement',
    needs: needs.message,
    doubt: 'where the user tried again in between and failed again',
    advice: 'Reports count against the element: look at the user that repeats them.',
  },
  A36: {
    name: 'reported-without-trying',
    rule: 'Who reports an element as unreachable has asked for its pool before',
    severity: 'warning',
    rfc: 'RFC 5352 §3.5, §6.9.2',
    remedy: 'defend',
    needs: needs.start,
    doubt: 'where the user resolved the handle before the capture began, or over a path that was not captured',
    advice: 'Find out who reports elements that it never asked for.',
  },
});

const rules = unreachableRules;

interface Report extends Waiting {
  readonly element: Element;
  readonly server: number;
  readonly frame: number;
  readonly sender: string;
  readonly isWhole: boolean;
}

interface Resolved extends Waiting {
  readonly frame: number;
}

/** "At once", with room for a packet that was lost. */
const deadlineSeconds = 2;
/** Two reports of one sender within this time are about one failure. */
const sameFailureSeconds = 3;

export class UnreachableReports implements Check {
  private readonly audit: Audit;
  private readonly open = new Expected<Report>();
  private readonly recent = new Expected<Report>();
  /** Who has asked for which pool. */
  private readonly resolved = new Expected<Resolved>();

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: {
      [handleResolution.type]: (parts: MessageParts) => this.#resolves(parts),
      [endpointUnreachable.type]: (parts: MessageParts) => this.#reports(parts),
      [endpointKeepAlive.type]: (parts: MessageParts) => this.#asks(parts),
    },
  };

  tick(now: number): number {
    const recent = this.recent.overdue(now, sameFailureSeconds, () => {});
    const open = this.open.overdue(now, deadlineSeconds, ({ element, server, frame, sender, isWhole }) => {
      const audit = this.audit;
      if (!isWhole || !element.held || !audit.isWhole(audit.watch(element).association)) return;
      audit.tellElement(rules.A32, element, () => ({
        summary: `${serverText(server)} was told by ${sender} that ${elementText(element)} is unreachable, and did not ask it`,
        server: hexNumber(server),
        frames: [frame],
        habit: true,
      }));
    });
    return Math.min(recent, open);
  }

  #resolves(parts: MessageParts): void {
    if (parts.handleStart < 0) return;
    const pool = poolOf(this.audit.state, parts, false);
    if (pool === undefined) return;
    const key = shortKey(senderKey(parts.message), pool.hash);
    if (this.resolved.find(key) === undefined)
      this.resolved.expect(key, { epoch: this.audit.epoch, frame: this.audit.frame }, this.audit.state.bounds);
  }

  #reports(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const { association } = message;
    const element = elementOf(audit.state, parts);
    const pool = poolOf(audit.state, parts, false);
    if (element === undefined || pool === undefined) return;
    const { epoch, frame } = audit;
    const who = senderKey(message);
    const sender = senderText(message);
    const server = serverAt(audit.state, association, 1 - message.side);
    audit.watch(element).reportedEpoch = epoch;
    const isWhole = audit.isWhole(association);
    const report = { element, server, frame, epoch, sender, isWhole };
    // Programs of one host report for themselves, each over its own association.
    const program = pairKey(association?.number ?? who, elementKey(element));
    const recent = this.recent.expect(program, report, this.audit.state.bounds);
    if (recent !== undefined && epoch - recent.epoch < sameFailureSeconds)
      audit.tell(rules.A35, program, () => ({
        summary: `${sender} reports ${elementText(element)} as unreachable more than once for one failure`,
        ...elementAndHome(element),
        frames: [recent.frame, frame],
      }));
    if (isWhole && association?.seenFromStart === true && this.resolved.find(shortKey(who, pool.hash)) === undefined)
      audit.tell(rules.A36, pairKey(who, elementKey(element)), () => ({
        summary: `${sender} reports ${elementText(element)} as unreachable, and never asked for its pool`,
        ...elementAndHome(element),
      }));
    if (server !== 0) this.open.expect(pairKey(server, elementKey(element)), report, this.audit.state.bounds);
  }

  #asks(parts: MessageParts): void {
    if (this.open.size === 0) return;
    const audit = this.audit;
    const element = elementOf(audit.state, parts);
    if (element === undefined) return;
    const server = parts.word(4);
    const report = this.open.meet(pairKey(server, elementKey(element)));
    if (report === undefined || (parts.flags & 1) === 0) return;
    audit.tellElement(rules.A33, element, () => ({
      summary: `${serverText(server)} claims ${elementText(element)} with the keep-alive after a report by ${report.sender}`,
      server: hexNumber(server),
      frames: [report.frame, audit.frame],
    }));
  }
}
