// For each expert about a message: a message that breaks exactly this, what the expert must say about it, and the healthy
// twin. Offsets count from the start of the message; RFC 5352 to RFC 5356 say what is right.
import { ByteWriter } from '../../../src/encode/byte-writer.ts';
import { encodeMessage } from '../../../src/encode/encode-message.ts';
import {
  addressOf,
  cookieOf,
  handleResolutionItems,
  operationErrorOf,
  parameterOf,
  peChecksumOf,
  peIdentifierOf,
  policyOf,
  poolElementOf,
  poolHandleOf,
  sctpTransportOf,
  serverInformationOf,
  tcpTransportOf,
  udpTransportOf,
  unknownParameter,
} from '../../../src/encode/parameters.ts';
import type { CauseValues, MessageValues, ParameterValues, RawOctets } from '../../../src/encode/values.ts';
import { asapError } from '../../../src/protocol/asap/asap-error.ts';
import { businessCard } from '../../../src/protocol/asap/business-card.ts';
import { cookieMessage } from '../../../src/protocol/asap/cookie-message.ts';
import { deregistration } from '../../../src/protocol/asap/deregistration.ts';
import { endpointKeepAlive } from '../../../src/protocol/asap/endpoint-keep-alive.ts';
import { handleResolution } from '../../../src/protocol/asap/handle-resolution.ts';
import { registration } from '../../../src/protocol/asap/registration.ts';
import { serverAnnounce } from '../../../src/protocol/asap/server-announce.ts';
import { handleTableRequest } from '../../../src/protocol/enrp/handle-table-request.ts';
import { handleTableResponse } from '../../../src/protocol/enrp/handle-table-response.ts';
import { handleUpdate } from '../../../src/protocol/enrp/handle-update.ts';
import { initTakeover } from '../../../src/protocol/enrp/init-takeover.ts';
import { initTakeoverAck } from '../../../src/protocol/enrp/init-takeover-ack.ts';
import { listRequest } from '../../../src/protocol/enrp/list-request.ts';
import { listResponse } from '../../../src/protocol/enrp/list-response.ts';
import { presence } from '../../../src/protocol/enrp/presence.ts';
import { takeoverServer } from '../../../src/protocol/enrp/takeover-server.ts';
import { weightedRoundRobin } from '../../../src/protocol/rserpool/policies.ts';
import { dccpTransport, sctpTransport, udpLiteTransport } from '../../../src/protocol/rserpool/transports.ts';
import { peAddress } from '../watch.ts';
import type { Way } from './raised.ts';

export interface BrokenRule {
  readonly code: string;
  readonly what: string;
  readonly broken: Uint8Array;
  readonly healthy: Uint8Array;
  readonly way?: Way;
  readonly healthyWay?: Way;
  readonly offset?: number;
  readonly needed?: number;
  readonly available?: number;
  readonly limitedBy?: string;
}

type Parameters = (ParameterValues | RawOctets)[];

const enrp: Way = { ppid: 12, serverPort: 9901 };
const asapGroup: Way = { udp: { to: '239.0.0.50', port: 3863 } };
const enrpGroup: Way = { udp: { to: '239.0.0.51', port: 9901 } };

const handle = poolHandleOf('Pool');
const userTransport = sctpTransportOf(4711, [peAddress], true);
const element = poolElementOf({ peIdentifier: 7, userTransport });
const ids = { senderServerId: 1, receiverServerId: 2 };

const register = (...parameters: Parameters) => encodeMessage(registration, { parameters });
const registerElement = (changed: ParameterValues) => register(handle, changed);
const registerTransport = (transport: ParameterValues | RawOctets) =>
  registerElement(poolElementOf({ peIdentifier: 7, userTransport: transport }));
const registerPolicy = (policy: ParameterValues) =>
  registerElement(poolElementOf({ peIdentifier: 7, userTransport, policy }));
const deregister = (...parameters: Parameters) => encodeMessage(deregistration, { parameters });
const resolve = (...parameters: Parameters) => encodeMessage(handleResolution, { parameters });
const error = (...causes: (CauseValues | RawOctets)[]) =>
  encodeMessage(asapError, { parameters: [operationErrorOf(...causes)] });
