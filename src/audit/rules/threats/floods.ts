// Too much of what one of them may do: rules S2.1, S2.13, S2.14 (RFC 5355 §2.1, §2.13, §2.14).
import { hexNumber, safeText } from '../../../bytes/text.ts';
import type { Bounds } from '../../../dissect/bounds.ts';
import type { MessageParts } from '../../../handlespace/message-parts.ts';
import { elementOf, poolOf } from '../../../handlespace/named-element.ts';
import { endpointKeepAlive } from '../../../protocol/asap/endpoint-keep-alive.ts';
import { endpointKeepAliveAck } from '../../../protocol/asap/endpoint-keep-alive-ack.ts';
import { endpointUnreachable } from '../../../protocol/asap/endpoint-unreachable.ts';
import { registration } from '../../../protocol/asap/registration.ts';
import type { Audit } from '../../audit.ts';
import type { Check } from '../../check.ts';
import { elementKey, senderKey } from '../../keys.ts';
import { counted, elementText, secondsText, senderText, serverText } from '../../names.ts';
import { Notes } from '../../notes.ts';
import { ruleTable } from '../../rule.ts';

export const floodRules = ruleTable({
  'S2.1': {
    name: 'registration-flood',
    rule: 'Nobody registers elements by the dozen that do not answer',
    severity: 'error',
    rfc: 'RFC 5355 §2.1',
    remedy: 'defend',
    needs: 'registrations, and the answers to keep-alives',
    doubt: 'where one program runs many elements, or a service in a crash loop draws a new identifier each time',
    advice: 'Shut the source out: each entry costs all servers memory, and users are sent to nobody.',
  },
  'S2.13': {
    name: 'unreachable-flood',
    rule: 'Nobody reports elements as unreachable by the dozen',
    severity: 'error',
    rfc: 'RFC 5355 §2.13',
    remedy: 'defend',
    needs: 'the reports; keep-alives that show that the elements live',
    doubt: 'where a whole network of elements has failed',
    advice: 'See whether the elements answer their home; if they do, shut the source of the reports out.',
  },
  'S2.14': {
    name: 'keep-alive-flood',
    rule: 'Elements are asked now and then, by their home',
    severity: 'error',
    rfc: 'RFC 5355 §2.14',
    remedy: 'defend',
    needs: 'the keep-alives',
    doubt: 'while takeovers follow each other',
    advice: 'Find out who asks: each keep-alive must be answered, and one with H takes the element away.',
  },
});

const rules = floodRules;

/** Times of the last events of one source: a flood is so many within a window. */
export class Rate {
  private readonly epochs: number[] = [];
  readonly limit: number;
  readonly frames: number[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Seconds within which the last `limit` came; infinite before there are so many. */
  note(epoch: number, frame: number): number {
    this.epochs.push(epoch);
    this.frames.push(frame);
    if (this.epochs.length > this.limit) {
      this.epochs.shift();
      this.frames.shift();
    }
    return this.epochs.length < this.limit ? Number.POSITIVE_INFINITY : epoch - (this.epochs[0] as number);
  }
}

interface Registrant {
  /** Identifiers that came over one association or from one host, and how many of them have ever answered. */
  readonly ids: Set<number>;
  readonly answered: Set<number>;
  readonly frames: number[];
  readonly firstEpoch: number;
}

/** New elements of one association; of one host that do not answer. */
const idsOfAssociation = 16;
const idsOfHost = 32;
const answeringShare = 0.2;
const registrationSeconds = 60;
const reportsNeeded = 6;
const reportSeconds = 30;
/** Reports of elements that have just shown that they live. */
const falseReports = 3;
const aliveSeconds = 10;
const asksNeeded = 12;
const askSeconds = 5;
const claimsNeeded = 3;
const claimSeconds = 15;

export class Floods implements Check {
  private readonly audit: Audit;
  private readonly registrants = new Notes<number, Registrant>(8);
  private readonly reports = new Notes<number, Rate>(8);
  private readonly falseReports = new Notes<number, Rate>(8);
  private readonly claims = new Notes<number, { readonly servers: Map<number, number>; readonly frames: number[] }>(8);

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: {
      [registration.type]: (parts: MessageParts) => this.#registers(parts),
      [endpointKeepAliveAck.type]: (parts: MessageParts) => this.#answers(parts),
      [endpointUnreachable.type]: (parts: MessageParts) => this.#isReported(parts),
      [endpointKeepAlive.type]: (parts: MessageParts) => this.#isAsked(parts),
    },
  };

