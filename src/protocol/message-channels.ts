// Who says what to whom: between which roles each ASAP message travels, and so over which transport it may (RFC 5352 §2.1,
// §2.2, §3.6, §3.8). ENRP has one channel only: server to server over SCTP (RFC 5353 §3.1).
import { asapError } from './asap/asap-error.ts';
import { businessCard } from './asap/business-card.ts';
import { cookieEcho } from './asap/cookie-echo.ts';
import { cookieMessage } from './asap/cookie-message.ts';
import { deregistration } from './asap/deregistration.ts';
import { deregistrationResponse } from './asap/deregistration-response.ts';
import { endpointKeepAlive } from './asap/endpoint-keep-alive.ts';
import { endpointKeepAliveAck } from './asap/endpoint-keep-alive-ack.ts';
import { endpointUnreachable } from './asap/endpoint-unreachable.ts';
import { handleResolution } from './asap/handle-resolution.ts';
import { handleResolutionResponse } from './asap/handle-resolution-response.ts';
import { registration } from './asap/registration.ts';
import { registrationResponse } from './asap/registration-response.ts';
import { serverAnnounce } from './asap/server-announce.ts';
import type { MessageDefinition } from './schema.ts';

/**
 * `elementServer`: SCTP only. `userServer`: SCTP or TCP; pool elements take part in some, over SCTP. `control`: between pool
 * user and pool element, beside the data, told apart by PPID and so over SCTP. `announce`: multicast.
 */
export type Channel = 'elementServer' | 'userServer' | 'control' | 'announce';

/** The only one that does not travel over a connection. */
export const announcement: MessageDefinition = serverAnnounce;

const channels: readonly (readonly [Channel, readonly MessageDefinition[]])[] = [
  [
    'elementServer',
    [
      registration,
      registrationResponse,
      deregistration,
      deregistrationResponse,
      endpointKeepAlive,
      endpointKeepAliveAck,
    ],
  ],
  ['userServer', [handleResolution, handleResolutionResponse, endpointUnreachable, asapError]],
  ['control', [cookieMessage, cookieEcho, businessCard]],
  ['announce', [announcement]],
];

/** By type: this is asked with each message. */
const channelOfType: (Channel | undefined)[] = new Array(256).fill(undefined);
for (const [channel, messages] of channels) for (const { type } of messages) channelOfType[type] = channel;

/** Undefined for a type that is not assigned. */
export function asapChannelOf(type: number): Channel | undefined {
  return channelOfType[type];
}
