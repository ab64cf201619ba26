// Which numbers a capture's messages use: those of the RFCs, or those of the drafts before them. Message types, error causes
// and the PE checksum are the same in both.

import type { DialectName } from './dialect-names.ts';
import { preRfcParameters } from './pre-rfc/parameters.ts';
import { preRfcPolicies } from './pre-rfc/policies.ts';
import { parameterOf, parameters, parameterTypes, policies, policyOf, policyTypes } from './registry.ts';
import type { Enumeration, NamedValue, ParameterDefinition, PolicyDefinition } from './schema.ts';

export { type DialectName, dialectNames } from './dialect-names.ts';

export interface Dialect {
  readonly name: DialectName;
  readonly parameters: readonly ParameterDefinition[];
  readonly policies: readonly PolicyDefinition[];
  /** By the numbers on the wire. */
  readonly parameterOf: (type: number) => ParameterDefinition | undefined;
  readonly policyOf: (type: number) => PolicyDefinition | undefined;
  /** The RFCs' number of the parameter with this number on the wire; above 0xffff where there is no such parameter. */
  readonly rfcTypeOf: (type: number) => number;
  /** By the RFCs' numbers. */
  readonly parameterForRfc: (rfcType: number) => ParameterDefinition | undefined;
  readonly policyForRfc: (rfcType: number) => PolicyDefinition | undefined;
  readonly parameterTypes: Enumeration;
  readonly policyTypes: Enumeration;
}

export const rfcDialect: Dialect = {
  name: 'rfc',
  parameters,
  policies,
  parameterOf,
  policyOf,
  rfcTypeOf: (type) => type,
  parameterForRfc: parameterOf,
  policyForRfc: policyOf,
  parameterTypes,
  policyTypes,
};

interface Numbered {
  readonly type: number;
  readonly rfcType?: number;
  readonly name: string;
  readonly wireshark?: string;
  readonly rfc: string;
  readonly about: string;
}

function named({ type, name, wireshark, rfc, about }: Numbered): NamedValue {
  return { value: type, name, rfc, about, status: 'draft', ...(wireshark === undefined ? {} : { wireshark }) };
}

function byRfcType<Definition extends Numbered>(definitions: readonly Definition[]): ReadonlyMap<number, Definition> {
  return new Map(definitions.map((definition) => [definition.rfcType ?? definition.type, definition]));
}

function byType<Definition extends Numbered>(definitions: readonly Definition[]): ReadonlyMap<number, Definition> {
  return new Map(definitions.map((definition) => [definition.type, definition]));
}

const earlierParameters = byType(preRfcParameters);
const earlierPolicies = byType(preRfcPolicies);
const parametersByRfcType = byRfcType(preRfcParameters);
const policiesByRfcType = byRfcType(preRfcPolicies);

export const preRfcDialect: Dialect = {
  name: 'pre-rfc',
  parameters: preRfcParameters,
  policies: preRfcPolicies,
  parameterOf: (type) => earlierParameters.get(type),
  policyOf: (type) => earlierPolicies.get(type),
  rfcTypeOf: (type) => earlierParameters.get(type)?.rfcType ?? type + 0x10000,
  parameterForRfc: (rfcType) => parametersByRfcType.get(rfcType),
  policyForRfc: (rfcType) => policiesByRfcType.get(rfcType),
  parameterTypes: { name: 'Parameter Type', values: preRfcParameters.map(named) },
  policyTypes: { name: 'Policy Type', values: preRfcPolicies.map(named) },
};

export function dialectOf(name: DialectName): Dialect {
  return name === 'rfc' ? rfcDialect : preRfcDialect;
}
