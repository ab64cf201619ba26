// Every filter field of ASAP and ENRP, collected from the tables: for `poolshark fields`, docs/fields.md, filters.
import { preRfcParameters } from './pre-rfc/parameters.ts';
import { preRfcPolicies } from './pre-rfc/policies.ts';
import {
  asapMessages,
  causeCodes,
  enrpMessages,
  messageTypesOf,
  parameters,
  parameterTypes,
  policies,
  policyTypes,
} from './registry.ts';
import { causeHeader, messageHeader, parameterHeader, policyValue } from './rserpool/headers.ts';
import { poolMemberSelectionPolicy } from './rserpool/policy.ts';
import type { Enumeration, Field, FieldDisplay, FieldType, MessageDefinition, Protocol } from './schema.ts';

/** One filter name. Two fields may share it (R bit of ENRP): then `meanings` and `values` have an entry for each. */
export interface FilterField {
  /** Full name: `enrp.pe_checksum`. */
  readonly name: string;
  /** Second name, under `rserpool.`, of a field that Wireshark does not have. */
  readonly alias?: string;
  readonly protocol: Protocol;
  readonly type: FieldType;
  /** The type Wireshark declares; the same as `type` but for one field. */
  readonly wiresharkType: FieldType;
  readonly display: FieldDisplay;
  readonly label: string;
  readonly meanings: readonly string[];
  readonly rfcs: readonly string[];
  readonly values: readonly Enumeration[];
  /** True where Wireshark has no such field. */
  readonly ours: boolean;
}

/** The part of a filter name behind the protocol. */
export function filterTail(protocol: Protocol, field: Field): string {
  return protocol === 'enrp' && field.enrpFilter !== undefined ? field.enrpFilter : field.filter;
}

/** Full name of a field under a protocol: `asap.pe_checksum`. */
export function filterName(protocol: Protocol, field: Field): string {
  return `${protocol}.${filterTail(protocol, field)}`;
}

/** Whether Wireshark lacks the field under this protocol. */
export function isOurs(protocol: Protocol, field: Field): boolean {
  return (field.ours ?? false) || (protocol === 'enrp' && (field.oursUnderEnrp ?? false));
}

interface Use {
  readonly field: Field;
  readonly rfc: string;
  readonly values?: Enumeration | undefined;
}

function usesOf(protocol: Protocol): Use[] {
  const messages: readonly MessageDefinition[] = protocol === 'asap' ? asapMessages : enrpMessages;
  const uses: Use[] = [];
  const header = (field: Field, values?: Enumeration) => uses.push({ field, rfc: field.rfc ?? '', values });
  header(messageHeader.type, messageTypesOf(protocol));
  header(messageHeader.flags);
  header(messageHeader.length);
  // Wireshark has a message value under ENRP only.
  header(protocol === 'enrp' ? messageHeader.value : { ...messageHeader.value, ours: true });
  header(causeHeader.code, causeCodes);
  header(causeHeader.length);
  header(causeHeader.info);
  header(causeHeader.padding);
  header(parameterHeader.type, parameterTypes);
  header(parameterHeader.length);
  header(parameterHeader.value);
  header(parameterHeader.padding);
  for (const container of [...parameters, ...policies, { fields: [policyValue], rfc: 'RFC 5354 §3.8' }, ...messages]) {
    const flags = 'flags' in container ? container.flags : [];
    for (const field of [...flags, ...container.fields]) {
      const isPolicyType = field === poolMemberSelectionPolicy.fields[0];
      uses.push({ field, rfc: field.rfc ?? container.rfc, values: isPolicyType ? policyTypes : field.values });
    }
  }
  for (const { fields, rfc } of [...preRfcParameters, ...preRfcPolicies])
    for (const field of fields) if (field.ours) uses.push({ field, rfc: field.rfc ?? rfc, values: field.values });
  return uses;
}

function added<Item>(items: readonly Item[], item: Item | undefined): readonly Item[] {
  return item === undefined || items.includes(item) ? items : [...items, item];
}

function collect(protocol: Protocol): readonly FilterField[] {
  const byName = new Map<string, FilterField>();
  for (const { field, rfc, values } of usesOf(protocol)) {
    const name = filterName(protocol, field);
    const before = byName.get(name);
    byName.set(name, {
      name,
      ...(isOurs(protocol, field) ? { alias: `rserpool.${filterTail(protocol, field)}` } : {}),
      protocol,
      type: field.type,
      wiresharkType: field.wiresharkType ?? field.type,
      display: field.display,
      label: field.label,
      meanings: added(before?.meanings ?? [], field.about),
      rfcs: added(before?.rfcs ?? [], rfc),
      values: added(before?.values ?? [], values),
      ours: isOurs(protocol, field),
    });
  }
  return [...byName.values()];
}

const collected: Readonly<Record<Protocol, readonly FilterField[]>> = { asap: collect('asap'), enrp: collect('enrp') };

export function allFields(protocol: Protocol): readonly FilterField[] {
  return collected[protocol];
}
