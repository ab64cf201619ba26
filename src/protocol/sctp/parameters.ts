// SCTP's parameters (in INIT, INIT ACK, ASCONF …) and its error causes. RFC 9260 §3.3.2, §3.3.3 and §3.3.10, RFC 5061
// §4.2, RFC 4895 §3, RFC 6525 §4. Not RSerPool's parameters: an IPv4 address is 5 here and 1 there.
import { enumeration } from '../declare.ts';

export const sctpParameterIpv4 = 5;
export const sctpParameterIpv6 = 6;
export const sctpParameterStateCookie = 7;
export const sctpParameterHeartbeatInfo = 1;
export const sctpParameterOutgoingReset = 13;
export const sctpParameterIncomingReset = 14;
export const sctpParameterSsnTsnReset = 15;
export const sctpParameterReconfigResponse = 16;
export const sctpParameterZeroChecksum = 0x8001;
export const sctpParameterSupportedExtensions = 0x8008;
export const sctpParameterAddIp = 0xc001;
export const sctpParameterDeleteIp = 0xc002;
export const sctpParameterErrorCauseIndication = 0xc003;
export const sctpParameterSetPrimary = 0xc004;
export const sctpParameterSuccess = 0xc005;

export const sctpParameterTypes = enumeration('SCTP Parameter Type', [
  { value: sctpParameterHeartbeatInfo, name: 'Heartbeat info', rfc: 'RFC 9260 §3.3.5' },
  { value: sctpParameterIpv4, name: 'IPv4 address', rfc: 'RFC 9260 §3.3.2' },
  { value: sctpParameterIpv6, name: 'IPv6 address', rfc: 'RFC 9260 §3.3.2' },
  { value: sctpParameterStateCookie, name: 'State cookie', rfc: 'RFC 9260 §3.3.3' },
  { value: 8, name: 'Unrecognized parameter', rfc: 'RFC 9260 §3.3.3' },
  { value: 9, name: 'Cookie preservative', rfc: 'RFC 9260 §3.3.2' },
  { value: 11, name: 'Hostname address', rfc: 'RFC 9260 §3.3.2', about: 'deprecated' },
  { value: 12, name: 'Supported address types', rfc: 'RFC 9260 §3.3.2' },
  { value: sctpParameterOutgoingReset, name: 'Outgoing SSN reset request', rfc: 'RFC 6525 §4.1' },
  { value: sctpParameterIncomingReset, name: 'Incoming SSN reset request', rfc: 'RFC 6525 §4.2' },
  { value: sctpParameterSsnTsnReset, name: 'SSN/TSN reset request', rfc: 'RFC 6525 §4.3' },
  { value: sctpParameterReconfigResponse, name: 'Re-configuration response', rfc: 'RFC 6525 §4.4' },
  { value: 17, name: 'Add outgoing streams request', rfc: 'RFC 6525 §4.5' },
  { value: 18, name: 'Add incoming streams request', rfc: 'RFC 6525 §4.6' },
  { value: 0x8000, name: 'ECN', rfc: 'RFC 9260 §3.3.2' },
  { value: sctpParameterZeroChecksum, name: 'Zero checksum acceptable', rfc: 'RFC 9653', wiresharkKnows: false },
  { value: 0x8002, name: 'Random', rfc: 'RFC 4895 §3.1' },
  { value: 0x8003, name: 'Authenticated Chunk list', rfc: 'RFC 4895 §3.2' },
  { value: 0x8004, name: 'Requested HMAC Algorithm', rfc: 'RFC 4895 §3.3' },
  { value: sctpParameterSupportedExtensions, name: 'Supported Extensions', rfc: 'RFC 5061 §4.2.7' },
  { value: 0xc000, name: 'Forward TSN supported', rfc: 'RFC 3758 §3.1' },
  { value: sctpParameterAddIp, name: 'Add IP address', rfc: 'RFC 5061 §4.2.1' },
  { value: sctpParameterDeleteIp, name: 'Delete IP address', rfc: 'RFC 5061 §4.2.2' },
  { value: sctpParameterErrorCauseIndication, name: 'Error cause indication', rfc: 'RFC 5061 §4.2.3' },
  { value: sctpParameterSetPrimary, name: 'Set primary address', rfc: 'RFC 5061 §4.2.4' },
  { value: sctpParameterSuccess, name: 'Success report', rfc: 'RFC 5061 §4.2.5' },
  { value: 0xc006, name: 'Adaptation Layer Indication', rfc: 'RFC 5061 §4.2.6' },
]);

export const sctpCauseCodes = enumeration('SCTP Cause Code', [
  { value: 0x1, name: 'Invalid stream identifier', rfc: 'RFC 9260 §3.3.10.1' },
  { value: 0x2, name: 'Missing mandatory parameter', rfc: 'RFC 9260 §3.3.10.2' },
  { value: 0x3, name: 'Stale cookie error', rfc: 'RFC 9260 §3.3.10.3' },
  { value: 0x4, name: 'Out of resource', rfc: 'RFC 9260 §3.3.10.4' },
  { value: 0x5, name: 'Unresolvable address', rfc: 'RFC 9260 §3.3.10.5' },
  { value: 0x6, name: 'Unrecognized chunk type', rfc: 'RFC 9260 §3.3.10.6' },
  { value: 0x7, name: 'Invalid mandatory parameter', rfc: 'RFC 9260 §3.3.10.7' },
  { value: 0x8, name: 'Unrecognized parameters', rfc: 'RFC 9260 §3.3.10.8' },
  { value: 0x9, name: 'No user data', rfc: 'RFC 9260 §3.3.10.9' },
  { value: 0xa, name: 'Cookie received while shutting down', rfc: 'RFC 9260 §3.3.10.10' },
  { value: 0xb, name: 'Restart of an association with new addresses', rfc: 'RFC 9260 §3.3.10.11' },
  { value: 0xc, name: 'User initiated ABORT', rfc: 'RFC 9260 §3.3.10.12' },
  { value: 0xd, name: 'Protocol violation', rfc: 'RFC 9260 §3.3.10.13' },
  { value: 0xa0, name: 'Request to delete last address', rfc: 'RFC 5061 §4.3.1' },
  { value: 0xa1, name: 'Operation refused due to resource shortage', rfc: 'RFC 5061 §4.3.2' },
  { value: 0xa2, name: 'Request to delete source address', rfc: 'RFC 5061 §4.3.3' },
  { value: 0xa3, name: 'Association Aborted due to illegal ASCONF-ACK', rfc: 'RFC 5061 §4.3.4' },
  { value: 0xa4, name: 'Request refused - no authorization', rfc: 'RFC 5061 §4.3.5' },
  { value: 0x105, name: 'Unsupported HMAC identifier', rfc: 'RFC 4895 §4' },
]);
