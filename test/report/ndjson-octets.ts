// The way back: the octets of a message out of its JSON object, by the tables and by what docs/ndjson.md says.
import { addressOctets } from '../../src/encode/address-octets.ts';
import { causeOf, messageOf, parameterOf, policyOf } from '../../src/protocol/registry.ts';
import type { Field, Protocol } from '../../src/protocol/schema.ts';

export type JsonNode = { readonly [key: string]: JsonValue };
type JsonValue = string | number | boolean | null | readonly JsonNode[] | JsonNode;

const octetsOf = (hex: JsonValue | undefined) => (typeof hex === 'string' ? [...Buffer.from(hex, 'hex')] : []);

function numberOctets(value: number, size: number): number[] {
  const word = value >>> 0;
  return [word >>> 24, word >>> 16, word >>> 8, word].slice(4 - size).map((octet) => octet & 255);
}

function list(value: JsonValue | undefined): readonly JsonNode[] {
  return Array.isArray(value) ? value : [];
}

const sizes: Readonly<Record<string, number>> = { uint8: 1, uint16: 2 };

/** Up to the first field that is missing: what follows it stands in `rest`. */
function fieldOctets(fields: readonly Field[], node: JsonNode): number[] {
  const octets: number[] = [];
  for (const { key, type } of fields) {
    const value = node[key];
    if (value === undefined) break;
    if (key === 'handle') octets.push(...octetsOf(node.handleHex));
    else if (type === 'bytes') octets.push(...octetsOf(value));
    else if (type === 'ipv4' || type === 'ipv6') octets.push(...addressOctets(value as string));
    else if (type === 'fraction32') octets.push(...numberOctets(Math.round((value as number) * 0xffffffff), 4));
    else octets.push(...numberOctets(Number(value), sizes[type] ?? 4));
  }
  return octets;
}

function ended(octets: number[], node: JsonNode): number[] {
  octets.push(...octetsOf(node.rest));
  if (node.padding !== undefined) octets.push(...octetsOf(node.padding));
  else while (octets.length % 4 !== 0) octets.push(0);
  return octets;
}

export function messageOctets(protocol: Protocol, node: JsonNode): number[] {
  if (node.length === null) return octetsOf(node.rest);
  const type = node.type as number;
  const definition = messageOf(protocol, type);
  const flags = node.flags as JsonNode;
  let octet = Number(node.otherFlags ?? 0);
  for (const { key, mask = 0 } of definition?.flags ?? []) if (flags[key]) octet |= mask;
  const octets = [type, octet, ...numberOctets(node.length as number, 2)];
  octets.push(...fieldOctets(definition?.fields ?? [], node));
  for (const parameter of list(node.parameters)) octets.push(...parameterOctets(protocol, parameter));
  return [...ended(octets, node), ...octetsOf(node.trailing)];
}

function parameterOctets(protocol: Protocol, node: JsonNode): number[] {
  const type = Number(node.type);
  const definition = parameterOf(type);
  const octets = [...numberOctets(type, 2), ...numberOctets(node.length as number, 2)];
  octets.push(...fieldOctets(definition?.fields ?? [], node));
  if (definition?.contents === 'policy' && node.policyType !== undefined)
    octets.push(...fieldOctets(policyOf(Number(node.policyType))?.fields ?? [], node));
  for (const inner of list(node.parameters)) octets.push(...parameterOctets(protocol, inner));
  for (const cause of list(node.causes)) octets.push(...causeOctets(protocol, cause));
  return ended(octets, node);
}

function causeOctets(protocol: Protocol, node: JsonNode): number[] {
  const code = Number(node.code);
  const octets = [...numberOctets(code, 2), ...numberOctets(node.length as number, 2)];
  for (const inner of list(node.parameters)) octets.push(...parameterOctets(protocol, inner));
  if (causeOf(code)?.contents === 'message' && node.message !== undefined)
    octets.push(...messageOctets(protocol, node.message as JsonNode));
  return ended(octets, node);
}
