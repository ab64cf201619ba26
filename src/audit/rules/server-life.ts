// How ENRP servers come, fail and go, and who takes over from whom: rules O4, O5, O9, O14 to O17.
import { hexNumber } from '../../bytes/text.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { Server } from '../../handlespace/model.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { pairKey } from '../keys.ts';
import { counted, elementText, secondsText, serverText } from '../names.ts';
import { Notes } from '../notes.ts';
import { ruleTable } from '../rule.ts';

export const serverLifeRules = ruleTable({
  O4: {
    name: 'server-failed',
    rule: 'Servers leave in good order',
    severity: 'error',
    rfc: 'operations; RFC 5353 §3.4.3',
    remedy: 'recover',
    needs: 'what the server says to elements and peers',
    doubt: 'where the network loses all that it says, or it is only the point of capture that does not hear it',
    advice: 'Look at the server and its network: its elements need another home.',
  },
  O5: {
    name: 'server-left',
    rule: 'Servers stay, or leave when they own nothing any more',
    severity: 'note',
    rfc: 'operations',
    remedy: 'recover',
    needs: 'the ends of its associations',
    doubt: 'where it was ended on purpose: on the wire that looks as when its program is killed',
    advice: 'Nothing, if it was ended on purpose; else look at the server. What it owned needs another home.',
  },
  O9: {
    name: 'server-returned',
    rule: 'A server that was gone does not come back unnoticed',
    severity: 'note',
    rfc: 'operations; RFC 5353 §3.5',
    remedy: 'know',
    needs: 'what the server says to elements and peers',
    doubt: 'where the network was away and not the server',
    advice: 'See that its peers and itself agree on who owns what: checksums tell.',
  },
  O14: {
    name: 'one-server-owns-most',
    rule: 'Servers share the elements',
    severity: 'note',
    rfc: 'operations',
    remedy: 'know',
    needs: 'what each server owns',
    doubt: 'in small scopes',
    advice: 'When this server fails, nearly all elements need another home at once.',
  },
  O15: {
    name: 'elements-left-behind',
    rule: 'After a server has failed its elements get another home',
    severity: 'error',
    rfc: 'operations; RFC 5353 §3.5',
    remedy: 'recover',
    needs: 'Handle Updates and keep-alives of the other servers',
    doubt: 'where the new home speaks over a path that was not captured',
    advice: 'Let the elements register again: nobody looks after them, and users are still sent to them.',
  },
  O16: {
    name: 'takeover',
    rule: 'Takeovers are worth knowing of',
    severity: 'note',
    rfc: 'operations; RFC 5353 §3.5',
    remedy: 'know',
    needs: 'keep-alives with the home flag, or Takeover Server',
    doubt: 'where the first element was moved for another reason',
    advice: 'See why the former home failed.',
  },
  O17: {
    name: 'takeover-not-completed',
    rule: 'A takeover that was begun comes to its end',
    severity: 'warning',
    rfc: 'operations; RFC 5353 §3.5.1',
    remedy: 'recover',
    needs: 'the ENRP of all servers',
    doubt: 'where an acknowledgement was not captured',
    advice: 'See which server did not agree: it may be gone as well.',
  },
});

const rules = serverLifeRules;

interface Fate {
  readonly silentSince: number;
  readonly silentFrame: number;
  told: boolean;
}

/** When a server began to end its associations, and what it owned then. */
interface Departure {
  readonly epoch: number;
  readonly frame: number;
  readonly owned: number;
}

/** How long a takeover may take. */
const takeoverSeconds = 20;
/** A server that ends goes through its associations within this time. */
const departureSeconds = 10;
const mostShare = 0.8;
const mostElements = 10;

export class ServerLife implements Check {
  private readonly audit: Audit;
  private readonly fates = new Notes<number, Fate>(16);
  private readonly departures = new Notes<number, Departure>(16);
  private nextSweep = 0;

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly events = {
    'server-silent': ({ server, why }: HandlespaceEvent) => {
      if (server !== undefined) this.#silent(server, why);
    },
    'server-returned': ({ server, formerServer }: HandlespaceEvent) => {
      if (server !== undefined) this.#returns(server, formerServer);
    },
    // Another thing than coming back under its own name, which it may do as well.
    'server-identifier-changed': ({ server = 0, formerServer = 0 }: HandlespaceEvent) =>
      this.audit.tell(rules.O9, pairKey(server, formerServer), () => ({
        summary: `${serverText(formerServer)} has come back as ${serverText(server)}`,
        server: hexNumber(server),
      })),
    'takeover-enforced': (event: HandlespaceEvent) => this.#tookOver(event),
    'takeover-announced': (event: HandlespaceEvent) => this.#tookOver(event),
    'takeover-abandoned': ({ server = 0, formerServer = 0, why, evidence, epoch }: HandlespaceEvent) =>
      this.audit.tell(rules.O17, pairKey(server, formerServer), () => ({
        summary: `${serverText(server)} gave up to take over ${serverText(formerServer)}: ${why ?? 'not all agreed'}`,
        server: hexNumber(server),
        frames: evidence,
        since: epoch,
      })),
    'takeover-stopped': ({ server = 0, formerServer = 0, evidence, frame }: HandlespaceEvent) =>
      this.audit.tell(rules.O17, pairKey(formerServer, server), () => ({
        summary: `${serverText(formerServer)} wanted to take over ${serverText(server)}, which showed that it lives`,
        server: hexNumber(formerServer),
        frames: evidence.length > 0 ? evidence : [frame],
      })),
  };

