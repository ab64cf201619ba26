// All ASAP messages. RFC 5352 §2.2.
import type { MessageDefinition } from '../schema.ts';
import { asapError } from './asap-error.ts';
import { businessCard } from './business-card.ts';
import { cookieEcho } from './cookie-echo.ts';
import { cookieMessage } from './cookie-message.ts';
import { deregistration } from './deregistration.ts';
import { deregistrationResponse } from './deregistration-response.ts';
import { endpointKeepAlive } from './endpoint-keep-alive.ts';
import { endpointKeepAliveAck } from './endpoint-keep-alive-ack.ts';
import { endpointUnreachable } from './endpoint-unreachable.ts';
import { handleResolution } from './handle-resolution.ts';
import { handleResolutionResponse } from './handle-resolution-response.ts';
import { registration } from './registration.ts';
import { registrationResponse } from './registration-response.ts';
import { serverAnnounce } from './server-announce.ts';

export const asapMessages: readonly MessageDefinition[] = [
  registration,
  deregistration,
  registrationResponse,
  deregistrationResponse,
  handleResolution,
  handleResolutionResponse,
  endpointKeepAlive,
  endpointKeepAliveAck,
  endpointUnreachable,
  serverAnnounce,
  cookieMessage,
  cookieEcho,
  businessCard,
  asapError,
];
