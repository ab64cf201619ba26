// Servers that are not who they say, or speak for others: rules S2.5, S2.8, S2.12 (RFC 5355).
import { hashOctets } from '../../../bytes/hash.ts';
import { hexNumber } from '../../../bytes/text.ts';
import type { AssociationFacts } from '../../../dissect/sctp/side.ts';
import type { MessageParts } from '../../../handlespace/message-parts.ts';
import type { Element } from '../../../handlespace/model.ts';
import { poolOf } from '../../../handlespace/named-element.ts';
import { serverAnnounce } from '../../../protocol/asap/server-announce.ts';
import { handleUpdate } from '../../../protocol/enrp/handle-update.ts';
import { initTakeover } from '../../../protocol/enrp/init-takeover.ts';
import { takeoverServer } from '../../../protocol/enrp/takeover-server.ts';
import type { Audit } from '../../audit.ts';
import type { Check } from '../../check.ts';
import { elementKey, senderKey } from '../../keys.ts';
import { counted, elementText, poolAndElement, senderText, serverText } from '../../names.ts';
import { Notes } from '../../notes.ts';
import { elementNode, homeAt, idAt } from '../../updated-element.ts';
import { identityRules } from './identity-rules.ts';

const rules = identityRules;

const announcedIds = 3;
/** A rogue server speaks for others more than once. */
const foreignNeeded = 2;

export class ServerIdentities implements Check {
  private readonly audit: Audit;
  /** Elements that a server deleted, added or claimed although another owns them. */
  private readonly foreign = new Notes<number, { count: number; readonly frames: number[]; readonly names: string[] }>(
    16,
  );
  /** Identifiers that one address announces. */
  private readonly announced = new Notes<number, { readonly ids: Set<number>; readonly frames: number[] }>(16);
  private readonly announcers = new Notes<number, { address: string; key: number; epoch: number; frame: number }>(16);

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: { [serverAnnounce.type]: (parts: MessageParts) => this.#announces(parts) },
    enrp: {
      [handleUpdate.type]: (parts: MessageParts) => this.#update(parts),
      [initTakeover.type]: (parts: MessageParts) => this.#takesOver(parts),
      [takeoverServer.type]: (parts: MessageParts) => this.#takesOver(parts),
    },
  };

