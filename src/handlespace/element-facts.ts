// Reads a Pool Element parameter (RFC 5354 §3.10) out of a walked message.
import { addressText } from '../bytes/address.ts';
import { i32, u16, unsigned } from '../bytes/read.ts';
import { fixedLength, type MessageTree, nodeKind } from '../dissect/walk.ts';
import { widthOf } from '../protocol/field-width.ts';
import type { ElementFacts, PolicyFacts, TransportFacts } from './model.ts';

/** Parameter types (RFC 5354 §3). */
export const parameter = {
  ipv4: 0x1,
  ipv6: 0x2,
  dccpTransport: 0x3,
  sctpTransport: 0x4,
  tcpTransport: 0x5,
  udpTransport: 0x6,
  udpLiteTransport: 0x7,
  policy: 0x8,
  poolHandle: 0x9,
  poolElement: 0xa,
  serverInformation: 0xb,
  operationError: 0xc,
  cookie: 0xd,
  peIdentifier: 0xe,
  peChecksum: 0xf,
  opaqueTransport: 0x10,
  resolutionOption: 0x803f,
} as const;

const transportNames: Readonly<Record<number, string>> = {
  [parameter.dccpTransport]: 'dccp',
  [parameter.sctpTransport]: 'sctp',
  [parameter.tcpTransport]: 'tcp',
  [parameter.udpTransport]: 'udp',
  [parameter.udpLiteTransport]: 'udp-lite',
  [parameter.opaqueTransport]: 'opaque',
};

export function readElementFacts(tree: MessageTree, node: number): ElementFacts {
  const { bytes } = tree;
  const start = tree.start[node] as number;
  const end = tree.end[node] as number;
  let userTransport: TransportFacts | undefined;
  let asapTransport: TransportFacts | undefined;
  let policy: PolicyFacts | undefined;
  for (let index = node + 1; index < tree.count; index++) {
    if ((tree.depth[index] as number) <= (tree.depth[node] as number)) break;
    if (tree.parent[index] !== node || tree.kind[index] !== nodeKind.parameter) continue;
    const type = tree.type[index] as number;
    if (type === parameter.policy) policy ??= readPolicy(tree, index);
    else if (transportNames[type] !== undefined) {
      // The first is the user transport; an SCTP transport behind it is the one for ASAP (RFC 5354 §3.10).
      if (userTransport === undefined && policy === undefined) userTransport = readTransport(tree, index);
      else asapTransport ??= readTransport(tree, index);
    }
  }
  return {
    registrationLife: end - start >= 16 ? i32(bytes, start + 12) : undefined,
    policy,
    userTransport,
    asapTransport,
  };
}

/** What a Member Selection Policy parameter says (RFC 5354 §3.8). */
export function readPolicy(tree: MessageTree, node: number): PolicyFacts | undefined {
  const { bytes } = tree;
  const end = tree.end[node] as number;
  const policy = policyAt(tree, node);
  if (policy === undefined) return undefined;
  const { type, definition } = policy;
  const values: Record<string, number> = {};
  let at = policy.behind;
  for (const field of definition?.fields ?? []) {
    const width = widthOf(field);
    if (at + width > end) break;
    const raw = unsigned(bytes, at, width);
    if (!field.sentAsZero) values[field.key] = field.type === 'fraction32' ? raw / (2 ** (8 * width) - 1) : raw;
    at += width;
  }
  return { type, values };
}

/** The RFCs' number of the policy in a Member Selection Policy parameter; undefined where it is not there. */
export function policyTypeAt(tree: MessageTree, node: number): number | undefined {
  return policyAt(tree, node)?.type;
}

function policyAt(tree: MessageTree, node: number) {
  const parameterDefinition = tree.definition[node];
  const start = (tree.start[node] as number) + 4;
  const width = parameterDefinition === undefined ? 0 : fixedLength(parameterDefinition);
  const behind = start + width;
  if (width === 0 || behind > (tree.end[node] as number)) return undefined;
  const type = unsigned(tree.bytes, start, width);
  const definition = tree.dialect.policyOf(type);
  return { type: definition?.rfcType ?? type, definition, behind };
}

/** Undefined where the capture cut the transport off: half a list of addresses would be a false fact. */
export function readTransport(tree: MessageTree, node: number): TransportFacts | undefined {
  const { bytes } = tree;
  const type = tree.type[node] as number;
  const start = tree.start[node] as number;
  const end = tree.end[node] as number;
  const length = u16(bytes, start + 2);
  if (end - start < 8 || end - start < length) return undefined;
  const addresses: string[] = [];
  for (let index = node + 1; index < tree.count; index++) {
    if ((tree.depth[index] as number) <= (tree.depth[node] as number)) break;
    const at = tree.start[index] as number;
    const size = (tree.end[index] as number) - at;
    if (tree.type[index] === parameter.ipv4 && size >= 8) addresses.push(addressText(bytes, at + 4, 4));
    else if (tree.type[index] === parameter.ipv6 && size >= 20) addresses.push(addressText(bytes, at + 4, 16));
  }
  return {
    protocol: transportNames[type] as string,
    port: u16(bytes, start + 4),
    // Reserved in TCP's by the RFC, but rsplib writes and reads a use there.
    use: type === parameter.sctpTransport || type === parameter.tcpTransport ? u16(bytes, start + 6) : undefined,
    addresses,
  };
}
