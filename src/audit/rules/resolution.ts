// How users ask for pools and are answered (RFC 5352 §3.3, RFC 5356): rules A21 to A28, A39.
import { u32 } from '../../bytes/read.ts';
import { hexNumber, safeText } from '../../bytes/text.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import { parameter, policyTypeAt } from '../../handlespace/element-facts.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Pool } from '../../handlespace/model.ts';
import { poolOf } from '../../handlespace/named-element.ts';
import { serverAt } from '../../handlespace/server-places.ts';
import { handleResolution } from '../../protocol/asap/handle-resolution.ts';
import { handleResolutionResponse } from '../../protocol/asap/handle-resolution-response.ts';
import {
  leastUsed,
  priorityLeastUsed,
  priorityPolicy,
  random,
  roundRobin,
  weightedRandom,
} from '../../protocol/rserpool/policies.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { Expected, type Waiting } from '../expected.ts';
import { namedKey, pairKey, senderKey } from '../keys.ts';
import {
  counted,
  hostText,
  policyText,
  poolText,
  receiverText,
  secondsText,
  senderText,
  serverText,
} from '../names.ts';
import { type Ending, type OpenRequest, OpenRequests } from '../open-requests.ts';
import { doubts, needs, type Rule, ruleTable } from '../rule.ts';
import { requestRules, slowSeconds, tellSlow } from './request-rules.ts';

export const resolutionRules = ruleTable({
  A21: {
    name: 'resolution-unanswered',
    rule: 'A Handle Resolution is answered, whether the pool exists or not',
    severity: 'error',
    rfc: 'RFC 5352 §3.3',
    remedy: 'recover',
    needs: `${needs.bothWays}; the server talks on over it`,
    doubt: doubts.lossBeforeTap,
    advice: 'Look at the server: the user waits until its timer ends and then goes elsewhere.',
  },
  A22: {
    name: 'negative-answer-with-contents',
    rule: 'An answer with an error has neither a policy nor elements',
    severity: 'error',
    rfc: 'RFC 5352 §2.2.6, §3.3',
    remedy: 'implement',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Show the frame to who wrote the server: one user will take it for a refusal, another for an answer.',
  },
  A23: {
    name: 'answer-without-element',
    rule: 'An answer without an error names at least one element',
    severity: 'error',
    rfc: 'RFC 5352 §2.2.6',
    remedy: 'implement',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Show the frame to who wrote the server: the user has nowhere to go, and no reason why.',
  },
  A24: {
    name: 'answer-without-policy',
    rule: 'An answer names the policy of a pool that is not round robin',
    severity: 'error',
    rfc: 'RFC 5352 §3.3',
    remedy: 'implement',
    needs: needs.messageAndState,
    doubt: 'where the registrations were not captured',
    advice: 'Without it users choose in turn, whatever the pool was told to do.',
  },
  A25: {
    name: 'answer-leaves-elements-out',
    rule: 'An answer lists all elements of the pool',
    severity: 'warning',
    rfc: 'RFC 5352 §3.3',
    remedy: 'implement',
    needs: `a request without the option that asks for fewer; ${needs.home}`,
    doubt: 'while elements come and go',
    advice: 'Let users ask again for each session, or raise the number of elements that the server gives.',
    rsplib: 'gives three elements where the user does not say how many',
  },
  A26: {
    name: 'updates-granted-unasked',
    rule: 'Updates are granted only to who asked for them',
    severity: 'warning',
    rfc: 'RFC 5352 §2.2.6',
    remedy: 'implement',
    needs: needs.start,
    doubt: doubts.lossBeforeTap,
    advice: 'The user will be sent what it does not expect: show the frames to who wrote the server.',
  },
  A27: {
    name: 'answer-unasked',
    rule: 'Answers come to those who asked, or who are subscribed',
    severity: 'error',
    rfc: 'RFC 5352 §2.2.5',
    remedy: 'defend',
    needs: needs.start,
    doubt: doubts.lossBeforeTap,
    advice: 'Find who sent it: an answer that nobody asked for can lead a user to the wrong element.',
  },
  A28: {
    name: 'answer-against-policy',
    rule: 'Elements in an answer stand in the order of the policy, and none twice where it forbids that',
    severity: 'error',
    rfc: 'RFC 5356 §4.3.2, §4.4.2, §4.5.2, §5.1.2, §5.3.2',
    remedy: 'implement',
    needs: needs.message,
    doubt: 'where loads changed while the answer was made',
    advice: 'Compare the values in the answer: users take the first, and it is not the one that the policy means.',
  },
  A39: {
    name: 'request-repeated-too-often',
    rule: 'A request is sent again MAX-REQUEST-RETRANSMIT times at most',
    severity: 'warning',
    rfc: 'RFC 5352 §3.7.2',
    remedy: 'implement',
    needs: needs.bothWays,
    doubt: 'where several programs of a host share the association',
    advice: 'Let the user go to another server in place of asking this one again.',
  },
});

