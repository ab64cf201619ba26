// Which ENRP servers are connected: an association over which both ends have named themselves (RFC 5353 §3.1).
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import type { MessageParts } from '../handlespace/message-parts.ts';
import type { HandlespaceState } from '../handlespace/state.ts';

/** Links kept for each server that is kept, on average. */
const linksOfServer = 4;

export class PeerLink {
  readonly association: AssociationFacts;
  /** Server at side 0 and side 1. */
  readonly servers: readonly [number, number];
  readonly since: number;
  /** When each side was last heard over it. */
  readonly heard: [number, number];

  constructor(association: AssociationFacts, servers: readonly [number, number], epoch: number) {
    this.association = association;
    this.servers = servers;
    this.since = epoch;
    this.heard = [epoch, epoch];
  }

  peerOf(server: number): number {
    return this.servers[0] === server ? this.servers[1] : this.servers[0];
  }

  sideOf(server: number): 0 | 1 {
    return this.servers[0] === server ? 0 : 1;
  }
}

export class PeerLinks {
  private readonly byAssociation = new Map<number, PeerLink>();
  private readonly byServer = new Map<number, PeerLink[]>();

  /** After an ENRP message over an association. */
  note({ message }: MessageParts, state: HandlespaceState): void {
    const { association, side } = message;
    if (association === undefined) return;
    const link = this.byAssociation.get(association.number);
    if (link !== undefined) {
      link.heard[side === 0 ? 0 : 1] = state.epoch;
      return;
    }
    const { server } = state.records.of(association);
    if (server[0] === 0 || server[1] === 0 || server[0] === server[1]) return;
    const made = new PeerLink(association, [server[0], server[1]], state.epoch);
    this.byAssociation.set(association.number, made);
    for (const id of made.servers) {
      const links = this.byServer.get(id);
      if (links) links.push(made);
      else this.byServer.set(id, [made]);
    }
    // The end of some was never seen.
    if (this.byAssociation.size <= linksOfServer * state.bounds.most.servers) return;
    for (const oldest of this.byAssociation.values()) {
      this.#drop(oldest);
      return;
    }
  }

  end({ number }: AssociationFacts): void {
    const link = this.byAssociation.get(number);
    if (link !== undefined) this.#drop(link);
  }

  #drop(link: PeerLink): void {
    this.byAssociation.delete(link.association.number);
    for (const id of link.servers) {
      const links = this.byServer.get(id)?.filter((other) => other !== link) ?? [];
      if (links.length > 0) this.byServer.set(id, links);
      else this.byServer.delete(id);
    }
  }

  /** Between which servers this association is, once both have named themselves. */
  over({ number }: AssociationFacts): PeerLink | undefined {
    return this.byAssociation.get(number);
  }

  /** Open associations of this server with other servers. */
  of(server: number): readonly PeerLink[] {
    return this.byServer.get(server) ?? [];
  }

  between(one: number, other: number): PeerLink | undefined {
    return this.of(one).find((link) => link.peerOf(one) === other);
  }

  all(): IterableIterator<PeerLink> {
    return this.byAssociation.values();
  }
}
