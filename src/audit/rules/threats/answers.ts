// Answers that lead users astray: rule S2.7 (RFC 5355 §2.7).
import { hashOctets } from '../../../bytes/hash.ts';
import { u32 } from '../../../bytes/read.ts';
import { hexNumber } from '../../../bytes/text.ts';
import type { Message } from '../../../dissect/message.ts';
import { parameter, readElementFacts } from '../../../handlespace/element-facts.ts';
import type { MessageParts } from '../../../handlespace/message-parts.ts';
import type { Element, Pool, TransportFacts } from '../../../handlespace/model.ts';
import { poolOf } from '../../../handlespace/named-element.ts';
import { serverAt } from '../../../handlespace/server-places.ts';
import { handleResolutionResponse } from '../../../protocol/asap/handle-resolution-response.ts';
import type { Audit } from '../../audit.ts';
import type { Check } from '../../check.ts';
import { elementKey } from '../../keys.ts';
import { elementText, poolText, receiverText, senderText } from '../../names.ts';
import { needs, ruleTable } from '../../rule.ts';

export const answerRules = ruleTable({
  'S2.7': {
    name: 'false-resolution',
    rule: 'Servers name elements that have registered, where those have registered to be',
    severity: 'error',
    rfc: 'RFC 5355 §2.7',
    remedy: 'defend',
    needs: needs.home,
    doubt: 'while an element registers anew or moves',
    advice: 'Shut the server out, or see who answers in its name: users are sent to whom it wants.',
  },
});

const rules = answerRules;

/** News of an element takes so long to reach all servers. */
const settledSeconds = 5;

export class Answers implements Check {
  private readonly audit: Audit;

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = { asap: { [handleResolutionResponse.type]: (parts: MessageParts) => this.#answers(parts) } };

  #answers(parts: MessageParts): void {
    if (parts.handleStart < 0 || parts.hasError) return;
    const { tree } = parts;
    for (let node = parts.next(parameter.poolElement); node > 0; node = parts.next(parameter.poolElement, node + 1)) {
      const start = tree.start[node] as number;
      if ((tree.end[node] as number) - start < 16) continue;
      this.#names(parts, node, u32(tree.bytes, start + 4), u32(tree.bytes, start + 8));
    }
  }

  #names(parts: MessageParts, node: number, id: number, home: number): void {
    const audit = this.audit;
    const pool = poolOf(audit.state, parts, false);
    const element = pool?.elements.get(id);
    if (element?.held === true) this.#holdAgainstTransport(parts, node, element);
    else this.#namesNobody(parts, id, home, pool, element);
  }

  #namesNobody(
    parts: MessageParts,
    id: number,
    home: number,
    pool: Pool | undefined,
    element: Element | undefined,
  ): void {
    const audit = this.audit;
    const { message } = parts;
    const owner = audit.state.servers.get(home);
    const removed = pool?.removed.get(id)?.removed?.epoch ?? 0;
    // Without a home one cannot know who should have it; an element that was there a moment ago is an old copy.
    if (home === 0 || owner?.complete !== true || removed > audit.epoch - settledSeconds || element?.registration)
      return;
    if (owner.lastEpoch < audit.epoch - settledSeconds) return;
    audit.tell(rules['S2.7'], pool ? elementKey({ id, pool }) : id, () => ({
      summary: `${senderText(message)} sends ${receiverText(message)} to element ${hexNumber(id)}${pool ? ` of ${poolText(pool)}` : ''}, which is not registered`,
      pool: pool && poolText(pool),
      element: hexNumber(id),
      server: this.#serverName(message),
    }));
  }

  #holdAgainstTransport(parts: MessageParts, node: number, element: Element): void {
    const audit = this.audit;
    const { tree } = parts;
    const transport = tree.child(node, parameter.sctpTransport);
    const octets =
      transport < 0 ? 0 : hashOctets(tree.bytes, tree.start[transport] as number, tree.end[transport] as number);
    const watch = audit.watch(element);
    // The octets of a transport that was right before need no second look.
    if (transport > 0 && watch.rightTransport === octets) return;
    if (element.told === undefined || element.told.epoch > audit.epoch - settledSeconds || element.registration) return;
    const named = readElementFacts(tree, node).userTransport;
    const own = element.facts.userTransport;
    if (named === undefined || own === undefined || isWithin(named, own)) watch.rightTransport = octets;
    else this.#tellPlace(parts, element, named, own);
  }

  #tellPlace({ message }: MessageParts, element: Element, named: TransportFacts, own: TransportFacts): void {
    const { audit } = this;
    audit.tellElement(rules['S2.7'], element, () => ({
      summary: `${senderText(message)} sends ${receiverText(message)} to ${placeText(named)} for ${elementText(element)}, which has registered ${placeText(own)}`,
      server: this.#serverName(message),
      frames: [element.told?.frame ?? audit.frame, audit.frame],
    }));
  }

  #serverName({ association, side }: Message): string | undefined {
    const server = serverAt(this.audit.state, association, side);
    return server === 0 ? undefined : hexNumber(server);
  }
}

/** Servers leave addresses out that reach nobody; they add none. */
function isWithin(named: TransportFacts, own: TransportFacts): boolean {
  return (
    named.protocol === own.protocol &&
    named.port === own.port &&
    named.addresses.some((address) => own.addresses.includes(address))
  );
}

function placeText({ protocol, port, addresses }: TransportFacts): string {
  return `${protocol} ${addresses.join(', ')} port ${port}`;
}
