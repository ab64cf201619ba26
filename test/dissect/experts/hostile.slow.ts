// Hostile messages: the checks throw nothing, stay bounded and take linear time.
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import fc from 'fast-check';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { expertText } from '../../../src/dissect/expert-text.ts';
import { MessageExperts } from '../../../src/dissect/message-experts/message-experts.ts';
import { encodeValues } from '../../../src/encode/encode-message.ts';
import { udpFrame } from '../../../src/encode/packets.ts';
import { asapMessages, enrpMessages } from '../../../src/protocol/registry.ts';
import { messageArbitrary } from '../../arbitraries.ts';
import { assertSound } from '../sound.ts';
import { frameOf } from '../watch.ts';
import { brokenRules } from './broken-rules.ts';
import { codesOf, raisedBy } from './raised.ts';

const seed = 20_261_123;

test('every broken message can be changed at random, and still every expert says its sentence', () => {
  const property = fc.property(fc.constantFrom(...brokenRules), fc.nat(), fc.nat(255), ({ broken, way }, at, value) => {
    const changed = broken.slice();
    changed[at % changed.length] = value;
    for (const { text } of raisedBy(changed, way)) assert.doesNotMatch(text, /\{|undefined|NaN/);
  });
  fc.assert(property, { seed, numRuns: 1500 });
});

test('random octets as messages end', () => {
  const ip = { source: '10.1.0.1', destination: '239.0.0.50' };
  const checker = new MessageExperts();
  const property = fc.property(fc.boolean(), fc.uint8Array({ maxLength: 300 }), fc.nat(14), (isEnrp, octets, type) => {
    const port = isEnrp ? 9901 : 3863;
    if (octets.length > 3) {
      octets[0] = type;
      octets[2] = octets.length >> 8;
      octets[3] = octets.length & 0xff;
    }
    const d = new Dissector().dissect(frameOf(udpFrame(ip, { sourcePort: port, destinationPort: port }, octets)));
    checker.check(d);
    for (let index = 0; index < d.experts.count; index++) expertText(d.experts, index, 1);
    assertSound(d);
  });
  fc.assert(property, { seed, numRuns: 3000 });
});

test('what the tables make has no fault of structure', () => {
  for (const definition of [...asapMessages, ...enrpMessages]) {
    const way = definition.protocol === 'asap' ? {} : { ppid: 12, serverPort: 9901 };
    for (const values of fc.sample(messageArbitrary(definition), { seed, numRuns: 30 })) {
      const codes = codesOf(raisedBy(encodeValues(values), way)).filter((code) =>
        /header|too_short|overruns|length|padding|fields/.test(code),
      );
      // A cause may quote a message in which anything stands.
      assert.deepEqual(codes, [], definition.name);
    }
  }
});

test('64 kB of parameters in every container take no time', () => {
  const ip = { source: '10.1.0.1', destination: '10.1.0.2' };
  const parameter = (type: number, inside: Uint8Array): Uint8Array => {
    const out = new Uint8Array(inside.length + 4);
    new DataView(out.buffer).setUint32(0, type * 65536 + out.length);
    out.set(inside, 4);
    return out;
  };
  const small = (type: number, length: number) => {
    const one = new Uint8Array(length);
    new DataView(one.buffer).setUint32(0, type * 65536 + length);
    const all = new Uint8Array(length * Math.floor(60_000 / length));
    for (let at = 0; at < all.length; at += length) all.set(one, at);
    return all;
  };
  const bombs = [
    small(9, 4),
    small(0x8077, 4),
    parameter(0xa, new Uint8Array([...new Uint8Array(12), ...small(4, 8)])),
    parameter(0x4, new Uint8Array([...new Uint8Array(4), ...small(1, 8)])),
    parameter(0xc, small(0x55, 4)),
    parameter(0xc, small(1, 8)),
    new Uint8Array(60_000),
  ];
  for (const inside of bombs) {
    const message = parameter(0x0100, inside);
    const bytes = udpFrame(ip, { sourcePort: 3863, destinationPort: 3863 }, message);
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 5; run++) {
      const d = new Dissector().dissect(frameOf(bytes));
      const from = performance.now();
      new MessageExperts().check(d);
      least = Math.min(least, performance.now() - from);
      assert.ok(d.experts.count <= 64);
    }
    assert.ok(least < 100, `${least} ms`);
  }
});
