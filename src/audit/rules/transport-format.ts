// Rules of format (F) and transport (T) that one packet can break: what the experts of its messages say, counted.

import { addressText } from '../../bytes/address.ts';
import { hashOctets } from '../../bytes/hash.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { expertCode, expertMessage } from '../../dissect/expert-text.ts';
import { plausible } from '../../dissect/identify.ts';
import { layer } from '../../dissect/layer.ts';
import { carrier, type Message } from '../../dissect/message.ts';
import { MessageExperts } from '../../dissect/message-experts/message-experts.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import { type ConformanceRule, conformanceRules } from '../../protocol/conformance-rules.ts';
import { expertCodes } from '../../protocol/expert-codes.ts';
import type { ExpertCode, Severity } from '../../protocol/expert-levels.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { type FindingSeverity, findingSeverities } from '../finding.ts';
import { type Rule, type RuleText, ruleTable } from '../rule.ts';

const severityOf: Readonly<Record<Severity, FindingSeverity>> = {
  error: 'error',
  warning: 'warning',
  note: 'note',
  chat: 'note',
  comment: 'note',
};

/** `parameter.overruns_parent` as a name: the first expert that tells of the rule, or the rule's number. */
function textOf({ number, rule, rfc }: ConformanceRule): RuleText {
  const experts = expertCodes.filter(({ rules = [] }) => rules.includes(number));
  const severities = experts.map(({ severity }) => severityOf[severity]);
  const habits = experts.flatMap(({ rsplib }) => (rsplib === undefined ? [] : [rsplib]));
  return {
    name: (experts[0]?.code ?? number).replaceAll(/[._]/g, '-'),
    rule,
    rfc,
    severity: findingSeverities.find((severity) => severities.includes(severity)) ?? 'warning',
    remedy: 'implement',
    needs: number.startsWith('F') ? 'the whole message' : 'the message and what carried it',
    doubt: 'where the capture kept only a part of the frame; then it stays silent',
    advice: 'Show the frame to who wrote the sender: the receiver may drop the message without a word.',
    ...(habits.length > 0 ? { rsplib: habits.join('; ') } : {}),
  };
}

/** Those that need the history of an association or a pool are declared where it is kept; T9 needs it only in part. */
const shownByOnePacket = conformanceRules.filter(({ number }) =>
  expertCodes.some(({ rules = [] }) => rules.includes(number)),
);

export const formatRules: Readonly<Record<string, Rule>> = ruleTable(
  Object.fromEntries(shownByOnePacket.map((rule) => [rule.number, textOf(rule)])),
);

/** The rules that an expert tells of, by its place among the codes. */
const rulesOfExpert: readonly (readonly Rule[])[] = expertCodes.map(({ rules = [] }) =>
  rules.map((number) => formatRules[number] as Rule),
);

/** By the place of the expert among the codes: nobody is hurt. */
const isHabitOf: readonly boolean[] = expertCodes.map(
  ({ rsplib, severity }) => rsplib !== undefined || severityOf[severity] === 'note',
);

export class TransportFormat implements Check {
  private readonly audit: Audit;
  private readonly experts = new MessageExperts();
  private d: Dissection | undefined = undefined;
  private walksAlong = false;

  constructor(audit: Audit) {
    this.audit = audit;
  }

  /**
   * What the handlespace will walk now is checked then, in the same walk; the rest here: messages that wait for others,
   * and octets that are no message at all. A datagram's second copy (another tap, another interface) breaks no rule again.
   */
  frame(d: Dissection): void {
    this.d = d;
    this.walksAlong = false;
    const { messageCount, experts } = d;
    if (isCopy(d)) return;
    if (messageCount === 0) {
      const last = d.layers.count === 0 ? layer.none : (d.layers.protocol[d.layers.count - 1] as number);
      if (last === layer.tls || last === layer.tcp) this.experts.check(d);
    } else {
      let due = messageCount;
      for (let index = 0; index < d.occurrenceCount; index++) {
        const message = d.occurrences[index]?.message;
        if (message !== undefined && isPlain(message) && message.frame === d.frame.number) due--;
      }
      if (due !== 0 || !hasShape(d)) this.experts.check(d);
      this.walksAlong = !experts.messagesChecked;
    }
  }

  /** The handlespace has walked a message of this frame. */
  message({ tree, message }: MessageParts): void {
    const d = this.d;
    if (!this.walksAlong || d === undefined || message.frame !== d.frame.number) return;
    this.experts.checkWalked(tree, message, d.experts, d.encapsulationPort !== 0);
  }

  expert(d: Dissection, index: number): void {
    if (isCopy(d)) return;
    const rules = rulesOfExpert[d.experts.code[index] as number] as readonly Rule[];
    for (let at = 0; at < rules.length; at++) this.#tell(rules[at] as Rule, d, index);
  }

  #tell(rule: Rule, d: Dissection, index: number): void {
    const { experts, addressBytes, sourceAt, addressLength } = d;
    const code = experts.code[index] as number;
    // Habits are those of a program: once for all hosts.
    const isHabit = isHabitOf[code] === true;
    const key = isHabit ? code : hashOctets(addressBytes, sourceAt, sourceAt + addressLength, code);
    if (!this.audit.toldAgain(rule, key)) this.#tellFirst(rule, key, d, index, isHabit);
  }

  #tellFirst(rule: Rule, key: number, d: Dissection, index: number, isHabit: boolean): void {
    const { experts, addressBytes, sourceAt, addressLength } = d;
    this.audit.tell(rule, key, () => {
      const expert: ExpertCode = expertCode(experts, index);
      const sender = addressLength === 0 ? 'an unknown host' : addressText(addressBytes, sourceAt, addressLength);
      return {
        summary: `${expertMessage(experts, index)}, in ${messageText(d)} from ${sender}${isHabit ? ' first' : ''}`,
        severity: severityOf[expert.severity],
        habit: expert.rsplib !== undefined,
      };
    });
  }
}

function isCopy({ messageCount, messages }: Dissection): boolean {
  return messageCount === 1 && messages[0]?.copy === true;
}

function messageText(d: Dissection): string {
  const [message] = d.messages;
  if (d.messageCount !== 1 || message === undefined) return d.messageCount > 1 ? 'one of several messages' : 'a packet';
  return message.protocol === layer.asap ? 'an ASAP message' : 'an ENRP message';
}

/** Nothing about it needs more than the message itself: over SCTP or UDP, in clear text. */
function isPlain({ protocol, carrier: by, secured }: Message): boolean {
  return (protocol === layer.asap || protocol === layer.enrp) && by !== carrier.tcp && !secured;
}

function hasShape(d: Dissection): boolean {
  for (let index = 0; index < d.messageCount; index++) {
    const { protocol, bytes, start, end } = d.messages[index] as Message;
    if (!plausible(protocol, bytes, start, end)) return false;
  }
  return true;
}
