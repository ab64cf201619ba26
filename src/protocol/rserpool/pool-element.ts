// Pool Element: one member of a pool, with the transport its users take and its policy values. RFC 5354 §3.10.
import { choice, i32, one, optional, parameter, u32 } from '../declare.ts';
import { opaqueTransport } from './opaque-transport.ts';
import { poolMemberSelectionPolicy } from './policy.ts';
import { dccpTransport, sctpTransport, tcpTransport, udpLiteTransport, udpTransport } from './transports.ts';

export const poolElement = parameter({
  type: 0x000a,
  key: 'poolElement',
  name: 'Pool Element',
  wireshark: 'Pool Element Parameter',
  rfc: 'RFC 5354 §3.10',
  about: 'one member of a pool',
  fields: [
    u32('peIdentifier', {
      filter: 'pool_element_pe_identifier',
      label: 'PE Identifier',
      about: 'identifier of the pool element, unique in its pool',
      display: 'hex',
    }), // 4..7
    u32('homeServerId', {
      filter: 'pool_element_home_enrp_server_identifier',
      label: 'Home ENRP Server Identifier',
      about: 'server that owns the pool element; 0 where undetermined',
      display: 'hex',
    }), // 8..11
    i32('registrationLife', {
      filter: 'pool_element_registration_life',
      label: 'Registration Life',
      about: 'how long the registration holds: seconds in the RFC, milliseconds in rsplib; -1 for ever',
      wiresharkUnit: 'ms',
    }), // 12..15
  ],
  contents: 'parameters',
  slots: [
    choice(
      'userTransport',
      dccpTransport,
      sctpTransport,
      tcpTransport,
      udpTransport,
      udpLiteTransport,
      opaqueTransport,
    ),
    one(poolMemberSelectionPolicy),
    { ...optional(sctpTransport), key: 'asapTransport' },
  ],
});