const announce = (...parameters: Parameters) => encodeMessage(serverAnnounce, { serverId: 1, parameters });
const present = (...parameters: Parameters) => encodeMessage(presence, { ...ids, parameters });
const table = (...parameters: Parameters) => encodeMessage(handleTableResponse, { ...ids, parameters });
const update = (updateAction: number, reserved = 0, takeoverSuggested = false) =>
  encodeMessage(handleUpdate, { ...ids, updateAction, reserved, takeoverSuggested, parameters: [handle, element] });
const card = (transport: ParameterValues) =>
  encodeMessage(businessCard, { parameters: [handle, poolElementOf({ peIdentifier: 7, userTransport: transport })] });

/** The octets with some of them changed, by offset. */
function patched(bytes: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  const copy = bytes.slice();
  for (const [at, value] of Object.entries(changes)) copy[Number(at)] = value;
  return copy;
}

function followed(bytes: Uint8Array, more: Uint8Array): Uint8Array {
  return new ByteWriter().bytes(bytes).bytes(more).finish();
}

const one = Uint8Array.of(1);
const four = new Uint8Array(4);
const healthy = register(handle, element);
const size = healthy.length;
// A handle of five octets: three of padding.
const odd = resolve(poolHandleOf('Alpha'));
const oddUncounted = patched(odd, { 3: 13 });

function elementWith(parameters: Parameters, rest?: Uint8Array): ParameterValues {
  return { ...element, parameters, ...(rest ? { rest } : {}) };
}

const roundRobin = element.parameters![1]!;
const tcp = tcpTransportOf(80, peAddress);
const udp = udpTransportOf(80, peAddress);
const udpLite = parameterOf(udpLiteTransport, { port: 80, reserved: 0 }, [addressOf(peAddress)]);
const dccp = parameterOf(dccpTransport, { port: 80, reserved: 0, serviceCode: 7 }, [addressOf(peAddress)]);

/** An ENRP message that is nothing but its identifiers, and the same with four octets behind them. */
function fixed(what: string, bytes: Uint8Array): BrokenRule {
  return {
    code: 'message.wrong_length',
    what,
    broken: patched(followed(bytes, four), { 3: bytes.length + 4 }),
    healthy: bytes,
    way: enrp,
    offset: 2,
    needed: bytes.length,
    available: bytes.length + 4,
    limitedBy: 'enrp.message_length',
  };
}

const quoted: MessageValues = { protocol: 'asap', type: 0x55, rest: Uint8Array.of(9, 9, 9, 9) };

