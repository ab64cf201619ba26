// What ASAP messages (RFC 5352 §3) change in the handlespace. Numbers in comments: rows of the event table in
// docs/handlespace.md.
import { addressText, isLocalOnly } from '../bytes/address.ts';
import { u32 } from '../bytes/read.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import { parameter, readElementFacts } from './element-facts.ts';
import type { MessageParts } from './message-parts.ts';
import { type Element, type ElementFacts, noFacts, type Pool, type TransportFacts } from './model.ts';
import type { HandlespaceState } from './state.ts';

export function applyAsap(state: HandlespaceState, parts: MessageParts): void {
  switch (parts.type) {
    case 0x01:
      return registration(state, parts);
    case 0x02:
      return deregistration(state, parts);
    case 0x03:
      return registrationResponse(state, parts);
    case 0x04:
      return deregistrationResponse(state, parts);
    case 0x05:
      if (parts.next(parameter.resolutionOption) > 0) state.profile.noteCustom(state.frame);
      return;
    case 0x06:
      return handleResolutionResponse(state, parts);
    case 0x07:
      return keepAlive(state, parts);
    case 0x08:
      return keepAliveAck(state, parts);
    case 0x09:
      return unreachable(state, parts);
    case 0x0a:
      return serverAnnounce(state, parts);
    default:
  }
}

function poolOf(state: HandlespaceState, parts: MessageParts, add: true): Pool;
function poolOf(state: HandlespaceState, parts: MessageParts, add: false): Pool | undefined;
function poolOf(state: HandlespaceState, { tree, handleStart, handleEnd }: MessageParts, add: boolean) {
  return add
    ? state.pools.findOrAdd(tree.bytes, handleStart, handleEnd)
    : state.pools.find(tree.bytes, handleStart, handleEnd);
}

/** The element that handle and PE Identifier name, if it is known (as registering or registered). */
function elementOf(state: HandlespaceState, parts: MessageParts): Element | undefined {
  if (parts.handleStart < 0 || parts.peIdentifier < 0) return undefined;
  return poolOf(state, parts, false)?.elements.get(parts.peIdentifier);
}

/** The server at one side of the message's association: by what it said there, else by its addresses. */
export function serverAt(state: HandlespaceState, association: AssociationFacts | undefined, side: number): number {
  if (association === undefined) return 0;
  const record = state.records.of(association);
  const known = record.server[side] as number;
  if (known !== 0) return known;
  const end = association.sides[side === 0 ? 0 : 1];
  for (const address of end.addresses) {
    const server = state.bindings.find(address, end.port);
    if (server !== 0) {
      record.server[side] = server;
      return server;
    }
  }
  return 0;
}

/** All addresses of one end of an association that reach it from elsewhere, and its port (event 2b). */
export function transportOfSide(association: AssociationFacts, side: number, use: number): TransportFacts {
  const end = association.sides[side === 0 ? 0 : 1];
  const usable = end.addresses.filter((address) => !isLocalOnly(address, 0, address.length));
  return {
    protocol: 'sctp',
    port: end.port,
    use,
    addresses: usable.map((address) => addressText(address, 0, address.length)),
  };
}

/** 1: pending; nothing changes before the answer. */
function registration(state: HandlespaceState, parts: MessageParts): void {
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
  element.registration = {
    frame: state.frame,
    epoch: state.epoch,
    association: association?.number ?? 0,
    server: serverAt(state, association, 1 - message.side),
    facts,
  };
  element.alive = state.epoch;
  element.aliveFrame = state.frame;
}

/** 2 to 5: the home has decided. */
function registrationResponse(state: HandlespaceState, parts: MessageParts): void {
  const { message } = parts;
  if (parts.handleStart < 0 || parts.peIdentifier < 0) return;
  const rejected = (parts.flags & 1) !== 0;
  const home = serverAt(state, message.association, message.side);
  if (rejected) {
    const element = elementOf(state, parts);
    if (element === undefined) return;
    const { registration } = element;
    element.registration = undefined;
    state.tell('registration-rejected', element, home, 0, String(parts.errorCode));
    // 5: no text says that a rejected re-registration removes what was registered before.
    if (!element.held && registration !== undefined) element.pool.elements.delete(element.id);
    return;
  }
  const element = state.element(poolOf(state, parts, true), parts.peIdentifier);
  const { registration } = element;
  confirmRegistration(state, element, home, message.association, 1 - message.side);
  if (registration) element.prove(registration.frame);
  state.hold(element, home === 0 ? element.home : home, 'registration', 'certain');
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
  element.registration = undefined;
  element.keepAliveSince = 0;
  if (association) {
    state.records.of(association);
    state.attach(element, association.number);
  }
  if (registration === undefined) return;
  // 2a: a Handle Update that is newer than the request shows what the server stored; else (2b) the request does.
  if (element.storedFrame > registration.frame && element.home === home) return;
  state.learn(element, association ? asStored(registration.facts, association, side) : registration.facts);
  element.raw = undefined;
}

