// ASAP Endpoint Keep-Alive: a server asks whether a pool element lives, or takes it over. RFC 5352 §2.2.7 and §3.4.
import { extension, flag, message, one } from '../declare.ts';
import { peIdentifier } from '../rserpool/pe-identifier.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';
import { serverId } from './server-identifier.ts';

export const endpointKeepAlive = message({
  protocol: 'asap',
  type: 0x07,
  key: 'endpointKeepAlive',
  name: 'Endpoint Keep-Alive',
  wireshark: 'ASAP Endpoint Keep-Alive',
  rfc: 'RFC 5352 §2.2.7',
  about: 'a server asks whether a pool element lives',
  flags: [
    flag('home', 0x01, {
      filter: 'h_bit',
      label: 'H Bit',
      about: 'the sender wants to be the new home ENRP server',
      set: 'Want to be new ENRP server',
      clear: 'Do not want to be new ENRP server',
    }),
  ],
  fields: [
    serverId, // 4..7
  ],
  slots: [one(poolHandle), extension(peIdentifier, 'rsplib')],
});
