// Component Status Protocol of rsplib: components tell a monitor by UDP how they are and whom they are connected to.
// componentstatuspackets.h and rserpool-csp.h of rsplib.
import { enumeration, flag, microseconds32, microseconds64, text, u16, u32, u64, workload } from '../declare.ts';
import { ipProtocols } from '../network/numbers.ts';
import { componentStatusPort, payloadProtocols } from '../transport.ts';
import { type ApplicationProtocol, applicationMessage } from './application.ts';
import { commonHeader } from './common-header.ts';

const version = 0x0200;

const groups = enumeration('Component Group', [
  { value: 0, name: 'Unknown', rfc: 'rsplib' },
  { value: 1, name: 'Registrar', rfc: 'rsplib', about: 'an ENRP server' },
  { value: 2, name: 'Pool Element', rfc: 'rsplib' },
  { value: 3, name: 'Pool User', rfc: 'rsplib' },
]);

/** A component: what it is in the first octet, which one in the other seven. */
function component<const Key extends string>(key: Key, filter: string, label: string, about: string) {
  return u64(key, {
    filter,
    label,
    about,
    display: 'hex',
    parts: [
      u16('group', {
        filter: `${filter}.group`,
        label: 'Group',
        about: `kind of the ${about}`,
        display: 'hex',
        values: groups,
        size: 1,
      }),
      u64('object', {
        filter: `${filter}.object`,
        label: 'Object',
        about: `identifier of the ${about} in its kind`,
        display: 'hex',
        size: 7,
      }),
    ],
  });
}

export const report = applicationMessage({
  type: 1,
  key: 'report',
  name: 'Report',
  wireshark: 'ComponentStatus Report',
  about: 'a component tells how it is',
  flags: [
    flag('final', 0x01, {
      filter: 'message_final_bit',
      label: 'F-Bit',
      about: 'the component says good-bye',
      set: 'Final message',
      clear: 'Not final message',
    }),
  ],
  fields: [
    u32('version', {
      filter: 'message_version',
      label: 'Version',
      about: 'version of the protocol: 0x200',
      display: 'hex',
    }), // 4..7
    component('senderId', 'message_sender_id', 'SenderID', 'component that reports'), // 8..15
    microseconds64('senderTimeStamp', {
      filter: 'message_sendertimestamp',
      wiresharkUnit: ' seconds',
      label: 'SenderTimeStamp',
      about: "the sender's clock: since its start, or since 1970 in old versions",
    }), // 16..23
    microseconds32('reportInterval', {
      filter: 'componentstatusreport_reportinterval',
      wiresharkUnit: ' seconds',
      label: 'ReportInterval',
      about: 'when the next report is due',
    }), // 24..27
    text('location', {
      filter: 'componentstatusreport_location',
      label: 'Location',
      about: 'where it runs',
      size: 128,
    }), // 28..155
    text('status', {
      filter: 'componentstatusreport_status',
      label: 'Status',
      about: 'how it is, in words',
      size: 128,
    }), // 156..283
    workload('workload', {
      filter: 'componentstatusreport_workload',
      wiresharkNone: 'N/A',
      label: 'Workload',
      about: 'load in per cent; -100: it has none to tell',
    }), // 284..285
    u16('associations', {
      filter: 'componentstatusreport_associations',
      label: 'Associations',
      about: 'number of associations that follow',
    }), // 286..287
  ],
  records: {
    key: 'association',
    label: 'Association',
    count: 'associations',
    fields: [
      component('receiverId', 'componentassociation_receiver_id', 'ReceiverID', 'component at the other end'), // 0..7
      microseconds64('duration', {
        filter: 'componentassociation_duration',
        wiresharkNone: 'unknown',
        wiresharkUnit: ' seconds',
        label: 'Duration',
        about: 'how long the association lasts already; all bits set: unknown',
      }), // 8..15
      u16('flags', { filter: 'componentassociation_flags', label: 'Flags', about: 'flags of the association' }), // 16..17
      u16('protocol', {
        filter: 'componentassociation_protocolid',
        label: 'ProtocolID',
        about: 'IP protocol number of the association',
        values: ipProtocols,
      }), // 18..19
      u32('ppid', {
        filter: 'componentassociation_ppid',
        label: 'PPID',
        about: 'payload protocol identifier that it carries',
        values: payloadProtocols,
      }), // 20..23
    ],
  },
});

const messages = [report];

export const componentStatus: ApplicationProtocol = {
  key: 'componentStatus',
  name: 'Component Status Protocol',
  filter: 'componentstatusprotocol',
  column: 'ComponentStatusProtocol',
  wireshark: 'Component Status Protocol',
  about: 'how a component is doing, reported to a monitor',
  ppids: [],
  udpPort: componentStatusPort,
  header: commonHeader(messages, 'octets of the message with its header; old versions leave it 0'),
  messages,
  unknown: 'Unknown ComponentStatusProtocol message type',
  signature: [
    { offset: 0, size: 1, value: report.type },
    { offset: 4, size: 4, value: version },
  ],
  lengthIgnored: true,
};
