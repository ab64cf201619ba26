// The fields of rsplib's application messages, where the tables alone do not say them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dissector } from '../../src/dissect/dissector.ts';
import { FieldExtractor } from '../../src/dissect/fields/field-extractor.ts';
import { encodeApplication } from '../../src/encode/applications.ts';
import { ByteWriter } from '../../src/encode/byte-writer.ts';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { udpFrame } from '../../src/encode/packets.ts';
import { cookieOf } from '../../src/encode/parameters.ts';
import { calcAppAccept } from '../../src/protocol/applications/calc-app.ts';
import { report } from '../../src/protocol/applications/component-status.ts';
import { fractalData } from '../../src/protocol/applications/fractal-generator.ts';
import { ping } from '../../src/protocol/applications/ping-pong.ts';
import { notReady } from '../../src/protocol/applications/scripting-service.ts';
import { cookieEcho } from '../../src/protocol/asap/cookie-echo.ts';
import { cookieMessage } from '../../src/protocol/asap/cookie-message.ts';
import { associationBetween, frameOf } from './watch.ts';

/** What the last of the frames gives for each field. */
function fieldsOf(frames: readonly Uint8Array[], ...names: readonly string[]): string[] {
  const dissector = new Dissector();
  const extractor = new FieldExtractor(names);
  for (const [index, bytes] of frames.entries()) extractor.extract(dissector.dissect(frameOf(bytes, index + 1)));
  return extractor.columns.map((column) =>
    Array.from({ length: column.count }, (_, index) => column.text(index)).join(','),
  );
}

function carried(ppid: number, bytes: Uint8Array): Uint8Array[] {
  return associationBetween().data('client', { bytes, ppid });
}

const toMonitor = { sourcePort: 40_000, destinationPort: 2960 };

function reported(bytes: Uint8Array, ports = toMonitor): Uint8Array[] {
  return [udpFrame({ source: '10.1.0.1', destination: '10.1.0.99' }, ports, bytes)];
}

const association = { receiverId: 0x0200000000000001n, duration: 2n ** 64n - 1n, flags: 0, protocol: 132, ppid: 11 };
const reportValues = {
  version: 0x200,
  senderId: 0x0180000000000abcn,
  senderTimeStamp: 1_168_000_000_123_456n,
  reportInterval: 1_500_000,
  location: 'somewhere',
  status: '',
  workload: 0.5,
  associations: 2,
  records: [association, { ...association, duration: 5n }],
};
const csp = 'componentstatusprotocol';

test('a component is a group in one octet and an object in seven', () => {
  assert.deepEqual(
    fieldsOf(
      reported(encodeApplication(report, reportValues)),
      `${csp}.message_sender_id`,
      `${csp}.message_sender_id.group`,
      `${csp}.message_sender_id.object`,
    ),
    ['0x0180000000000abc', '0x0001', '0x0080000000000abc'],
  );
});

test('a report that says length 0, as those of 2007 do, reaches to the end of its datagram', () => {
  assert.deepEqual(
    fieldsOf(
      reported(encodeApplication(report, { ...reportValues, length: 0 })),
      `${csp}.message_length`,
      `${csp}.message_sendertimestamp`,
      `${csp}.componentassociation_duration`,
    ),
    ['0', '1168000000.123456000', '18446744073709.551615000,0.000005000'],
  );
});

test('a report has the associations that there is room for, whatever their counter says', () => {
  const fields = [`${csp}.componentstatusreport_associations`, `${csp}.componentassociation_ppid`];
  const bytes = encodeApplication(report, { ...reportValues, associations: 9 });
  assert.deepEqual(fieldsOf(reported(bytes), ...fields), ['9', '11,11']);
  assert.deepEqual(fieldsOf(reported(bytes.subarray(0, -1)), ...fields), ['9', '11']);
});

test('a workload is a share in per cent, and -100 where there is none', () => {
  const workload = `${csp}.componentstatusreport_workload`;
  const of = (value: number) =>
    fieldsOf(reported(encodeApplication(report, { ...reportValues, workload: value })), workload)[0];
  assert.deepEqual([of(0), of(1), of(0x8000 / 0xfffe), of(Number.NaN)], ['0', '100', '50.0015', '-100']);
});

