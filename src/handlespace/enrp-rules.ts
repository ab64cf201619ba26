// What ENRP messages (RFC 5353 §3) change in the handlespace.
import { isLocalOnly } from '../bytes/address.ts';
import { copyOctets, u16, u32 } from '../bytes/read.ts';
import { checkPresence } from './checksum-rules.ts';
import { parameter, readElementFacts, readTransport } from './element-facts.ts';
import type { MessageParts } from './message-parts.ts';
import type { Element, Pool, Source } from './model.ts';
import { learnServerSide } from './server-places.ts';
import type { HandlespaceState } from './state.ts';
import type { TableSessions } from './table-sessions.ts';
import { enforceTakeover, initTakeover, initTakeoverAck, targetSpeaks } from './takeovers.ts';
import type { UpdateCopies } from './update-copies.ts';

export function applyEnrp(
  state: HandlespaceState,
  sessions: TableSessions,
  copies: UpdateCopies,
  parts: MessageParts,
): void {
  const sender = parts.word(4);
  const receiver = parts.word(8);
  // 20: any message of a server shows that it lives; an ERROR may bear the identifiers of what it complains about.
  // A message too short for its identifiers names nobody (RFC 5353 §2.1).
  const { tree } = parts;
  if (sender === 0 || parts.type === 0x0a || (tree.end[0] as number) - (tree.start[0] as number) < 12) return;
  const { association } = parts.message;
  // Presence by multicast is a habit of rsplib; in the RFC all ENRP travels over associations (RFC 5353 §3.1).
  if (association === undefined) state.profile.noteCustom(state.frame);
  const server = state.hear(sender);
  if (association) {
    server.lastEnrpEpoch = state.epoch;
    const record = state.records.of(association);
    if (record.server[parts.message.side] !== sender) learnServerSide(state, parts, sender);
  }
  switch (parts.type) {
    case 0x01:
      return presence(state, parts, sender);
    case 0x02:
      return sessions.request(sender, receiver, (parts.flags & 1) !== 0, state.now);
    case 0x03:
      return handleTableResponse(state, sessions, parts, sender, receiver);
    case 0x04:
      return handleUpdate(state, copies, parts, sender);
    case 0x06:
      return listResponse(state, parts);
    case 0x07:
    case 0x08:
    case 0x09:
      return takeover(state, parts, sender, receiver);
    default:
  }
}

/** 19, 32: alive, where its addresses say, and owner of what its checksum sums up. */
function presence(state: HandlespaceState, parts: MessageParts, sender: number): void {
  const { tree } = parts;
  const server = state.server(sender);
  targetSpeaks(state, server);
  const information = parts.next(parameter.serverInformation);
  if (information > 0) noteServerInformation(state, parts, information);
  const checksum = parts.next(parameter.peChecksum);
  if (checksum < 0) return;
  const at = tree.start[checksum] as number;
  if ((tree.end[checksum] as number) - at < 6) return;
  const { late, seconds, nanoseconds } = parts.message;
  const waited = seconds + nanoseconds / 1e9 < state.epoch;
  checkPresence(state, server, u16(tree.bytes, at + 4), late || waited);
}

function noteServerInformation(state: HandlespaceState, { tree }: MessageParts, node: number): void {
  const at = tree.start[node] as number;
  if ((tree.end[node] as number) - at < 8) return;
  const id = u32(tree.bytes, at + 4);
  if (id === 0) return;
  const server = state.server(id);
  if (server.enrpAddresses.length > 0) return;
  const transport = tree.child(node, parameter.sctpTransport);
  const facts = transport < 0 ? undefined : readTransport(tree, transport);
  if (facts === undefined) return;
  server.enrpPort = facts.port;
  for (const address of facts.addresses)
    if (!server.enrpAddresses.includes(address)) server.enrpAddresses.push(address);
  for (let index = transport + 1; index < tree.count; index++) {
    if (tree.parent[index] !== transport) break;
    const start = tree.start[index] as number;
    const length = tree.type[index] === parameter.ipv4 ? 4 : 16;
    if ((tree.end[index] as number) - start < 4 + length || isLocalOnly(tree.bytes, start + 4, length)) continue;
    state.bindings.bind(tree.bytes, start + 4, length, 0, id);
  }
}

/** 22: these exist, as far as the sender knows; identifier 0 is a peer that was configured and never met. */
function listResponse(state: HandlespaceState, parts: MessageParts): void {
  if ((parts.flags & 1) !== 0) return;
  for (
    let node = parts.next(parameter.serverInformation);
    node > 0;
    node = parts.next(parameter.serverInformation, node + 1)
  )
    noteServerInformation(state, parts, node);
}

