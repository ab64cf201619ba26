// Server Information: an ENRP server and where its peers reach it. RFC 5354 §3.11.
import { one, parameter, u32 } from '../declare.ts';
import { sctpTransport } from './transports.ts';

export const serverInformation = parameter({
  type: 0x000b,
  key: 'serverInformation',
  name: 'Server Information',
  wireshark: 'Server Information Parameter',
  rfc: 'RFC 5354 §3.11',
  about: 'an ENRP server and its transport',
  fields: [
    u32('serverId', {
      filter: 'server_identifier',
      enrpFilter: 'server_information_server_identifier',
      label: 'Server Identifier',
      about: 'identifier of the ENRP server',
      display: 'hex',
    }), // 4..7
  ],
  contents: 'parameters',
  slots: [one(sctpTransport)],
});
