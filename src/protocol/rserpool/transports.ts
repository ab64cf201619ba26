// Transports: where a pool element or an ENRP server is reached. RFC 5354 §3.3 to §3.7.
import { choice, parameter, some, u16, u32 } from '../declare.ts';
import { ipv4Address, ipv6Address } from './addresses.ts';
import { transportUse } from './transport-use.ts';

/** Where the application's protocol keeps one address only (RFC 5354 §3.3, §3.5 to §3.7). */
const oneAddress = choice('address', ipv4Address, ipv6Address);

const manyAddresses = some('addresses', ipv4Address, ipv6Address);

function port(filter: string) {
  return u16('port', { filter, label: 'Port', about: 'port the transport listens on' });
}

function reserved(filter: string) {
  return u16('reserved', { filter, label: 'Reserved', about: 'sent as 0, ignored by the receiver' });
}

const use = {
  filter: 'transport_use',
  label: 'Transport Use',
  values: transportUse,
};

export const dccpTransport = parameter({
  type: 0x0003,
  key: 'dccpTransport',
  name: 'DCCP Transport',
  wireshark: 'DCCP Transport Address Parameter',
  rfc: 'RFC 5354 §3.3',
  about: 'a DCCP port with one address; data only',
  fields: [
    port('dccp_transport_port'), // 4..5
    reserved('dccp_transport_reserved'), // 6..7
    u32('serviceCode', {
      filter: 'dccp_transport_service_code',
      label: 'Service Code',
      about: 'DCCP service code',
      wiresharkType: 'uint16',
    }), // 8..11
  ],
  contents: 'parameters',
  slots: [oneAddress],
});

export const sctpTransport = parameter({
  type: 0x0004,
  key: 'sctpTransport',
  name: 'SCTP Transport',
  wireshark: 'SCTP Transport Address Parameter',
  rfc: 'RFC 5354 §3.4',
  about: 'an SCTP port with one or more addresses',
  fields: [
    port('sctp_transport_port'), // 4..5
    u16('transportUse', { ...use, about: 'whether the port carries ASAP control messages beside the data' }), // 6..7
  ],
  contents: 'parameters',
  slots: [manyAddresses],
});

export const tcpTransport = parameter({
  type: 0x0005,
  key: 'tcpTransport',
  name: 'TCP Transport',
  wireshark: 'TCP Transport Address Parameter',
  rfc: 'RFC 5354 §3.5',
  about: 'a TCP port with one address; data only',
  fields: [
    port('tcp_transport_port'), // 4..5
    // Reserved in the RFC. rsplib writes and reads a transport use there, and Wireshark shows it under that name.
    u16('transportUse', { ...use, about: 'reserved in RFC 5354 §3.5; a transport use in rsplib' }), // 6..7
  ],
  contents: 'parameters',
  slots: [oneAddress],
});

export const udpTransport = parameter({
  type: 0x0006,
  key: 'udpTransport',
  name: 'UDP Transport',
  wireshark: 'UDP Transport Address Parameter',
  rfc: 'RFC 5354 §3.6',
  about: 'a UDP port with one address; data only',
  fields: [
    port('udp_transport_port'), // 4..5
    reserved('udp_transport_reserved'), // 6..7
  ],
  contents: 'parameters',
  slots: [oneAddress],
});

export const udpLiteTransport = parameter({
  type: 0x0007,
  key: 'udpLiteTransport',
  name: 'UDP-Lite Transport',
  wireshark: 'UDP-Lite Transport Address Parameter',
  rfc: 'RFC 5354 §3.7',
  about: 'a UDP-Lite port with one address; data only',
  fields: [
    port('udp_lite_transport_port'), // 4..5
    reserved('udp_lite_transport_reserved'), // 6..7
  ],
  contents: 'parameters',
  slots: [oneAddress],
});
