// Registration and deregistration (RFC 5352 §3.1, §3.2): requests change nothing, answers do.
import { u32 } from '../bytes/read.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import { parameter, readElementFacts } from './element-facts.ts';
import type { MessageParts } from './message-parts.ts';
import { type Element, type ElementFacts, noFacts } from './model.ts';
import { elementOf, poolOf } from './named-element.ts';
import { serverAt, transportOfSide } from './server-places.ts';
import type { HandlespaceState } from './state.ts';

/** 1: pending; nothing changes before the answer. */
export function registration(state: HandlespaceState, parts: MessageParts): void {
  const node = parts.next(parameter.poolElement);
  const { tree, message } = parts;
  if (node < 0 || parts.handleStart < 0) return;
  const start = tree.start[node] as number;
  if ((tree.end[node] as number) - start < 8) return;
  const id = u32(tree.bytes, start + 4);
  const pool = poolOf(state, parts, true);
  const element = state.element(pool, id);
  const facts = readElementFacts(tree, node);
  const life = facts.registrationLife;
  if (life !== undefined) {
    state.profile.noteLife(state.frame, life);
    if (element.registeredEpoch > 0)
      state.profile.noteReregistration(state.frame, life, state.epoch - element.registeredEpoch);
  }
  element.registeredEpoch = state.epoch;
  const { association } = message;
  state.askRegistration(element, {
    frame: state.frame,
    epoch: state.epoch,
    association: association?.number ?? 0,
    server: serverAt(state, association, 1 - message.side),
    facts,
  });
  element.alive = state.epoch;
  element.aliveFrame = state.frame;
  state.watch(element);
}

/** 2 to 5: the home has decided. */
export function registrationResponse(state: HandlespaceState, parts: MessageParts): void {
  const { message } = parts;
  if (parts.handleStart < 0 || parts.peIdentifier < 0) return;
  const rejected = (parts.flags & 1) !== 0;
  const home = serverAt(state, message.association, message.side);
  if (home !== 0) state.hear(home);
  if (rejected) {
    const element = elementOf(state, parts);
    if (element === undefined) return;
    const { registration } = element;
    state.askRegistration(element, undefined);
    state.tell('registration-rejected', element, home, 0, String(parts.errorCode));
    // 5: no text says that a rejected re-registration removes what was registered before.
    if (!element.held && registration !== undefined) state.drop(element);
    return;
  }
  const element = state.element(poolOf(state, parts, true), parts.peIdentifier);
  const { registration } = element;
  confirmRegistration(state, element, home, message.association, 1 - message.side);
  if (registration) element.prove(registration.frame);
  state.hold(element, home === 0 ? element.home : home, 'registration', 'certain', 'registered there');
}

/** The registration in hand becomes the element's: also where the home's checksum shows that it was accepted (2c). */
export function confirmRegistration(
  state: HandlespaceState,
  element: Element,
  home: number,
  association: AssociationFacts | undefined,
  side: number,
): void {
  const { registration } = element;
  state.askRegistration(element, undefined);
  element.keepAliveSince = 0;
  state.markOverdue(element, false);
  if (association) {
    state.records.of(association);
    state.attach(element, association.number);
  }
  // Accepted without a request that we saw: what it said is not known, unless a Handle Update tells (3).
  if (registration === undefined) {
    if (element.storedFrame === 0 || element.told?.source !== 'handle-update') state.doubtAttributes(element);
    return;
  }
  // 2a: a Handle Update that is newer than the request shows what the server stored; else (2b) the request does.
  if (element.storedFrame > registration.frame && element.home === home) return;
  const facts = association ? asStored(registration.facts, association, side) : registration.facts;
  // Without INIT or INIT ACK its end of the association may have more addresses than packets have shown.
  const end = association?.sides[side === 0 ? 0 : 1];
  state.learn(element, facts, 'registration', end?.announced && !end.changing ? 'certain' : 'inferred');
  element.raw = undefined;
}

/** What a server stores of a registration: addresses that the association has, and its own ASAP transport (2b). */
function asStored(facts: ElementFacts, association: AssociationFacts, side: number): ElementFacts {
  const asapTransport = transportOfSide(association, side, 0);
  const { userTransport } = facts;
  const isKnown = association.sides[side === 0 ? 0 : 1].announced;
  if (userTransport === undefined || userTransport.protocol !== 'sctp' || !isKnown) return { ...facts, asapTransport };
  const usable = userTransport.addresses.filter((address) => asapTransport.addresses.includes(address));
  return {
    ...facts,
    asapTransport,
    userTransport: usable.length > 0 ? { ...userTransport, addresses: usable } : userTransport,
  };
}

/** 6 */
export function deregistration(state: HandlespaceState, parts: MessageParts): void {
  const element = elementOf(state, parts);
  if (element === undefined) return;
  const { message } = parts;
  state.askDeregistration(element, {
    frame: state.frame,
    epoch: state.epoch,
    association: message.association?.number ?? 0,
    server: serverAt(state, message.association, 1 - message.side),
    facts: noFacts,
  });
}

/** 7 to 9: without an error the element is gone, asked for or (8) expired. */
export function deregistrationResponse(state: HandlespaceState, parts: MessageParts): void {
  const element = elementOf(state, parts);
  if (element === undefined) return;
  const asked = element.deregistration;
  state.askDeregistration(element, undefined);
  if (parts.hasError) return;
  if (asked) element.prove(asked.frame);
  state.remove(element, 'certain', asked ? 'deregistered' : 'expired');
}
