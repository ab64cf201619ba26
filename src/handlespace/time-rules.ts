// What silence changes in the handlespace (events 15, 21, 35): keep-alives that nobody answers, lives that end, requests
// without an answer, servers that are not heard any more. RFC 5352 §3.2, §3.5; RFC 5353 §3.4.3.
import { expiryOf, graceSeconds, overdueAt, requestSeconds } from './element-times.ts';
import type { Element, Server } from './model.ts';
import { type Profile, timersOf } from './profile.ts';
import type { HandlespaceState } from './state.ts';
import { expireTakeover } from './takeovers.ts';

/** A home that tells its peers, or announces checksums, does so at least this often. */
const toldSeconds = 65;

/** To be called as time passes, whether or not anything was received. */
export function timePasses(state: HandlespaceState): void {
  state.elementDeadlines.advance(state.epoch, (element) => lookAt(state, element));
  state.serverDeadlines.advance(state.epoch, (server) => lookAtServer(state, server));
}

function lookAt(state: HandlespaceState, element: Element): void {
  if (!element.held) {
    forgetRequest(state, element);
    return;
  }
  const { profile } = state.profile;
  const { epoch } = state;
  if (overdueAt(element, profile) <= epoch) {
    if (!element.overdue) {
      state.markOverdue(element, true);
      state.tell('element-suspect', element, element.home, 0, 'its keep-alive is not answered');
    }
  }
  if (expiryOf(element, profile) <= epoch && !element.expired) {
    element.expired = true;
    state.tell('element-expired', element, element.home, 0, 'its registration life has ended');
  }
  const since = goneSince(state, element, profile);
  if (since !== undefined && since + graceSeconds <= epoch) {
    const why = element.lost ? 'its association has ended' : element.overdue ? 'it answers no keep-alive' : 'expired';
    state.remove(element, 'inferred', `${why}, and nothing tells of it any more`);
    return;
  }
  state.watch(element);
}

/**
 * Since when an element seems gone although nobody says so; undefined where its home would say so: to peers by Handle
 * Updates, to all by its checksums. A home that is silent itself says nothing: its elements wait for a takeover.
 */
function goneSince(state: HandlespaceState, element: Element, profile: Profile): number | undefined {
  const home = state.servers.get(element.home);
  if (home === undefined) return undefined;
  const heardLately = state.epoch - toldSeconds;
  if (home.lastEnrpEpoch > heardLately || home.announcedEpoch > heardLately) return undefined;
  // rsplib keeps what answers its keep-alives however old the registration is.
  const expired = profile.name === 'rfc' && element.expired ? expiryOf(element, profile) : Number.POSITIVE_INFINITY;
  const overdue = element.overdue ? overdueAt(element, profile) : Number.POSITIVE_INFINITY;
  const since = Math.min(element.lost?.epoch ?? Number.POSITIVE_INFINITY, overdue, expired);
  return since < Number.POSITIVE_INFINITY && home.lastEpoch > since ? since : undefined;
}

function forgetRequest(state: HandlespaceState, element: Element): void {
  const { registration } = element;
  if (registration === undefined) return;
  const over = state.records.byNumber(registration.association)?.ended ?? true;
  if (over && registration.epoch + requestSeconds <= state.epoch) state.drop(element);
  else state.watch(element);
}

function lookAtServer(state: HandlespaceState, server: Server): void {
  expireTakeover(state, server);
  if (!server.heard || server.silent) return;
  const heard = Math.max(server.lastEpoch, state.watchedSince);
  const silentAt = heard + timersOf(state.profile.profile).maxTimeLastHeardMs / 1000;
  if (silentAt > state.epoch) {
    state.serverDeadlines.schedule(server, silentAt);
    return;
  }
  server.silent = true;
  const left = server.closedEpoch >= server.lastEpoch;
  state.tell('server-silent', undefined, server.id, 0, left ? 'it ended its associations' : undefined, [
    server.lastFrame,
  ]);
}
