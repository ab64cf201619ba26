import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeValues } from '../../src/encode/decode-values.ts';
import { encodeParameter, encodeValues } from '../../src/encode/encode-message.ts';
import { asapMessages, causes, enrpMessages, messageOf, parameters, policies } from '../../src/protocol/registry.ts';
import {
  anyMessageArbitrary,
  causeArbitrary,
  messageArbitrary,
  parameterArbitrary,
  policyArbitrary,
} from '../arbitraries.ts';

for (const definition of [...asapMessages, ...enrpMessages]) {
  test(`${definition.wireshark}: what was encoded is decoded to the same values, and encoded to the same bytes`, () => {
    fc.assert(
      fc.property(messageArbitrary(definition), (values) => {
        const bytes = encodeValues(values);
        assert.equal(bytes.length % 4, 0);
        const decoded = decodeValues(definition.protocol, bytes);
        assert.deepEqual(decoded, values);
        assert.deepEqual(encodeValues(decoded!), bytes);
      }),
      { numRuns: 60 },
    );
  });
}

const carriers = [messageOf('asap', 0x0e)!, messageOf('enrp', 0x0a)!];

test('every parameter, policy and cause survives inside an error message of both protocols', () => {
  for (const carrier of carriers) {
    const place = { protocol: carrier.protocol, depth: 2 };
    const parameter = fc.oneof(
      ...parameters.map((definition) => parameterArbitrary(definition, place)),
      ...policies.map(policyArbitrary),
    );
    const cause = fc.oneof(
      parameter.map((value) => ({ code: 1, parameters: [value] })),
      ...causes.map((definition) => causeArbitrary(definition, place)),
    );
    const values = Object.fromEntries(carrier.fields.map((field) => [field.key, 7]));
    fc.assert(
      fc.property(fc.array(cause, { minLength: 1, maxLength: 4 }), (list) => {
        const message = {
          protocol: carrier.protocol,
          type: carrier.type,
          flags: {},
          otherFlags: 0,
          values,
          parameters: [{ type: 12, values: {}, causes: list }],
        };
        assert.deepEqual(decodeValues(carrier.protocol, encodeValues(message)), message);
      }),
      { numRuns: 300 },
    );
  }
});

test('a message of unknown type keeps its number, flags and bytes', () => {
  const bytes = Uint8Array.of(0x7f, 0xa5, 0, 9, 1, 2, 3, 4, 5, 0, 0, 0);
  const values = decodeValues('asap', bytes);
  assert.deepEqual(values, {
    protocol: 'asap',
    type: 0x7f,
    flags: {},
    otherFlags: 0xa5,
    values: {},
    parameters: [],
    rest: Uint8Array.of(1, 2, 3, 4, 5),
  });
  assert.deepEqual(encodeValues(values!), bytes);
});

test('every prefix and every single changed octet of a message is decoded without an error', () => {
  for (const protocol of ['asap', 'enrp'] as const) {
    fc.assert(
      fc.property(anyMessageArbitrary(protocol), fc.nat(), fc.nat(255), (message, place, octet) => {
        const bytes = encodeValues(message);
        for (let end = 0; end < bytes.length; end += 1 + (place % 3)) decodeValues(protocol, bytes, 0, end);
        bytes[place % bytes.length] = octet;
        decodeValues(protocol, bytes);
      }),
      { numRuns: 150 },
    );
  }
});

test('a message cut off in its fixed fields or parameters keeps the octets that are left', () => {
  fc.assert(
    fc.property(anyMessageArbitrary('enrp'), fc.nat(), (message, cut) => {
      const bytes = encodeValues(message);
      const end = 4 + (cut % (bytes.length - 3));
      const values = decodeValues('enrp', bytes, 0, end)!;
      const again = encodeValues(values);
      // What padding was cut off is back; nothing else differs.
      assert.deepEqual(again.subarray(4, end), bytes.subarray(4, end));
    }),
  );
});

test('bytes before the start and behind the end are not read', () => {
  fc.assert(
    fc.property(anyMessageArbitrary('asap'), fc.uint8Array({ maxLength: 9 }), (message, around) => {
      const bytes = encodeValues(message);
      const window = Uint8Array.from([...around, ...bytes, ...around]);
      assert.deepEqual(decodeValues('asap', window, around.length, around.length + bytes.length), message);
    }),
  );
});

test('raw octets and wrong lengths are written as they are given', () => {
  const bytes = encodeValues({
    protocol: 'asap',
    type: 5,
    length: 400,
    parameters: [{ raw: Uint8Array.of(0, 9, 0, 2) }, { type: 9, values: { handle: Uint8Array.of(65) }, length: 77 }],
  });
  assert.deepEqual([...bytes], [5, 0, 1, 0x90, 0, 9, 0, 2, 0, 9, 0, 77, 65, 0, 0, 0]);
  assert.deepEqual([...encodeParameter({ type: 0x4001, rest: Uint8Array.of(1) })], [0x40, 1, 0, 5, 1, 0, 0, 0]);
});

test('a thousand messages inside each other do not exhaust the stack: beyond ten levels they stay octets', () => {
  let inner: Uint8Array = Uint8Array.of(0x0e, 0, 0, 4);
  for (let level = 0; level < 1000; level++) {
    inner = encodeValues({
      protocol: 'asap',
      type: 14,
      parameters: [{ type: 12, causes: [{ code: 2, message: { raw: inner } }] }],
    });
  }
  const values = decodeValues('asap', inner);
  assert.deepEqual(encodeValues(values!), inner);
});
