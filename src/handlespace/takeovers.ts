// A takeover as an observer sees it (RFC 5353 §3.5): who wants whose pool elements, who agrees, and how it ends. One record
// for each target server, the latest.
import type { Server, Takeover } from './model.ts';
import { timersOf } from './profile.ts';
import type { HandlespaceState } from './state.ts';

/** A server that speaks to its peers does so at least this often. */
export const peerSeconds = 30;
const framesKept = 16;

function isOpen(takeover: Takeover | undefined): takeover is Takeover {
  return takeover !== undefined && (takeover.state === 'pending' || takeover.state === 'won');
}

/** True while `by` may be about to own what the target owns. */
export function isTakenOverBy({ takeover }: Server, by: number): boolean {
  return takeover !== undefined && takeover.state !== 'stopped' && takeover.by === by;
}

function note(takeover: Takeover, frame: number): void {
  if (takeover.frames.at(-1) === frame) return;
  if (takeover.frames.length >= framesKept) takeover.frames.splice(framesKept / 2, 1);
  takeover.frames.push(frame);
}

/** 30: INIT_TAKEOVER. The same to each peer, so it comes several times. */
export function initTakeover(state: HandlespaceState, target: Server, sender: number): void {
  const open = target.takeover;
  if (isOpen(open)) {
    note(open, state.frame);
    if (open.by === sender || open.contenders.has(sender)) return;
    open.contenders.add(sender);
    state.tell('takeover-contested', undefined, sender, target.id, undefined, [...open.frames]);
    return;
  }
  const awaited = new Set<number>();
  for (const server of state.servers.values())
    if (server.id !== target.id && server.id !== sender && server.lastEnrpEpoch > state.epoch - peerSeconds)
      awaited.add(server.id);
  target.takeover = {
    state: awaited.size === 0 ? 'won' : 'pending',
    by: sender,
    contenders: new Set(),
    acknowledgedBy: new Set(),
    awaited,
    since: state.now,
    frames: [state.frame],
  };
  state.tell('takeover-initiated', undefined, sender, target.id, undefined, [state.frame]);
  const { takeoverExpiryMs } = timersOf(state.profile.profile);
  if (takeoverExpiryMs !== null) state.serverDeadlines.schedule(target, state.epoch + takeoverExpiryMs / 1000);
}

/** 31: of several that try, the one that is acknowledged goes on. */
export function initTakeoverAck(state: HandlespaceState, target: Server, sender: number, receiver: number): void {
  const open = target.takeover;
  if (isOpen(open)) {
    note(open, state.frame);
    if (receiver !== 0 && receiver !== target.id && receiver !== open.by) {
      open.contenders.add(open.by);
      open.contenders.delete(receiver);
      open.awaited.delete(receiver);
      open.by = receiver;
      open.acknowledgedBy.clear();
    }
    open.acknowledgedBy.add(sender);
    if ([...open.awaited].every((peer) => open.acknowledgedBy.has(peer))) open.state = 'won';
  }
  const yields = open?.contenders.has(sender) ? 'it wanted to take over itself, and yields' : undefined;
  state.tell('takeover-acknowledged', undefined, sender, target.id, yields, [state.frame]);
}

/** 33, 34: TAKEOVER_SERVER, or the first Endpoint Keep-Alive with H for an element of the target. */
export function enforceTakeover(state: HandlespaceState, target: Server, by: number, announced: boolean): void {
  const { takeover } = target;
  target.takenOverBy = by;
  if (takeover !== undefined && takeover.state !== 'stopped') {
    note(takeover, state.frame);
    if (takeover.state === 'enforced' && takeover.by === by) return;
    takeover.state = 'enforced';
    takeover.by = by;
  } else
    target.takeover = {
      state: 'enforced',
      by,
      contenders: new Set(),
      acknowledgedBy: new Set(),
      awaited: new Set(),
      since: state.now,
      frames: [state.frame],
    };
  if (announced) state.tell('takeover-announced', undefined, by, target.id, undefined, [state.frame]);
  else
    state.tell('takeover-enforced', undefined, by, target.id, 'told by a keep-alive that claims an element of it', [
      ...(target.takeover?.frames ?? []),
    ]);
}

/** 32: the target speaks: a takeover that is not through must stop; one that is through meets a server that came back. */
export function targetSpeaks(state: HandlespaceState, target: Server): void {
  const { takeover } = target;
  if (isOpen(takeover)) {
    takeover.state = 'stopped';
    note(takeover, state.frame);
    state.tell('takeover-stopped', undefined, target.id, takeover.by, 'the target speaks', [...takeover.frames]);
  }
  if (target.takenOverBy === 0) return;
  const by = target.takenOverBy;
  target.takenOverBy = 0;
  state.tell('server-returned', undefined, target.id, by, 'after a takeover', [state.frame]);
}

/** rsplib gives up where not all peers agreed in time; the elements of the target then wait for their lives to end. */
export function expireTakeover(state: HandlespaceState, target: Server): void {
  const { takeover } = target;
  if (takeover?.state !== 'pending') return;
  const { takeoverExpiryMs } = timersOf(state.profile.profile);
  if (takeoverExpiryMs === null || state.epoch < takeover.since.epoch + takeoverExpiryMs / 1000) return;
  takeover.state = 'abandoned';
  const missing = [...takeover.awaited].filter((peer) => !takeover.acknowledgedBy.has(peer)).length;
  const why = `${missing} of ${takeover.awaited.size} peers did not agree in time`;
  state.tell('takeover-abandoned', undefined, takeover.by, target.id, why, [...takeover.frames]);
}
