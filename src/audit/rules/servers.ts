// Who ENRP servers say they are (RFC 5353 §2.1, §3.2.1): rules E1, E2.
import { addressText, isLocalOnly } from '../../bytes/address.ts';
import { hexNumber } from '../../bytes/text.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import { enrpError } from '../../protocol/enrp/enrp-error.ts';
import { enrpMessages } from '../../protocol/registry.ts';
import type { Audit } from '../audit.ts';
import type { Check, Hook } from '../check.ts';
import { senderKey } from '../keys.ts';
import { senderText, serverText } from '../names.ts';
import { Notes } from '../notes.ts';
import { doubts, needs, ruleTable } from '../rule.ts';

export const serverRules = ruleTable({
  E1: {
    name: 'server-identifier-zero',
    rule: 'The identifier of a server is not 0',
    severity: 'error',
    rfc: 'RFC 5353 §2.1, §3.2.1',
    remedy: 'configure',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Give the server an identifier: its peers can neither answer it nor tell it from others.',
  },
  E2: {
    name: 'one-identifier-two-servers',
    rule: 'A server has one identifier, and no other server has it',
    severity: 'error',
    rfc: 'RFC 5353 §2.1, §3.2.1',
    remedy: 'defend',
    needs: 'messages of both, within a short time',
    doubt: 'where a server has addresses that it never names',
    advice: 'Find both machines: their peers mix up what they own, and checksums never agree.',
  },
});

const rules = serverRules;

interface Place {
  /** Addresses from which this server has spoken, or that it has named. */
  readonly addresses: Set<string>;
  lastAddress: string;
  lastEpoch: number;
  lastKey: number;
  frame: number;
}

const addressesKept = 64;
/** Two that speak within this time are two. */
const togetherSeconds = 10;

export class Servers implements Check {
  private readonly audit: Audit;
  private readonly places = new Notes<number, Place>(16);
  readonly before: NonNullable<Check['before']>;

  constructor(audit: Audit) {
    this.audit = audit;
    const enrp: Record<number, Hook> = {};
    for (const { type } of enrpMessages) if (type !== enrpError.type) enrp[type] = (parts) => this.#speaks(parts);
    this.before = { enrp };
  }

  #speaks(parts: MessageParts): void {
    const audit = this.audit;
    const { message, tree } = parts;
    if ((tree.end[0] as number) - (tree.start[0] as number) < 12) return;
    const server = parts.word(4);
    const key = senderKey(message);
    if (server === 0) {
      audit.tell(rules.E1, key, () => ({
        summary: `${senderText(message)} speaks ENRP as server 0`,
        server: hexNumber(0),
      }));
      return;
    }
    const place = this.places.get(server);
    if (place === undefined) {
      const addresses = new Set(addressesOf(parts));
      const lastAddress = senderText(message);
      const { epoch, frame } = audit;
      this.places.set(server, { addresses, lastAddress, lastEpoch: epoch, lastKey: key, frame }, audit.state.bounds);
      return;
    }
    // Mostly from where it spoke the last time.
    if (place.lastKey !== key) this.#moves(parts, server, place);
    place.lastKey = key;
    place.lastEpoch = audit.epoch;
    place.frame = audit.frame;
  }

  #moves(parts: MessageParts, server: number, place: Place): void {
    const audit = this.audit;
    const { addresses } = place;
    const here = addressesOf(parts);
    const known = audit.state.servers.get(server);
    const isKnown = here.some(
      (address) =>
        addresses.has(address) || known?.asapAddresses.includes(address) || known?.enrpAddresses.includes(address),
    );
    const there = place.lastAddress;
    place.lastAddress = here[0] ?? there;
    // An address of the other IP version may be another interface of the same server: it names it when it says more of itself.
    const isOtherVersion = here.every((address) => address.includes(':') !== there.includes(':'));
    if (isKnown || isOtherVersion) {
      if (addresses.size < addressesKept) for (const address of here) addresses.add(address);
      return;
    }
    const isTogether = audit.epoch - place.lastEpoch < togetherSeconds;
    if (!isTogether) {
      // It has moved, or another has taken its name: the one after the other.
      addresses.clear();
      for (const address of here) addresses.add(address);
      return;
    }
    audit.tellServer(rules.E2, server, () => ({
      summary: `${serverText(server)} speaks from ${there} and from ${here[0]}, which have nothing in common`,
      frames: [place.frame, audit.frame],
    }));
  }
}

/** The sender's addresses, as the association has them. */
function addressesOf({ message }: MessageParts): string[] {
  const { association, side } = message;
  const found = [senderText(message)];
  for (const address of association?.sides[side === 0 ? 0 : 1].addresses ?? [])
    if (!isLocalOnly(address, 0, address.length)) found.push(addressText(address, 0, address.length));
  return found;
}
