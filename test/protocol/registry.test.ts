import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registration } from '../../src/protocol/asap/registration.ts';
import { u16, u32 } from '../../src/protocol/declare.ts';
import { presence } from '../../src/protocol/enrp/presence.ts';
import {
  asapMessages,
  causeCodes,
  causeName,
  causeOf,
  causes,
  enrpMessages,
  messageName,
  messageOf,
  messageTypesOf,
  parameterName,
  parameterOf,
  parameters,
  policies,
  policyName,
  policyOf,
  policyTypes,
  wiresharkValueName,
} from '../../src/protocol/registry.ts';
import { unknownMessageAction, unknownParameterAction } from '../../src/protocol/rserpool/unknown-type-action.ts';
import { checkTables, TableError } from '../../src/protocol/table-check.ts';

test('the tables hold 14 ASAP messages, 10 ENRP messages and 17 parameters, numbered without a gap', () => {
  assert.deepEqual(
    asapMessages.map((message) => message.type),
    Array.from({ length: 14 }, (_, index) => index + 1),
  );
  assert.deepEqual(
    enrpMessages.map((message) => message.type),
    Array.from({ length: 10 }, (_, index) => index + 1),
  );
  assert.deepEqual(
    parameters.map((parameter) => parameter.type),
    [...Array.from({ length: 16 }, (_, index) => index + 1), 0x803f],
  );
});

test('all that is listed is found by its number', () => {
  for (const message of [...asapMessages, ...enrpMessages]) {
    assert.equal(messageOf(message.protocol, message.type), message);
  }
  for (const parameter of parameters) assert.equal(parameterOf(parameter.type), parameter);
  for (const cause of causes) assert.equal(causeOf(cause.code), cause);
  for (const policy of policies) assert.equal(policyOf(policy.type), policy);
});

test('an unknown number has no definition, and a name that shows it', () => {
  assert.equal(messageOf('enrp', 0x0b), undefined);
  assert.equal(parameterOf(0x11), undefined);
  assert.equal(parameterOf(0x8009), undefined);
  assert.equal(messageName('asap', 0x0f), 'Unknown (0x0f)');
  assert.equal(parameterName(0x11), 'Unknown (0x0011)');
  assert.equal(causeName(0x100c), 'Unknown (0x100c)');
  assert.equal(policyName(0x4000000a), 'Unknown (0x4000000a)');
  assert.equal(policyName(1), 'Round Robin');
});

test("Wireshark's words are kept, and what Wireshark does not know is told", () => {
  assert.equal(wiresharkValueName(messageTypesOf('asap'), 8), 'ASAP Endpoint Keep-Alive Acknowledgement');
  assert.equal(wiresharkValueName(causeCodes, 5), 'Pooling policy inconsistent');
  assert.equal(wiresharkValueName(causeCodes, 0x100a), undefined);
  assert.equal(wiresharkValueName(policyTypes, 0xb0001003), 'Priority Least Used with Degradation (PLUD)');
  assert.equal(wiresharkValueName(policyTypes, 0xb0001001), undefined);
});

test('two messages with one type are refused', () => {
  assert.throws(() => checkTables([registration, { ...presence, protocol: 'asap' }], [], [], []), TableError);
  assert.doesNotThrow(() => checkTables([registration, presence], [], [], []));
});

test('two parameters with one type are refused, and so are two causes and two policies', () => {
  for (const definition of parameters)
    assert.throws(() => checkTables([], [definition, definition], [], []), TableError);
  for (const definition of causes) assert.throws(() => checkTables([], [], [definition, definition], []), TableError);
  for (const definition of policies) assert.throws(() => checkTables([], [], [], [definition, definition]), TableError);
});

test('one filter name with two types is refused', () => {
  const about = { filter: 'twice', label: 'Twice', about: 'a mistake' };
  const short = { ...registration, fields: [u16('short', about)] };
  const long = { ...presence, fields: [u32('long', about)] };
  assert.throws(() => checkTables([short, long], [], [], []), /twice stands for uint16 and for uint32/);
});

test('two fields with one key in one message are refused', () => {
  const field = u16('same', { filter: 'same', label: 'Same', about: 'a mistake' });
  assert.throws(
    () => checkTables([{ ...registration, fields: [field, field] }], [], [], []),
    /two fields with the key/,
  );
});

test('the two top bits of a type say what to do when it is unknown', () => {
  assert.deepEqual(
    [0x0011, 0x4011, 0x8011, 0xc011].map((type) => [
      unknownParameterAction(type).stop,
      unknownParameterAction(type).report,
    ]),
    [
      [true, false],
      [true, true],
      [false, false],
      [false, true],
    ],
  );
  assert.equal(unknownMessageAction(0x0f)?.report, false);
  assert.equal(unknownMessageAction(0x4f)?.report, true);
  assert.equal(unknownMessageAction(0x8f), undefined);
});

test('slots name parameters that exist', () => {
  for (const container of [...asapMessages, ...enrpMessages, ...parameters, ...causes]) {
    for (const slot of container.slots) {
      assert.ok(slot.least <= slot.most);
      for (const type of slot.of) assert.ok(parameterOf(type), `${container.name}: 0x${type.toString(16)}`);
    }
  }
});