const rules = resolutionRules;

interface Resolution extends OpenRequest {
  /** Where the pool is known, its name is made when somebody asks. */
  readonly pool: Pool | undefined;
  readonly unknownHandle: string;
  readonly subscribes: boolean;
  readonly asksForFewer: boolean;
  /** The same question again before the answer: all of them are answered. */
  again: number;
  /** How many of those came only after the timer had ended. */
  repeated: number;
  lastEpoch: number;
}

interface Subscription extends Waiting {
  readonly association: AssociationFacts;
}

/** While they change, an answer may be a moment old. */
const settledSeconds = 5;
/** A program that asks again before so much of its timer is over asks for something else. */
const lenience = 0.5;
/** So many elements of an answer are held against the later ones. */
const listedCompared = 64;
/** Policies whose answers may name no element twice. */
const withoutRepeats: ReadonlySet<number> = new Set(
  [random, weightedRandom, leastUsed, priorityLeastUsed].map(({ type }) => type),
);

export class Resolutions implements Check {
  private readonly audit: Audit;
  private readonly open = new OpenRequests<Resolution>();
  private readonly subscribed = new Expected<Subscription>();

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: {
      [handleResolution.type]: (parts: MessageParts) => this.#asks(parts),
      [handleResolutionResponse.type]: (parts: MessageParts) => this.#answers(parts),
    },
  };

  tick(now: number): number {
    const { handleResolutionTimeoutMs, maxRequestRetransmits } = this.audit.timers;
    const seconds = (handleResolutionTimeoutMs / 1000) * (maxRequestRetransmits + 1);
    return this.open.late(this.audit, now, seconds, (request, ending) => this.#unanswered(request, ending));
  }

  #unanswered(request: Resolution, ending: Ending): void {
    const audit = this.audit;
    const { association, side, frame, epoch } = request;
    const handle = handleOf(request);
    const server = serverAt(audit.state, association, 1 - side);
    const isIgnored = ending === 'ignored';
    const host = hostText(association, side);
    audit.tell(isIgnored ? rules.A21 : requestRules.O7, pairKey(association.number, server), () => ({
      summary: isIgnored
        ? `${serverText(server)} does not answer ${host}, which asked for ${handle}`
        : `${host} asks ${hostText(association, 1 - side)} for ${handle} and hears nothing`,
      pool: handle,
      server: server === 0 ? undefined : hexNumber(server),
      frames: [frame],
      since: epoch,
    }));
  }

  #asks(parts: MessageParts): void {
    const { message, tree, handleStart, handleEnd } = parts;
    const { association } = message;
    if (association === undefined || handleStart < 0) return;
    const { epoch, frame, timers } = this.audit;
    const key = namedKey(parts, 0);
    const open = this.open.find(key);
    if (open !== undefined) {
      // The same question from the other end is another one.
      if (open.side !== message.side) return;
      open.again++;
      const isRepeated = epoch - open.lastEpoch > (timers.handleResolutionTimeoutMs / 1000) * lenience;
      open.lastEpoch = epoch;
      if (isRepeated && ++open.repeated > timers.maxRequestRetransmits) this.#tooOften(parts, open);
      return;
    }
    const pool = poolOf(this.audit.state, parts, false);
    this.open.expect(
      key,
      {
        epoch,
        frame,
        association,
        side: message.side,
        pool,
        unknownHandle: pool === undefined ? safeText(tree.bytes, handleStart, handleEnd) : '',
        subscribes: (parts.flags & 1) !== 0,
        asksForFewer: parts.next(parameter.resolutionOption) > 0,
        again: 0,
        repeated: 0,
        lastEpoch: epoch,
      },
      this.audit.state.bounds,
    );
  }

  #tooOften({ message }: MessageParts, request: Resolution): void {
    const audit = this.audit;
    const { frame, repeated, epoch } = request;
    const handle = handleOf(request);
    audit.tell(rules.A39, senderKey(message), () => ({
      summary: `${senderText(message)} has asked ${counted(repeated + 1, 'time')} for ${handle} within ${secondsText(audit.epoch - epoch)}, without an answer`,
      pool: handle,
      frames: [frame, audit.frame],
    }));
  }

  #answers(parts: MessageParts): void {
    const audit = this.audit;
    const { message, tree } = parts;
    const { association } = message;
    if (parts.handleStart < 0) return;
    const server = serverAt(audit.state, association, message.side);
    const key = pairKey(server, parts.handleHash);
    const first = parts.next(parameter.poolElement);
    const policyNode = parts.next(parameter.policy);
    if (parts.hasError) {
      if (first > 0 || policyNode > 0)
        this.#tellAnswer(rules.A22, key, parts, server, `an error and yet with ${first > 0 ? 'elements' : 'a policy'}`);
    } else if (first < 0) this.#tellAnswer(rules.A23, key, parts, server, 'nothing');
    else {
      const pool = poolOf(audit.state, parts, false);
      const type = policyNode > 0 ? policyTypeAt(tree, policyNode) : undefined;
      const usual = pool && usualPolicy(pool);
      if (policyNode < 0 && usual !== undefined && usual !== roundRobin.type) this.#noPolicy(key, parts, server, usual);
      const fault = orderFault(parts, first, type ?? roundRobin.type);
      if (fault !== undefined) this.#tellAnswer(rules.A28, key, parts, server, fault, ` (${policyText(type)})`);
    }
    if (association !== undefined) this.#holdAgainstRequest(parts, association, server, key);
  }

  /** By themselves: with a closure in it, the method above would cost each answer the memory of its context. */
  #tellAnswer(rule: Rule, key: number, parts: MessageParts, server: number, what: string, policy = ''): void {
    this.audit.tell(rule, key, () => ({
      summary: `${serverText(server)} answers for ${handleText(parts)}${policy} with ${what}`,
      ...answerAbout(parts, server),
    }));
  }

  #noPolicy(key: number, parts: MessageParts, server: number, usual: number): void {
    this.audit.tell(rules.A24, key, () => ({
      summary: `${serverText(server)} answers for ${handleText(parts)} without a policy, which is ${policyText(usual)}`,
      ...answerAbout(parts, server),
    }));
  }

  #holdAgainstRequest(parts: MessageParts, association: AssociationFacts, server: number, key: number): void {
    const audit = this.audit;
    const { message } = parts;
    const requestKey = namedKey(parts, 0);
    const request = this.open.meet(requestKey);
    const grants = (parts.flags & 1) !== 0;
    const subscription = this.subscribed.find(requestKey);
    if (request === undefined) {
      if (subscription === undefined && association.seenFromStart && audit.isWhole(association))
        audit.tell(rules.A27, key, () => ({
          summary: `${senderText(message)} sends ${receiverText(message)} elements of ${handleText(parts)} that it did not ask for`,
          ...answerAbout(parts, server),
        }));
      return;
    }
    const seconds = audit.epoch - request.epoch;
    if (seconds > slowSeconds) tellSlow(audit, server, seconds, request.frame);
    if (request.again > 0)
      this.open.expect(requestKey, { ...request, again: request.again - 1 }, this.audit.state.bounds);
    if (grants && !request.subscribes)
      audit.tell(rules.A26, key, () => ({
        summary: `${serverText(server)} grants ${receiverText(message)} updates of ${handleText(parts)} that it did not ask for`,
        ...answerAbout(parts, server),
        frames: [request.frame, audit.frame],
      }));
    if (grants && request.subscribes)
      this.subscribed.expect(requestKey, { epoch: audit.epoch, association }, this.audit.state.bounds);
    if (!parts.hasError && !request.asksForFewer) this.#isComplete(parts, server, key);
  }

  #isComplete(parts: MessageParts, server: number, key: number): void {
    const audit = this.audit;
    const pool = poolOf(audit.state, parts, false);
    if (pool === undefined || audit.state.servers.get(server)?.complete !== true) return;
    let listed = 0;
    for (let node = parts.next(parameter.poolElement); node > 0; node = parts.next(parameter.poolElement, node + 1))
      listed++;
    if (listed === 0 || listed >= pool.elements.size) return;
    const settled = audit.epoch - settledSeconds;
    if (countSettled(pool, settled, listed + 1) <= listed || audit.toldAgain(rules.A25, key)) return;
    this.#tellIncomplete(parts, server, key, pool, listed);
  }

  #tellIncomplete(parts: MessageParts, server: number, key: number, pool: Pool, listed: number): void {
    const { audit } = this;
    const settled = audit.epoch - settledSeconds;
    audit.tell(rules.A25, key, () => ({
      summary: `${serverText(server)} lists ${counted(listed, 'element')} of the ${countSettled(pool, settled, pool.elements.size)} in ${handleText(parts)}`,
      ...answerAbout(parts, server),
      habit: true,
    }));
  }
}

