// Links messages to those before them: answers to requests, repetitions, parts of a handle table, errors to what they
// complain about. By the table of exchanges (RFC 5352 §2.2, §3; RFC 5353 §2, §3).

import { padded4, u16 } from '../../bytes/read.ts';
import { asapError } from '../../protocol/asap/asap-error.ts';
import { endpointKeepAliveAck } from '../../protocol/asap/endpoint-keep-alive-ack.ts';
import { handleResolution } from '../../protocol/asap/handle-resolution.ts';
import { handleResolutionResponse } from '../../protocol/asap/handle-resolution-response.ts';
import { registration } from '../../protocol/asap/registration.ts';
import { enrpError } from '../../protocol/enrp/enrp-error.ts';
import { handleTableRequest } from '../../protocol/enrp/handle-table-request.ts';
import { handleTableResponse } from '../../protocol/enrp/handle-table-response.ts';
import { answeredBy, askedBy, type Exchange, exchanges, timeoutsOf } from '../../protocol/exchanges.ts';
import { unrecognizedMessage } from '../../protocol/rserpool/causes.ts';
import type { Dissection } from '../dissection.ts';
import { layer } from '../layer.ts';
import type { Message } from '../message.ts';
import { answerKey, directionOf, keyOf, requestKey, reverseOf } from './keys.ts';
import { MessageFacts } from './message-facts.ts';
import { type LinkRecorder, MessageLinks } from './message-links.ts';
import { OpenRequests, type Request } from './open-requests.ts';
import { RecentMessages } from './recent-messages.ts';
import { TableChains } from './table-chains.ts';

const subscribed = handleResolution.flags[0].mask ?? 0;
const accepted = handleResolutionResponse.flags[0].mask ?? 0;
const ownOnly = handleTableRequest.flags[0].mask ?? 0;
const moreToSend = handleTableResponse.flags.find(({ key }) => key === 'moreToSend')?.mask ?? 0;

/** Where no timer says how long an asker waits before it asks again. */
const patienceMs = 5000;

/**
 * Told every frame in order. Messages are paired in the order in which frames completed them, so that a frame's links are
 * known when the frame is shown; pairs with different keys may overtake each other.
 */
export class Transactions {
  readonly #recorder: LinkRecorder | undefined;
  readonly #facts = new MessageFacts();
  readonly #open = new OpenRequests();
  readonly #recent = new RecentMessages();
  readonly #chains = new TableChains();
  /** By the key of the exchange: handle resolutions that were promised updates. */
  readonly #subscriptions = new Map<number, number>();
  /** The pool element at the other end, by association: the RFC's keep-alives do not name it. */
  readonly #elements = new Map<number, number>();
  readonly #links: MessageLinks[] = [];
  #slot = -1;
  /** So many requests may wait; a quarter of that is remembered of other things. */
  #most = 0;

  constructor(recorder?: LinkRecorder) {
    this.#recorder = recorder;
  }

  /** Links of d.messages[index] of the frame that was taken last. Reused for the next frame. */
  of(index: number): MessageLinks {
    let links = this.#links[index];
    if (links === undefined) {
      links = new MessageLinks();
      this.#links[index] = links;
    }
    return links;
  }

  take(d: Dissection): void {
    this.#most = d.bounds.most.requests;
    for (let index = 0; index < d.messageCount; index++) {
      const message = d.messages[index] as Message;
      const links = this.of(index);
      links.clear();
      for (const part of message.parts) this.#recorder?.fragment(part, message.frame);
      const { protocol } = message;
      // A copy tells nothing that the first did not.
      if (!message.copy && (protocol === layer.asap || protocol === layer.enrp)) this.#message(message, index, links);
    }
  }

