// Extensions of TLS hellos that are met on RSerPool's connections. RFC 8446 §4.2 and the RFCs named.
import { enumeration } from '../declare.ts';

/** Those whose contents are read. */
export const extensionType = {
  serverName: 0,
  alpn: 16,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  preSharedKey: 41,
  earlyData: 42,
  supportedVersions: 43,
} as const;

export const extensionTypes = enumeration('TLS Extension Type', [
  { value: 0, name: 'server_name', wireshark: 'server_name', rfc: 'RFC 6066 §3' },
  { value: 10, name: 'supported_groups', wireshark: 'supported_groups', rfc: 'RFC 8422 §5.1.1' },
  { value: 13, name: 'signature_algorithms', wireshark: 'signature_algorithms', rfc: 'RFC 8446 §4.2.3' },
  {
    value: 16,
    name: 'application_layer_protocol_negotiation',
    wireshark: 'application_layer_protocol_negotiation',
    rfc: 'RFC 7301 §3.1',
  },
  { value: 22, name: 'encrypt_then_mac', wireshark: 'encrypt_then_mac', rfc: 'RFC 7366 §2' },
  { value: 23, name: 'extended_master_secret', wireshark: 'extended_master_secret', rfc: 'RFC 7627 §5.1' },
  { value: 35, name: 'session_ticket', wireshark: 'session_ticket', rfc: 'RFC 5077 §3.2' },
  { value: 41, name: 'pre_shared_key', wireshark: 'pre_shared_key', rfc: 'RFC 8446 §4.2.11' },
  { value: 42, name: 'early_data', wireshark: 'early_data', rfc: 'RFC 8446 §4.2.10' },
  { value: 43, name: 'supported_versions', wireshark: 'supported_versions', rfc: 'RFC 8446 §4.2.1' },
  { value: 44, name: 'cookie', wireshark: 'cookie', rfc: 'RFC 8446 §4.2.2' },
  { value: 45, name: 'psk_key_exchange_modes', wireshark: 'psk_key_exchange_modes', rfc: 'RFC 8446 §4.2.9' },
  { value: 51, name: 'key_share', wireshark: 'key_share', rfc: 'RFC 8446 §4.2.8' },
  { value: 65281, name: 'renegotiation_info', wireshark: 'renegotiation_info', rfc: 'RFC 5746 §3.2' },
]);