/** Elements that have been there since before this moment, and are well; no more than `enough` are counted. */
function countSettled({ elements }: Pool, before: number, enough: number): number {
  let there = 0;
  for (const { held, lost, since } of elements.values())
    if (held && !lost && since.epoch < before && ++there === enough) break;
  return there;
}

function handleText({ tree, handleStart, handleEnd }: MessageParts): string {
  return safeText(tree.bytes, handleStart, handleEnd);
}

function answerAbout(parts: MessageParts, server: number) {
  return { pool: handleText(parts), server: server === 0 ? undefined : hexNumber(server) };
}

function handleOf({ pool, unknownHandle }: Resolution): string {
  return pool === undefined ? unknownHandle : poolText(pool);
}

/** The policy that its elements have registered. */
function usualPolicy(pool: Pool): number | undefined {
  for (const { held, facts } of pool.elements.values()) if (held && facts.policy) return facts.policy.type;
  return undefined;
}

/** Answers are short: looking back costs less than a set of what was seen. */
function isListedBefore(parts: MessageParts, first: number, until: number, id: number): boolean {
  const { tree } = parts;
  let left = listedCompared;
  for (let node = first; node < until && left > 0; node = parts.next(parameter.poolElement, node + 1)) {
    if (u32(tree.bytes, (tree.start[node] as number) + 4) === id) return true;
    left--;
  }
  return false;
}

