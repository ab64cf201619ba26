// What pool elements and servers say, in short: `register('Alpha', 1)`, `presence(0xa, 0xffff)`. RFC 5352 §2, RFC 5353 §2.
import { encodeMessage } from '../../src/encode/encode-message.ts';
import {
  handleResolutionItems,
  operationErrorOf,
  peChecksumOf,
  peIdentifierOf,
  poolElementOf,
  poolHandleOf,
  sctpTransportOf,
  serverInformationOf,
} from '../../src/encode/parameters.ts';
import type { ParameterValues } from '../../src/encode/values.ts';
import { blockSum, checksumOf } from '../../src/handlespace/pe-checksum.ts';
import { deregistration } from '../../src/protocol/asap/deregistration.ts';
import { deregistrationResponse } from '../../src/protocol/asap/deregistration-response.ts';
import { endpointKeepAlive } from '../../src/protocol/asap/endpoint-keep-alive.ts';
import { endpointKeepAliveAck } from '../../src/protocol/asap/endpoint-keep-alive-ack.ts';
import { endpointUnreachable } from '../../src/protocol/asap/endpoint-unreachable.ts';
import { handleResolution } from '../../src/protocol/asap/handle-resolution.ts';
import { handleResolutionResponse } from '../../src/protocol/asap/handle-resolution-response.ts';
import { registration } from '../../src/protocol/asap/registration.ts';
import { registrationResponse } from '../../src/protocol/asap/registration-response.ts';
import { serverAnnounce } from '../../src/protocol/asap/server-announce.ts';
import { handleTableRequest } from '../../src/protocol/enrp/handle-table-request.ts';
import { handleTableResponse } from '../../src/protocol/enrp/handle-table-response.ts';
import { handleUpdate } from '../../src/protocol/enrp/handle-update.ts';
import { initTakeover } from '../../src/protocol/enrp/init-takeover.ts';
import { initTakeoverAck } from '../../src/protocol/enrp/init-takeover-ack.ts';
import { presence as presenceTable } from '../../src/protocol/enrp/presence.ts';
import { takeoverServer as takeoverServerTable } from '../../src/protocol/enrp/takeover-server.ts';

export interface ElementInput {
  /** As on the wire. */
  readonly life?: number;
  readonly home?: number;
  readonly policy?: ParameterValues;
  readonly address?: string;
  readonly asap?: boolean;
}

function element(id: number, input: ElementInput = {}): ParameterValues {
  const { life = 300, home = 0, policy, address = '10.1.0.11', asap = false } = input;
  return poolElementOf({
    peIdentifier: id,
    homeServerId: home,
    registrationLife: life,
    userTransport: sctpTransportOf(7000, [address]),
    ...(policy ? { policy } : {}),
    ...(asap ? { asapTransport: sctpTransportOf(40_000, [address]) } : {}),
  });
}

function named(handle: string, id: number): ParameterValues[] {
  return [poolHandleOf(handle), peIdentifierOf(id)];
}

export const register = (handle: string, id: number, input?: ElementInput) =>
  encodeMessage(registration, { parameters: [poolHandleOf(handle), element(id, input)] });

export const registered = (handle: string, id: number) =>
  encodeMessage(registrationResponse, { parameters: named(handle, id) });

export const rejectedWith = (handle: string, id: number, code: number) =>
  encodeMessage(registrationResponse, {
    rejected: true,
    parameters: [...named(handle, id), operationErrorOf({ code })],
  });

export const deregister = (handle: string, id: number) =>
  encodeMessage(deregistration, { parameters: named(handle, id) });

/** With a cause: refused. */
export const deregistered = (handle: string, id: number, code?: number) =>
  encodeMessage(deregistrationResponse, {
    parameters: [...named(handle, id), ...(code === undefined ? [] : [operationErrorOf({ code })])],
  });

/** With the PE Identifier that rsplib adds, which is how an observer knows whom it means. */
export const keepAlive = (server: number, handle: string, id: number, home = false) =>
  encodeMessage(endpointKeepAlive, { home, serverId: server, parameters: named(handle, id) });

export const keepAliveAck = (handle: string, id: number) =>
  encodeMessage(endpointKeepAliveAck, { parameters: named(handle, id) });

export const unreachable = (handle: string, id: number) =>
  encodeMessage(endpointUnreachable, { parameters: named(handle, id) });

export const resolve = (handle: string, items = 0) =>
  encodeMessage(handleResolution, {
    parameters: [poolHandleOf(handle), ...(items > 0 ? [handleResolutionItems(items)] : [])],
  });

export const resolved = (handle: string, elements: readonly (readonly [id: number, input: ElementInput])[]) =>
  encodeMessage(handleResolutionResponse, {
    parameters: [poolHandleOf(handle), ...elements.map(([id, input]) => element(id, input))],
  });

export const announce = (server: number) => encodeMessage(serverAnnounce, { serverId: server });

export const presence = (sender: number, checksum: number, receiver = 0) =>
  encodeMessage(presenceTable, {
    senderServerId: sender,
    receiverServerId: receiver,
    parameters: [peChecksumOf(checksum)],
  });

export const presenceAt = (sender: number, checksum: number, address: string) =>
  encodeMessage(presenceTable, {
    senderServerId: sender,
    receiverServerId: 0,
    parameters: [peChecksumOf(checksum), serverInformationOf(sender, sctpTransportOf(9901, [address]))],
  });

const update =
  (action: number) =>
  (sender: number, receiver: number, handle: string, id: number, input: ElementInput = {}) =>
    encodeMessage(handleUpdate, {
      senderServerId: sender,
      receiverServerId: receiver,
      updateAction: action,
      reserved: 0,
      parameters: [poolHandleOf(handle), element(id, { home: sender, asap: true, ...input })],
    });

export const add = update(0);
export const remove = update(1);

export const tableRequest = (sender: number, receiver: number, ownChildrenOnly: boolean) =>
  encodeMessage(handleTableRequest, { senderServerId: sender, receiverServerId: receiver, ownChildrenOnly });

export const table = (
  sender: number,
  receiver: number,
  entries: readonly (readonly [handle: string, id: number, input?: ElementInput])[],
  flags: { moreToSend?: boolean; rejected?: boolean } = {},
) =>
  encodeMessage(handleTableResponse, {
    senderServerId: sender,
    receiverServerId: receiver,
    ...flags,
    parameters: entries.flatMap(([handle, id, input]) => [
      poolHandleOf(handle),
      element(id, { home: sender, asap: true, ...input }),
    ]),
  });

const about = (sender: number, receiver: number, target: number) => ({
  senderServerId: sender,
  receiverServerId: receiver,
  targetServerId: target,
});

export const wantsToTakeOver = (sender: number, receiver: number, target: number) =>
  encodeMessage(initTakeover, about(sender, receiver, target));

export const mayTakeOver = (sender: number, receiver: number, target: number) =>
  encodeMessage(initTakeoverAck, about(sender, receiver, target));

export const tookOver = (sender: number, receiver: number, target: number) =>
  encodeMessage(takeoverServerTable, about(sender, receiver, target));

const utf8 = new TextEncoder();

/** The PE checksum of a server that owns these. */
export function checksum(...owned: readonly (readonly [handle: string, id: number])[]): number {
  return checksumOf(owned.reduce((sum, [handle, id]) => sum + blockSum(utf8.encode(handle), id), 0));
}