  #message(message: Message, index: number, links: MessageLinks): void {
    const facts = this.#facts;
    facts.read(message);
    const { protocol, type } = facts;
    this.#slot = -1;
    const direction = directionOf(message);
    const reverse = reverseOf(message);
    let request: Request | undefined;
    for (const entry of answeredBy(protocol, type)) this.#answer(message, links, entry, reverse);
    for (const entry of askedBy(protocol, type))
      request = this.#ask(message, index, links, entry, direction) ?? request;
    const isError = type === (protocol === 'asap' ? asapError : enrpError).type;
    if (isError) this.#complain(message, links, reverse);
    if (protocol === 'enrp' && type === handleTableResponse.type) this.#part(message, index, links, reverse);
    if (protocol === 'asap') this.#noteElement(message);
    this.#recent.note(direction, message, request, this.#most >> 2);
  }

  #ask(message: Message, index: number, links: MessageLinks, entry: number, direction: number): Request | undefined {
    const exchange: Exchange = exchanges[entry] as Exchange;
    const facts = this.#facts;
    if (exchange.requestFlag !== 0 && (facts.flags & exchange.requestFlag) === 0) return undefined;
    const byServers = exchange.keyedBy[0] === 'servers';
    const namesServers = facts.sender !== 0 && facts.receiver !== 0;
    // Asked of everybody: nobody in particular owes an answer.
    if (byServers && !namesServers && message.association === undefined) return undefined;
    const key = requestKey(exchange, entry, facts, direction);
    if (exchange.keyedBy[0] === 'answering server' && !this.#isBestObjection(key)) return undefined;
    this.#repeated(exchange, key, message, links);
    links.asks = true;
    if (this.#slot < 0) this.#slot = this.#recorder?.add(message.frame, index, true) ?? -1;
    if (exchange.key === 'handleTable') {
      const isOwnOnly = (facts.flags & ownOnly) !== 0;
      links.tableSession = this.#chains.request(direction, message.frame, message.seconds, isOwnOnly);
    }
    const request: Request = {
      frame: message.frame,
      slot: this.#slot,
      seconds: message.seconds,
      nanoseconds: message.nanoseconds,
      association: message.association,
      side: message.side,
      gaps: message.association?.gaps ?? 0,
      session: links.tableSession,
      receiver: facts.receiver,
      answered: false,
    };
    this.#open.add(key, request, this.#most);
    // The answer may leave the identifiers out (RFC 5353 §2.1).
    if (byServers && namesServers && message.association !== undefined)
      this.#open.add(keyOf(direction, entry, 0, 0), request, this.#most);
    if (exchange.key === 'handleResolution') {
      if ((facts.flags & subscribed) !== 0) remember(this.#subscriptions, key, message.frame, this.#most >> 2);
      else if (links.repeats === 0) this.#subscriptions.delete(key);
    }
    return request;
  }

  /** Equal requests that wait: marks this one, and forgets those that their asker gave up. */
  #repeated(exchange: Exchange, key: number, message: Message, links: MessageLinks): void {
    const waiting = this.#open.waiting(key);
    const oldest = waiting.find(({ answered }) => !answered);
    if (oldest === undefined) return;
    const newest = waiting.at(-1) as Request;
    const { rfcMs, rsplibMs } = timeoutsOf(exchange);
    // Who asks again so late has given up the first: then the next answer is for the second.
    const isGivenUp = elapsed(newest, message) > (rsplibMs ?? rfcMs ?? patienceMs) * 1e6;
    const lostAnswers = message.association !== undefined && newest.gaps !== message.association.gaps;
    if (exchange.counted && links.repeats === 0) links.repeats = oldest.frame;
    if (isGivenUp || lostAnswers) this.#open.clear(key);
  }

  /** Of the copies of an Init Takeover the one to the target itself is what it answers; else the latest. */
  #isBestObjection(key: number): boolean {
    const { target, receiver } = this.#facts;
    const [other] = this.#open.waiting(key);
    if (other !== undefined && other.receiver === target && receiver !== target) return false;
    this.#open.clear(key);
    return true;
  }

  #answer(message: Message, links: MessageLinks, entry: number, reverse: number): void {
    const exchange: Exchange = exchanges[entry] as Exchange;
    const facts = this.#facts;
    if (exchange.answerFlagClear !== 0 && (facts.flags & exchange.answerFlagClear) !== 0) return;
    const element = this.#elements.get(message.association?.number ?? 0) ?? -1;
    const key = answerKey(exchange, entry, facts, reverse, element);
    let request = this.#first(exchange, key, message);
    if (request === undefined) {
      // Without the part that only some senders write: the PE identifier, or the servers.
      const other = keyOf(reverse, entry, exchange.keyedBy.includes('pool handle') ? facts.handle : 0, 0);
      if (other !== key) request = this.#first(exchange, other, message);
    }
    if (request === undefined) {
      const subscribing = exchange.key === 'handleResolution' ? this.#subscriptions.get(key) : undefined;
      if (subscribing !== undefined) links.responseTo = subscribing;
      return;
    }
    request.answered = true;
    this.#recorder?.answered(request.slot, message.frame);
    links.tableSession ||= request.session;
    if (links.responseTo === 0) {
      links.responseTo = request.frame;
      links.responseNanoseconds = elapsed(request, message);
    }
    if (exchange.key === 'handleResolution' && (facts.flags & accepted) === 0) this.#subscriptions.delete(key);
  }

  /** Takes the oldest request that waits under this key and that the message may answer. */
  #first(exchange: Exchange, key: number, message: Message): Request | undefined {
    for (;;) {
      const request = this.#open.waiting(key)[0];
      if (request === undefined) return undefined;
      const isLate = exchange.withinMs !== null && elapsed(request, message) > exchange.withinMs * 1e6;
      if (!request.answered && !isLate) {
        if (exchange.keyedBy[0] === 'same server' && !isFromAsked(request, message)) return undefined;
        return this.#open.shift(key);
      }
      this.#open.shift(key);
    }
  }

  /** An error quotes the message that it complains about, or comes right behind it. */
  #complain(message: Message, links: MessageLinks, reverse: number): void {
    const { errorStart, errorEnd } = this.#facts;
    const { bytes } = message;
    let about = this.#recent.last(reverse);
    for (let at = errorStart; at >= 0 && errorEnd - at >= 4; ) {
      const length = u16(bytes, at + 2);
      if (length < 4) break;
      if (u16(bytes, at) === unrecognizedMessage.code) {
        about = this.#recent.quoted(reverse, bytes, at + 4, Math.min(at + length, errorEnd)) ?? about;
        break;
      }
      at += padded4(length);
    }
    if (about === undefined) return;
    links.errorAbout = about.frame;
    // Nobody waits on: the error is all that comes.
    if (about.request === undefined || about.request.answered) return;
    about.request.answered = true;
    this.#recorder?.answered(about.request.slot, message.frame);
  }

  #part(message: Message, index: number, links: MessageLinks, reverse: number): void {
    const hasMore = (this.#facts.flags & moreToSend) !== 0;
    const slot = this.#recorder?.add(message.frame, index, false) ?? -1;
    const { frame, seconds } = message;
    const found = this.#chains.part(reverse, frame, slot, seconds, links.tableSession, hasMore);
    links.tableSession = found.session;
    links.tablePrevious = found.previous;
    if (found.previous > 0) this.#recorder?.continued(found.previousSlot, frame);
  }

  /** Registrations and the answers to keep-alives come from a pool element, and name it. */
  #noteElement({ association }: Message): void {
    const { type, peIdentifier } = this.#facts;
    if (
      association !== undefined &&
      peIdentifier >= 0 &&
      (type === registration.type || type === endpointKeepAliveAck.type)
    )
      remember(this.#elements, association.number, peIdentifier, this.#most >> 2);
  }
}

/** Nanoseconds from the request to the message. */
function elapsed(request: Request, message: Message): number {
  return (message.seconds - request.seconds) * 1e9 + (message.nanoseconds - request.nanoseconds);
}

/** The message comes from an address of the end that was asked, over whatever association. */
function isFromAsked({ association, side }: Request, message: Message): boolean {
  const asked = association?.sides[side === 0 ? 1 : 0];
  return asked === undefined || asked.has(message.addressBytes, message.sourceAt, message.addressLength);
}

function remember(map: Map<number, number>, key: number, value: number, most: number): void {
  map.set(key, value);
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
