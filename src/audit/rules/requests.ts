// What users and elements are told in answer to what they ask for: rules O12, O18, O19.
import { hexNumber, safeText } from '../../bytes/text.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Pool } from '../../handlespace/model.ts';
import { poolOf } from '../../handlespace/named-element.ts';
import { serverAt } from '../../handlespace/server-places.ts';
import { handleResolutionResponse } from '../../protocol/asap/handle-resolution-response.ts';
import { causes } from '../../protocol/rserpool/causes.ts';
import type { Audit } from '../audit.ts';
import { causeText } from '../cause-text.ts';
import type { Check } from '../check.ts';
import { elementKey, pairKey } from '../keys.ts';
import { counted, elementText, receiverText, serverText } from '../names.ts';
import { poolAttributeRules } from './pool-attributes.ts';
import { requestRules } from './request-rules.ts';

const rules = requestRules;
const unknownPoolHandle = causes.find(({ key }) => key === 'unknownPoolHandle')?.code;

/** News takes so long to reach all servers. */
const settledSeconds = 5;

export class Requests implements Check {
  private readonly audit: Audit;

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = { asap: { [handleResolutionResponse.type]: (parts: MessageParts) => this.#answers(parts) } };

  readonly events = { 'registration-rejected': (event: HandlespaceEvent) => this.#rejected(event) };

  #rejected({ pool: handle, element: id, server, why }: HandlespaceEvent): void {
    if (handle === undefined || id === undefined) return;
    const audit = this.audit;
    const element = audit.state.pools.find(handle, 0, handle.length)?.elements.get(id);
    if (element === undefined) return;
    const { A5, A6, A7 } = poolAttributeRules;
    // Why it does not fit its pool was told already.
    if ([A5, A6, A7].some((rule) => audit.list.has(rule, elementKey(element)))) return;
    audit.tellElement(rules.O19, element, () => ({
      summary: `${serverText(server ?? 0)} rejects ${elementText(element)}: cause ${causeText(Number(why ?? -1))}`,
      server: server === undefined ? undefined : hexNumber(server),
    }));
  }

  #answers(parts: MessageParts): void {
    if (!parts.hasError || parts.errorCode !== unknownPoolHandle || parts.handleStart < 0) return;
    const audit = this.audit;
    const { message, tree, handleStart, handleEnd } = parts;
    const server = serverAt(audit.state, message.association, message.side);
    const pool = poolOf(audit.state, parts, false);
    const there = pool === undefined ? 0 : this.#settled(pool);
    const key = pairKey(server, parts.handleHash);
    const named = () => ({
      pool: safeText(tree.bytes, handleStart, handleEnd),
      server: server === 0 ? undefined : hexNumber(server),
    });
    if (there > 0)
      audit.tell(rules.O12, key, () => ({
        ...named(),
        summary: `${serverText(server)} tells ${receiverText(message)} that ${named().pool} is unknown, which has ${counted(there, 'element')}`,
      }));
    // Elements that nothing was heard of since the capture stood still may be gone.
    else if (pool === undefined || ![...pool.elements.values()].some(({ held }) => held))
      audit.tell(rules.O18, parts.handleHash, () => ({
        ...named(),
        summary: `${receiverText(message)} asks for ${named().pool}, which no server knows`,
      }));
  }

  /** Elements that have been there for a while, and are well. */
  #settled({ elements }: Pool): number {
    let count = 0;
    const { epoch, state } = this.audit;
    for (const { held, lost, since, confirmed, alive } of elements.values()) {
      const isKnown = Math.max(confirmed.epoch, alive) >= state.watchedSince;
      if (held && !lost && isKnown && since.epoch < epoch - settledSeconds) count++;
    }
    return count;
  }
}
