// Versions of TLS, as record and handshake carry them: RFC 8446 §5.1, §D.
import { enumeration } from '../declare.ts';

export const tls10 = 0x0301;
export const tls11 = 0x0302;
export const tls12 = 0x0303;
export const tls13 = 0x0304;

export const tlsVersions = enumeration('TLS Version', [
  { value: 0x0300, name: 'SSL 3.0', wireshark: 'SSL 3.0', rfc: 'RFC 6101 §5.2.1' },
  { value: tls10, name: 'TLS 1.0', wireshark: 'TLS 1.0', rfc: 'RFC 2246 §6.2.1' },
  { value: tls11, name: 'TLS 1.1', wireshark: 'TLS 1.1', rfc: 'RFC 4346 §6.2.1' },
  { value: tls12, name: 'TLS 1.2', wireshark: 'TLS 1.2', rfc: 'RFC 5246 §6.2.1' },
  { value: tls13, name: 'TLS 1.3', wireshark: 'TLS 1.3', rfc: 'RFC 8446 §4.2.1' },
]);
