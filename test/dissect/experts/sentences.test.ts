// What experts say, under which profile how loud, and Wireshark's numbers for them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dissector } from '../../../src/dissect/dissector.ts';
import {
  expertGroupNumber,
  expertMessage,
  expertSeverityNumber,
  isMalformed,
} from '../../../src/dissect/expert-text.ts';
import { MessageExperts } from '../../../src/dissect/message-experts/message-experts.ts';
import { encodeMessage } from '../../../src/encode/encode-message.ts';
import { udpFrame } from '../../../src/encode/packets.ts';
import {
  opaqueTransportOf,
  operationErrorOf,
  poolElementOf,
  poolHandleOf,
  sctpTransportOf,
  serverInformationOf,
  unknownParameter,
} from '../../../src/encode/parameters.ts';
import { Handlespace } from '../../../src/handlespace/handlespace.ts';
import { asapError } from '../../../src/protocol/asap/asap-error.ts';
import { registration } from '../../../src/protocol/asap/registration.ts';
import { listResponse } from '../../../src/protocol/enrp/list-response.ts';
import { expertCodes, severityUnder } from '../../../src/protocol/expert-codes.ts';
import { groupNumbers, otherGroupNumbers, severityNumbers } from '../../../src/protocol/expert-levels.ts';
import { frameOf, peAddress } from '../watch.ts';
import { brokenRules, healthyRegistration, oddUncounted, registerTransport } from './broken-rules.ts';
import { codesOf, raisedBy } from './raised.ts';

const ids = { senderServerId: 1, receiverServerId: 2 };
const enrp = { ppid: 12, serverPort: 9901 };

test('a length expert says what needs how much, what is left of what, where, and which section says so', () => {
  const tooLong = { ...serverInformationOf(1, sctpTransportOf(1, [peAddress])), length: 36 };
  const [raised] = raisedBy(encodeMessage(listResponse, { ...ids, parameters: [tooLong] }), enrp);
  assert.match(
    raised!.text,
    /^Server Information needs 36 bytes, 24 left in the message \(RFC 5354 §3\.11\), frame 5 byte \d+$/,
  );
  assert.equal(raised!.limitedBy, 'enrp.message_length');
});

test('an expert in a message of several fragments counts in the message', () => {
  const lying = healthyRegistration.slice();
  lying[3] = 200;
  assert.match(raisedBy(lying)[0]!.text, /frame 5 byte 64$/);
});

