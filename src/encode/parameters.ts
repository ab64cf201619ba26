// Short ways to say the parameters of a message: `poolHandleOf('Alpha')`, `sctpTransportOf(4711, ['10.1.0.1'])`.
import { ipv4Address, ipv6Address } from '../protocol/rserpool/addresses.ts';
import { cookie } from '../protocol/rserpool/cookie.ts';
import { handleResolutionOption } from '../protocol/rserpool/handle-resolution-option.ts';
import { opaqueTransport } from '../protocol/rserpool/opaque-transport.ts';
import { operationError } from '../protocol/rserpool/operation-error.ts';
import { peChecksum } from '../protocol/rserpool/pe-checksum.ts';
import { peIdentifier } from '../protocol/rserpool/pe-identifier.ts';
import { roundRobin } from '../protocol/rserpool/policies.ts';
import { poolMemberSelectionPolicy } from '../protocol/rserpool/policy.ts';
import { poolElement } from '../protocol/rserpool/pool-element.ts';
import { poolHandle } from '../protocol/rserpool/pool-handle.ts';
import { serverInformation } from '../protocol/rserpool/server-information.ts';
import { sctpTransport, tcpTransport, udpTransport } from '../protocol/rserpool/transports.ts';
import type { ParameterDefinition, PolicyDefinition, ValuesOfFields } from '../protocol/schema.ts';
import type { CauseValues, ParameterValues, RawOctets } from './values.ts';

/** Any parameter of the table, with the fixed fields its table names and whatever stands inside. */
export function parameterOf<Definition extends ParameterDefinition>(
  definition: Definition,
  values: ValuesOfFields<Definition['fields']>,
  parameters?: (ParameterValues | RawOctets)[],
): ParameterValues {
  return { type: definition.type, values, ...(parameters ? { parameters } : {}) };
}

/** A parameter that no table has. */
export function unknownParameter(type: number, value: Uint8Array): ParameterValues {
  return { type, rest: value };
}

const utf8 = new TextEncoder();

function octets(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? utf8.encode(value) : value;
}

export function poolHandleOf(handle: string | Uint8Array): ParameterValues {
  return parameterOf(poolHandle, { handle: octets(handle) });
}

export function cookieOf(value: string | Uint8Array): ParameterValues {
  return parameterOf(cookie, { cookie: octets(value) });
}

export function peIdentifierOf(identifier: number): ParameterValues {
  return parameterOf(peIdentifier, { peIdentifier: identifier });
}

export function peChecksumOf(checksum: number): ParameterValues {
  return parameterOf(peChecksum, { peChecksum: checksum });
}

export function handleResolutionItems(items: number): ParameterValues {
  return parameterOf(handleResolutionOption, { items });
}

export function addressOf(text: string): ParameterValues {
  return parameterOf(text.includes(':') ? ipv6Address : ipv4Address, { address: text });
}

/** `control`: data plus control, else data only. */
export function sctpTransportOf(port: number, addresses: readonly string[], control = false): ParameterValues {
  return parameterOf(sctpTransport, { port, transportUse: control ? 1 : 0 }, addresses.map(addressOf));
}

export function tcpTransportOf(port: number, address: string): ParameterValues {
  return parameterOf(tcpTransport, { port, transportUse: 0 }, [addressOf(address)]);
}

export function udpTransportOf(port: number, address: string): ParameterValues {
  return parameterOf(udpTransport, { port, reserved: 0 }, [addressOf(address)]);
}

export function opaqueTransportOf(value: string | Uint8Array): ParameterValues {
  return parameterOf(opaqueTransport, { transport: octets(value) });
}

/** A policy with its own values: `policyOf(weightedRoundRobin, { weight: 3 })`. */
export function policyOf<Definition extends PolicyDefinition>(
  definition: Definition,
  values: ValuesOfFields<Definition['fields']>,
): ParameterValues {
  return { type: poolMemberSelectionPolicy.type, values: { policyType: definition.type, ...values } };
}

export interface PoolElementInput {
  readonly peIdentifier: number;
  /** 0 where left out: undetermined. */
  readonly homeServerId?: number;
  /** As on the wire; -1 for ever. 30 000 where left out. */
  readonly registrationLife?: number;
  readonly userTransport: ParameterValues | RawOctets;
  /** Round Robin where left out. */
  readonly policy?: ParameterValues | RawOctets;
  readonly asapTransport?: ParameterValues | RawOctets;
}

export function poolElementOf(input: PoolElementInput): ParameterValues {
  const { peIdentifier: identifier, homeServerId = 0, registrationLife = 30_000 } = input;
  return parameterOf(poolElement, { peIdentifier: identifier, homeServerId, registrationLife }, [
    input.userTransport,
    input.policy ?? policyOf(roundRobin, {}),
    ...(input.asapTransport ? [input.asapTransport] : []),
  ]);
}

export function serverInformationOf(serverId: number, transport: ParameterValues | RawOctets): ParameterValues {
  return parameterOf(serverInformation, { serverId }, [transport]);
}

export function operationErrorOf(...causes: (CauseValues | RawOctets)[]): ParameterValues {
  return { type: operationError.type, causes };
}