test('octets on the port of the monitor that do not begin like a report are nobody’s', () => {
  const bytes = encodeApplication(report, reportValues);
  const protocols = (octets: Uint8Array, ports = toMonitor) => fieldsOf(reported(octets, ports), 'frame.protocols')[0];
  assert.match(protocols(bytes) as string, /udp:componentstatusprotocol$/);
  assert.match(protocols(bytes, { sourcePort: 2960, destinationPort: 5 }) as string, /componentstatusprotocol$/);
  assert.match(protocols(Uint8Array.of(9, ...bytes.subarray(1))) as string, /udp:data$/);
  assert.match(protocols(bytes.subarray(0, 7)) as string, /udp:data$/);
});

test('data reaches as far as the message length says, and is not shown where that is beyond the message', () => {
  const pingOf = (length?: number) =>
    fieldsOf(
      carried(
        33,
        encodeApplication(ping, { messageNumber: 1n, data: Uint8Array.of(1, 2, 3), ...(length && { length }) }),
      ),
      'pingpongprotocol.ping_messageno',
      'pingpongprotocol.ping_data',
    );
  assert.deepEqual(pingOf(), ['1', '010203']);
  assert.deepEqual(pingOf(14), ['1', '0102']);
  assert.deepEqual(pingOf(99), ['1', '']);
});

test('as many points are in the buffer as their counter says', () => {
  const data = (points: number) =>
    fieldsOf(
      carried(32, encodeApplication(fractalData, { startX: 0, startY: 0, points, buffer: Uint8Array.of(0, 0, 0, 9) })),
      'fractalgeneratorprotocol.data_points',
      'fractalgeneratorprotocol.buffer',
    );
  assert.deepEqual(data(1), ['1', '00000009']);
  assert.deepEqual(data(2), ['2', '']);
});

test('control characters in a text are not handed on as they are', () => {
  const bytes = encodeApplication(notReady, { reason: 1, info: 'full\u001b[31m' });
  assert.deepEqual(fieldsOf(carried(0x29097604, bytes), 'ssp.message_reason', 'ssp.message_info'), [
    '1',
    'full\\x1b[31m',
  ]);
});

test('of a message of unknown type the header is known, and nothing else', () => {
  const names = ['type', 'length', 'jobid'].map((tail) => `calcappprotocol.message_${tail}`);
  assert.deepEqual(fieldsOf(carried(34, Uint8Array.of(99, 0, 0, 8, 1, 2, 3, 4)), ...names), ['99', '8', '']);
});

const calcAppCookie = new ByteWriter().u32(7).u64(1000n).u64(10n).finish();
const cookieFields = ['application', 'replyno', 'jobid', 'completed'].map((tail) => `rserpool.cookie.${tail}`);
const asCookie = (bytes: Uint8Array) => encodeMessage(cookieMessage, { parameters: [cookieOf(bytes)] });

test('a cookie of Ping Pong begins with its mark and has 16 octets', () => {
  const marked = new ByteWriter().bytes(new TextEncoder().encode('<PP-TD1>')).u64(42n);
  const echo = (bytes: Uint8Array) => encodeMessage(cookieEcho, { parameters: [cookieOf(bytes)] });
  assert.deepEqual(fieldsOf(carried(11, echo(marked.finish())), ...cookieFields), ['33', '42', '', '']);
  assert.deepEqual(fieldsOf(carried(11, asCookie(marked.u8(0).finish())), ...cookieFields), ['', '', '', '']);
});

test('a cookie without a mark is that of CalcApp only on an association that carries CalcApp', () => {
  const job = encodeApplication(calcAppAccept, { jobId: 7, jobSize: 1000n, completed: 0n });
  const pair = (ppid: number, bytes: Uint8Array) => {
    const peers = associationBetween();
    return [
      ...peers.handshake(),
      ...peers.data('server', { bytes, ppid }),
      ...peers.data('server', { bytes: asCookie(calcAppCookie), ppid: 11 }),
    ];
  };
  assert.deepEqual(fieldsOf(pair(34, job), ...cookieFields), ['34', '', '7', '10']);
  const other = encodeApplication(ping, { messageNumber: 1n, data: new Uint8Array(0) });
  assert.deepEqual(fieldsOf(pair(33, other), ...cookieFields), ['', '', '', '']);
  assert.deepEqual(fieldsOf(carried(11, asCookie(calcAppCookie)), ...cookieFields), ['', '', '', '']);
});