/** 23 to 26 */
function handleTableResponse(
  state: HandlespaceState,
  sessions: TableSessions,
  parts: MessageParts,
  sender: number,
  receiver: number,
): void {
  const session = sessions.find(receiver, sender);
  if ((parts.flags & 1) !== 0) {
    sessions.end(receiver, sender);
    return;
  }
  const { tree } = parts;
  // Of a table that the capture cut, the rest is not known: who is not listed may be there.
  if (session !== undefined && parts.isCut) session.isWhole = false;
  let pool: Pool | undefined;
  for (let node = 1; node < tree.count; node++) {
    if (tree.depth[node] !== 1) continue;
    const at = tree.start[node] as number;
    const end = tree.end[node] as number;
    if (tree.type[node] === parameter.poolHandle)
      pool =
        end - at > 4 && end - at === u16(tree.bytes, at + 2)
          ? state.pools.findOrAdd(tree.bytes, at + 4, end)
          : undefined;
    else if (tree.type[node] === parameter.poolElement && pool && end - at >= 16) {
      const home = u32(tree.bytes, at + 8);
      const known = pool.elements.get(u32(tree.bytes, at + 4));
      const isOwner = home === sender;
      // A copy of somebody else's element that we saw go, or that its home (whose set we know) does not own: old.
      if (
        !isOwner &&
        !known?.held &&
        (home === 0 || state.server(home).complete || pool.removed.has(u32(tree.bytes, at + 4)))
      )
        continue;
      // Second-hand word about an element that we hold adds nothing but what is missing.
      if (known?.held && !isOwner && known.home !== 0) {
        session?.listed.add(known);
        if (known.facts.asapTransport === undefined || known.facts.policy === undefined)
          state.learn(known, readElementFacts(tree, node), 'handle-table', 'asserted');
        continue;
      }
      const element = store(state, parts, pool, node, home, 'handle-table', isOwner ? 'certain' : 'asserted');
      session?.listed.add(element);
    }
  }
  if ((parts.flags & 2) !== 0 || session === undefined) return;
  sessions.end(receiver, sender);
  const server = state.server(sender);
  // 24: all that the responder owns was listed; what was there before the session began and is not listed is gone.
  if (!session.isWhole) return;
  if (session.ownOnly)
    for (const element of [...server.owned])
      if (!session.listed.has(element) && element.confirmed.frame < session.since.frame)
        state.remove(element, 'certain', 'not in the handle table of its home');
  server.complete = true;
}

/** Why an element has another home now, by the kind of message that says so. */
const homeWords: Partial<Record<Source, string>> = {
  'handle-update': 'a Handle Update says so',
  'handle-table': 'a handle table says so',
};

function store(
  state: HandlespaceState,
  { tree }: MessageParts,
  pool: Pool,
  node: number,
  home: number,
  source: Source,
  certainty: 'certain' | 'asserted',
): Element {
  const start = tree.start[node] as number;
  const end = tree.end[node] as number;
  const element = state.element(pool, u32(tree.bytes, start + 4));
  element.storedFrame = state.frame;
  if (!sameOctets(element.raw, tree.bytes, start, end)) {
    state.learn(element, readElementFacts(tree, node), source, certainty);
    element.raw = copyOctets(tree.bytes, start, end);
  } else state.repeat(element, source, certainty);
  const life = element.facts.registrationLife;
  if (life !== undefined) state.profile.noteLife(state.frame, life);
  state.hold(element, home, source, certainty, homeWords[source]);
  return element;
}

function sameOctets(raw: Uint8Array | undefined, bytes: Uint8Array, start: number, end: number): boolean {
  if (raw?.length !== end - start) return false;
  for (let index = 0; index < raw.length; index++) if (raw[index] !== bytes[start + index]) return false;
  return true;
}

/** 27 to 29: the home tells all peers; one message each, so the same word comes several times. */
function handleUpdate(state: HandlespaceState, copies: UpdateCopies, parts: MessageParts, sender: number): void {
  const { tree, message } = parts;
  const node = parts.next(parameter.poolElement);
  if (node < 0 || parts.handleStart < 0) return;
  const start = tree.start[node] as number;
  if ((tree.end[node] as number) - start < 12) return;
  const action = parts.word(12) >>> 16;
  if (action > 1) return;
  const from = (tree.start[0] as number) + 12;
  // A copy for another peer, late because its association lost packets, must not undo what came after it.
  if (copies.isCopy(sender, message.association?.number ?? 0, tree.bytes, from, tree.end[0] as number, state.epoch))
    return;
  const id = u32(tree.bytes, start + 4);
  const home = u32(tree.bytes, start + 8);
  if (action === 1) {
    const pool = state.pools.find(tree.bytes, parts.handleStart, parts.handleEnd);
    const element = pool?.elements.get(id);
    if (element === undefined) return;
    if (element.held)
      state.remove(element, 'certain', element.lost ? 'its association had ended' : 'deleted by a server');
    return;
  }
  const pool = state.pools.findOrAdd(tree.bytes, parts.handleStart, parts.handleEnd);
  const owner = home === 0 ? (pool.elements.get(id)?.home ?? 0) : home;
  store(state, parts, pool, node, owner, 'handle-update', home === sender ? 'certain' : 'asserted');
}

/** 30, 31, 33 */
function takeover(state: HandlespaceState, parts: MessageParts, sender: number, receiver: number): void {
  const target = parts.word(12);
  if (target === 0) return;
  if (parts.type === 0x08) {
    const known = state.servers.get(target);
    if (known) initTakeoverAck(state, known, sender, receiver);
    return;
  }
  if (target === sender) return;
  const server = state.server(target);
  if (parts.type === 0x07) {
    initTakeover(state, server, sender);
    return;
  }
  enforceTakeover(state, server, sender, true);
  for (const element of [...server.owned]) state.hold(element, sender, element.source, 'certain', 'takeover announced');
}
