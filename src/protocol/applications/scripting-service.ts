// Scripting Service Protocol of rsplib: scripts that pool elements run. scriptingpackets.h of rsplib.
import { bytes, enumeration, flag, text, u32 } from '../declare.ts';
import { type ApplicationProtocol, applicationMessage } from './application.ts';
import { commonHeader, wholeLength } from './common-header.ts';

const reasons = enumeration('Reason', [
  { value: 1, name: 'Fully Loaded', rfc: 'rsplib' },
  { value: 2, name: 'Out of Resources', rfc: 'rsplib' },
]);

const info = text('info', { filter: 'message_info', label: 'Info', about: 'words of the pool element about itself' });

function status(about: string) {
  return u32('status', { filter: 'message_status', label: 'Status', about });
}

function data(about: string) {
  return bytes('data', { filter: 'message_data', label: 'Data', about });
}

export const notReady = applicationMessage({
  type: 0,
  key: 'notReady',
  name: 'Not Ready',
  wireshark: 'Not Ready',
  about: 'the pool element takes no session now',
  flags: [],
  fields: [
    u32('reason', { filter: 'message_reason', label: 'Reason', about: 'why it takes none', values: reasons }), // 4..7
    info, // 8..
  ],
});

export const ready = applicationMessage({
  type: 1,
  key: 'ready',
  name: 'Ready',
  wireshark: 'Ready',
  about: 'the pool element waits for the work',
  flags: [],
  fields: [
    info, // 4..
  ],
});

export const upload = applicationMessage({
  type: 2,
  key: 'upload',
  name: 'Upload',
  wireshark: 'Upload',
  about: 'a piece of the work; without data: its end',
  flags: [],
  fields: [
    data('octets of the file with the work'), // 4..
  ],
});

export const download = applicationMessage({
  type: 3,
  key: 'download',
  name: 'Download',
  wireshark: 'Download',
  about: 'a piece of the result; without data: its end',
  flags: [],
  fields: [
    data('octets of the file with the result'), // 4..
  ],
});

export const keepAlive = applicationMessage({
  type: 4,
  key: 'keepAlive',
  name: 'Keep-Alive',
  wireshark: 'Keep-Alive',
  about: 'is the other side still there?',
  flags: [],
  fields: [],
});

export const keepAliveAck = applicationMessage({
  type: 5,
  key: 'keepAliveAck',
  name: 'Keep-Alive Ack',
  wireshark: 'Keep-Alive Ack',
  about: 'yes',
  flags: [],
  // rsplib answers without a status while the work goes on.
  fields: [
    status('how the work goes'), // 4..7
  ],
  fieldsOptional: true,
});

export const scriptStatus = applicationMessage({
  type: 6,
  key: 'status',
  name: 'Status',
  wireshark: 'Status',
  about: 'the work has ended',
  flags: [],
  fields: [
    status('exit status of the script'), // 4..7
  ],
});

export const environment = applicationMessage({
  type: 7,
  key: 'environment',
  name: 'Environment',
  wireshark: 'Environment',
  about: 'which files the work needs besides its own, and whether they are there already',
  flags: [
    flag('uploadNeeded', 0x01, {
      filter: 'environment_u_bit',
      label: 'U-Bit',
      about: 'the pool element does not have the environment',
      set: 'Upload needed',
      clear: 'Upload not needed',
    }),
  ],
  fields: [
    bytes('hash', { filter: 'message_hash', label: 'Hash', about: 'SHA-1 of the environment', size: 20 }), // 4..23
  ],
});

const messages = [notReady, ready, upload, download, keepAlive, keepAliveAck, scriptStatus, environment];

export const scriptingService: ApplicationProtocol = {
  key: 'scriptingService',
  name: 'Scripting Service Protocol',
  filter: 'ssp',
  column: 'SSP',
  wireshark: 'Scripting Service Protocol',
  about: 'scripts that pool elements run',
  ppids: [35, 0x29097604],
  header: commonHeader(messages, wholeLength),
  messages,
  unknown: 'Unknown SSP message type',
};
