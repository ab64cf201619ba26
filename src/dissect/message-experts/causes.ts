// Error causes and what they carry (RFC 5354 §3.12).
import { u16 } from '../../bytes/read.ts';
import type { CauseDefinition } from '../../protocol/schema.ts';
import { type CheckedMessage, parameterAt, rfcType } from './checked-message.ts';

export function checkCause(message: CheckedMessage, node: number): void {
  const { tree } = message;
  const start = tree.start[node] as number;
  const code = u16(tree.bytes, start);
  const definition = tree.definition[node] as CauseDefinition | undefined;
  if (definition === undefined) {
    message.report('cause.unassigned', node, start, 0, code);
    return;
  }
  if (definition.status === 'private') message.report('cause.private', node, start, 0, code);
  if (!message.isWhole(node)) return;
  const information = (tree.end[node] as number) - start - 4;
  if (definition.contents === 'none') {
    if (information > 0 && !definition.informationOpen)
      message.report('cause.information_unexpected', node, start + 4, 0, information);
  } else if (information === 0) message.report('cause.information_missing', node, start);
  else checkInformation(message, node, definition);
}

/** The one parameter inside, where the cause says which it is. */
function checkInformation(message: CheckedMessage, node: number, { slots }: CauseDefinition): void {
  const { tree } = message;
  const child = node + 1;
  const of = slots[0]?.of;
  if (of === undefined || of.length === 0 || child >= tree.count || tree.parent[child] !== node) return;
  const parameter = parameterAt(tree, child);
  if (parameter !== undefined && !of.includes(rfcType(parameter)))
    message.report('cause.wrong_information', child, tree.start[child] as number);
}

/** An Operation Error without any cause. */
export function checkCauses(message: CheckedMessage, node: number): void {
  const { tree } = message;
  const start = tree.start[node] as number;
  if (message.isWhole(node) && (tree.end[node] as number) - start === 4)
    message.report('operation_error.empty', node, start);
}