/** What is wrong with order and repetition (RFC 5356), by the values that the elements bear; undefined where nothing is. */
function orderFault(parts: MessageParts, first: number, policyType: number): string | undefined {
  const { tree } = parts;
  const { bytes } = tree;
  const isOrdered =
    policyType === priorityPolicy.type || policyType === leastUsed.type || policyType === priorityLeastUsed.type;
  if (!isOrdered && !withoutRepeats.has(policyType)) return undefined;
  let before = -1;
  for (let node = first; node > 0; node = parts.next(parameter.poolElement, node + 1)) {
    const start = tree.start[node] as number;
    if ((tree.end[node] as number) - start < 8) return undefined;
    const id = u32(bytes, start + 4);
    if (withoutRepeats.has(policyType) && isListedBefore(parts, first, node, id)) return `${hexNumber(id)} twice`;
    const policy = tree.child(node, parameter.policy);
    if (!isOrdered || policy < 0 || policyTypeAt(tree, policy) !== policyType) continue;
    const at = tree.start[policy] as number;
    const length = (tree.end[policy] as number) - at;
    if (length < (policyType === priorityLeastUsed.type ? 16 : 12)) continue;
    const value = u32(bytes, at + 8) + (policyType === priorityLeastUsed.type ? u32(bytes, at + 12) : 0);
    const isAscending = policyType !== priorityPolicy.type;
    if (before >= 0 && (isAscending ? value < before : value > before))
      return isAscending
        ? `${hexNumber(id)} behind one that has more load`
        : `${hexNumber(id)} behind one of lower priority`;
    before = value;
  }
  return undefined;
}
