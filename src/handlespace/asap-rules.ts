// What ASAP messages (RFC 5352 §3) change in the handlespace. Numbers in comments: rows of the event table in
// docs/handlespace.md.
import { addressText } from '../bytes/address.ts';
import { u32 } from '../bytes/read.ts';
import { parameter, policyTypeAt, readElementFacts, readTransport } from './element-facts.ts';
import type { MessageParts } from './message-parts.ts';
import { type ElementFacts, noFacts } from './model.ts';
import { elementOf, poolOf } from './named-element.ts';
import { deregistration, deregistrationResponse, registration, registrationResponse } from './registration-rules.ts';
import { learnServerSide, resolveHomeless, serverAt, transportOfSide } from './server-places.ts';
import type { HandlespaceState } from './state.ts';
import { enforceTakeover, isTakenOverBy, peerSeconds } from './takeovers.ts';

/** After its removal, a keep-alive that was on its way may still come for so long. */
const settledSeconds = 5;

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
    if (policyNode > 0) pool.policyType ??= policyTypeAt(tree, policyNode);
    const id = u32(tree.bytes, start + 4);
    const home = u32(tree.bytes, start + 8);
    const known = pool.elements.get(id);
    if (known?.held) {
      // Only fills what is unknown: the answer is a copy, and may be an old one.
      const { facts } = known;
      if (facts.userTransport === undefined || facts.policy === undefined) {
        const more = readElementFacts(tree, node);
        state.learn(known, { ...more, asapTransport: undefined, ...definedOf(facts) }, 'handle-resolution', 'asserted');
      }
      continue;
    }
    // An element that was seen to go, or that a server whose set we know does not own, is an old copy.
    if (pool.removed.has(id) || home === 0) continue;
    if (home !== server && state.server(home).complete) continue;
    const element = state.element(pool, id);
    state.learn(element, readElementFacts(tree, node), 'handle-resolution', 'asserted');
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
    const removed = pool.removed.get(parts.peIdentifier)?.removed;
    const justRemoved = removed !== undefined && removed.epoch > state.epoch - settledSeconds;
    if (justRemoved || element?.registration || association === undefined) return;
    element = state.element(pool, parts.peIdentifier);
    const transport = transportOfSide(association, 1 - message.side, 0);
    state.learn(element, { ...noFacts, asapTransport: transport }, 'keep-alive', 'inferred');
    state.hold(element, id, 'keep-alive', 'asserted');
    state.attach(element, association.number);
  } else if (element.home !== id) {
    if (wantsHome || element.home === 0) {
      const former = state.servers.get(element.home);
      const isTakeover =
        wantsHome && former !== undefined && isTakenOverBy(former, id) && former.lastEpoch <= state.epoch - 1;
      const why = wantsHome ? (isTakeover ? 'takeover' : 'claimed by a keep-alive with H') : undefined;
      state.hold(element, id, element.source, wantsHome ? 'inferred' : element.certainty, why);
      if (isTakeover) enforceTakeover(state, former, id, false);
    }
    if (association) state.attach(element, association.number);
  }
  if (element.keepAliveSince === 0) {
    element.keepAliveSince = state.epoch;
    state.watch(element);
  }
}

/** 14: the element lives, and has accepted its home. */
function keepAliveAck(state: HandlespaceState, parts: MessageParts): void {
  const element = elementOf(state, parts);
  if (element === undefined) return;
  element.alive = state.epoch;
  element.aliveFrame = state.frame;
  element.keepAliveSince = 0;
  element.expired = false;
  state.markOverdue(element, false);
  element.unreachableReports = 0;
  if (!element.held) return;
  state.markLost(element, undefined);
  const { association, side } = parts.message;
  if (association && element.association === 0) state.attach(element, association.number);
  if (
    element.certainty === 'inferred' &&
    element.home !== 0 &&
    serverAt(state, association, 1 - side) === element.home
  ) {
    // Where ENRP is not in the capture, a word of its former home that undoes the move would not be, either.
    element.certainty = state.server(element.home).lastEnrpEpoch > state.epoch - peerSeconds ? 'certain' : 'asserted';
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
  const former = state.bindings.at(addressBytes, sourceAt, addressLength, sourcePort);
  if (former !== 0 && former !== id && state.server(former).heard)
    state.tell('server-identifier-changed', undefined, id, former, 'announced from the same address', [state.frame]);
  if (!state.bindings.bind(addressBytes, sourceAt, addressLength, sourcePort, id)) return;
  const noteAddress = (text: string) => {
    if (!server.asapAddresses.includes(text) && server.asapAddresses.length < 64) server.asapAddresses.push(text);
  };
  const node = parts.next(parameter.sctpTransport);
  const transport = node < 0 ? undefined : readTransport(tree, node);
  server.asapPort = transport?.port ?? sourcePort;
  for (const address of transport?.addresses ?? []) noteAddress(address);
  noteAddress(addressText(addressBytes, sourceAt, addressLength));
  resolveHomeless(state);
}
