// Handshake messages of TLS: RFC 5246 §7.4, RFC 8446 §4.
import { enumeration } from '../declare.ts';

/** Those whose contents are read. */
export const handshakeType = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  endOfEarlyData: 5,
  encryptedExtensions: 8,
  certificate: 11,
  serverHelloDone: 14,
  finished: 20,
  keyUpdate: 24,
} as const;

export const handshakeTypes = enumeration('TLS Handshake Type', [
  { value: 0, name: 'hello_request', wireshark: 'Hello Request', rfc: 'RFC 5246 §7.4.1.1' },
  { value: 1, name: 'client_hello', wireshark: 'Client Hello', rfc: 'RFC 8446 §4.1.2' },
  { value: 2, name: 'server_hello', wireshark: 'Server Hello', rfc: 'RFC 8446 §4.1.3' },
  { value: 4, name: 'new_session_ticket', wireshark: 'New Session Ticket', rfc: 'RFC 8446 §4.6.1' },
  { value: 5, name: 'end_of_early_data', wireshark: 'End of Early Data', rfc: 'RFC 8446 §4.5' },
  { value: 8, name: 'encrypted_extensions', wireshark: 'Encrypted Extensions', rfc: 'RFC 8446 §4.3.1' },
  { value: 11, name: 'certificate', wireshark: 'Certificate', rfc: 'RFC 8446 §4.4.2' },
  { value: 12, name: 'server_key_exchange', wireshark: 'Server Key Exchange', rfc: 'RFC 5246 §7.4.3' },
  { value: 13, name: 'certificate_request', wireshark: 'Certificate Request', rfc: 'RFC 8446 §4.3.2' },
  { value: 14, name: 'server_hello_done', wireshark: 'Server Hello Done', rfc: 'RFC 5246 §7.4.5' },
  { value: 15, name: 'certificate_verify', wireshark: 'Certificate Verify', rfc: 'RFC 8446 §4.4.3' },
  { value: 16, name: 'client_key_exchange', wireshark: 'Client Key Exchange', rfc: 'RFC 5246 §7.4.7' },
  { value: 20, name: 'finished', wireshark: 'Finished', rfc: 'RFC 8446 §4.4.4' },
  { value: 21, name: 'certificate_url', wireshark: 'Client Certificate URL', rfc: 'RFC 6066 §5' },
  { value: 22, name: 'certificate_status', wireshark: 'Certificate Status', rfc: 'RFC 6066 §8' },
  { value: 23, name: 'supplemental_data', wireshark: 'Supplemental Data', rfc: 'RFC 4680 §2' },
  { value: 24, name: 'key_update', wireshark: 'Key Update', rfc: 'RFC 8446 §4.6.3' },
  { value: 25, name: 'compressed_certificate', wireshark: 'Compressed Certificate', rfc: 'RFC 8879 §4' },
]);
