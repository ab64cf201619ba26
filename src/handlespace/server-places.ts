// Where ENRP servers sit: which end of an association is one, and at which addresses. Registrations and their answers carry
// no server identifier, so the home of an element is told by these.
import { addressText, isLocalOnly } from '../bytes/address.ts';
import { layer } from '../dissect/layer.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import type { MessageParts } from './message-parts.ts';
import type { TransportFacts } from './model.ts';
import type { HandlespaceState } from './state.ts';

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

/** A server has spoken on this association: its side is known, and so is what was registered over it. */
export function learnServerSide(state: HandlespaceState, parts: MessageParts, id: number): void {
  const { message } = parts;
  const { association } = message;
  if (association === undefined) return;
  state.records.of(association).server[message.side] = id;
  const isAsap = parts.type === 0x07 && message.protocol === layer.asap;
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

/** Elements that registered at an address which nobody had named yet find their home. */
export function resolveHomeless(state: HandlespaceState): void {
  for (const element of state.homeless) {
    const record = state.records.byNumber(element.association);
    if (record === undefined) continue;
    const home = serverAt(state, record.facts, 0) || serverAt(state, record.facts, 1);
    if (home !== 0) state.learnHome(element, home);
  }
}
