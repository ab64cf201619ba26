// All parameters that ASAP and ENRP share. RFC 5354 §3, and one extension.
import type { ParameterDefinition } from '../schema.ts';
import { ipv4Address, ipv6Address } from './addresses.ts';
import { cookie } from './cookie.ts';
import { handleResolutionOption } from './handle-resolution-option.ts';
import { opaqueTransport } from './opaque-transport.ts';
import { operationError } from './operation-error.ts';
import { peChecksum } from './pe-checksum.ts';
import { peIdentifier } from './pe-identifier.ts';
import { poolMemberSelectionPolicy } from './policy.ts';
import { poolElement } from './pool-element.ts';
import { poolHandle } from './pool-handle.ts';
import { serverInformation } from './server-information.ts';
import { dccpTransport, sctpTransport, tcpTransport, udpLiteTransport, udpTransport } from './transports.ts';

export const parameters: readonly ParameterDefinition[] = [
  ipv4Address,
  ipv6Address,
  dccpTransport,
  sctpTransport,
  tcpTransport,
  udpTransport,
  udpLiteTransport,
  poolMemberSelectionPolicy,
  poolHandle,
  poolElement,
  serverInformation,
  operationError,
  cookie,
  peIdentifier,
  peChecksum,
  opaqueTransport,
  handleResolutionOption,
];
