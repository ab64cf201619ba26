// All rules, and the checks that hold traffic against them.
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import type { Rule } from '../rule.ts';
import { formatRules, TransportFormat } from './transport-format.ts';

export const auditRules: readonly Rule[] = [...Object.values(formatRules)];

export function makeChecks(audit: Audit): readonly Check[] {
  return [new TransportFormat(audit)];
}
