// Which message asks for which: requests, their answers, what tells that two belong together, and how long who waits.
// There is no transaction number anywhere in ASAP or ENRP (RFC 5352 §2.2, RFC 5353 §2): equal requests are paired in order.
import { deregistration } from './asap/deregistration.ts';
import { deregistrationResponse } from './asap/deregistration-response.ts';
import { endpointKeepAlive } from './asap/endpoint-keep-alive.ts';
import { endpointKeepAliveAck } from './asap/endpoint-keep-alive-ack.ts';
import { endpointUnreachable } from './asap/endpoint-unreachable.ts';
import { handleResolution } from './asap/handle-resolution.ts';
import { handleResolutionResponse } from './asap/handle-resolution-response.ts';
import { registration } from './asap/registration.ts';
import { registrationResponse } from './asap/registration-response.ts';
import { handleTableRequest } from './enrp/handle-table-request.ts';
import { handleTableResponse } from './enrp/handle-table-response.ts';
import { initTakeover } from './enrp/init-takeover.ts';
import { initTakeoverAck } from './enrp/init-takeover-ack.ts';
import { listRequest } from './enrp/list-request.ts';
import { listResponse } from './enrp/list-response.ts';
import { presence } from './enrp/presence.ts';
import type { MessageDefinition, Protocol } from './schema.ts';
import { rfcTimers, rsplibTimers, type Timers } from './timers.ts';

/**
 * What an answer has in common with its request. `association`: it comes back over the same one. `servers`: sender and
 * receiver have changed places. `answering server`: the request names as its target who must answer.
 */
export type KeyPart =
  | 'association'
  | 'pool handle'
  | 'PE identifier'
  | 'target server'
  | 'servers'
  | 'answering server'
  | 'same server';

/** Names of the timers that hold a number of milliseconds or nothing. */
type Timeout = {
  [Name in keyof Timers]: Timers[Name] extends number | null ? Name : never;
}[keyof Timers];

export interface Exchange<Key extends string = string> {
  readonly key: Key;
  /** As `analyze` heads its figures. */
  readonly name: string;
  readonly protocol: Protocol;
  readonly request: number;
  /** Only with this bit of the flags set is the message a request; 0: always. */
  readonly requestFlag: number;
  readonly answer: number;
  /** Only with this bit of the flags clear is the message an answer; 0: always. */
  readonly answerFlagClear: number;
  readonly keyedBy: readonly KeyPart[];
  /** How long the asker waits; null where neither the RFC nor rsplib has a timer for it. */
  readonly timeout: Timeout | null;
  /** What comes later than this is not an answer, but sent for a reason of its own. Null: it can only be an answer. */
  readonly withinMs: number | null;
  /** True where such answers come only to requests, so that counts of both tell something. */
  readonly counted: boolean;
  readonly rfc: string;
}

function exchange<const Key extends string>(
  key: Key,
  name: string,
  request: MessageDefinition,
  answer: MessageDefinition,
  keyedBy: readonly KeyPart[],
  timeout: Timeout | null,
  rfc: string,
  more: Partial<Pick<Exchange, 'requestFlag' | 'answerFlagClear' | 'withinMs' | 'counted'>> = {},
): Exchange<Key> {
  return {
    key,
    name,
    protocol: request.protocol,
    request: request.type,
    answer: answer.type,
    requestFlag: 0,
    answerFlagClear: 0,
    keyedBy,
    timeout,
    withinMs: null,
    counted: true,
    rfc,
    ...more,
  };
}

const replyRequired = presence.flags[0].mask ?? 0;

