// ASAP Endpoint Keep-Alive Ack: a pool element answers that it lives. RFC 5352 §2.2.8 and §3.4.
import { message, one } from '../declare.ts';
import { peIdentifier } from '../rserpool/pe-identifier.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';

export const endpointKeepAliveAck = message({
  protocol: 'asap',
  type: 0x08,
  key: 'endpointKeepAliveAck',
  name: 'Endpoint Keep-Alive Ack',
  wireshark: 'ASAP Endpoint Keep-Alive Acknowledgement',
  rfc: 'RFC 5352 §2.2.8',
  about: 'a pool element answers that it lives',
  flags: [],
  fields: [],
  slots: [one(poolHandle), one(peIdentifier)],
});