  #registers(parts: MessageParts): void {
    const id = parts.registeringId();
    if (id < 0 || parts.handleStart < 0) return;
    // Who is registered already does what it should.
    if (poolOf(this.audit.state, parts, false)?.elements.get(id)?.held) return;
    const { association } = parts.message;
    if (association !== undefined) this.#newElement(parts, -association.number, id, idsOfAssociation, 1);
    this.#newElement(parts, senderKey(parts.message), id, idsOfHost, answeringShare);
  }

  #newElement(parts: MessageParts, key: number, id: number, limit: number, share: number): void {
    const audit = this.audit;
    let source = this.registrants.get(key);
    if (source === undefined || audit.epoch - source.firstEpoch > registrationSeconds) {
      source = { ids: new Set(), answered: new Set(), frames: [], firstEpoch: audit.epoch };
      this.registrants.set(key, source, audit.state.bounds);
    }
    if (source.ids.size > 4 * limit) source.ids.clear();
    source.ids.add(id);
    if (source.frames.length < 16) source.frames.push(audit.frame);
    const { ids, answered, frames, firstEpoch } = source;
    if (ids.size < limit || answered.size > ids.size * share) return;
    const { tree, handleStart, handleEnd, message } = parts;
    audit.tell(rules['S2.1'], senderKey(message), () => ({
      summary: `${senderText(message)} has registered ${counted(ids.size, 'element')} within ${secondsText(audit.epoch - firstEpoch)}, of which ${answered.size} answer`,
      pool: safeText(tree.bytes, handleStart, handleEnd),
      frames: [...frames],
      since: firstEpoch,
    }));
  }

  #answers(parts: MessageParts): void {
    if (this.registrants.size === 0) return;
    const { message, peIdentifier } = parts;
    const element = elementOf(this.audit.state, parts);
    if (element !== undefined) {
      const watch = this.audit.watch(element);
      if (watch.isCounted) return;
      watch.isCounted = true;
    }
    this.registrants.get(senderKey(message))?.answered.add(peIdentifier);
    if (message.association !== undefined)
      this.registrants.get(-message.association.number)?.answered.add(peIdentifier);
  }

  #isReported(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const who = senderKey(message);
    const rate = rateOf(this.reports, who, reportsNeeded, audit.state.bounds);
    const seconds = rate.note(audit.epoch, audit.frame);
    const element = elementOf(audit.state, parts);
    const lives =
      element !== undefined && audit.epoch - element.alive < aliveSeconds && audit.watch(element).answeredEpoch > 0;
    const wrong = rateOf(this.falseReports, who, falseReports, audit.state.bounds);
    const wrongSeconds = lives ? wrong.note(audit.epoch, audit.frame) : Number.POSITIVE_INFINITY;
    if (seconds > reportSeconds && wrongSeconds > reportSeconds) return;
    const isFalse = wrongSeconds <= reportSeconds;
    audit.tell(rules['S2.13'], who, () => ({
      summary: `${senderText(message)} reports elements as unreachable ${
        isFalse
          ? `that answer their home: ${counted(falseReports, 'time')} within ${secondsText(wrongSeconds)}`
          : `${counted(reportsNeeded, 'time')} within ${secondsText(seconds)}`
      }${element ? `, ${elementText(element)} for one` : ''}`,
      pool: element ? safeText(element.pool.handle) : undefined,
      element: element ? hexNumber(element.id) : undefined,
      frames: isFalse ? [...wrong.frames] : [...rate.frames],
    }));
  }

  #isAsked(parts: MessageParts): void {
    const audit = this.audit;
    const element = elementOf(audit.state, parts);
    if (element === undefined) return;
    const server = parts.word(4);
    const key = elementKey(element);
    if ((parts.flags & 1) !== 0) this.#isClaimed(parts, key, server);
    const watch = audit.watch(element);
    // Mostly the last one was long ago.
    if (audit.epoch - watch.floodEpoch > askSeconds) {
      watch.floodEpoch = audit.epoch;
      watch.floodCount = 1;
      return;
    }
    if (++watch.floodCount < asksNeeded) return;
    audit.tellElement(rules['S2.14'], element, () => ({
      summary: `${serverText(server)} asks ${elementText(element)} whether it lives ${counted(watch.floodCount, 'time')} within ${secondsText(audit.epoch - watch.floodEpoch)}`,
      server: hexNumber(server),
    }));
  }

  #isClaimed(parts: MessageParts, key: number, server: number): void {
    const audit = this.audit;
    const element = elementOf(audit.state, parts);
    let claims = this.claims.get(key);
    if (claims === undefined) {
      claims = { servers: new Map(), frames: [] };
      this.claims.set(key, claims, audit.state.bounds);
    }
    for (const [id, epoch] of claims.servers) if (audit.epoch - epoch > claimSeconds) claims.servers.delete(id);
    claims.servers.set(server, audit.epoch);
    claims.frames.push(audit.frame);
    if (claims.frames.length > claimsNeeded) claims.frames.shift();
    if (claims.servers.size < claimsNeeded || element === undefined) return;
    const { servers, frames } = claims;
    audit.tellElement(rules['S2.14'], element, () => ({
      summary: `${counted(servers.size, 'server')} claim ${elementText(element)} within ${secondsText(claimSeconds)}: ${[...servers.keys()].map((id) => hexNumber(id)).join(', ')}`,
      frames: [...frames],
    }));
  }
}

function rateOf(rates: Notes<number, Rate>, key: number, limit: number, bounds: Bounds): Rate {
  let rate = rates.get(key);
  if (rate === undefined) {
    rate = new Rate(limit);
    rates.set(key, rate, bounds);
  }
  return rate;
}