export const exchanges = [
  exchange(
    'registration',
    'Registration',
    registration,
    registrationResponse,
    ['association', 'pool handle', 'PE identifier'],
    'registrationTimeoutMs',
    'RFC 5352 §3.1',
  ),
  // A response without a request says that the registration's life has ended (RFC 5352 §3.2).
  exchange(
    'deregistration',
    'Deregistration',
    deregistration,
    deregistrationResponse,
    ['association', 'pool handle', 'PE identifier'],
    'deregistrationTimeoutMs',
    'RFC 5352 §3.2',
  ),
  exchange(
    'handleResolution',
    'Handle Resolution',
    handleResolution,
    handleResolutionResponse,
    ['association', 'pool handle'],
    'handleResolutionTimeoutMs',
    'RFC 5352 §3.3',
  ),
  // The RFC's request has no PE identifier, rsplib's has: a request without one takes the answer of any.
  exchange(
    'keepAlive',
    'Keep-Alive',
    endpointKeepAlive,
    endpointKeepAliveAck,
    ['association', 'pool handle', 'PE identifier'],
    'keepAliveTimeoutMs',
    'RFC 5352 §3.4',
  ),
  exchange(
    'list',
    'List Request',
    listRequest,
    listResponse,
    ['association'],
    'maxTimeNoResponseMs',
    'RFC 5353 §3.2.2',
  ),
  exchange(
    'handleTable',
    'Handle Table Request',
    handleTableRequest,
    handleTableResponse,
    ['association'],
    'maxTimeNoResponseMs',
    'RFC 5353 §3.2.3',
  ),
  // One copy goes to each peer, and each answers on its own association.
  exchange(
    'initTakeover',
    'Init Takeover',
    initTakeover,
    initTakeoverAck,
    ['association', 'target server'],
    'takeoverExpiryMs',
    'RFC 5353 §3.5.1',
  ),
  // "Immediately", and over the server's own association with the pool element. A keep-alive that comes later is the
  // periodic one: rsplib sends no other.
  exchange(
    'unreachable',
    'Endpoint Unreachable',
    endpointUnreachable,
    endpointKeepAlive,
    ['same server', 'pool handle', 'PE identifier'],
    null,
    'RFC 5352 §3.5',
    { withinMs: 1000, counted: false },
  ),
  exchange('presence', 'Presence', presence, presence, ['servers'], 'maxTimeNoResponseMs', 'RFC 5353 §3.4', {
    requestFlag: replyRequired,
    answerFlagClear: replyRequired,
    withinMs: rfcTimers.maxTimeNoResponseMs,
    counted: false,
  }),
  // A target that lives tells all its peers so, and the takeover must stop.
  exchange(
    'takeoverObjection',
    'Init Takeover',
    initTakeover,
    presence,
    ['answering server'],
    'takeoverExpiryMs',
    'RFC 5353 §3.5.1',
    { withinMs: rsplibTimers.takeoverExpiryMs, counted: false },
  ),
] as const;

export type ExchangeKey = (typeof exchanges)[number]['key'];

const none: readonly number[] = [];

function byType(typeOf: (entry: Exchange) => number, protocol: Protocol): readonly (readonly number[])[] {
  const table: number[][] = Array.from({ length: 256 }, () => []);
  for (const [index, entry] of exchanges.entries()) if (entry.protocol === protocol) table[typeOf(entry)]?.push(index);
  return table;
}

const asked = { asap: byType(({ request }) => request, 'asap'), enrp: byType(({ request }) => request, 'enrp') };
const answered = { asap: byType(({ answer }) => answer, 'asap'), enrp: byType(({ answer }) => answer, 'enrp') };

/** Places in `exchanges` of those that a message of this type opens. */
export function askedBy(protocol: Protocol, type: number): readonly number[] {
  return asked[protocol][type] ?? none;
}

/** Places in `exchanges` of those that a message of this type may answer. */
export function answeredBy(protocol: Protocol, type: number): readonly number[] {
  return answered[protocol][type] ?? none;
}

/** How long an asker waits by the RFC and in rsplib; null where the document or the program has no such timer. */
export function timeoutsOf({ timeout }: Exchange): { readonly rfcMs: number | null; readonly rsplibMs: number | null } {
  return timeout === null
    ? { rfcMs: null, rsplibMs: null }
    : { rfcMs: rfcTimers[timeout], rsplibMs: rsplibTimers[timeout] };
}

/** A Handle Table Request so long after the last part begins a new download: rsplib asks for the next part at once. */
export const tableChainSeconds = 30;
