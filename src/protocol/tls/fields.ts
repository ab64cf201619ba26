// Fields of TLS records and of the handshake messages in them. Filter names are Wireshark's, without `tls.` in front.
import { bytes, u8, u16 } from '../declare.ts';
import { alertDescriptions, alertLevels } from './alerts.ts';
import { cipherSuites } from './cipher-suites.ts';
import { contentTypes } from './content-types.ts';
import { handshakeTypes } from './handshake-types.ts';
import { tlsVersions } from './versions.ts';

const record = 'RFC 8446 §5.1';
const hello = 'RFC 8446 §4.1.2';

export const tlsFields = {
  opaqueType: u8('opaqueType', {
    filter: 'record.opaque_type',
    label: 'Opaque Type',
    about: 'content type outside the protection of TLS 1.3: always application data',
    values: contentTypes,
    rfc: 'RFC 8446 §5.2',
  }),
  contentType: u8('contentType', {
    filter: 'record.content_type',
    label: 'Content Type',
    about: 'what the record holds; of TLS 1.3, what was found inside the protection',
    values: contentTypes,
    rfc: record,
  }),
  recordVersion: u16('recordVersion', {
    filter: 'record.version',
    label: 'Version',
    about: 'version in the header of the record; of TLS 1.3 it says TLS 1.2',
    display: 'hex',
    values: tlsVersions,
    rfc: record,
  }),
  recordLength: u16('recordLength', {
    filter: 'record.length',
    label: 'Length',
    about: 'octets of the record behind its header',
    rfc: record,
  }),
  handshakeType: u8('handshakeType', {
    filter: 'handshake.type',
    label: 'Handshake Type',
    about: 'handshake message, in the clear or decrypted',
    values: handshakeTypes,
    rfc: 'RFC 8446 §4',
  }),
  handshakeVersion: u16('handshakeVersion', {
    filter: 'handshake.version',
    label: 'Version',
    about: 'version in a hello itself; supported_versions goes before it',
    display: 'hex',
    values: tlsVersions,
    rfc: hello,
  }),
  handshakeCipherSuite: u16('handshakeCipherSuite', {
    filter: 'handshake.ciphersuite',
    label: 'Cipher Suite',
    about: 'cipher suite that a client offers or a server chose',
    display: 'hex',
    values: { name: 'TLS Cipher Suite', values: cipherSuites },
    rfc: hello,
  }),
  serverName: bytes('serverName', {
    filter: 'handshake.extensions_server_name',
    label: 'Server Name',
    about: 'what the client calls the server',
    rfc: 'RFC 6066 §3',
  }),
  alpn: bytes('alpn', {
    filter: 'handshake.extensions_alpn_str',
    label: 'ALPN Next Protocol',
    about: 'application protocol that a client offers or a server chose',
    rfc: 'RFC 7301 §3.1',
  }),
  alertLevel: u8('alertLevel', {
    filter: 'alert_message.level',
    label: 'Level',
    about: 'whether the connection ends with the alert',
    values: alertLevels,
    rfc: 'RFC 8446 §6',
  }),
  alertDescription: u8('alertDescription', {
    filter: 'alert_message.desc',
    label: 'Description',
    about: 'what the alert says',
    values: alertDescriptions,
    rfc: 'RFC 8446 §6',
  }),
  applicationData: bytes('applicationData', {
    filter: 'app_data',
    label: 'Encrypted Application Data',
    about: 'application data as it was sent, protected',
    rfc: 'RFC 8446 §5.2',
  }),
} as const;
