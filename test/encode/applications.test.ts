import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeApplication, encodeApplication } from '../../src/encode/applications.ts';
import { calcAppRequest } from '../../src/protocol/applications/calc-app.ts';
import { report } from '../../src/protocol/applications/component-status.ts';
import { fractalParameter } from '../../src/protocol/applications/fractal-generator.ts';
import { applications } from '../../src/protocol/applications/index.ts';
import { ping, pong } from '../../src/protocol/applications/ping-pong.ts';
import { environment } from '../../src/protocol/applications/scripting-service.ts';
import { applicationArbitrary } from '../application-arbitraries.ts';
import { hexFixture } from '../hex-fixture.ts';

for (const application of applications)
  for (const message of application.messages)
    test(`${application.name} ${message.name}: what was encoded is decoded to the same values`, () => {
      fc.assert(
        fc.property(applicationArbitrary(message), (input) => {
          const { records = [], ...values } = input;
          const decoded = decodeApplication(application, encodeApplication(message, input as never));
          assert.equal(decoded?.message, message);
          assert.deepEqual(decoded.values, values);
          assert.deepEqual(decoded.records, records);
        }),
        { numRuns: 50 },
      );
    });

test('Ping Pong messages have their numbers in 64 bits behind the header', () => {
  assert.deepEqual(
    encodeApplication(ping, { messageNumber: 5n, data: Uint8Array.of(0xaa) }),
    hexFixture(`
      01 00 00 0d                 # Ping, 13 octets
      00 00 00 00 00 00 00 05     # message number
      aa                          # data`),
  );
  assert.deepEqual(
    encodeApplication(pong, { messageNumber: 5n, replyNumber: 2n ** 63n, data: new Uint8Array(0) }),
    hexFixture(`
      02 00 00 14                 # Pong, 20 octets
      00 00 00 00 00 00 00 05     # message number
      80 00 00 00 00 00 00 00     # reply number`),
  );
});

test('a CalcApp message has 24 octets: job, size, and how far it has come', () => {
  assert.deepEqual(
    encodeApplication(calcAppRequest, { jobId: 1, jobSize: 0x4fa78cn, completed: 0n }),
    hexFixture(`
      01 00 00 18
      00 00 00 01                 # job
      00 00 00 00 00 4f a7 8c     # size
      00 00 00 00 00 00 00 00     # completed`),
  );
});

test('a Fractal Generator Parameter has its corners as IEEE 754 numbers', () => {
  const values = { width: 1024, height: 66, maxIterations: 150, algorithm: 2 };
  const corners = { c1Real: 1, c1Imaginary: -2, c2Real: 0.5, c2Imaginary: 0, n: 3 };
  assert.deepEqual(
    encodeApplication(fractalParameter, { ...values, ...corners }),
    hexFixture(`
      01 00 00 3c
      00 00 04 00  00 00 00 42  00 00 00 96  00 00 00 02
      3f f0 00 00 00 00 00 00     # 1
      c0 00 00 00 00 00 00 00     # -2
      3f e0 00 00 00 00 00 00     # 0.5
      00 00 00 00 00 00 00 00     # 0
      40 08 00 00 00 00 00 00     # 3`),
  );
});

test('a Component Status Report has texts of 128 octets, a workload of 16 bits and associations of 24 octets', () => {
  const bytes = encodeApplication(report, {
    final: true,
    version: 0x200,
    senderId: 0x0100000000000a01n,
    senderTimeStamp: 1_500_000n,
    reportInterval: 1_000_000,
    location: 'here',
    status: '',
    workload: Number.NaN,
    associations: 1,
    records: [{ receiverId: 0x0200000000000b02n, duration: 7n, flags: 0, protocol: 132, ppid: 11 }],
  });
  assert.equal(bytes.length, 288 + 24);
  assert.deepEqual(bytes.subarray(0, 4), Uint8Array.of(1, 1, 0x01, 0x38));
  assert.equal(new TextDecoder().decode(bytes.subarray(28, 33)), 'here\0');
  assert.deepEqual(bytes.subarray(284, 288), Uint8Array.of(0xff, 0xff, 0, 1), 'no workload, one association');
  assert.deepEqual(bytes.subarray(304, 312), Uint8Array.of(0, 0, 0, 132, 0, 0, 0, 11));
});

test('the U bit of a Scripting Environment is its lowest flag', () => {
  assert.equal(encodeApplication(environment, { uploadNeeded: true, hash: new Uint8Array(20) })[1], 1);
});
