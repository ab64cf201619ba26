// What cannot be understood is reported back (RFC 5352 §2.2.14, RFC 5353 §3.7, RFC 5354 §3, §4): rules A41, A42, E32.
import { hexNumber } from '../../bytes/text.ts';
import { layer } from '../../dissect/layer.ts';
import { nodeKind } from '../../dissect/message-tree.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import { asapError } from '../../protocol/asap/asap-error.ts';
import { enrpError } from '../../protocol/enrp/enrp-error.ts';
import { messageOf } from '../../protocol/registry.ts';
import { unrecognizedMessage } from '../../protocol/rserpool/causes.ts';
import { unknownMessageAction, unknownParameterAction } from '../../protocol/rserpool/unknown-type-action.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { Expected, type Waiting } from '../expected.ts';
import { pairKey } from '../keys.ts';
import { hostText, receiverText, senderText } from '../names.ts';
import { doubts, needs, type Rule, ruleTable } from '../rule.ts';

export const errorReportRules = ruleTable({
  A41: {
    name: 'unknown-asap-not-reported',
    rule: 'An unknown ASAP message or parameter whose top bits ask for a report is reported with ASAP Error',
    severity: 'warning',
    rfc: 'RFC 5352 §2.2.14, RFC 5354 §3, §4',
    remedy: 'implement',
    needs: needs.bothWays,
    doubt: doubts.lossBeforeTap,
    advice: 'The sender goes on with what is never understood: show the frames to who wrote the receiver.',
    rsplib: 'reports unknown parameters, and keeps silent about unknown messages',
  },
  A42: {
    name: 'error-answered-with-error',
    rule: 'An ASAP Error is not answered with an ASAP Error',
    severity: 'error',
    rfc: 'common sense; RFC 5352 §2.2.14 has no rule',
    remedy: 'implement',
    needs: needs.bothWays,
    doubt: 'where the second one is about another message',
    advice: 'Two that answer errors with errors do so for ever: show the frames to who wrote them.',
  },
  E32: {
    name: 'unknown-enrp-not-reported',
    rule: 'An unknown ENRP message or parameter whose top bits ask for a report is reported with ENRP Error',
    severity: 'warning',
    rfc: 'RFC 5353 §3.7, RFC 5354 §3, §4',
    remedy: 'implement',
    needs: needs.bothWays,
    doubt: doubts.lossBeforeTap,
    advice: 'The sender goes on with what is never understood: show the frames to who wrote the receiver.',
    rsplib: 'reports unknown parameters, and keeps silent about unknown messages',
  },
});

const rules = errorReportRules;

interface Unreported extends Waiting {
  readonly frame: number;
  readonly association: AssociationFacts;
  readonly side: number;
  readonly what: string;
  readonly isMessage: boolean;
  readonly rule: Rule;
}

interface ErrorSeen extends Waiting {
  readonly frame: number;
  /** Messages of this end until then, this one included. */
  readonly count: number;
}

const deadlineSeconds = 5;
/** An error so soon after an error is its answer. */
const answerSeconds = 0.5;

export class ErrorReports implements Check {
  private readonly audit: Audit;
  private readonly open = new Expected<Unreported>();
  private readonly errors = new Expected<ErrorSeen>();

  readonly before = {
    asap: { [asapError.type]: (parts: MessageParts) => this.#error(parts) },
    enrp: { [enrpError.type]: (parts: MessageParts) => this.#error(parts) },
  };

  constructor(audit: Audit) {
    this.audit = audit;
  }

  tick(now: number): number {
    const answered = this.errors.overdue(now, answerSeconds, () => {});
    const reported = this.open.overdue(now, deadlineSeconds, ({ association, side, what, isMessage, rule, frame }) => {
      const audit = this.audit;
      if (!audit.isWhole(association)) return;
      audit.tell(rule, pairKey(association.number, side), () => ({
        summary: `${hostText(association, 1 - side)} did not report ${what} back to ${hostText(association, side)}`,
        frames: [frame],
        habit: isMessage,
      }));
    });
    return Math.min(answered, reported);
  }

  unknown(parts: MessageParts): void {
    const { tree, message } = parts;
    if (parts.type === (nameOf(parts) === 'asap' ? asapError : enrpError).type) return;
    let what: string | undefined;
    const isMessage = tree.definition[0] === undefined;
    if (isMessage) {
      if (messageOf(nameOf(parts), parts.type) !== undefined) return;
      if (unknownMessageAction(parts.type)?.report === true) what = `the unknown message ${hexNumber(parts.type, 2)}`;
    } else
      for (let node = 1; node < tree.count; node++) {
        if (tree.definition[node] !== undefined || tree.kind[node] !== nodeKind.parameter) continue;
        const type = tree.type[node] as number;
        if (tree.depth[node] === 1 && unknownParameterAction(type).report)
          what = `the unknown parameter ${hexNumber(type, 4)}`;
      }
    if (what === undefined) return;
    const { association, side } = message;
    if (association === undefined) return;
    const { epoch, frame } = this.audit;
    const rule = nameOf(parts) === 'asap' ? rules.A41 : rules.E32;
    this.open.expect(
      pairKey(association.number, side),
      { epoch, frame, association, side, what, isMessage, rule },
      this.audit.state.bounds,
    );
  }

  #error(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const { association, side } = message;
    if (association === undefined) return;
    this.open.meet(pairKey(association.number, 1 - side));
    if (nameOf(parts) !== 'asap') return;
    const { epoch, frame } = audit;
    const other = this.errors.meet(pairKey(association.number, 1 - side));
    // An error about an unknown message of type Error would be one about the error itself.
    // Behind another message it may be about that one.
    const isNext = audit.associations.count(association, 1 - side) === other?.count;
    if (other !== undefined && isNext && epoch - other.epoch < answerSeconds)
      audit.tell(rules.A42, pairKey(association.number, side), () => ({
        summary: `${senderText(message)} answers an ASAP Error of ${receiverText(message)} with an ASAP Error${parts.errorCode === unrecognizedMessage.code ? ' about it' : ''}`,
        frames: [other.frame, frame],
      }));
    const count = audit.associations.count(association, side);
    this.errors.expect(pairKey(association.number, side), { epoch, frame, count }, audit.state.bounds);
  }
}

function nameOf({ message }: MessageParts): 'asap' | 'enrp' {
  return message.protocol === layer.asap ? 'asap' : 'enrp';
}
