// Where the fields stand, computed from the tables and compared with the figures of RFC 5352 to RFC 5356.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asapMessages, enrpMessages, parameters, policies } from '../../src/protocol/registry.ts';
import type { Field } from '../../src/protocol/schema.ts';

const sizes: Readonly<Record<Field['type'], number>> = {
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  int32: 4,
  fraction32: 4,
  double: 8,
  workload16: 2,
  microseconds32: 4,
  microseconds64: 8,
  text: 0,
  ipv4: 4,
  ipv6: 16,
  bytes: 0,
  flag: 0,
};

function offsets(start: number, fields: readonly Field[]): string {
  let at = start;
  const places = fields.map((field) => {
    const text = `${field.key} ${at}`;
    at += field.size ?? sizes[field.type];
    return text;
  });
  return [...places, `end ${at}`].join(', ');
}

test('the fixed fields of the ASAP messages stand where RFC 5352 §2.2 draws them', () => {
  for (const message of asapMessages) {
    const expected = [0x07, 0x0a].includes(message.type) ? 'serverId 4, end 8' : 'end 4';
    assert.equal(offsets(4, message.fields), expected, message.name);
  }
});

test('the fixed fields of the ENRP messages stand where RFC 5353 §2 draws them', () => {
  const common = 'senderServerId 4, receiverServerId 8';
  for (const message of enrpMessages) {
    const rest =
      message.type === 0x04
        ? 'updateAction 12, reserved 14, end 16'
        : [0x07, 0x08, 0x09].includes(message.type)
          ? 'targetServerId 12, end 16'
          : 'end 12';
    assert.equal(offsets(4, message.fields), `${common}, ${rest}`, message.name);
  }
});

test('the fixed fields of the parameters stand where RFC 5354 §3 draws them', () => {
  const expected: Readonly<Record<number, string>> = {
    1: 'address 4, end 8',
    2: 'address 4, end 20',
    3: 'port 4, reserved 6, serviceCode 8, end 12',
    4: 'port 4, transportUse 6, end 8',
    5: 'port 4, transportUse 6, end 8',
    6: 'port 4, reserved 6, end 8',
    7: 'port 4, reserved 6, end 8',
    8: 'policyType 4, end 8',
    9: 'handle 4, end 4',
    10: 'peIdentifier 4, homeServerId 8, registrationLife 12, end 16',
    11: 'serverId 4, end 8',
    12: 'end 4',
    13: 'cookie 4, end 4',
    14: 'peIdentifier 4, end 8',
    15: 'peChecksum 4, end 6',
    16: 'transport 4, end 4',
    32831: 'items 4, end 8',
  };
  for (const parameter of parameters) {
    assert.equal(offsets(4, parameter.fields), expected[parameter.type], parameter.name);
  }
});

test('the fields of the policies stand where RFC 5356 §4 and §5 draw them', () => {
  const expected: Readonly<Record<number, string>> = {
    1: 'end 8',
    2: 'weight 8, end 12',
    3: 'end 8',
    4: 'weight 8, end 12',
    5: 'priority 8, end 12',
    1073741825: 'load 8, end 12',
    1073741826: 'load 8, degradation 12, end 16',
    1073741827: 'load 8, degradation 12, end 16',
    1073741828: 'load 8, end 12',
    2952794113: 'load 8, degradation 12, end 16',
    2952794114: 'load 8, degradation 12, end 16',
    2952794115: 'load 8, degradation 12, end 16',
    2952794116: 'load 8, degradation 12, end 16',
    2952798209: 'weight 8, weightDpf 12, distance 16, end 20',
    2952798210: 'load 8, loadDpf 12, distance 16, end 20',
    2952798211: 'load 8, degradation 12, loadDpf 16, distance 20, end 24',
    2952798212: 'end 8',
    2952798213: 'end 8',
  };
  for (const policy of policies) assert.equal(offsets(8, policy.fields), expected[policy.type], policy.name);
});

test('every flag is the bit that the RFCs and rsplib give it', () => {
  const flags = [...asapMessages, ...enrpMessages].flatMap((message) =>
    message.flags.map((flag) => `${message.protocol} ${message.type} ${flag.filter} ${flag.mask}`),
  );
  assert.deepEqual(flags, [
    'asap 3 r_bit 1',
    'asap 5 s_bit 1',
    'asap 6 a_bit 1',
    'asap 7 h_bit 1',
    'enrp 1 r_bit 1',
    'enrp 2 w_bit 1',
    'enrp 3 m_bit 2',
    'enrp 3 r_bit 1',
    'enrp 4 t_bit 1',
    'enrp 6 r_bit 1',
  ]);
});

test('a field that takes all octets left is the last one', () => {
  for (const container of [...asapMessages, ...enrpMessages, ...parameters, ...policies]) {
    const place = container.fields.findIndex((field: Field) => field.type === 'bytes');
    assert.ok(place === -1 || place === container.fields.length - 1, container.name);
  }
});
