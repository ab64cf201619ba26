// Follows pool users (RFC 5352 §1.2, §2.2.5, §3.8): an observer of the handlespace. Who resolved which pool when and what was answered
// is in resolutions.ts; who talked to which pool element, in sessions.ts; who went on with another one, in failovers.ts. `loads`, `users`,
// `sessions`, `resolutions` and `failovers` are for whoever wants to judge (the audit) or show them (view.ts).

import { addressText } from '../../bytes/address.ts';
import { type BoundSizes, setLatest } from '../../dissect/bounds.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { layer } from '../../dissect/layer.ts';
import { carrier, type Message } from '../../dissect/message.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { MessageParts } from '../message-parts.ts';
import { atFrame, type HandlespaceObserver } from '../observer.ts';
import type { HandlespaceState } from '../state.ts';
import { Flows } from './flows.ts';
import { LoadTable } from './load-table.ts';
import type { Failover, PoolLoad, Resolution, Session, User } from './records.ts';
import { Resolutions } from './resolutions.ts';
import { Sessions } from './sessions.ts';
import { TransportIndex } from './transport-index.ts';
import { UserTable } from './user-table.ts';

export class PoolUsers implements HandlespaceObserver {
  readonly userTable = new UserTable();
  readonly transports = new TransportIndex();
  readonly resolved = new Resolutions();
  readonly loadTable = new LoadTable();
  readonly followed = new Sessions(this.userTable, this.transports, this.loadTable);
  readonly flows = new Flows(this.userTable, this.transports, this.followed);
  /** Users by the number of an association over which they ask: saves to look their addresses up again. */
  private readonly byConnection = new Map<number, User>();

  get loads(): readonly PoolLoad[] {
    return this.loadTable.all;
  }
  get users(): readonly User[] {
    return [...this.userTable.all];
  }
  get resolutions(): readonly Resolution[] {
    return this.resolved.all;
  }
  get sessions(): readonly Session[] {
    return this.followed.all;
  }
  get failovers(): readonly Failover[] {
    return this.followed.failovers.all;
  }

  /** How much of what is bounded there is now. */
  sizes(): BoundSizes {
    return { users: this.userTable.all.size, resolutions: this.resolutions.length, sessions: this.sessions.length };
  }

  before(parts: MessageParts, state: HandlespaceState): void {
    const { message, type } = parts;
    this.userTable.keep(state.bounds);
    this.loadTable.keep(state.bounds);
    if (message.carrier === carrier.udp) return;
    if (message.association?.seenFromStart === false) this.resolved.beginsInTheMiddle = true;
    if (message.protocol !== layer.asap) return;
    switch (type) {
      case 0x05: {
        if (parts.handleStart < 0) return;
        const user = this.userOf(message, message.side, state);
        this.resolved.ask(parts, state, user, this.loadTable.of(parts.tree.bytes, parts.handleStart, parts.handleEnd));
        return;
      }
      case 0x06: {
        if (parts.handleStart < 0) return;
        const user = this.userOf(message, 1 - message.side, state);
        this.resolved.answer(
          parts,
          state,
          user,
          this.loadTable.of(parts.tree.bytes, parts.handleStart, parts.handleEnd),
        );
        return;
      }
      case 0x09:
        if (parts.handleStart < 0 || parts.peIdentifier < 0) return;
        this.followed.unreachable(
          this.userOf(message, message.side, state),
          this.loadTable.of(parts.tree.bytes, parts.handleStart, parts.handleEnd),
          parts.peIdentifier,
          state,
        );
        return;
      case 0x0b:
        this.followed.cookie(parts, state);
        return;
      case 0x0c:
        this.followed.cookieEcho(parts, state);
        return;
      case 0x01:
      case 0x07:
        // What a server and an element have to say to each other is no session, even at the element's user transport.
        if (message.association !== undefined) this.followed.withdraw(message.association);
        return;
      default:
    }
  }

  after(parts: MessageParts, state: HandlespaceState): void {
    const { type } = parts;
    const { protocol } = parts.message;
    const teaches = protocol === layer.asap ? type === 0x03 || type === 0x06 : type === 0x03 || type === 0x04;
    if (teaches) this.#learn(parts, state);
  }

  /** By itself: with its closure in after() each message would cost the memory of its context. */
  #learn(parts: MessageParts, state: HandlespaceState): void {
    this.transports.learn(state, parts, (port) => this.followed.learned(port, state));
  }

  otherPacket(dissection: Dissection, state: HandlespaceState): void {
    if (this.transports.otherThanSctp > 0 && this.flows.concerns(dissection))
      atFrame(dissection, state, () => this.flows.packet(dissection, state));
  }

  associationAsked(association: AssociationFacts, state: HandlespaceState): void {
    this.followed.asked(association, state);
  }

  associationRefused(association: AssociationFacts, state: HandlespaceState): void {
    this.followed.refused(association, state);
  }

  associationUp(association: AssociationFacts, state: HandlespaceState): void {
    this.followed.up(association, state);
  }

  associationFound(association: AssociationFacts, state: HandlespaceState): void {
    this.followed.found(association, state);
  }

  associationEnd(association: AssociationFacts, side: number, state: HandlespaceState): void {
    this.byConnection.delete(association.number);
    this.followed.ended(association, side, state);
  }

  private userOf(message: Message, side: number, state: HandlespaceState): User {
    const { association } = message;
    if (association !== undefined) {
      const known = this.byConnection.get(association.number);
      if (known !== undefined && this.userTable.all.has(known)) {
        known.lastFrame = state.frame;
        return known;
      }
      const user = this.userTable.ofSide(association.sides[side === 0 ? 0 : 1], state.frame, state.epoch);
      setLatest(this.byConnection, association.number, user, state.bounds.most.associations);
      return user;
    }
    const at = side === message.side ? message.sourceAt : message.destinationAt;
    return this.userTable.of([addressText(message.addressBytes, at, message.addressLength)], state.frame, state.epoch);
  }
}