/** What a server stores of a registration: addresses that the association has, and its own ASAP transport (2b). */
function asStored(facts: ElementFacts, association: AssociationFacts, side: number): ElementFacts {
  const asapTransport = transportOfSide(association, side, 0);
  const { userTransport } = facts;
  if (userTransport === undefined || userTransport.protocol !== 'sctp') return { ...facts, asapTransport };
  const usable = userTransport.addresses.filter((address) => asapTransport.addresses.includes(address));
  return {
    ...facts,
    asapTransport,
    userTransport: usable.length > 0 ? { ...userTransport, addresses: usable } : userTransport,
  };
}

/** 6 */
function deregistration(state: HandlespaceState, parts: MessageParts): void {
  const element = elementOf(state, parts);
  if (element === undefined) return;
  const { message } = parts;
  element.deregistration = {
    frame: state.frame,
    epoch: state.epoch,
    association: message.association?.number ?? 0,
    server: serverAt(state, message.association, 1 - message.side),
    facts: noFacts,
  };
}

/** 7 to 9: without an error the element is gone, asked for or (8) expired. */
function deregistrationResponse(state: HandlespaceState, parts: MessageParts): void {
  const element = elementOf(state, parts);
  if (element === undefined) return;
  const asked = element.deregistration;
  element.deregistration = undefined;
  if (parts.hasError) return;
  if (asked) element.prove(asked.frame);
  state.remove(element, 'certain', asked ? 'deregistered' : 'expired');
}

/** 10: what this server holds; absence proves nothing. */
function handleResolutionResponse(state: HandlespaceState, parts: MessageParts): void {
  const { tree, message } = parts;
  if (parts.handleStart < 0 || parts.hasError) return;
  const server = serverAt(state, message.association, message.side);
  const policyNode = parts.next(parameter.policy);
  for (let node = parts.next(parameter.poolElement); node > 0; node = parts.next(parameter.poolElement, node + 1)) {
    const start = tree.start[node] as number;
    if ((tree.end[node] as number) - start < 16) continue;
    const pool = poolOf(state, parts, true);
    if (policyNode > 0 && pool.policyType === undefined && tree.end[policyNode]! - tree.start[policyNode]! >= 8)
      pool.policyType = u32(tree.bytes, (tree.start[policyNode] as number) + 4);
    const id = u32(tree.bytes, start + 4);
    const home = u32(tree.bytes, start + 8);
    const known = pool.elements.get(id);
    if (known?.held) {
      // Only fills what is unknown: the answer is a copy, and may be an old one.
      const { facts } = known;
      if (facts.userTransport === undefined || facts.policy === undefined) {
        const more = readElementFacts(tree, node);
        state.learn(known, { ...more, asapTransport: undefined, ...definedOf(facts) });
      }
      continue;
    }
    // An element that was seen to go, or that a server whose set we know does not own, is an old copy.
    if (pool.removed.has(id) || home === 0) continue;
    if (home !== server && state.server(home).complete) continue;
    const element = state.element(pool, id);
    state.learn(element, readElementFacts(tree, node));
    state.hold(element, home, 'handle-resolution', 'asserted');
  }
}

