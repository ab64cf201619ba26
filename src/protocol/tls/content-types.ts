// Record types and limits of TLS: RFC 5246 §6.2.1, RFC 8446 §5.1.
import { enumeration } from '../declare.ts';

export const contentType = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24,
} as const;

export const contentTypes = enumeration('TLS Content Type', [
  {
    value: contentType.changeCipherSpec,
    name: 'change_cipher_spec',
    wireshark: 'Change Cipher Spec',
    rfc: 'RFC 5246 §7.1',
  },
  { value: contentType.alert, name: 'alert', wireshark: 'Alert', rfc: 'RFC 5246 §7.2' },
  { value: contentType.handshake, name: 'handshake', wireshark: 'Handshake', rfc: 'RFC 5246 §7.4' },
  {
    value: contentType.applicationData,
    name: 'application_data',
    wireshark: 'Application Data',
    rfc: 'RFC 5246 §10',
  },
  { value: contentType.heartbeat, name: 'heartbeat', wireshark: 'Heartbeat', rfc: 'RFC 6520 §3' },
]);

export const recordHeaderLength = 5;
/** Octets of contents at most, before protection (RFC 8446 §5.1). */
export const plaintextLimit = 16_384;
/** With compression and protection: RFC 5246 §6.2.3. TLS 1.3 allows 256 octets more than the plaintext, not 2048. */
export const ciphertextLimit = plaintextLimit + 2048;
