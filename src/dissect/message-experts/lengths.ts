// Lengths that must be one number, and padding (RFC 5354 §3, §4): what the walk, which only asks whether things fit, lets
// pass.
import { u32 } from '../../bytes/read.ts';
import type { ExpertName } from '../../protocol/expert-codes.ts';
import { limit } from '../../protocol/expert-limits.ts';
import { policyOf } from '../../protocol/registry.ts';
import { isPrivatePolicy, reservedPolicyTypes } from '../../protocol/rserpool/policies.ts';
import type { PolicyDefinition } from '../../protocol/schema.ts';
import { type Definition, fixedLength, nodeKind } from '../walk.ts';
import type { CheckedMessage } from './checked-message.ts';

/** The one length that a message or parameter can have, with its header; -1 where it depends on what is inside. */
function exactLength(definition: Definition): number {
  if ('code' in definition) return -1;
  if ('contents' in definition)
    return definition.contents === 'none' && !definition.fields.some(({ type }) => type === 'bytes')
      ? 4 + fixedLength(definition)
      : -1;
  return definition.slots.length === 0 ? 4 + fixedLength(definition) : -1;
}

export function checkLength(message: CheckedMessage, node: number, definition: Definition): void {
  const { tree } = message;
  const start = tree.start[node] as number;
  const length = (tree.end[node] as number) - start;
  const exact = exactLength(definition);
  // Too short for its fields is the walk's to tell.
  if (exact < 0 || length <= exact || !message.isWhole(node)) return;
  const isMessage = tree.kind[node] === nodeKind.message;
  const code: ExpertName = isMessage ? 'message.wrong_length' : 'parameter.wrong_length';
  message.report(code, node, start + 2, exact, length, isMessage ? limit.message : limit.parameter);
}

/** The policy's number, and whether its fields are as many as it has (RFC 5356 §4, §5, §7.1). */
export function checkPolicy(message: CheckedMessage, node: number): void {
  const { bytes } = message.tree;
  const start = message.tree.start[node] as number;
  const end = message.tree.end[node] as number;
  // The drafts had other numbers and layouts: see src/protocol/pre-rfc.
  if (end - start < 8 || message.tree.dialect.name !== 'rfc') return;
  const type = u32(bytes, start + 4);
  const policy = policyOf(type);
  if (policy === undefined || policy.layoutUnknown) {
    const code = reservedPolicyTypes.includes(type)
      ? 'policy.reserved_type'
      : isPrivatePolicy(type)
        ? 'policy.private_type'
        : 'policy.unassigned_type';
    message.report(code, node, start + 4, 0, type);
    return;
  }
  const exact = 8 + policyLength(policy);
  if (message.isWhole(node) && end - start !== exact)
    message.report('policy.wrong_length', node, start + 2, exact, end - start, limit.parameter, policy);
}

/** All fields of all policies have 32 bits (RFC 5356 §3). */
function policyLength({ fields }: PolicyDefinition): number {
  return 4 * fields.length;
}

const paddingCodes: Readonly<Record<number, ExpertName>> = {
  [nodeKind.message]: 'message.padding_not_zero',
  [nodeKind.parameter]: 'parameter.padding_not_zero',
  [nodeKind.cause]: 'cause.padding_not_zero',
};

/** Octets behind the node's length up to a multiple of four. Behind the length of the message they are the message's. */
export function checkPadding(message: CheckedMessage, node: number): void {
  const { tree } = message;
  const from = tree.end[node] as number;
  const padded = tree.paddedEnd[node] as number;
  const to = node === 0 ? padded : Math.min(padded, tree.end[0] as number);
  if (from >= to || !message.isWhole(node)) return;
  for (let at = from; at < to; at++)
    if (tree.bytes[at] !== 0) {
      message.report(paddingCodes[tree.kind[node] as number] as ExpertName, node, at);
      return;
    }
}

/** Of the two ways to count the padding of the last parameter, the one that rsplib does not take. */
export function checkPaddingCounted(message: CheckedMessage): void {
  const { tree } = message;
  const end = tree.end[0] as number;
  if (!message.isWhole(0) || tree.paddedEnd[0] === end) return;
  for (let node = tree.count - 1; node > 0; node--)
    if (tree.parent[node] === 0) {
      if (tree.end[node] === end) message.report('message.padding_not_counted', 0, (tree.start[0] as number) + 2);
      return;
    }
}