function definedOf(facts: ElementFacts): Partial<ElementFacts> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** 12, 13, 34: a server looks after this element; with H it takes it. */
function keepAlive(state: HandlespaceState, parts: MessageParts): void {
  const { message } = parts;
  const id = parts.word(4);
  if (id === 0) return;
  const { association } = message;
  const wantsHome = (parts.flags & 1) !== 0;
  if (association) {
    const record = state.records.of(association);
    if (record.server[message.side] !== id) learnServerSide(state, parts, id);
  }
  state.hear(id);
  if (parts.handleStart < 0 || parts.peIdentifier < 0) return;
  state.profile.noteCustom(state.frame);
  const pool = poolOf(state, parts, true);
  let element = pool.elements.get(parts.peIdentifier);
  if (element === undefined || !element.held) {
    // 12: an element from before the capture; not one that was just removed or is being registered.
    if (pool.removed.has(parts.peIdentifier) || element?.registration || association === undefined) return;
    element = state.element(pool, parts.peIdentifier);
    const transport = transportOfSide(association, 1 - message.side, 0);
    state.learn(element, { ...noFacts, asapTransport: association.seenFromStart ? transport : transport });
    state.hold(element, id, 'keep-alive', 'asserted');
    state.attach(element, association.number);
  } else if (element.home !== id) {
    if (wantsHome || element.home === 0) {
      state.hold(element, id, element.source, wantsHome ? 'inferred' : element.certainty);
      if (wantsHome) takenOver(state, element, id);
    }
    if (association) state.attach(element, association.number);
  }
  if (element.keepAliveSince === 0) element.keepAliveSince = state.epoch;
}

/** An element of a dead server goes to another: the takeover has happened, whether announced or not. */
function takenOver(state: HandlespaceState, element: Element, by: number): void {
  for (const server of state.servers.values()) {
    if (server.id === by || server.takeoverBy !== by || server.lastEpoch > state.epoch - 1) continue;
    server.takenOverBy = by;
  }
  element.lost = undefined;
}

/** 14: the element lives, and has accepted its home. */
function keepAliveAck(state: HandlespaceState, parts: MessageParts): void {
  const element = elementOf(state, parts);
  if (element === undefined) return;
  element.alive = state.epoch;
  element.aliveFrame = state.frame;
  element.keepAliveSince = 0;
  element.unreachableReports = 0;
  if (!element.held) return;
  element.lost = undefined;
  const { association, side } = parts.message;
  if (association && element.association === 0) state.attach(element, association.number);
  if (
    element.certainty === 'inferred' &&
    element.home !== 0 &&
    serverAt(state, association, 1 - side) === element.home
  ) {
    element.certainty = 'certain';
    state.prove(element);
  }
}

/** 16 */
function unreachable(state: HandlespaceState, parts: MessageParts): void {
  const element = elementOf(state, parts);
  if (element === undefined) return;
  element.unreachableReports++;
  element.prove(state.frame);
  state.tell('unreachable-reported', element, element.home);
}

/** 17: the server is there; where it listens, its transports say, else the datagram's source. */
function serverAnnounce(state: HandlespaceState, parts: MessageParts): void {
  const { message, tree } = parts;
  const id = parts.word(4);
  if (id === 0) return;
  const server = state.hear(id);
  const { addressBytes, sourceAt, addressLength, sourcePort } = message;
  if (!state.bindings.bind(addressBytes, sourceAt, addressLength, sourcePort, id)) return;
  const noteAddress = (text: string) => {
    if (!server.asapAddresses.includes(text) && server.asapAddresses.length < 64) server.asapAddresses.push(text);
  };
  const transport = parts.next(parameter.sctpTransport);
  if (transport > 0)
    server.asapPort = (tree.bytes[tree.start[transport]! + 4]! << 8) | tree.bytes[tree.start[transport]! + 5]!;
  else server.asapPort = sourcePort;
  noteAddress(addressText(addressBytes, sourceAt, addressLength));
  resolveHomeless(state);
}

/** A server has spoken on this association: its side is known, and so is what was registered over it. */
export function learnServerSide(state: HandlespaceState, parts: MessageParts, id: number): void {
  const { message } = parts;
  const { association } = message;
  if (association === undefined) return;
  state.records.of(association).server[message.side] = id;
  const isAsap = parts.type === 0x07 && message.protocol === asapLayer;
  const side = association.sides[message.side === 0 ? 0 : 1];
  for (const address of side.addresses) {
    state.bindings.bind(address, 0, address.length, isAsap ? side.port : 0, id);
    if (!isAsap) continue;
    const server = state.server(id);
    const text = addressText(address, 0, address.length);
    if (!isLocalOnly(address, 0, address.length) && !server.asapAddresses.includes(text))
      server.asapAddresses.push(text);
    server.asapPort ??= side.port;
  }
  resolveHomeless(state);
}

const asapLayer = 16;

function resolveHomeless(state: HandlespaceState): void {
  for (const element of state.homeless) {
    const record = state.records.byNumber(element.association);
    if (record === undefined) continue;
    const home = serverAt(state, record.facts, 0) || serverAt(state, record.facts, 1);
    if (home !== 0) state.hold(element, home, element.source, element.certainty);
  }
}
