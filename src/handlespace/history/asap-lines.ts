// What ASAP messages (RFC 5352 §2.2) say about the subject of a history.
import { addressText } from '../../bytes/address.ts';
import { copyOctets } from '../../bytes/read.ts';
import { hexText } from '../../bytes/text.ts';
import { causeName } from '../../protocol/registry.ts';
import { eachListed } from '../listed-elements.ts';
import type { MessageParts } from '../message-parts.ts';
import { serverAt } from '../server-places.ts';
import type { HandlespaceState } from '../state.ts';
import { type HistoryBook, serverScope } from './book.ts';
import type { ElementAssociations } from './element-associations.ts';
import { addFrame } from './entry.ts';
import type { Happening } from './entry-list.ts';

export function noteAsap(
  history: HistoryBook,
  associations: ElementAssociations,
  parts: MessageParts,
  state: HandlespaceState,
): void {
  switch (parts.type) {
    case 0x01:
      return registration(history, associations, parts, state);
    case 0x02:
    case 0x03:
    case 0x04:
      return registrationWord(history, parts, state);
    case 0x06:
      return resolutionResponse(history, parts, state);
    case 0x07:
    case 0x08:
      return keepAlive(history, associations, parts, state);
    case 0x09:
      return unreachable(history, parts, state);
    case 0x0a: {
      const server = parts.word(4);
      if (history.matchesServer(server))
        history.entries.fold(serverScope, 'announce', { kind: 'server-announced', server }, state);
      return;
    }
    default:
  }
}

function keyOf({ tree, handleStart, handleEnd }: MessageParts, id: number): string {
  return `${hexText(tree.bytes, handleStart, handleEnd)}/${id}`;
}

function handleOf({ tree, handleStart, handleEnd }: MessageParts): Uint8Array {
  return copyOctets(tree.bytes, handleStart, handleEnd);
}

/** The server that this message came from or goes to; undefined where nobody can tell. */
function serverOf(state: HandlespaceState, { message }: MessageParts, side: number): number | undefined {
  return serverAt(state, message.association, side) || undefined;
}

function matches(history: HistoryBook, { tree, handleStart, handleEnd }: MessageParts, id: number, server?: number) {
  return handleStart >= 0 && history.matches(tree.bytes, handleStart, handleEnd, id, server);
}

function registration(
  history: HistoryBook,
  associations: ElementAssociations,
  parts: MessageParts,
  state: HandlespaceState,
): void {
  const { message, tree } = parts;
  const id = parts.registeringId();
  const server = serverOf(state, parts, 1 - message.side);
  if (id < 0 || !matches(history, parts, id, server)) return;
  const pool = handleOf(parts);
  associations.use(history, message.association, message.side, pool, id, state);
  const isKnown = state.pools.find(tree.bytes, parts.handleStart, parts.handleEnd)?.elements.get(id)?.held === true;
  const entry = isKnown
    ? history.entries.fold(
        history.scope(pool, id),
        'again',
        { kind: 'registered-again', ...named(history, pool, id), server, awaitsAnswer: true },
        state,
      )
    : history.entries.add(
        history.scope(pool, id),
        { kind: 'registration-sent', pool, element: id, server, awaitsAnswer: true },
        state,
      );
  history.wait(`r${keyOf(parts, id)}`, entry, state);
}

/** In the routine of a server no single element is named. */
function named(history: HistoryBook, pool: Uint8Array, element: number | undefined): Partial<Happening> {
  return history.subject.kind === 'server' ? {} : { pool, element };
}

/** Deregistration and the answers of the home. */
function registrationWord(history: HistoryBook, parts: MessageParts, state: HandlespaceState): void {
  const { type, message } = parts;
  const id = parts.peIdentifier;
  const isAnswer = type !== 0x02;
  const server = serverOf(state, parts, isAnswer ? message.side : 1 - message.side);
  if (id < 0 || !matches(history, parts, id, server)) return;
  const pool = handleOf(parts);
  const scope = history.scope(pool, id);
  if (type === 0x02) {
    const sent = { kind: 'deregistration-sent', pool, element: id, server, awaitsAnswer: true } as const;
    history.wait(`d${keyOf(parts, id)}`, history.entries.add(scope, sent, state), state);
    return;
  }
  const asked = history.answered(`${type === 0x03 ? 'r' : 'd'}${keyOf(parts, id)}`);
  const refused = type === 0x03 ? (parts.flags & 1) !== 0 : parts.hasError;
  if (!refused && asked?.entry.kind === 'registered-again') {
    addFrame(asked.entry, state.frame);
    asked.entry.lastFrame = state.frame;
    asked.entry.lastEpoch = state.epoch;
    return;
  }
  const kind =
    type === 0x03
      ? refused
        ? 'registration-refused'
        : 'registration-accepted'
      : refused
        ? 'deregistration-refused'
        : 'deregistration-granted';
  const unasked = asked === undefined && type === 0x04 ? 'nobody asked for it in this capture' : undefined;
  const why = parts.hasError && parts.errorCode >= 0 ? causeName(parts.errorCode) : unasked;
  const frames = asked ? [asked.frame, state.frame] : [state.frame];
  history.entries.add(scope, { kind, pool, element: id, server, why, frames }, state);
}

