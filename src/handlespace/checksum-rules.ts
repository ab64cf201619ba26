// Each announced PE checksum held against ours (RFC 5353 §3.6). Presence and updates travel on different paths, so one
// that does not fit is first tried with what was on its way: the last second's changes undone, requests that nobody has
// answered yet, elements whose association has ended; then the next second may explain it.

import { countBits } from '../bytes/bits.ts';
import { hexNumber } from '../bytes/text.ts';
import type { Disagreement, Doubt, Element, Server } from './model.ts';
import { inFlightSeconds, lateSeconds } from './ownership-log.ts';
import { checksumOf, residue, residueOfChecksum } from './pe-checksum.ts';
import { confirmRegistration } from './registration-rules.ts';
import type { HandlespaceState } from './state.ts';
import { isTakenOverBy } from './takeovers.ts';

/** So many guesses at most: a wrong set fits by chance once in 65535. */
const subsetLimit = 8;
/** So many open changes are looked at. */
const openLimit = 4096;

/** `late`: it was sent a while ago, and what came after it may have been seen before it. */
export function checkPresence(state: HandlespaceState, server: Server, announced: number, late: boolean): void {
  const wanted = residueOfChecksum(announced);
  if (late && residue(server.sum) !== wanted && undoFits(state, server, [], wanted, lateSeconds)) {
    server.inFlight++;
    return;
  }
  server.announced = announced;
  server.announcedFrame = state.frame;
  server.announcedEpoch = state.epoch;
  if (residue(server.sum) === wanted) {
    settleDoubts(state, server);
    server.verified++;
    server.verifiedEpoch = state.epoch;
    server.complete = true;
    server.taken.clear();
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
  if (undoFits(state, server, open, wanted, inFlightSeconds)) {
    server.inFlight++;
    return;
  }
  if (server.doubts.length >= 64) settle(state, server, server.doubts.shift());
  server.doubts.push({ epoch: state.epoch, frame: state.frame, announced, sum: server.sum });
  state.doubtful.add(server);
}

/** A change of the set that was asked for, or that is overdue: `sum` would be added to the server's. */
interface OpenChange {
  readonly element: Element;
  readonly kind: 'registers' | 'leaves' | 'arrives' | 'stays';
  readonly sum: number;
}

function openChanges(state: HandlespaceState, server: Server): OpenChange[] {
  const changes: OpenChange[] = [];
  for (const element of server.leaving) changes.push({ element, kind: 'leaves', sum: -element.sum });
  // Who asked at an address that nobody has named yet may have asked this server.
  for (const asked of [server.id, 0])
    for (const element of state.registering.get(asked) ?? []) {
      if (changes.length >= openLimit) return changes;
      if (element.home === server.id && element.held) continue;
      changes.push({ element, kind: 'registers', sum: element.sum });
    }
  // Taken over while it was silent or cut off, it learns of it only now.
  for (const [element, epoch] of server.taken)
    if (state.epoch - Math.max(epoch, server.returnedEpoch) <= lateSeconds && changes.length < openLimit)
      changes.push({ element, kind: 'stays', sum: element.sum });
  for (const other of state.servers.values()) {
    if (!isTakenOverBy(other, server.id)) continue;
    for (const element of other.owned) {
      if (changes.length >= openLimit) return changes;
      if (element.registration?.server !== server.id) changes.push({ element, kind: 'arrives', sum: element.sum });
    }
  }
  return changes;
}

/** Which of the open changes, none left out needlessly, make the sum fit: a bit for each, or undefined. */
function matchOpen(sum: number, open: readonly OpenChange[], wanted: number): Set<number> | undefined {
  if (open.length === 0) return undefined;
  if (open.length <= subsetLimit) {
    // Small sets first: by number of changes.
    const masks = Array.from({ length: (1 << open.length) - 1 }, (_, index) => index + 1);
    masks.sort((a, b) => countBits(a) - countBits(b));
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
  for (const kinds of [['leaves'], ['registers'], ['arrives'], ['stays']] as const) {
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

/** The checksum shows that these changes have happened: what was not answered was accepted, what was lost is gone. */
function applyOpen(state: HandlespaceState, server: Server, open: readonly OpenChange[], chosen: Set<number>): void {
  for (const index of chosen) {
    const { element, kind } = open[index] as OpenChange;
    if (kind === 'leaves') state.remove(element, 'inferred', 'no longer in the checksum of its home');
    else if (kind === 'arrives')
      state.hold(element, server.id, element.source, 'inferred', 'in the checksum of its new home');
    else if (kind === 'stays') {
      // Whoever took it holds it as well, unless it has given it up again.
      if (!element.held && state.restore(element))
        state.hold(element, server.id, 'checksum', 'inferred', 'its home still counts it');
    } else {
      const association = state.records.byNumber(element.registration?.association ?? 0)?.facts;
      const side = association === undefined ? 0 : state.records.of(association).server[0] === server.id ? 1 : 0;
      confirmRegistration(state, element, server.id, association, side);
      state.hold(element, server.id, 'checksum', 'inferred');
    }
  }
}

/** True where the sum fitted within the last seconds: changes are taken back one by one, from the latest. */
function undoFits(
  state: HandlespaceState,
  server: Server,
  open: readonly OpenChange[],
  wanted: number,
  seconds: number,
): boolean {
  const { changes } = server;
  let { sum } = server;
  for (let back = 0; back < changes.count; back++) {
    if (changes.epoch(back) < state.epoch - seconds) return false;
    sum -= changes.sum(back);
    if (residue(sum) === wanted) return true;
    if (open.length <= 3 && matchOpen(sum, open, wanted) !== undefined) return true;
  }
  return false;
}

/** Called when time passes or a set changes: explains doubts by what came after them, and gives up on old ones. */
export function settleDoubts(state: HandlespaceState, server: Server): void {
  const open = server.doubts;
  const [oldest] = open;
  if (oldest === undefined) return;
  if (server.changes.total === server.doubtsSeen && state.epoch - oldest.epoch <= inFlightSeconds) return;
  server.doubtsSeen = server.changes.total;
  server.doubts = [];
  for (const doubt of open) {
    if (explainedLater(server, doubt)) server.inFlight++;
    else if (state.epoch - doubt.epoch > inFlightSeconds) settle(state, server, doubt);
    else server.doubts.push(doubt);
  }
  if (server.doubts.length === 0) state.doubtful.delete(server);
}

/** True where the changes of the second after the announcement, one by one, made the sum fit. */
function explainedLater({ changes, sum: sumNow }: Server, doubt: Doubt): boolean {
  const wanted = residueOfChecksum(doubt.announced);
  let sum = sumNow;
  // From now back to the announcement: every sum in between was ours at some moment of that second.
  for (let back = 0; back < changes.count; back++) {
    if (changes.epoch(back) < doubt.epoch) return false;
    if (changes.epoch(back) <= doubt.epoch + inFlightSeconds && residue(sum) === wanted) return true;
    sum -= changes.sum(back);
  }
  return false;
}

function settle(state: HandlespaceState, server: Server, doubt: Doubt | undefined): void {
  if (doubt === undefined) return;
  if (!server.complete) {
    server.unverifiable++;
    return;
  }
  server.disagreed++;
  // The server or we are wrong: until either is proved, what it owns is no longer certain.
  server.gapEpoch = state.epoch;
  const before = server.disagreement;
  const found = explain(state, server, doubt, before);
  server.disagreement = found;
  const { announced, computed, element } = found;
  const numbers = `announced ${hexNumber(announced, 4)}, ours was ${hexNumber(computed, 4)}`;
  const why =
    element === undefined
      ? `${numbers}; no single pool element explains it`
      : `${numbers}; equal ${found.lacking ? 'with' : 'without'} this element`;
  state.tell('checksum-disagreed', element, server.id, 0, why, [doubt.frame]);
  if (element !== undefined && heal(state, server, found, element)) return;
  // Two announcements are no chance; what goes to several peers at once is one.
  if (doubt.epoch - found.epoch > inFlightSeconds) follow(state, server, found);
}

/** Of more elements one fits any number by chance too often: a server that announces nonsense would take them away one by one. */
const elementsTold = 1024;

/** The server says it again and again, and is the authority on what it owns. */
function follow(state: HandlespaceState, server: Server, { announced, element, lacking }: Disagreement): void {
  if (residueOfChecksum(announced) === 0)
    for (const one of [...server.owned]) state.remove(one, 'inferred', 'its home owns nothing');
  else if (element === undefined || server.owned.size > elementsTold) return;
  else if (!lacking) state.remove(element, 'inferred', 'no longer in the checksum of its home');
  else if (!element.held && element.home === server.id && state.restore(element))
    state.hold(element, server.id, 'checksum', 'inferred', 'its home still counts it');
  else return;
  server.disagreement = undefined;
}

/**
 * One checksum names an element by chance once in 65 535 times; where two servers' checksums name the same one, and one lacks
 * what the other seems to own, it has moved unseen. Until then it is only no longer certain where it is.
 */
function heal(state: HandlespaceState, server: Server, { lacking }: Disagreement, element: Element): boolean {
  if (!element.held) return false;
  const owner = lacking ? server : [...state.servers.values()].find(({ disagreement }) => names(disagreement, true));
  const former = state.servers.get(element.home);
  if (owner === undefined || former === undefined || former === owner || !names(former.disagreement, false))
    return false;
  state.hold(element, owner.id, 'checksum', 'inferred', 'the checksums of both servers show it');
  owner.disagreement = undefined;
  former.disagreement = undefined;
  return true;

  function names(found: Disagreement | undefined, isLacking: boolean): boolean {
    return found?.element === element && found.lacking === isLacking;
  }
}

/**
 * The one pool element whose coming or going unseen would explain the difference. By chance one in 65 535 fits: an element
 * that is the server's, or was, or speaks to it is a better guess than any other.
 */
function explain(
  state: HandlespaceState,
  server: Server,
  { announced, sum, frame, epoch }: Doubt,
  before: Disagreement | undefined,
): Disagreement {
  const difference = residueOfChecksum(announced) - residue(sum);
  const extra = state.alike.find(-difference, (element) => element.held && element.home === server.id);
  const lacking =
    extra ??
    state.alike.find(difference, (element) => element.home === server.id && !element.held) ??
    state.alike.find(difference, (element) => element.home !== server.id || !element.held);
  const isSame = before !== undefined && before.announced === announced && before.element === lacking;
  const since = isSame ? before.epoch : epoch;
  return { frame, epoch: since, announced, computed: checksumOf(sum), element: lacking, lacking: extra === undefined };
}

/** At the end of the capture nothing more will explain what does not fit. */
export function settleAllDoubts(state: HandlespaceState): void {
  for (const server of state.doubtful) {
    const { doubts } = server;
    server.doubts = [];
    for (const doubt of doubts) {
      if (explainedLater(server, doubt)) server.inFlight++;
      else settle(state, server, doubt);
    }
  }
  state.doubtful.clear();
}
