// What a message says about addresses and control channels, held against the association that it came over (RFC 5352
// §2.2.1, §3.9, §6.1).
import { u16 } from '../../bytes/read.ts';
import { businessCard } from '../../protocol/asap/business-card.ts';
import { registration } from '../../protocol/asap/registration.ts';
import { ipv4Address, ipv6Address } from '../../protocol/rserpool/addresses.ts';
import { opaqueTransport } from '../../protocol/rserpool/opaque-transport.ts';
import { poolElement } from '../../protocol/rserpool/pool-element.ts';
import { sctpTransport } from '../../protocol/rserpool/transports.ts';
import { transportTypes } from '../../protocol/slot-faults.ts';
import { layer } from '../layer.ts';
import type { Message } from '../message.ts';
import type { Side } from '../sctp/side.ts';
import { type CheckedMessage, parameterAt, rfcType } from './checked-message.ts';

/** `encapsulated`: SCTP inside UDP, where addresses may be those of a NAT (RFC 6951 §5.7). */
export function checkAddresses(checked: CheckedMessage, message: Message, encapsulated: boolean): void {
  const { tree } = checked;
  const definition = tree.definition[0];
  if (checked.protocol !== layer.asap || (definition !== registration && definition !== businessCard)) return;
  const isCard = definition?.key === businessCard.key;
  const { association } = message;
  const side = association?.sides[message.side];
  // Where INIT or INIT ACK was not seen, or something since was lost, the association may have more addresses.
  const isKnown = side?.announced === true && association?.gaps === 0 && !encapsulated;
  if (!isCard && !(definition?.key === registration.key && isKnown)) return;
  for (let node = 1; node < tree.count; node++) {
    if (tree.parent[node] !== 0 || parameterAt(tree, node)?.key !== poolElement.key) continue;
    const transport = userTransport(checked, node);
    if (transport < 0) continue;
    if (isCard) checkControlChannel(checked, transport);
    else if (side) checkRegistered(checked, transport, side);
  }
}

/** The first transport of a pool element is that of its users (RFC 5354 §3.10). */
function userTransport({ tree }: CheckedMessage, element: number): number {
  for (let node = element + 1; node < tree.count; node++) {
    if ((tree.depth[node] as number) <= (tree.depth[element] as number)) return -1;
    if (tree.parent[node] !== element) continue;
    const parameter = parameterAt(tree, node);
    return parameter !== undefined && transportTypes.includes(rfcType(parameter)) ? node : -1;
  }
  return -1;
}

function checkRegistered(checked: CheckedMessage, transport: number, side: Side): void {
  const { tree } = checked;
  for (let node = transport + 1; node < tree.count; node++) {
    if (tree.parent[node] !== transport) return;
    const start = tree.start[node] as number;
    const parameter = parameterAt(tree, node);
    const size = parameter?.key === ipv4Address.key ? 4 : parameter?.key === ipv6Address.key ? 16 : 0;
    if (size === 0 || (tree.end[node] as number) - start < 4 + size) continue;
    if (!isOf(side, tree.bytes, start + 4, size)) checked.report('registration.foreign_address', node, start + 4);
  }
}

/** An IPv4 address may be written as an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2). */
function isOf(side: Side, bytes: Uint8Array, at: number, size: number): boolean {
  if (side.has(bytes, at, size)) return true;
  if (size !== 16 || u16(bytes, at + 10) !== 0xffff) return false;
  for (let octet = 0; octet < 10; octet++) if (bytes[at + octet] !== 0) return false;
  return side.has(bytes, at + 12, 4);
}

/** A business card names those that can take over a session: over a control channel (RFC 5352 §3.9). */
function checkControlChannel(checked: CheckedMessage, transport: number): void {
  const { tree } = checked;
  const parameter = parameterAt(tree, transport);
  const start = tree.start[transport] as number;
  if (parameter === undefined || parameter.key === opaqueTransport.key) return;
  if (parameter.key !== sctpTransport.key) checked.report('channel.control_not_sctp', transport, start);
  else if ((tree.end[transport] as number) - start >= 8 && u16(tree.bytes, start + 6) === 0)
    checked.report('channel.data_only', transport, start + 6);
}
