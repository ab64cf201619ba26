// The ENRP server's identifier as some ASAP messages carry it behind the header. RFC 5352 §2.2.7 and §2.2.10.
import { u32 } from '../declare.ts';

export const serverId = u32('serverId', {
  filter: 'server_identifier',
  label: 'Server Identifier',
  about: 'identifier of the ENRP server that sends this',
  display: 'hex',
});