export const brokenRules: readonly BrokenRule[] = [
  // F1
  {
    code: 'message.length_too_short',
    what: 'a message of length 3',
    broken: patched(healthy, { 3: 3 }),
    healthy,
    offset: 2,
    needed: 4,
    available: 3,
  },
  {
    code: 'message.overruns',
    what: 'a message that claims four octets more',
    broken: patched(healthy, { 3: size + 4 }),
    healthy,
    offset: 2,
    needed: size + 4,
    available: size,
    limitedBy: 'sctp.chunk_length',
  },
  {
    code: 'message.overruns',
    what: 'a datagram shorter than its message',
    broken: patched(announce(), { 3: 40 }),
    healthy: announce(),
    way: asapGroup,
    offset: 2,
    needed: 40,
    available: 8,
    limitedBy: 'udp.length',
  },
  {
    code: 'message.too_short',
    what: 'a message of three octets',
    broken: healthy.slice(0, 3),
    healthy,
    offset: 0,
    needed: 4,
    available: 3,
    limitedBy: 'sctp.chunk_length',
  },
  {
    code: 'message.too_short',
    what: 'a Presence without its second identifier',
    broken: patched(present().slice(0, 8), { 3: 8 }),
    healthy: present(peChecksumOf(0xffff)),
    way: enrp,
    offset: 0,
    needed: 12,
    available: 8,
    limitedBy: 'enrp.message_length',
  },
  // F2, F3
  {
    code: 'message.trailing',
    what: 'four octets behind the message',
    broken: followed(healthy, four),
    healthy,
    offset: size,
    available: 4,
    limitedBy: 'sctp.chunk_length',
  },
  {
    code: 'message.padding_missing',
    what: 'a message without padding',
    broken: oddUncounted.slice(0, 13),
    healthy: odd,
    offset: 13,
    needed: 3,
    available: 0,
    limitedBy: 'sctp.chunk_length',
  },
  {
    code: 'message.padding_not_zero',
    what: 'padding of a message that is not zero',
    broken: patched(oddUncounted, { 14: 1 }),
    healthy: oddUncounted,
    offset: 14,
  },
  // F4
  {
    code: 'parameter.header',
    what: 'two octets where a parameter should begin',
    broken: registerElement(elementWith([userTransport, roundRobin], new Uint8Array(2))),
    healthy,
    offset: 12 + 16 + 16 + 8,
    needed: 4,
    available: 2,
    limitedBy: 'asap.parameter_length',
  },
  {
    code: 'parameter.too_short',
    what: 'a parameter of length 2',
    broken: deregister({ ...handle, length: 2 }, peIdentifierOf(7)),
    healthy: deregister(handle, peIdentifierOf(7)),
    offset: 6,
    needed: 4,
    available: 2,
  },
  {
    code: 'parameter.overruns_parent',
    what: 'a parameter longer than its message',
    broken: deregister(handle, { ...peIdentifierOf(7), length: 500 }),
    healthy: deregister(handle, peIdentifierOf(7)),
    offset: 12,
    needed: 500,
    available: 8,
    limitedBy: 'asap.message_length',
  },
  {
    code: 'parameter.overruns_parent',
    what: 'a parameter longer than the parameter around it',
    broken: registerTransport({ ...userTransport, parameters: [{ ...addressOf(peAddress), length: 9 }] }),
    healthy,
    offset: 12 + 16 + 8,
    needed: 9,
    available: 8,
    limitedBy: 'asap.parameter_length',
  },
  {
    code: 'parameter.fields',
    what: 'a transport of six octets',
    broken: announce({ type: sctpTransport.type, rest: new Uint8Array(2) }),
    healthy: announce(userTransport),
    way: asapGroup,
    offset: 8,
    needed: 8,
    available: 6,
    limitedBy: 'asap.parameter_length',
  },
  // F5
  {
    code: 'parameter.padding_not_zero',
    what: 'padding of a handle that is not zero',
    broken: patched(odd, { 15: 1 }),
    healthy: odd,
    offset: 15,
  },
  {
    code: 'parameter.padding_too_long',
    what: 'four octets of padding',
    broken: registerElement(elementWith([userTransport, roundRobin], four)),
    healthy,
    offset: 12 + 16 + 16 + 8,
    available: 4,
    limitedBy: 'asap.parameter_length',
  },
  {
    code: 'cause.padding_not_zero',
    what: 'padding of a cause that is not zero',
    broken: patched(error({ code: 10, rest: one }, { code: 9 }), { 13: 1 }),
    healthy: error({ code: 10, rest: one }, { code: 9 }),
    offset: 13,
  },
  // F6
  {
    code: 'message.unknown_type',
    what: 'message type 15',
    broken: patched(healthy, { 0: 15 }),
    healthy,
    offset: 0,
    available: 15,
  },
  {
    code: 'message.iana_error_type',
    what: 'ENRP Error with the number of the registry page',
    broken: patched(present(), { 0: 0x10 }),
    healthy: present(peChecksumOf(0xffff)),
    way: enrp,
    offset: 0,
    available: 0x10,
  },
  // F7
  {
    code: 'message.undefined_flags',
    what: 'a flag that Registration does not have',
    broken: patched(healthy, { 1: 0x40 }),
    healthy,
    offset: 1,
    available: 0x40,
  },
  {
    code: 'message.draft_flag',
    what: 'a suggested takeover',
    broken: update(0, 0, true),
    healthy: update(0),
    way: enrp,
    offset: 1,
    available: 1,
  },
  // F8
  {
    code: 'parameter.wrong_length',
    what: 'an IPv4 address of eight octets',
    broken: registerTransport({ ...userTransport, parameters: [{ ...addressOf(peAddress), rest: four }] }),
    healthy,
    offset: 12 + 16 + 8 + 2,
    needed: 8,
    available: 12,
    limitedBy: 'asap.parameter_length',
  },
  {
    code: 'parameter.wrong_length',
    what: 'an IPv6 address of twenty octets',
    broken: registerTransport({ ...userTransport, parameters: [{ ...addressOf('fd00::1'), rest: four }] }),
    healthy: registerTransport(sctpTransportOf(1, ['fd00::1'])),
    way: { setUp: false },
    offset: 12 + 16 + 8 + 2,
    needed: 20,
    available: 24,
    limitedBy: 'asap.parameter_length',
  },
  {
    code: 'parameter.wrong_length',
    what: 'a PE Identifier of eight octets',
    broken: deregister(handle, { ...peIdentifierOf(7), rest: four }),
    healthy: deregister(handle, peIdentifierOf(7)),
    offset: 14,
    needed: 8,
    available: 12,
    limitedBy: 'asap.parameter_length',
  },
  {
    code: 'parameter.wrong_length',
    what: 'a PE Checksum whose length counts its padding',
    broken: present({ ...peChecksumOf(1), length: 8, rest: new Uint8Array(2) }),
    healthy: present(peChecksumOf(1)),
    way: enrp,
    offset: 14,
    needed: 6,
    available: 8,
    limitedBy: 'enrp.parameter_length',
  },
  // F9, F10
  {
    code: 'sctp_transport.no_address',
    what: 'an SCTP Transport without addresses',
    broken: registerTransport({ ...userTransport, parameters: [] }),
    healthy,
    offset: 12 + 16,
  },
  ...[tcp, udp, udpLite, dccp].flatMap((transport): BrokenRule[] => [
    {
      code: 'transport.no_address',
      what: `a transport ${transport.type} without address`,
      broken: registerTransport({ ...transport, parameters: [] }),
      healthy: registerTransport(transport),
      offset: 12 + 16,
    },
    {
      code: 'transport.many_addresses',
      what: `a transport ${transport.type} with two addresses`,
      broken: registerTransport({ ...transport, parameters: [addressOf(peAddress), addressOf(peAddress)] }),
      healthy: registerTransport(transport),
      offset: transport.type === dccpTransport.type ? 12 + 16 + 20 : 12 + 16 + 16,
    },
  ]),
  // F11, F12
  {
    code: 'transport_use.undefined',
    what: 'transport use 2',
    broken: registerTransport({ ...userTransport, values: { port: 1, transportUse: 2 } }),
    healthy,
    offset: 12 + 16 + 6,
    available: 2,
  },
  {
    code: 'transport.reserved',
    what: 'a reserved field of TCP that is no use either',
    broken: registerTransport({ ...tcp, values: { port: 1, transportUse: 9 } }),
    healthy: registerTransport(tcp),
    offset: 12 + 16 + 6,
    available: 9,
  },
  {
    code: 'tcp_transport.use',
    what: 'a transport use in the reserved field of TCP',
    broken: registerTransport({ ...tcp, values: { port: 1, transportUse: 1 } }),
    healthy: registerTransport(tcp),
    offset: 12 + 16 + 6,
    available: 1,
  },
  ...[udp, udpLite, dccp].map(
    (transport): BrokenRule => ({
      code: 'transport.reserved',
      what: `a reserved field of transport ${transport.type}`,
      broken: registerTransport({ ...transport, values: { ...transport.values, reserved: 1 } }),
      healthy: registerTransport(transport),
      offset: 12 + 16 + 6,
      available: 1,
    }),
  ),
  // F13, F14, F15
  {
    code: 'pool_element.no_user_transport',
    what: 'a pool element without a transport',
    broken: registerElement(elementWith([roundRobin])),
    healthy,
    offset: 12,
  },
  {
    code: 'pool_element.no_user_transport',
    what: 'a pool element with an ASAP transport only',
    broken: registerElement(elementWith([roundRobin, userTransport])),
    healthy,
    offset: 12,
  },
  {
    code: 'pool_element.many_user_transports',
    what: 'a pool element with two transports before its policy',
    broken: registerElement(elementWith([udp, tcp, roundRobin])),
    healthy,
    offset: 12 + 16 + 16,
  },
  {
    code: 'pool_element.asap_transport',
    what: 'ASAP over TCP to a pool element',
    broken: registerElement(elementWith([userTransport, roundRobin, tcp])),
    healthy: registerElement(elementWith([userTransport, roundRobin, userTransport])),
    offset: 12 + 16 + 16 + 8,
  },
  {
    code: 'pool_element.no_policy',
    what: 'a pool element without a policy',
    broken: registerElement(elementWith([userTransport])),
    healthy,
    offset: 12,
  },
  // F16, F17
  {
    code: 'policy.wrong_length',
    what: 'Weighted Round Robin without its weight',
    broken: registerPolicy({ type: 8, values: { policyType: 2 } }),
    healthy: registerPolicy(policyOf(weightedRoundRobin, { weight: 3 })),
    offset: 12 + 16 + 16 + 2,
    needed: 12,
    available: 8,
    limitedBy: 'asap.parameter_length',
  },
  {
    code: 'policy.wrong_length',
    what: 'Round Robin with a weight',
    broken: registerPolicy({ type: 8, values: { policyType: 1 }, rest: four }),
    healthy,
    offset: 12 + 16 + 16 + 2,
    needed: 8,
    available: 12,
    limitedBy: 'asap.parameter_length',
  },
  ...[0, 0x40000000].map(
    (policyType): BrokenRule => ({
      code: 'policy.reserved_type',
      what: `policy type ${policyType}`,
      broken: registerPolicy({ type: 8, values: { policyType } }),
      healthy,
      offset: 12 + 16 + 16 + 4,
      available: policyType,
    }),
  ),
  ...[6, 0x3fffffff, 0x40000005, 0x7fffffff].map(
    (policyType): BrokenRule => ({
      code: 'policy.unassigned_type',
      what: `policy type ${policyType}`,
      broken: registerPolicy({ type: 8, values: { policyType } }),
      healthy,
      offset: 12 + 16 + 16 + 4,
      available: policyType,
    }),
  ),
  {
    code: 'policy.private_type',
    what: 'a policy for private use',
    broken: registerPolicy({ type: 8, values: { policyType: 0xdeadbeef }, rest: four }),
    healthy,
    offset: 12 + 16 + 16 + 4,
    available: 0xdeadbeef,
  },
  // F18, F19, F20
  {
    code: 'parameter.missing',
    what: 'a Registration without a pool element',
    broken: register(handle),
    healthy,
    offset: 0,
  },
  {
    code: 'parameter.missing',
    what: 'a Handle Resolution without a handle',
    broken: resolve(),
    healthy: odd,
    offset: 0,
  },
  {
    code: 'parameter.missing',
    what: 'a Cookie message without a cookie',
    broken: encodeMessage(cookieMessage, {}),
    healthy: encodeMessage(cookieMessage, { parameters: [cookieOf('c')] }),
    offset: 0,
  },
  {
    code: 'parameter.unexpected',
    what: 'a checksum in a Deregistration',
    broken: deregister(handle, peIdentifierOf(7), peChecksumOf(1)),
    healthy: deregister(handle, peIdentifierOf(7)),
    offset: 20,
  },
  {
    code: 'parameter.repeated',
    what: 'two handles in a Deregistration',
    broken: deregister(handle, handle, peIdentifierOf(7)),
    healthy: deregister(handle, peIdentifierOf(7)),
    offset: 12,
  },
  {
    code: 'parameter.extension',
    what: 'a PE Identifier in a keep-alive',
    broken: encodeMessage(endpointKeepAlive, { serverId: 1, parameters: [handle, peIdentifierOf(7)] }),
    healthy: encodeMessage(endpointKeepAlive, { serverId: 1, parameters: [handle] }),
    offset: 16,
  },
  {
    code: 'parameter.draft',
    what: 'a Handle Resolution option',
    broken: resolve(handle, handleResolutionItems(3)),
    healthy: resolve(handle),
    offset: 12,
  },
  {
    code: 'parameter.order',
    what: 'the identifier before the handle',
    broken: deregister(peIdentifierOf(7), handle),
    healthy: deregister(handle, peIdentifierOf(7)),
    offset: 12,
  },
  {
    code: 'server_announce.transport',
    what: 'UDP in a Server Announce',
    broken: announce(udp),
    healthy: announce(userTransport, tcp),
    way: asapGroup,
    offset: 8,
  },
  // F21, F22, F23
  {
    code: 'operation_error.empty',
    what: 'an Operation Error without causes',
    broken: error(),
    healthy: error({ code: 9 }),
    offset: 4,
  },
  {
    code: 'cause.header',
    what: 'two octets where a cause should begin',
    broken: error({ raw: Uint8Array.of(0, 9) }),
    healthy: error({ code: 9 }),
    offset: 8,
    needed: 4,
    available: 2,
    limitedBy: 'asap.parameter_length',
  },
  {
    code: 'cause.too_short',
    what: 'a cause of length 3',
    broken: error({ code: 9, length: 3 }),
    healthy: error({ code: 9 }),
    offset: 10,
    needed: 4,
    available: 3,
  },
  {
    code: 'cause.overruns_parent',
    what: 'a cause longer than its parameter',
    broken: error({ code: 9, length: 8 }),
    healthy: error({ code: 9 }),
    offset: 8,
    needed: 8,
    available: 4,
    limitedBy: 'asap.parameter_length',
  },
  {
    code: 'cause.unassigned',
    what: 'cause 0xb',
    broken: error({ code: 0xb }),
    healthy: error({ code: 0xa }),
    offset: 8,
    available: 0xb,
  },
  {
    code: 'cause.private',
    what: 'a cause of rsplib',
    broken: error({ code: 0x100a }),
    healthy: error({ code: 7, parameters: [tcp] }),
    offset: 8,
    available: 0x100a,
  },
  ...[1, 2, 3, 5, 7].map(
    (code): BrokenRule => ({
      code: 'cause.information_missing',
      what: `cause ${code} without information`,
      broken: error({ code }),
      healthy: error({ code: 5, parameters: [roundRobin] }),
      offset: 8,
    }),
  ),
  ...[0, 4, 6, 8, 9].map(
    (code): BrokenRule => ({
      code: 'cause.information_unexpected',
      what: `cause ${code} with information`,
      broken: error({ raw: Uint8Array.of(0, code, 0, 8, 1, 2, 3, 4) }),
      healthy: error({ code }),
      offset: 12,
      available: 4,
    }),
  ),
  {
    code: 'cause.wrong_information',
    what: 'a handle as the policy of the pool',
    broken: error({ code: 5, parameters: [handle] }),
    healthy: error({ code: 5, parameters: [roundRobin] }),
    offset: 12,
  },
  {
    code: 'cause.quoted_fault',
    what: 'a quoted parameter that is longer than the cause',
    broken: error({ code: 1, parameters: [{ ...unknownParameter(0x77, four), length: 20 }] }),
    healthy: error({ code: 1, parameters: [unknownParameter(0x77, four)] }, { code: 2, message: quoted }),
    offset: 12,
    needed: 20,
    available: 8,
    limitedBy: 'asap.cause_length',
  },
  // F24
  fixed('a List Request of 16 octets', encodeMessage(listRequest, ids)),
  fixed('a Handle Table Request of 16 octets', encodeMessage(handleTableRequest, ids)),
  fixed('an Init Takeover of 20 octets', encodeMessage(initTakeover, { ...ids, targetServerId: 3 })),
  fixed('an Init Takeover Ack of 20 octets', encodeMessage(initTakeoverAck, { ...ids, targetServerId: 3 })),
  fixed('a Takeover Server of 20 octets', encodeMessage(takeoverServer, { ...ids, targetServerId: 3 })),
  // F25, F26, F27
  {
    code: 'update_action.undefined',
    what: 'update action 2',
    broken: update(2),
    healthy: update(1),
    way: enrp,
    offset: 12,
    available: 2,
  },
  {
    code: 'handle_update.reserved',
    what: 'a reserved field of 5',
    broken: update(0, 5),
    healthy: update(0),
    way: enrp,
    offset: 14,
    available: 5,
  },
  {
    code: 'handle_table.no_handle',
    what: 'a pool element before any handle',
    broken: table(element, handle, element),
    healthy: table(handle, element, element, handle, element),
    way: enrp,
    offset: 12,
  },
  {
    code: 'handle_table.no_element',
    what: 'a handle without pool elements',
    broken: table(handle, handle, element),
    healthy: table(),
    way: enrp,
    offset: 12,
  },
  {
    code: 'handle_table.no_element',
    what: 'a handle without pool elements at the end',
    broken: table(handle, element, handle),
    healthy: table(handle, element),
    way: enrp,
    offset: 12 + 8 + 40,
  },
  {
    code: 'server_information.no_transport',
    what: 'a server without a transport',
    broken: encodeMessage(listResponse, { ...ids, parameters: [{ type: 0xb, values: { serverId: 1 } }] }),
    healthy: encodeMessage(listResponse, { ...ids, parameters: [serverInformationOf(1, userTransport)] }),
    way: enrp,
    offset: 12,
  },
  {
    code: 'server_information.no_transport',
    what: 'a server with TCP',
    broken: encodeMessage(listResponse, { ...ids, parameters: [serverInformationOf(1, tcp)] }),
    healthy: encodeMessage(listResponse, { ...ids, parameters: [serverInformationOf(1, userTransport)] }),
    way: enrp,
    offset: 20,
  },
  // F28, and what is only unknown
  {
    code: 'message.reserved_type',
    what: 'message type 255',
    broken: patched(healthy, { 0: 255 }),
    healthy,
    offset: 0,
    available: 255,
  },
  {
    code: 'parameter.reserved_type',
    what: 'parameter type 65535',
    broken: register(handle, element, unknownParameter(0xffff, four)),
    healthy,
    offset: size,
    available: 0xffff,
  },
  {
    code: 'parameter.unknown_type',
    what: 'an unknown parameter to stop at',
    broken: register(handle, element, unknownParameter(0x11, four)),
    healthy,
    offset: size,
    available: 0x11,
  },
  {
    code: 'parameter.unknown_skipped',
    what: 'an unknown parameter to skip',
    broken: register(handle, element, unknownParameter(0xc011, four)),
    healthy,
    offset: size,
    available: 0xc011,
  },
  // T1, T2, T5, T9, T11, T12
  {
    code: 'channel.pe_not_sctp',
    what: 'a Registration over TCP',
    broken: healthy,
    healthy,
    way: { tcp: { port: 3863 } },
    healthyWay: {},
    offset: 0,
  },
  {
    code: 'channel.pe_not_sctp',
    what: 'a Registration in a datagram',
    broken: healthy,
    healthy,
    way: { udp: { from: peAddress, to: '10.1.0.1', port: 3863 } },
    healthyWay: {},
    offset: 0,
  },
  {
    code: 'channel.pu_over_udp',
    what: 'a Handle Resolution in a datagram',
    broken: odd,
    healthy: odd,
    way: { udp: { to: '10.1.0.1', port: 3863 } },
    healthyWay: { tcp: { port: 3863 } },
    offset: 0,
  },
  {
    code: 'channel.enrp_not_sctp',
    what: 'a Presence to one server in a datagram',
    broken: present(peChecksumOf(1)),
    healthy: present(peChecksumOf(1)),
    way: { udp: { to: '10.1.0.2', port: 9901 } },
    healthyWay: enrp,
    offset: 0,
  },
  {
    code: 'channel.control_not_sctp',
    what: 'a Cookie over TCP',
    broken: encodeMessage(cookieMessage, { parameters: [cookieOf('cook')] }),
    healthy: encodeMessage(cookieMessage, { parameters: [cookieOf('cook')] }),
    way: { tcp: { port: 3863 } },
    healthyWay: { serverPort: 4711 },
    offset: 0,
  },
  {
    code: 'channel.control_not_sctp',
    what: 'a business card for a pool element on TCP',
    broken: card(tcp),
    healthy: card(userTransport),
    way: { serverPort: 4711 },
    offset: 12 + 16,
  },
  {
    code: 'channel.data_only',
    what: 'a business card for a pool element without control',
    broken: card(sctpTransportOf(1, [peAddress], false)),
    healthy: card(userTransport),
    way: { serverPort: 4711 },
    offset: 12 + 16 + 6,
  },
  {
    code: 'announce.other_message',
    what: 'a Handle Resolution to the group',
    broken: odd,
    healthy: announce(),
    way: asapGroup,
    offset: 0,
  },
  {
    code: 'announce.over_connection',
    what: 'a Server Announce over SCTP',
    broken: announce(),
    healthy: announce(),
    healthyWay: asapGroup,
    offset: 0,
  },
  {
    code: 'announce.enrp_multicast',
    what: 'a Presence to the group',
    broken: present(peChecksumOf(1)),
    healthy: present(peChecksumOf(1)),
    way: enrpGroup,
    healthyWay: enrp,
    offset: 0,
  },
  {
    code: 'announce.enrp_other_multicast',
    what: 'a List Request to the group',
    broken: encodeMessage(listRequest, ids),
    healthy: encodeMessage(listRequest, ids),
    way: enrpGroup,
    healthyWay: enrp,
    offset: 0,
  },
  // T3, T4, T6, T7, T14
  {
    code: 'ppid.missing',
    what: 'ASAP with PPID 0',
    broken: healthy,
    healthy,
    way: { ppid: 0 },
    healthyWay: {},
    offset: 0,
    needed: 11,
  },
  {
    code: 'ppid.missing',
    what: 'ENRP with PPID 0',
    broken: present(peChecksumOf(1)),
    healthy: present(peChecksumOf(1)),
    way: { ...enrp, ppid: 0 },
    healthyWay: enrp,
    offset: 0,
    needed: 12,
  },
  {
    code: 'ppid.byte_swapped',
    what: 'ASAP with its PPID turned around',
    broken: healthy,
    healthy,
    way: { ppid: 0x0b000000 },
    needed: 11,
    healthyWay: {},
    offset: 0,
    available: 0x0b000000,
  },
  {
    code: 'ppid.not_message',
    what: 'text with the PPID of ASAP',
    broken: new TextEncoder().encode('hello, world'),
    healthy,
    offset: 0,
    available: 11,
  },
  {
    code: 'ppid.foreign_port',
    what: 'ASAP on the port of ENRP',
    broken: healthy,
    healthy,
    way: { serverPort: 9901 },
    healthyWay: { serverPort: 5000 },
    offset: 0,
    available: 11,
  },
  {
    code: 'registration.foreign_address',
    what: 'an address that the association does not have',
    broken: registerTransport(sctpTransportOf(1, [peAddress, '10.9.9.9'])),
    healthy: registerTransport(sctpTransportOf(1, [peAddress, '10.9.9.9'])),
    healthyWay: { addresses: [peAddress, '10.9.9.9'] },
    offset: 12 + 16 + 16 + 4,
  },
  {
    code: 'tls.clear_text',
    what: 'ASAP in clear text on the port for TLS',
    broken: healthy,
    healthy,
    way: { serverPort: 3864 },
    healthyWay: {},
    offset: 0,
  },
  {
    code: 'tls.on_clear_port',
    what: 'a TLS record with the PPID of ASAP',
    broken: Uint8Array.of(22, 3, 1, 0, 3, 1, 2, 3),
    healthy,
    offset: 0,
  },
];

export { healthy as healthyRegistration, oddUncounted, registerTransport };
