// What the beginning and the end of SCTP associations change in the handlespace (event 18), and what the capture lacks: gaps in them
// (37), and times of which it has nothing (38).
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import { serverAt } from './server-places.ts';
import type { HandlespaceState } from './state.ts';
import { peerSeconds } from './takeovers.ts';

/**
 * An association is over. rsplib removes at once what was registered over it and tells its peers; the RFC has no such
 * rule. So: lost, and removed when the home says so, or at once where there is nobody whom it would tell.
 */
export function associationEnded(state: HandlespaceState, association: AssociationFacts, side: number): void {
  const record = state.records.of(association);
  state.records.end(record);
  const endedBy = side < 0 ? 0 : (record.server[side] as number);
  if (endedBy !== 0) state.server(endedBy).closedEpoch = state.epoch;
  for (const element of [...record.elements]) {
    if (!element.held) continue;
    element.prove(state.frame);
    const home = element.home !== 0 ? element.home : serverAt(state, association, 0) || serverAt(state, association, 1);
    state.markLost(element, state.now);
    element.keepAliveSince = 0;
    state.tell('element-lost', element, home, 0, 'its association ended');
    state.watch(element);
    if (endedBy !== home && home !== 0 && !hasPeers(state, home))
      state.remove(element, 'inferred', 'its association ended, and its home has no peers to tell');
  }
}

function hasPeers(state: HandlespaceState, home: number): boolean {
  for (const server of state.servers.values())
    if (server.id !== home && server.lastEnrpEpoch > state.epoch - peerSeconds) return true;
  return false;
}

/** Something that this association carried is not in the capture: what its servers own may have changed unseen. */
export function captureGap(state: HandlespaceState, association: AssociationFacts): void {
  state.gaps++;
  const record = state.records.of(association);
  for (const id of record.server) {
    const server = state.servers.get(id);
    if (server === undefined) continue;
    server.complete = false;
    server.gapEpoch = state.epoch;
  }
  for (const element of record.elements) element.gapEpoch = state.epoch;
}

/**
 * The capture stood still, or its clock was set: whatever was said meanwhile was not seen. So many `seconds` of silence are
 * nobody's.
 */
export function captureHole(state: HandlespaceState, seconds: number): void {
  state.holes++;
  state.holeSeconds += seconds;
  state.holeFrame = state.frame;
  state.watchedSince = state.epoch;
  for (const server of state.servers.values()) {
    server.complete = false;
    server.gapEpoch = state.epoch;
    for (const element of server.owned) {
      element.gapEpoch = state.epoch;
      element.keepAliveSince = 0;
    }
  }
}