function resolutionResponse(history: HistoryBook, parts: MessageParts, state: HandlespaceState): void {
  const { message, tree } = parts;
  if (parts.handleStart < 0 || history.subject.kind === 'server') return resolutionOfServer(history, parts, state);
  const server = serverOf(state, parts, message.side);
  const host = addressText(message.addressBytes, message.destinationAt, message.addressLength);
  if (history.subject.kind === 'pool') {
    if (!history.matchesPool(tree.bytes, parts.handleStart, parts.handleEnd, undefined)) return;
    const pool = handleOf(parts);
    const why = parts.hasError && parts.errorCode >= 0 ? causeName(parts.errorCode) : undefined;
    const kind = parts.hasError ? 'resolution-refused' : 'resolved';
    history.entries.fold(history.scope(pool, undefined), `${kind} ${server}`, { kind, pool, server, host, why }, state);
    return;
  }
  eachListed(parts, (handleStart, handleEnd, _node, element) => {
    if (!history.matchesPool(tree.bytes, handleStart, handleEnd, element)) return;
    const pool = copyOctets(tree.bytes, handleStart, handleEnd);
    const happening = { kind: 'named-to-user', pool, element, server, host } as const;
    history.entries.fold(history.scope(pool, element), `named ${server}`, happening, state);
  });
}

function resolutionOfServer(history: HistoryBook, parts: MessageParts, state: HandlespaceState): void {
  const { message } = parts;
  const server = serverOf(state, parts, message.side);
  if (server === undefined || !history.matchesServer(server)) return;
  const kind = parts.hasError ? 'resolution-refused' : 'resolved';
  const why = parts.hasError && parts.errorCode >= 0 ? causeName(parts.errorCode) : undefined;
  const host = addressText(message.addressBytes, message.destinationAt, message.addressLength);
  history.entries.fold(serverScope, `${kind} ${why}`, { kind, server, host, why }, state);
}

function keepAlive(
  history: HistoryBook,
  associations: ElementAssociations,
  parts: MessageParts,
  state: HandlespaceState,
): void {
  const { message, type } = parts;
  const id = parts.peIdentifier;
  const server = type === 0x07 ? parts.word(4) || undefined : serverOf(state, parts, 1 - message.side);
  if (id < 0 || !matches(history, parts, id, server)) return;
  const key = keyOf(parts, id);
  if (type === 0x08) {
    const asked = history.answered(key);
    if (asked === undefined) return;
    addFrame(asked.entry, state.frame);
    asked.entry.lastFrame = state.frame;
    asked.entry.lastEpoch = state.epoch;
    return;
  }
  const pool = handleOf(parts);
  associations.use(history, message.association, 1 - message.side, pool, id, state);
  history.missed(key, state);
  const why = (parts.flags & 1) === 0 ? undefined : 'with H: the server wants to be home';
  const happening = { kind: 'kept-alive', ...named(history, pool, id), server, why, awaitsAnswer: true } as const;
  history.wait(
    key,
    history.entries.fold(history.scope(pool, id), `alive ${server} ${parts.flags & 1}`, happening, state),
    state,
  );
}

function unreachable(history: HistoryBook, parts: MessageParts, state: HandlespaceState): void {
  const { message } = parts;
  const id = parts.peIdentifier;
  const server = serverOf(state, parts, 1 - message.side);
  if (id < 0 || !matches(history, parts, id, server)) return;
  const pool = handleOf(parts);
  const host = addressText(message.addressBytes, message.sourceAt, message.addressLength);
  history.entries.add(
    history.scope(pool, id),
    { kind: 'reported-unreachable', pool, element: id, server, host },
    state,
  );
}
