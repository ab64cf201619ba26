// What ENRP messages (RFC 5353 §2) say about the subject of a history. Takeovers are told by the events of the handlespace.
import { copyOctets } from '../../bytes/read.ts';
import { eachListed } from '../listed-elements.ts';
import type { MessageParts } from '../message-parts.ts';
import { serverAt } from '../server-places.ts';
import type { HandlespaceState } from '../state.ts';
import { type HistoryBook, serverScope } from './book.ts';
import type { ElementAssociations } from './element-associations.ts';

export function noteEnrp(
  history: HistoryBook,
  associations: ElementAssociations,
  parts: MessageParts,
  state: HandlespaceState,
): void {
  const { message, type, tree } = parts;
  const server = parts.word(4);
  if (server === 0 || (tree.end[0] as number) - (tree.start[0] as number) < 12) return;
  // 0 in what goes to each peer (RFC 5353 §2.4): then the association tells who gets it.
  const receiver = parts.word(8) || serverAt(state, message.association, 1 - message.side);
  const others = receiver === 0 ? [] : [receiver];
  if (message.association && receiver !== 0) associations.join(history, message.association, server, receiver, state);
  if (type === 0x04) return update(history, parts, state, server, others);
  if (type === 0x03 && (parts.flags & 1) === 0) return table(history, parts, state, server, others);
  if (!history.matchesServer(server, receiver)) return;
  const note = (kind: 'presence-sent' | 'list-requested' | 'table-requested' | 'table-refused', why?: string) =>
    history.entries.fold(serverScope, `${kind} ${server} ${why}`, { kind, server, others, why }, state);
  if (type === 0x01) note('presence-sent');
  else if (type === 0x05) note('list-requested');
  else if (type === 0x02)
    note('table-requested', (parts.flags & 1) !== 0 ? 'only what the other one owns (W)' : 'the whole handlespace');
  else if (type === 0x03) note('table-refused');
}

function update(
  history: HistoryBook,
  parts: MessageParts,
  state: HandlespaceState,
  server: number,
  others: readonly number[],
): void {
  const { tree } = parts;
  const action = parts.word(12) >>> 16;
  if (action > 1) return;
  const kind = action === 0 ? 'update-added' : 'update-removed';
  if (history.matchesServer(server, ...others)) {
    history.entries.fold(serverScope, `${kind} ${server}`, { kind, server, others, isCopy: true }, state);
    return;
  }
  eachListed(parts, (handleStart, handleEnd, _node, element) => {
    if (!history.matchesPool(tree.bytes, handleStart, handleEnd, element)) return;
    const pool = copyOctets(tree.bytes, handleStart, handleEnd);
    history.entries.fold(
      history.scope(pool, element),
      `${kind} ${server}`,
      { kind, pool, element, server, others, isCopy: true },
      state,
    );
  });
}

function table(
  history: HistoryBook,
  parts: MessageParts,
  state: HandlespaceState,
  server: number,
  others: readonly number[],
): void {
  const { tree } = parts;
  const kind = 'listed-in-table';
  if (history.matchesServer(server, ...others)) {
    history.entries.fold(serverScope, `${kind} ${server}`, { kind, server, others }, state);
    return;
  }
  eachListed(parts, (handleStart, handleEnd, _node, element) => {
    if (!history.matchesPool(tree.bytes, handleStart, handleEnd, element)) return;
    const pool = copyOctets(tree.bytes, handleStart, handleEnd);
    const scope = history.scope(pool, element);
    history.entries.fold(scope, `${kind} ${server}`, { kind, pool, element, server, others }, state);
  });
}
