// Looks up messages, parameters, causes and policies by number, and their names. Built once from the tables; tables
// that contradict each other are refused when this file is loaded (see checkTables).
import { asapMessages } from './asap/index.ts';
import { enrpMessages } from './enrp/index.ts';
import { causes } from './rserpool/causes.ts';
import { parameters } from './rserpool/index.ts';
import { policies } from './rserpool/policies.ts';
import type {
  CauseDefinition,
  Enumeration,
  MessageDefinition,
  NamedValue,
  ParameterDefinition,
  PolicyDefinition,
  Protocol,
} from './schema.ts';
import { checkTables } from './table-check.ts';

export { asapMessages, causes, enrpMessages, parameters, policies };

checkTables([...asapMessages, ...enrpMessages], parameters, causes, policies);

export function messagesOf(protocol: Protocol): readonly MessageDefinition[] {
  return protocol === 'asap' ? asapMessages : enrpMessages;
}

function byOctet(messages: readonly MessageDefinition[]): readonly (MessageDefinition | undefined)[] {
  const table: (MessageDefinition | undefined)[] = new Array(256).fill(undefined);
  for (const message of messages) table[message.type] = message;
  return table;
}

const asapByType = byOctet(asapMessages);
const enrpByType = byOctet(enrpMessages);
const parameterByType: ReadonlyMap<number, ParameterDefinition> = new Map(parameters.map((p) => [p.type, p]));
const causeByCode: ReadonlyMap<number, CauseDefinition> = new Map(causes.map((c) => [c.code, c]));
const policyByType: ReadonlyMap<number, PolicyDefinition> = new Map(policies.map((p) => [p.type, p]));

// Nearly all parameters have a number below 32: an array answers faster than a map.
const lowParameters: (ParameterDefinition | undefined)[] = new Array(32).fill(undefined);
for (const parameter of parameters) if (parameter.type < 32) lowParameters[parameter.type] = parameter;

export function messageOf(protocol: Protocol, type: number): MessageDefinition | undefined {
  return protocol === 'asap' ? asapByType[type] : enrpByType[type];
}

export function parameterOf(type: number): ParameterDefinition | undefined {
  return type < 32 ? lowParameters[type] : parameterByType.get(type);
}

export function causeOf(code: number): CauseDefinition | undefined {
  return causeByCode.get(code);
}

export function policyOf(type: number): PolicyDefinition | undefined {
  return policyByType.get(type);
}

/** `Unknown (0x4000000a)`; `digits` is twice the number of octets. */
export function unknownName(value: number, digits: number): string {
  return `Unknown (0x${value.toString(16).padStart(digits, '0')})`;
}

export function messageName(protocol: Protocol, type: number): string {
  return messageOf(protocol, type)?.name ?? unknownName(type, 2);
}

export function parameterName(type: number): string {
  return parameterOf(type)?.name ?? unknownName(type, 4);
}

export function causeName(code: number): string {
  return causeOf(code)?.name ?? unknownName(code, 4);
}

export function policyName(type: number): string {
  return policyOf(type)?.name ?? unknownName(type, 8);
}

/** The name of a number in an enumeration; undefined where it has none. */
export function namedValue(values: Enumeration, value: number): NamedValue | undefined {
  return values.values.find((named) => named.value === value);
}

/** What tshark prints for the number; undefined where tshark does not know it. */
export function wiresharkValueName(values: Enumeration, value: number): string | undefined {
  const named = namedValue(values, value);
  if (named === undefined || named.wiresharkKnows === false) return undefined;
  return named.wireshark ?? named.name;
}

interface Listed {
  readonly name: string;
  readonly wireshark?: string;
  readonly rfc: string;
  readonly about: string;
  readonly status?: NamedValue['status'];
}

function named(value: number, { name, wireshark, rfc, about, status }: Listed): NamedValue {
  return {
    value,
    name,
    ...(wireshark === undefined ? { wiresharkKnows: false as const } : { wireshark }),
    rfc,
    about,
    ...(status === undefined ? {} : { status }),
  };
}

const messageTypes: Readonly<Record<Protocol, Enumeration>> = {
  asap: { name: 'ASAP Message Type', values: asapMessages.map((message) => named(message.type, message)) },
  enrp: { name: 'ENRP Message Type', values: enrpMessages.map((message) => named(message.type, message)) },
};

export function messageTypesOf(protocol: Protocol): Enumeration {
  return messageTypes[protocol];
}

function namedParameter(parameter: ParameterDefinition): NamedValue {
  // A parameter that Wireshark leaves raw has no entry in its value strings either.
  const value = named(parameter.type, parameter);
  return parameter.wiresharkRaw ? { ...value, wiresharkKnows: false } : value;
}

export const parameterTypes: Enumeration = {
  name: 'Parameter Type',
  values: parameters.map(namedParameter),
};

export const causeCodes: Enumeration = {
  name: 'Cause Code',
  values: causes.map((cause) => named(cause.code, cause)),
};

export const policyTypes: Enumeration = {
  name: 'Policy Type',
  values: policies.map((policy) => named(policy.type, policy)),
};