  #tookOver({ server = 0, formerServer = 0, evidence }: HandlespaceEvent): void {
    this.audit.tell(rules.O16, pairKey(server, formerServer), () => ({
      summary: `${serverText(server)} took over ${serverText(formerServer)}, which was home of ${counted(this.#owned(formerServer), 'element')}`,
      server: hexNumber(server),
      frames: evidence,
    }));
  }

  associationEnd(association: AssociationFacts, side: number): void {
    if (side < 0) return;
    const { state, epoch, frame } = this.audit;
    const server = state.records.of(association).server[side === 0 ? 0 : 1];
    const before = this.departures.get(server);
    if (server === 0 || (before !== undefined && epoch - before.epoch < departureSeconds)) return;
    this.departures.set(server, { epoch, frame, owned: this.#owned(server) }, state.bounds);
  }

  #owned(server: number): number {
    return this.audit.state.servers.get(server)?.owned.size ?? 0;
  }

  #silent(id: number, why: string | undefined): void {
    const audit = this.audit;
    const server = audit.state.servers.get(id);
    // It was maybe heard when nobody watched: then it has not come back, either.
    if (server === undefined || audit.isUnwatched) return;
    const owned = server.owned.size;
    const { lastEpoch, lastFrame } = server;
    this.fates.set(id, { silentSince: lastEpoch, silentFrame: lastFrame, told: false }, audit.state.bounds);
    if (why !== undefined) {
      const departure = this.departures.get(id);
      const left = Math.max(
        owned,
        departure !== undefined && departure.epoch > lastEpoch - departureSeconds ? departure.owned : 0,
      );
      audit.tellServer(rules.O5, id, () => ({
        summary: `${placeText(server)} has ended all its associations${left === 0 ? '' : `, and was home of ${counted(left, 'element')}`}`,
        frames: departure === undefined ? [lastFrame] : [departure.frame],
        since: departure?.epoch ?? lastEpoch,
        severity: left === 0 ? undefined : 'warning',
      }));
      return;
    }
    audit.tellServer(rules.O4, id, () => ({
      summary: `${placeText(server)} has failed: nothing was heard of it for ${secondsText(audit.epoch - lastEpoch)}; it was home of ${counted(owned, 'element')}`,
      frames: [lastFrame, audit.frame],
      since: lastEpoch,
    }));
  }

  #returns(id: number, takenBy: number | undefined): void {
    const audit = this.audit;
    const fate = this.fates.get(id);
    this.fates.delete(id);
    if (fate === undefined && takenBy === undefined) return;
    const server = audit.state.servers.get(id);
    audit.tellServer(rules.O9, id, () => ({
      summary: `${server ? placeText(server) : serverText(id)} is back${fate ? ` after ${secondsText(audit.epoch - fate.silentSince)}` : ''}${
        takenBy === undefined ? '' : `; ${serverText(takenBy)} had taken it over`
      }`,
    }));
  }

  tick(now: number): number {
    if (now >= this.nextSweep) {
      this.nextSweep = now + 1;
      this.#sweep(now);
    }
    return this.nextSweep;
  }

  #sweep(now: number): void {
    const audit = this.audit;
    for (const [id, fate] of this.fates.entries()) {
      if (fate.told || now - fate.silentSince < takeoverSeconds) continue;
      fate.told = true;
      // It may have been taken over while the capture stood still.
      if (fate.silentSince < audit.state.watchedSince) continue;
      const [...left] = audit.state.servers.get(id)?.owned ?? [];
      const [first] = left;
      if (first === undefined) continue;
      audit.tellServer(rules.O15, id, () => ({
        summary: `${counted(left.length, 'element')} still had ${serverText(id)}, which is gone, as home ${secondsText(now - fate.silentSince)} later: ${elementText(first)}${left.length > 1 ? ' and others' : ''}`,
        element: left.length === 1 ? hexNumber(first.id) : undefined,
        frames: [fate.silentFrame, audit.frame],
        since: fate.silentSince,
      }));
    }
  }

  conclude(now: number): void {
    const audit = this.audit;
    const alive = [...audit.state.servers.values()].filter(
      (server) => server.heard && now - server.lastEpoch < audit.timers.maxTimeLastHeardMs / 1000,
    );
    const all = alive.reduce((sum, { owned }) => sum + owned.size, 0);
    if (alive.length < 2 || all < mostElements) return;
    for (const server of alive) {
      if (server.owned.size < all * mostShare) continue;
      audit.tellServer(rules.O14, server.id, () => ({
        summary: `${placeText(server)} is home of ${server.owned.size} of ${counted(all, 'element')}, with ${counted(alive.length - 1, 'other server')} there`,
      }));
    }
  }
}

function placeText({ id, asapAddresses, enrpAddresses }: Server): string {
  const [address] = [...asapAddresses, ...enrpAddresses];
  return `${serverText(id)}${address === undefined ? '' : ` (${address})`}`;
}
