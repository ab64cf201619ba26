// The parameters of the drafts before the RFCs, as rsplib sent them until 2007: without DCCP and UDP-Lite Transport, so that
// all behind them have smaller numbers. What the drafts and the RFCs have in common comes from the RFCs' tables; slots name
// what may stand inside by the RFCs' numbers, as a walked message does.
import { u32 } from '../declare.ts';
import { ipv4Address, ipv6Address } from '../rserpool/addresses.ts';
import { cookie } from '../rserpool/cookie.ts';
import { operationError } from '../rserpool/operation-error.ts';
import { peChecksum } from '../rserpool/pe-checksum.ts';
import { peIdentifier } from '../rserpool/pe-identifier.ts';
import { poolMemberSelectionPolicy } from '../rserpool/policy.ts';
import { poolElement } from '../rserpool/pool-element.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';
import { serverInformation } from '../rserpool/server-information.ts';
import { sctpTransport, tcpTransport, udpTransport } from '../rserpool/transports.ts';
import type { Field, ParameterDefinition } from '../schema.ts';
import { preRfcSource } from './policies.ts';

function earlier(
  type: number,
  parameter: ParameterDefinition,
  fields: readonly Field[] = parameter.fields,
): ParameterDefinition {
  return { ...parameter, type, rfcType: parameter.type, rfc: preRfcSource, status: 'draft', fields };
}

const serverFlags = u32('flags', {
  filter: 'server_information_flags',
  label: 'Server Information Flags',
  about: 'the highest bit: the server announces itself by multicast',
  display: 'hex',
  sentAsZero: true,
  ours: true,
  rfc: preRfcSource,
});

const [policyType] = poolMemberSelectionPolicy.fields;

export const preRfcParameters: readonly ParameterDefinition[] = [
  earlier(0x01, ipv4Address),
  earlier(0x02, ipv6Address),
  earlier(0x03, sctpTransport),
  earlier(0x04, tcpTransport),
  earlier(0x05, udpTransport),
  earlier(0x06, poolMemberSelectionPolicy, [{ ...policyType, size: 1 }]), // 4, the policy's own fields follow
  earlier(0x07, poolHandle),
  earlier(0x08, poolElement),
  earlier(0x09, serverInformation, [...serverInformation.fields, serverFlags]), // 4..7, 8..11
  earlier(0x0a, operationError),
  earlier(0x0b, cookie),
  earlier(0x0c, peIdentifier),
  earlier(0x0d, peChecksum),
];
