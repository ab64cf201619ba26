// ASAP Server Announce: an ENRP server tells everybody by multicast where it is. RFC 5352 §2.2.10 and §3.6.
// Without a transport: SCTP at the source address of the datagram.
import { many, message } from '../declare.ts';
import { sctpTransport, tcpTransport } from '../rserpool/transports.ts';
import { serverId } from './server-identifier.ts';

export const serverAnnounce = message({
  protocol: 'asap',
  type: 0x0a,
  key: 'serverAnnounce',
  name: 'Server Announce',
  wireshark: 'ASAP Server Announce',
  rfc: 'RFC 5352 §2.2.10',
  about: 'an ENRP server tells everybody where it is',
  flags: [],
  fields: [
    serverId, // 4..7
  ],
  slots: [many('transports', sctpTransport, tcpTransport)],
});
