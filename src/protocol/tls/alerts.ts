// Alerts of TLS: RFC 5246 §7.2, RFC 8446 §6.
import { enumeration } from '../declare.ts';

export const alertLevels = enumeration('TLS Alert Level', [
  { value: 1, name: 'warning', wireshark: 'Warning', rfc: 'RFC 8446 §6' },
  { value: 2, name: 'fatal', wireshark: 'Fatal', rfc: 'RFC 8446 §6' },
]);

export const fatalLevel = 2;
/** The sender says that it sends no more (RFC 8446 §6.1): no fault. */
export const closeNotify = 0;
/** Likewise no fault: the user gave up (RFC 8446 §6.1). */
export const userCanceled = 90;

export const alertDescriptions = enumeration('TLS Alert Description', [
  { value: 0, name: 'close_notify', wireshark: 'Close Notify', rfc: 'RFC 5246 §7.2' },
  { value: 10, name: 'unexpected_message', wireshark: 'Unexpected Message', rfc: 'RFC 5246 §7.2' },
  { value: 20, name: 'bad_record_mac', wireshark: 'Bad Record MAC', rfc: 'RFC 5246 §7.2' },
  { value: 21, name: 'decryption_failed', wireshark: 'Decryption Failed', rfc: 'RFC 5246 §7.2' },
  { value: 22, name: 'record_overflow', wireshark: 'Record Overflow', rfc: 'RFC 5246 §7.2' },
  { value: 30, name: 'decompression_failure', wireshark: 'Decompression Failure', rfc: 'RFC 5246 §7.2' },
  { value: 40, name: 'handshake_failure', wireshark: 'Handshake Failure', rfc: 'RFC 5246 §7.2' },
  { value: 41, name: 'no_certificate', wireshark: 'No Certificate', rfc: 'RFC 5246 §7.2' },
  { value: 42, name: 'bad_certificate', wireshark: 'Bad Certificate', rfc: 'RFC 5246 §7.2' },
  { value: 43, name: 'unsupported_certificate', wireshark: 'Unsupported Certificate', rfc: 'RFC 5246 §7.2' },
  { value: 44, name: 'certificate_revoked', wireshark: 'Certificate Revoked', rfc: 'RFC 5246 §7.2' },
  { value: 45, name: 'certificate_expired', wireshark: 'Certificate Expired', rfc: 'RFC 5246 §7.2' },
  { value: 46, name: 'certificate_unknown', wireshark: 'Certificate Unknown', rfc: 'RFC 5246 §7.2' },
  { value: 47, name: 'illegal_parameter', wireshark: 'Illegal Parameter', rfc: 'RFC 5246 §7.2' },
  { value: 48, name: 'unknown_ca', wireshark: 'Unknown CA', rfc: 'RFC 5246 §7.2' },
  { value: 49, name: 'access_denied', wireshark: 'Access Denied', rfc: 'RFC 5246 §7.2' },
  { value: 50, name: 'decode_error', wireshark: 'Decode Error', rfc: 'RFC 5246 §7.2' },
  { value: 51, name: 'decrypt_error', wireshark: 'Decrypt Error', rfc: 'RFC 5246 §7.2' },
  { value: 60, name: 'export_restriction', wireshark: 'Export Restriction', rfc: 'RFC 5246 §7.2' },
  { value: 70, name: 'protocol_version', wireshark: 'Protocol Version', rfc: 'RFC 5246 §7.2' },
  { value: 71, name: 'insufficient_security', wireshark: 'Insufficient Security', rfc: 'RFC 5246 §7.2' },
  { value: 80, name: 'internal_error', wireshark: 'Internal Error', rfc: 'RFC 5246 §7.2' },
  { value: 86, name: 'inappropriate_fallback', wireshark: 'Inappropriate Fallback', rfc: 'RFC 7507 §4' },
  { value: 90, name: 'user_canceled', wireshark: 'User Canceled', rfc: 'RFC 5246 §7.2' },
  { value: 100, name: 'no_renegotiation', wireshark: 'No Renegotiation', rfc: 'RFC 5246 §7.2' },
  { value: 109, name: 'missing_extension', wireshark: 'Missing Extension', rfc: 'RFC 8446 §6.2' },
  { value: 110, name: 'unsupported_extension', wireshark: 'Unsupported Extension', rfc: 'RFC 5246 §7.2' },
  { value: 111, name: 'certificate_unobtainable', wireshark: 'Certificate Unobtainable', rfc: 'RFC 6066 §9' },
  { value: 112, name: 'unrecognized_name', wireshark: 'Unrecognized Name', rfc: 'RFC 6066 §9' },
  {
    value: 113,
    name: 'bad_certificate_status_response',
    wireshark: 'Bad Certificate Status Response',
    rfc: 'RFC 6066 §9',
  },
  { value: 114, name: 'bad_certificate_hash_value', wireshark: 'Bad Certificate Hash Value', rfc: 'RFC 6066 §9' },
  { value: 115, name: 'unknown_psk_identity', wireshark: 'Unknown PSK Identity', rfc: 'RFC 4279 §2' },
  { value: 116, name: 'certificate_required', wireshark: 'Certificate Required', rfc: 'RFC 8446 §6.2' },
  { value: 120, name: 'no_application_protocol', wireshark: 'No application Protocol', rfc: 'RFC 7301 §3.2' },
]);