  readonly after = { enrp: { [handleUpdate.type]: (parts: MessageParts) => this.#noteUpdate(parts) } };

  /** S2.12: many names from one address, or one name from two addresses in turn. */
  #announces(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const server = parts.word(4);
    const key = senderKey(message);
    const announcer = this.announcers.get(server);
    if (announcer?.key === key) {
      announcer.epoch = audit.epoch;
      announcer.frame = audit.frame;
      return;
    }
    let source = this.announced.get(key);
    if (source === undefined) {
      source = { ids: new Set(), frames: [] };
      this.announced.set(key, source, audit.state.bounds);
    }
    if (!source.ids.has(server) && source.ids.size < 64) {
      source.ids.add(server);
      source.frames.push(audit.frame);
    }
    const { ids, frames } = source;
    if (ids.size >= announcedIds)
      audit.tell(rules['S2.12'], key, () => ({
        summary: `${senderText(message)} announces itself as ${counted(ids.size, 'server')}: ${[...ids].map((id) => hexNumber(id)).join(', ')}`,
        server: hexNumber(server),
        frames: [...frames],
      }));
    if (announcer === undefined) {
      const { epoch, frame } = audit;
      this.announcers.set(server, { address: senderText(message), key, epoch, frame }, audit.state.bounds);
      return;
    }
    const isKnown = audit.state.servers.get(server)?.enrpAddresses.includes(senderText(message)) === true;
    const { address, frame, epoch } = announcer;
    announcer.address = senderText(message);
    announcer.key = key;
    announcer.epoch = audit.epoch;
    announcer.frame = audit.frame;
    // A server with several links announces itself on each of them, from the start.
    if (isKnown || audit.epoch - epoch > 5 || address.includes(':') !== announcer.address.includes(':')) return;
    if (audit.state.servers.get(server)?.enrpAddresses.length === 0) return;
    audit.tell(rules['S2.12'], server, () => ({
      summary: `${serverText(server)} is announced from ${address} and from ${announcer.address}, which it does not have`,
      server: hexNumber(server),
      frames: [frame, audit.frame],
    }));
  }

  #update(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const node = elementNode(parts);
    if (node < 0 || message.association === undefined) return;
    const sender = parts.word(4);
    const pool = poolOf(audit.state, parts, false);
    const id = idAt(parts, node);
    const element = pool?.elements.get(id);
    const deletes = parts.word(12) >>> 16 === 1;
    const home = homeAt(parts, node);
    if (!deletes && element?.held !== true)
      this.#isPlayedBack(parts, message.association, sender, pool?.removed.get(id));
    if (element?.held !== true || element.home === 0 || element.home === sender) return;
    const owner = audit.state.servers.get(element.home);
    if (owner === undefined || owner.silent || owner.takenOverBy === sender || !owner.complete) return;
    if (audit.watch(element).claimedBy === element.home || element.registration?.server === sender) return;
    // Adding an element with its own home beside it only repeats what is known; it may have registered anew at the sender.
    if (!deletes && (home === element.home || home === sender)) return;
    this.#speaksForOthers(
      sender,
      `${deletes ? 'deletes' : 'moves'} ${elementText(element)} of ${serverText(element.home)}`,
    );
  }

  #speaksForOthers(sender: number, what: string): void {
    const audit = this.audit;
    let rogue = this.foreign.get(sender);
    if (rogue === undefined) {
      rogue = { count: 0, frames: [], names: [] };
      this.foreign.set(sender, rogue, audit.state.bounds);
    }
    if (rogue.frames.length < 12) rogue.frames.push(audit.frame);
    // The same is told to each peer.
    if (rogue.names.includes(what)) return;
    rogue.count++;
    if (rogue.names.length < 3) rogue.names.push(what);
    if (rogue.count < foreignNeeded) return;
    const { frames, names } = rogue;
    audit.tellServer(rules['S2.5'], sender, () => ({
      summary: `${serverText(sender)} speaks for what it does not own: it ${names.join(', ')}`,
      frames: [...frames],
    }));
  }

  /** A takeover of a server that was heard a moment ago counts like speaking for all that it owns. */
  #takesOver(parts: MessageParts): void {
    const audit = this.audit;
    const sender = parts.word(4);
    const target = audit.state.servers.get(parts.word(12));
    if (target === undefined || !target.heard || target.id === sender || target.silent) return;
    if (audit.epoch - target.lastEpoch > (audit.timers.maxTimeLastHeardMs / 1000) * 0.6) return;
    const takes = parts.type === takeoverServer.type;
    this.#speaksForOthers(
      sender,
      `${takes ? 'takes over' : 'begins to take over'} ${serverText(target.id)}, which lives`,
    );
  }

  /** What a server has said of an element that is there now. */
  #noteUpdate(parts: MessageParts): void {
    const { association } = parts.message;
    const node = elementNode(parts);
    if (association === undefined || node < 0 || parts.word(12) >>> 16 !== 0) return;
    const element = poolOf(this.audit.state, parts, false)?.elements.get(idAt(parts, node));
    if (element === undefined) return;
    const watch = this.audit.watch(element);
    watch.addedBy = association;
    watch.addedHash = updateHash(parts, parts.word(4));
    watch.addedFrame = this.audit.frame;
  }

  /** S2.8: the same update in the same words over another association of another end, after what it added was deleted. */
  #isPlayedBack(
    parts: MessageParts,
    association: AssociationFacts,
    sender: number,
    removed: Element | undefined,
  ): void {
    if (removed === undefined) return;
    const audit = this.audit;
    const { message } = parts;
    const { addedBy, addedHash, addedFrame } = audit.watch(removed);
    if (addedBy === undefined || addedHash !== updateHash(parts, sender) || addedBy === association) return;
    const here = association.sides[message.side === 0 ? 0 : 1];
    const isSameHost = addedBy.sides.some((side) =>
      side.addresses.some((address) => here.has(address, 0, address.length)),
    );
    if (isSameHost) return;
    audit.tell(rules['S2.8'], elementKey(removed), () => ({
      summary: `${senderText(message)} sends word for word a Handle Update of ${serverText(sender)} again, which brings ${elementText(removed)} back`,
      ...poolAndElement(removed),
      server: hexNumber(sender),
      frames: [addedFrame, audit.frame],
    }));
  }
}

/** Of action, handle and element, and of who says it. */
function updateHash({ tree }: MessageParts, sender: number): number {
  return hashOctets(tree.bytes, (tree.start[0] as number) + 12, tree.end[0] as number, sender);
}
