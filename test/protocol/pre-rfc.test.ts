import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import {
  peChecksumOf,
  policyOf,
  poolElementOf,
  poolHandleOf,
  sctpTransportOf,
  serverInformationOf,
} from '../../src/encode/parameters.ts';
import { registration } from '../../src/protocol/asap/registration.ts';
import { preRfcDialect, rfcDialect } from '../../src/protocol/dialect.ts';
import { presence } from '../../src/protocol/enrp/presence.ts';
import { leastUsedWithDegradation } from '../../src/protocol/rserpool/policies.ts';
import { hexFixture } from '../hex-fixture.ts';

const userTransport = sctpTransportOf(0xe601, ['10.1.0.11'], true);

test('an ASAP Registration of the drafts has its own parameter numbers, and its policy type in one octet', () => {
  const parameters = [poolHandleOf('Alpha'), poolElementOf({ peIdentifier: 0x200, userTransport })];
  assert.deepEqual(
    encodeMessage(registration, { parameters }, preRfcDialect),
    hexFixture(`
      01 00 00 38
      00 07 00 09  41 6c 70 68 61  00 00 00   # Pool Handle: Alpha
      00 08 00 28                             # Pool Element
        00 00 02 00                           # PE Identifier
        00 00 00 00                           # home
        00 00 75 30                           # Registration Life
        00 03 00 10  e6 01 00 01              # SCTP Transport, data plus control
          00 01 00 08  0a 01 00 0b            # IPv4 Address
        00 06 00 08  01  00 00 00             # Policy: Round Robin, reserved`),
  );
});

test('an ENRP Presence of the drafts has four octets of flags behind the server in Server Information', () => {
  const parameters = [peChecksumOf(0x8490), serverInformationOf(0x0a, sctpTransportOf(9901, ['10.1.0.1']))];
  assert.deepEqual(
    encodeMessage(presence, { senderServerId: 0x0a, receiverServerId: 0, parameters }, preRfcDialect),
    hexFixture(`
      01 00 00 30
      00 00 00 0a  00 00 00 00
      00 0d 00 06  84 90 00 00                # PE Checksum
      00 09 00 1c                             # Server Information
        00 00 00 0a  00 00 00 00              # server, flags
        00 03 00 10  26 ad 00 00
          00 01 00 08  0a 01 00 01`),
  );
});

test('loads of the drafts have 24 bits, each behind an octet of its own', () => {
  const policy = policyOf(leastUsedWithDegradation, { load: 1, degradation: 0.5 });
  const bytes = encodeMessage(
    registration,
    { parameters: [poolElementOf({ peIdentifier: 1, userTransport, policy })] },
    preRfcDialect,
  );
  assert.deepEqual(bytes.subarray(-12), hexFixture('00 06 00 0c  06 ff ff ff  00 80 00 00'));
});

test('each parameter and policy of the drafts stands for one of the RFCs, with the same keys', () => {
  for (const parameter of preRfcDialect.parameters) {
    const now = rfcDialect.parameterOf(parameter.rfcType ?? -1);
    assert.equal(parameter.key, now?.key);
    assert.equal(preRfcDialect.rfcTypeOf(parameter.type), now?.type);
    const keys = parameter.fields.filter(({ sentAsZero }) => !sentAsZero).map(({ key }) => key);
    assert.deepEqual(
      keys,
      now?.fields.map(({ key }) => key),
      parameter.name,
    );
  }
  for (const policy of preRfcDialect.policies)
    assert.equal(policy.key, rfcDialect.policyOf(policy.rfcType ?? -1)?.key, policy.name);
});

test('a number that the drafts do not have is not taken for one of the RFCs', () => {
  for (const type of [0x0e, 0x0f, 0x10, 0x803f]) {
    assert.equal(preRfcDialect.parameterOf(type), undefined);
    assert.ok(preRfcDialect.rfcTypeOf(type) > 0xffff);
  }
});
