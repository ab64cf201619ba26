// Each announced PE checksum held against ours (RFC 5353 §3.6). Presence and updates travel on different paths, so one
// that does not fit is first tried with what was on its way: the last second's changes undone, requests that nobody has
// answered yet, elements whose association has ended; then the next second may explain it.

import type { Element, Server } from './model.ts';
import { checksumOf, residue, residueOfChecksum } from './pe-checksum.ts';
import { confirmRegistration } from './registration-rules.ts';
import { type HandlespaceState, inFlightSeconds } from './state.ts';

/** So many guesses at most: a wrong set fits by chance once in 65535. */
const subsetLimit = 8;

export function checkPresence(state: HandlespaceState, server: Server, announced: number): void {
  server.announced = announced;
  server.announcedFrame = state.frame;
  const wanted = residueOfChecksum(announced);
  if (residue(server.sum) === wanted) {
    settleDoubts(state, server);
    server.verified++;
    server.complete = true;
    server.computed = checksumOf(server.sum);
    return;
  }
  // It owns nothing, and nothing that we thought its own is connected to it any more: it has restarted.
  if (wanted === 0 && server.complete && [...server.owned].every((element) => element.lost !== undefined)) {
    for (const element of [...server.owned]) state.remove(element, 'inferred', 'its home came back and owns nothing');
    server.inFlight++;
    server.computed = checksumOf(server.sum);
    return;
  }
  const open = openChanges(state, server);
  const chosen = matchOpen(server.sum, open, wanted);
  if (chosen !== undefined) {
    applyOpen(state, server, open, chosen);
    server.inFlight++;
    server.computed = checksumOf(server.sum);
    return;
  }
  server.computed = checksumOf(server.sum);
  if (undoFits(state, server, open, wanted)) {
    server.inFlight++;
    return;
  }
  if (server.doubts.length >= 64) settle(state, server, server.doubts.shift());
  server.doubts.push({ epoch: state.epoch, frame: state.frame, residue: wanted });
  state.doubtful.add(server);
}

/** A change of the set that was asked for, or that is overdue: `sum` would be added to the server's. */
interface OpenChange {
  readonly element: Element;
  readonly kind: 'registers' | 'leaves' | 'arrives';
  readonly sum: number;
}

function openChanges(state: HandlespaceState, server: Server): OpenChange[] {
  const changes: OpenChange[] = [];
  for (const element of server.owned)
    if (element.lost || element.deregistration) changes.push({ element, kind: 'leaves', sum: -element.sum });
  for (const pool of state.pools.all)
    for (const element of pool.elements.values()) {
      if (element.home === server.id && element.held) continue;
      const asked = element.registration;
      if (asked && (asked.server === server.id || asked.server === 0))
        changes.push({ element, kind: 'registers', sum: element.sum });
      else if (element.held && element.home !== 0 && state.servers.get(element.home)?.takeoverBy === server.id)
        changes.push({ element, kind: 'arrives', sum: element.sum });
    }
  return changes;
}

/** Which of the open changes, none left out needlessly, make the sum fit: a bit for each, or undefined. */
function matchOpen(sum: number, open: readonly OpenChange[], wanted: number): Set<number> | undefined {
  if (open.length === 0) return undefined;
  if (open.length <= subsetLimit) {
    // Small sets first: by number of changes.
    const masks = Array.from({ length: (1 << open.length) - 1 }, (_, index) => index + 1);
    masks.sort((a, b) => bits(a) - bits(b));
    for (const mask of masks) {
      let total = sum;
      for (let index = 0; index < open.length; index++)
        if (mask & (1 << index)) total += (open[index] as OpenChange).sum;
      if (residue(total) === wanted)
        return new Set(open.map((_, index) => index).filter((index) => (mask & (1 << index)) !== 0));
    }
    return undefined;
  }
  // Many: a busy server works them off in order, so try what the first of each kind would make.
  for (const kinds of [['leaves'], ['registers'], ['arrives']] as const) {
    let total = sum;
    const taken = new Set<number>();
    for (let index = 0; index < open.length; index++) {
      const change = open[index] as OpenChange;
      if (!(kinds as readonly string[]).includes(change.kind)) continue;
      total += change.sum;
      taken.add(index);
      if (residue(total) === wanted) return taken;
    }
  }
  return undefined;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The checksum shows that these changes have happened: what was not answered was accepted, what was lost is gone. */
function applyOpen(state: HandlespaceState, server: Server, open: readonly OpenChange[], chosen: Set<number>): void {
  for (const index of chosen) {
    const { element, kind } = open[index] as OpenChange;
    if (kind === 'leaves') state.remove(element, 'inferred', 'no longer in the checksum of its home');
    else if (kind === 'arrives') state.hold(element, server.id, element.source, 'inferred');
    else {
      const association = state.records.byNumber(element.registration?.association ?? 0)?.facts;
      const side = association === undefined ? 0 : state.records.of(association).server[0] === server.id ? 1 : 0;
      confirmRegistration(state, element, server.id, association, side);
      state.hold(element, server.id, 'checksum', 'inferred');
    }
  }
}

/** True where the sum fitted within the last second: changes are taken back one by one, from the latest. */
function undoFits(state: HandlespaceState, server: Server, open: readonly OpenChange[], wanted: number): boolean {
  let sum = server.sum;
  for (let index = server.changes.length - 1; index >= 0; index--) {
    const change = server.changes[index] as Server['changes'][0];
    if (change.epoch < state.epoch - inFlightSeconds) return false;
    sum -= change.sum;
    if (residue(sum) === wanted) return true;
    if (open.length <= 3 && matchOpen(sum, open, wanted) !== undefined) return true;
  }
  return false;
}

/** Called when time passes or a set changes: explains doubts by what came after them, and gives up on old ones. */
export function settleDoubts(state: HandlespaceState, server: Server): void {
  if (server.doubts.length === 0) return;
  const open = server.doubts;
  server.doubts = [];
  for (const doubt of open) {
    if (explainedLater(server, doubt)) server.inFlight++;
    else if (state.epoch - doubt.epoch > inFlightSeconds) settle(state, server, doubt);
    else server.doubts.push(doubt);
  }
  if (server.doubts.length === 0) state.doubtful.delete(server);
}

/** True where the changes of the second after the announcement, one by one, made the sum fit. */
function explainedLater(server: Server, doubt: Server['doubts'][0]): boolean {
  let sum = server.sum;
  // From now back to the announcement: every sum in between was ours at some moment of that second.
  for (let index = server.changes.length - 1; index >= 0; index--) {
    const change = server.changes[index] as Server['changes'][0];
    if (change.epoch < doubt.epoch) return false;
    if (change.epoch <= doubt.epoch + inFlightSeconds && residue(sum) === doubt.residue) return true;
    sum -= change.sum;
  }
  return false;
}

function settle(state: HandlespaceState, server: Server, doubt: Server['doubts'][0] | undefined): void {
  if (doubt === undefined) return;
  if (!server.complete) {
    server.unverifiable++;
    return;
  }
  server.disagreed++;
  state.tell('checksum-disagreed', undefined, server.id);
}

/** At the end of the capture nothing more will explain what does not fit. */
export function settleAllDoubts(state: HandlespaceState): void {
  for (const server of state.servers.values()) {
    const { doubts } = server;
    server.doubts = [];
    for (const doubt of doubts) {
      if (explainedLater(server, doubt)) server.inFlight++;
      else settle(state, server, doubt);
    }
  }
}