test('the two top bits of an unknown type are explained', () => {
  const withType = (type: number) =>
    raisedBy(
      encodeMessage(registration, {
        parameters: [
          poolHandleOf('Pool'),
          poolElementOf({ peIdentifier: 7, userTransport: sctpTransportOf(1, [peAddress]) }),
          unknownParameter(type, new Uint8Array(4)),
        ],
      }),
    )[0]!.text;
  assert.match(withType(0x11), /0x0011 .* \(00\) say: stop and discard the message/);
  assert.match(withType(0x4011), /\(01\) say: stop, discard the message and report the parameter/);
  assert.match(withType(0x8011), /\(10\) say: skip the parameter and go on/);
  assert.match(withType(0xc011), /\(11\) say: skip the parameter, go on and report it/);
  const withMessageType = (type: number) => raisedBy(Uint8Array.of(type, 0, 0, 4))[0]!.text;
  assert.match(withMessageType(0x0f), /0x0f .* \(00\) say: discard the message \(/);
  assert.match(withMessageType(0x4f), /\(01\) say: discard the message and report it/);
  assert.match(withMessageType(0x8f), /its two top bits are reserved/);
});

test('what rsplib does by habit is a note under its profile, what nobody may do keeps its severity', () => {
  const habits = expertCodes.filter(({ rsplib }) => rsplib !== undefined);
  assert.ok(habits.length >= 5);
  for (const habit of habits) {
    assert.equal(severityUnder(habit, 'rsplib'), 'note');
    assert.equal(severityUnder(habit, 'rfc'), habit.severity);
  }
  const overruns = expertCodes.find(({ code }) => code === 'message.overruns')!;
  assert.equal(severityUnder(overruns, 'rsplib'), 'error');
});

test("severities and groups have Wireshark's numbers", () => {
  assert.deepEqual(
    Object.values(severityNumbers).map(({ value }) => value),
    [0x100000, 0x200000, 0x400000, 0x600000, 0x800000],
  );
  const groups = [...Object.values(groupNumbers), ...otherGroupNumbers].map(({ value }) => value).sort((a, b) => a - b);
  assert.deepEqual(
    groups,
    Array.from({ length: 14 }, (_, index) => (index + 1) * 0x01000000),
  );
});

test('the facts of an expert are those that filters ask for', () => {
  const dissector = new Dissector();
  const ip = { source: '10.1.0.1', destination: '239.0.0.50' };
  const lying = healthyRegistration.slice();
  lying[3] = 200;
  const facts = (bytes: Uint8Array) => {
    const d = dissector.dissect(frameOf(udpFrame(ip, { sourcePort: 3863, destinationPort: 3863 }, bytes)));
    new MessageExperts().check(d);
    return d.experts;
  };
  const broken = facts(lying);
  assert.equal(broken.count, 2);
  assert.ok(isMalformed(broken));
  assert.equal(expertSeverityNumber(broken, 0), 0x00800000);
  assert.equal(expertGroupNumber(broken, 0), 0x07000000);
  assert.equal(expertMessage(broken, 0), 'Registration needs 200 bytes, 52 left in the datagram');
  const misplaced = facts(healthyRegistration);
  assert.equal(misplaced.count, 1);
  assert.ok(!isMalformed(misplaced));
  assert.equal(expertGroupNumber(misplaced, 0), 0x09000000);
});

test('who reads the frame after the check says nothing a second time', () => {
  const lying = healthyRegistration.slice();
  lying[3] = 200;
  const ip = { source: '10.1.0.1', destination: '239.0.0.50' };
  const frame = frameOf(udpFrame(ip, { sourcePort: 3863, destinationPort: 3863 }, lying));
  const unchecked = new Dissector().dissect(frame);
  new Handlespace().apply(unchecked);
  assert.equal(unchecked.experts.count, 1);
  const checked = new Dissector().dissect(frame);
  new MessageExperts().check(checked);
  const { count } = checked.experts;
  new Handlespace().apply(checked);
  assert.equal(checked.experts.count, count);
});

test('a message length without the padding of the last parameter is accepted, and said', () => {
  assert.deepEqual(
    raisedBy(oddUncounted).map(({ code, severity }) => [code, severity]),
    [['message.padding_not_counted', 'chat']],
  );
});

test('the last parameter inside another needs no padding', () => {
  assert.deepEqual(codesOf(raisedBy(registerTransport(opaqueTransportOf('Alpha')))), []);
  const cause = { code: 3, parameters: [poolHandleOf('Alpha')] };
  assert.deepEqual(codesOf(raisedBy(encodeMessage(asapError, { parameters: [operationErrorOf(cause)] }))), []);
});

test('what a cause quotes is not held against the one who reports it', () => {
  const quotes = brokenRules
    .filter(({ way, broken }) => way === undefined && broken.length >= 4)
    .map(({ broken }) => broken);
  for (const raw of quotes) {
    const bytes = encodeMessage(asapError, { parameters: [operationErrorOf({ code: 2, message: { raw } })] });
    const codes = codesOf(raisedBy(bytes)).filter((code) => code !== 'cause.quoted_fault');
    assert.deepEqual(codes, []);
  }
});

test('addresses are held against the association only where all of its addresses are known', () => {
  const foreign = registerTransport(sctpTransportOf(1, [peAddress, '10.9.9.9']));
  assert.deepEqual(codesOf(raisedBy(foreign)), ['registration.foreign_address']);
  assert.deepEqual(codesOf(raisedBy(foreign, { setUp: false })), []);
  assert.deepEqual(codesOf(raisedBy(foreign, { encapsulated: true })), []);
  const addresses = [peAddress, '10.9.9.9'];
  assert.deepEqual(codesOf(raisedBy(foreign, { addresses })), []);
  assert.deepEqual(codesOf(raisedBy(foreign, { addresses, cutInit: 8 })), []);
  const mapped = registerTransport(sctpTransportOf(1, [`::ffff:${peAddress}`]));
  assert.deepEqual(codesOf(raisedBy(mapped)), []);
});

test('TLS and clear text are told apart where no message is made of the octets', () => {
  const record = Uint8Array.of(22, 3, 1, 0, 3, 1, 2, 3);
  assert.deepEqual(codesOf(raisedBy(record, { tcp: { port: 3864 } })), []);
  assert.ok(codesOf(raisedBy(healthyRegistration, { tcp: { port: 3864 } })).includes('tls.clear_text'));
  assert.ok(codesOf(raisedBy(record, { tcp: { port: 3863 } })).includes('tls.on_clear_port'));
  assert.deepEqual(codesOf(raisedBy(healthyRegistration, { serverPort: 3864, ppid: 0 })), ['tls.clear_text']);
});
