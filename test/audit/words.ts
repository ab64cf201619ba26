// Messages that the stories of the audit need beside those of test/handlespace/words.ts: with flags, errors and odd contents.
import { encodeMessage } from '../../src/encode/encode-message.ts';
import {
  cookieOf,
  operationErrorOf,
  peIdentifierOf,
  policyOf,
  poolElementOf,
  poolHandleOf,
  sctpTransportOf,
  serverInformationOf,
  udpTransportOf,
  unknownParameter,
} from '../../src/encode/parameters.ts';
import type { ParameterValues } from '../../src/encode/values.ts';
import { asapError } from '../../src/protocol/asap/asap-error.ts';
import { businessCard } from '../../src/protocol/asap/business-card.ts';
import { cookieEcho } from '../../src/protocol/asap/cookie-echo.ts';
import { cookieMessage } from '../../src/protocol/asap/cookie-message.ts';
import { endpointKeepAlive } from '../../src/protocol/asap/endpoint-keep-alive.ts';
import { handleResolution } from '../../src/protocol/asap/handle-resolution.ts';
import { handleResolutionResponse } from '../../src/protocol/asap/handle-resolution-response.ts';
import { registration } from '../../src/protocol/asap/registration.ts';
import { registrationResponse } from '../../src/protocol/asap/registration-response.ts';
import { enrpError } from '../../src/protocol/enrp/enrp-error.ts';
import { handleUpdate } from '../../src/protocol/enrp/handle-update.ts';
import { listRequest } from '../../src/protocol/enrp/list-request.ts';
import { listResponse } from '../../src/protocol/enrp/list-response.ts';
import { leastUsed, priorityPolicy, random, weightedRoundRobin } from '../../src/protocol/rserpool/policies.ts';

export const randomly = policyOf(random, {});
export const byWeight = (weight: number) => policyOf(weightedRoundRobin, { weight });
export const byPriority = (priority: number) => policyOf(priorityPolicy, { priority });
export const byLoad = (load: number) => policyOf(leastUsed, { load });

/** A pool element as an answer or update has it. */
export function entry(
  id: number,
  {
    home = 0,
    address = '10.1.0.11',
    policy,
    control = false,
    port = 7000,
  }: { home?: number; address?: string; policy?: ParameterValues; control?: boolean; port?: number } = {},
): ParameterValues {
  return poolElementOf({
    peIdentifier: id,
    homeServerId: home,
    registrationLife: 90_000,
    userTransport: sctpTransportOf(port, [address], control),
    ...(policy ? { policy } : {}),
  });
}

export const registerWith = (handle: string, element: ParameterValues) =>
  encodeMessage(registration, { parameters: [poolHandleOf(handle), element] });

export const overUdp = (handle: string, id: number, address: string) =>
  registerWith(
    handle,
    poolElementOf({ peIdentifier: id, registrationLife: 90_000, userTransport: udpTransportOf(7000, address) }),
  );

export const rejectedSilently = (handle: string, id: number) =>
  encodeMessage(registrationResponse, { rejected: true, parameters: [poolHandleOf(handle), peIdentifierOf(id)] });

export const ask = (handle: string, { subscribe = false }: { subscribe?: boolean } = {}) =>
  encodeMessage(handleResolution, { subscribe, parameters: [poolHandleOf(handle)] });

export interface AnswerInput {
  readonly accepts?: boolean;
  readonly policy?: ParameterValues;
  readonly error?: number;
}

export const answer = (handle: string, elements: readonly ParameterValues[], input: AnswerInput = {}) =>
  encodeMessage(handleResolutionResponse, {
    updatesAccepted: input.accepts ?? false,
    parameters: [
      poolHandleOf(handle),
      ...(input.policy ? [input.policy] : []),
      ...elements,
      ...(input.error === undefined ? [] : [operationErrorOf({ code: input.error })]),
    ],
  });

/** As the RFC has it: without the element's identifier. */
export const askPool = (server: number, handle: string) =>
  encodeMessage(endpointKeepAlive, { home: false, serverId: server, parameters: [poolHandleOf(handle)] });

export const update = (sender: number, action: number, handle: string, element: ParameterValues, receiver = 0) =>
  encodeMessage(handleUpdate, {
    senderServerId: sender,
    receiverServerId: receiver,
    updateAction: action,
    reserved: 0,
    parameters: [poolHandleOf(handle), element],
  });

export const cookie = (text: string) => encodeMessage(cookieMessage, { parameters: [cookieOf(text)] });
export const echo = (text: string) => encodeMessage(cookieEcho, { parameters: [cookieOf(text)] });
export const card = (handle: string, id: number) =>
  encodeMessage(businessCard, { parameters: [poolHandleOf(handle), entry(id, { control: true })] });

export const asapFailure = (code = 0) => encodeMessage(asapError, { parameters: [operationErrorOf({ code })] });
export const enrpFailure = (sender: number, receiver: number) =>
  encodeMessage(enrpError, {
    senderServerId: sender,
    receiverServerId: receiver,
    parameters: [operationErrorOf({ code: 0 })],
  });

/** A parameter that nobody knows and that is to be reported (top bits 11). */
export const oddParameter = unknownParameter(0xc123, new Uint8Array(4));
export const oddResolution = (handle: string) =>
  encodeMessage(handleResolution, { parameters: [poolHandleOf(handle), oddParameter] });

export const askList = (sender: number, receiver: number) =>
  encodeMessage(listRequest, { senderServerId: sender, receiverServerId: receiver });
export const list = (sender: number, receiver: number, listed: readonly number[], rejected = false) =>
  encodeMessage(listResponse, {
    senderServerId: sender,
    receiverServerId: receiver,
    rejected,
    parameters: listed.map((id) => serverInformationOf(id, sctpTransportOf(9901, ['10.1.0.1']))),
  });
