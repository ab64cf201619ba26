// Whether a pool element fits its pool: policy type, transport protocol and transport use (RFC 5352 §3.1): rules A5 to A8.
import { hexNumber } from '../../bytes/text.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element, ElementFacts, Pool } from '../../handlespace/model.ts';
import type { Audit } from '../audit.ts';
import { causeText } from '../cause-text.ts';
import { elementText, policyText } from '../names.ts';
import { needs, ruleTable } from '../rule.ts';

export const poolAttributeRules = ruleTable({
  A5: {
    name: 'policy-differs-from-pool',
    rule: 'An element has the policy type of its pool; else it is rejected with cause 0x5',
    severity: 'warning',
    rfc: 'RFC 5352 §3.1, RFC 5354 §3.12.6',
    remedy: 'configure',
    needs: needs.messageAndState,
    doubt: 'where the registrations of the others were not captured',
    advice: 'Start the element with the policy of its pool, or empty the pool before its policy is changed.',
  },
  A6: {
    name: 'transport-differs-from-pool',
    rule: 'An element has the transport protocol of its pool; else it is rejected with cause 0x7',
    severity: 'warning',
    rfc: 'RFC 5352 §3.1, RFC 5354 §3.12.8',
    remedy: 'configure',
    needs: needs.messageAndState,
    doubt: 'where the registrations of the others were not captured',
    advice: 'Offer the service over the same transport protocol as the rest of the pool.',
    rsplib: 'rejects with cause 0x100a in place of 0x7',
  },
  A7: {
    name: 'transport-use-differs-from-pool',
    rule: 'An element has the transport use (data, or data plus control) of its pool; else it is rejected with cause 0x8',
    severity: 'warning',
    rfc: 'RFC 5352 §3.1, RFC 5354 §3.12.9',
    remedy: 'configure',
    needs: needs.messageAndState,
    doubt: 'where the registrations of the others were not captured',
    advice: 'Let all elements of the pool offer a control channel, or none.',
  },
  A8: {
    name: 'inconsistent-registration-accepted',
    rule: 'A Registration that does not fit its pool is rejected',
    severity: 'error',
    rfc: 'RFC 5352 §3.1',
    remedy: 'implement',
    needs: needs.messageAndState,
    doubt: 'where the last of the others left unseen just before',
    advice: 'Take the element out of the pool, and show the frame to who wrote the server.',
  },
});

const rules = poolAttributeRules;

/** So many elements of a pool are asked what the pool has in common. */
const comparedElements = 8;

/** A5 to A8: policy type, transport protocol and transport use are those of the pool (RFC 5352 §3.1). */
export function holdAgainstPool(audit: Audit, parts: MessageParts, element: Element, rejected: boolean): void {
  const asked = element.registration?.facts;
  const common = inCommon(element.pool, element);
  if (asked === undefined || common === undefined) return;
  const tell = (number: 'A5' | 'A6' | 'A7', cause: number, difference: string): void => {
    if (!rejected)
      audit.tellElement(rules.A8, element, () => ({
        summary: `${elementText(element)} was accepted ${difference}`,
      }));
    else
      audit.tellElement(rules[number], element, () => ({
        summary: `${elementText(element)} was rejected: it came ${difference} (cause ${causeText(parts.errorCode)}${parts.errorCode === cause ? '' : `, where the RFC has ${hexNumber(cause, 4)}`})`,
      }));
  };
  const policy = policyDifference(asked, common);
  if (policy !== undefined) tell('A5', 0x5, policy);
  const protocol = protocolDifference(asked, common);
  if (protocol !== undefined) tell('A6', 0x7, protocol);
  const use = useDifference(asked, common);
  if (use !== undefined) tell('A7', 0x8, use);
}

/** Another element's facts, or the element's own where it is alone: what the pool has in common. */
function inCommon(pool: Pool, element: Element): ElementFacts | undefined {
  let left = comparedElements;
  for (const other of pool.elements.values()) {
    if (left-- === 0) break;
    if (other !== element && other.held && other.facts.policy !== undefined && other.facts.userTransport !== undefined)
      return other.facts;
  }
  return element.held ? element.facts : undefined;
}

function policyDifference({ policy }: ElementFacts, common: ElementFacts): string | undefined {
  if (policy === undefined || common.policy === undefined || policy.type === common.policy.type) return undefined;
  return `with policy ${policyText(policy.type)} into a pool of ${policyText(common.policy.type)}`;
}

function protocolDifference({ userTransport }: ElementFacts, common: ElementFacts): string | undefined {
  const theirs = common.userTransport;
  if (userTransport === undefined || theirs === undefined || userTransport.protocol === theirs.protocol)
    return undefined;
  return `with ${userTransport.protocol} into a pool of ${theirs.protocol}`;
}

function useDifference({ userTransport }: ElementFacts, common: ElementFacts): string | undefined {
  const theirs = common.userTransport;
  if (userTransport?.use === undefined || theirs?.use === undefined || userTransport.use === theirs.use)
    return undefined;
  if (userTransport.protocol !== theirs.protocol) return undefined;
  return `${userTransport.use === 1 ? 'with' : 'without'} a control channel into a pool ${theirs.use === 1 ? 'with' : 'without'} one`;
}
