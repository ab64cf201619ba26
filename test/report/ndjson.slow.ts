import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { openCapture } from '../../src/capture/open.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { layer } from '../../src/dissect/layer.ts';
import { FrameLinks } from '../../src/dissect/transactions/frame-links.ts';
import { MessageWalker } from '../../src/dissect/walk.ts';
import { encodeMessage, encodeValues } from '../../src/encode/encode-message.ts';
import { udpFrame } from '../../src/encode/packets.ts';
import { poolHandleOf } from '../../src/encode/parameters.ts';
import { handleResolution } from '../../src/protocol/asap/handle-resolution.ts';
import { asapMessages, causes, enrpMessages, parameters, policies } from '../../src/protocol/registry.ts';
import type { Protocol } from '../../src/protocol/schema.ts';
import { NdjsonLines } from '../../src/report/read/ndjson-lines.ts';
import { MessageBody } from '../../src/report/read/ndjson-message.ts';
import { anyMessageArbitrary } from '../arbitraries.ts';
import { collect } from '../capture/collect.ts';
import { frameOf } from '../dissect/watch.ts';
import { collected, linesOf } from './ndjson-lines.ts';
import { type JsonNode, messageOctets } from './ndjson-octets.ts';

const walker = new MessageWalker();

/** The object of one message, without its envelope; what follows the message stands in `trailing`, as in a line. */
function bodyOf(protocol: Protocol, bytes: Uint8Array): JsonNode {
  const { out, text } = collected();
  const number = protocol === 'asap' ? layer.asap : layer.enrp;
  const tree = walker.walk(number, bytes, 0, bytes.length, bytes.length);
  const end = new MessageBody(out).write(tree, protocol);
  const trailing = Buffer.from(bytes.subarray(end)).toString('hex');
  return JSON.parse(`{${text()},"trailing":"${trailing}"}`) as JsonNode;
}

for (const protocol of ['asap', 'enrp'] as const) {
  test(`${protocol.toUpperCase()}: every octet of a message comes back from its JSON`, () => {
    fc.assert(
      fc.property(anyMessageArbitrary(protocol), (values) => {
        const bytes = encodeValues(values);
        assert.deepEqual(messageOctets(protocol, bodyOf(protocol, bytes)), [...bytes]);
      }),
      { numRuns: 250 },
    );
  });

  test(`${protocol.toUpperCase()}: also where octets were changed, and where the message was cut`, () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(anyMessageArbitrary(protocol), changes, fc.nat(40), (values, changed, cut) => {
        const bytes = encodeValues(values);
        for (const [place, octet] of changed) bytes[place % bytes.length] = octet;
        const left = bytes.subarray(0, Math.max(1, bytes.length - (cut > 20 ? cut - 20 : 0)));
        assert.deepEqual(messageOctets(protocol, bodyOf(protocol, left)), [...left]);
      }),
      { numRuns: 600 },
    );
  });
}

test('no field of the tables has the name of a member that every object has', () => {
  const reserved = new Set(
    'schema frame frames time epoch file source destination transport protocol type name length flags otherFlags parameters causes message code rest padding trailing cut experts copy responseTo responseTime responseIn repeats errorAbout tableSession tablePrevious tableNext'.split(
      ' ',
    ),
  );
  // The octets of an Opaque Transport: the member of that name is one of the line, not of a parameter.
  reserved.delete('transport');
  for (const { fields } of [...asapMessages, ...enrpMessages, ...parameters, ...policies])
    for (const { key } of fields) assert.ok(!reserved.has(key), key);
  assert.ok(causes.every((cause) => !('fields' in cause)));
});

for (const capture of readdirSync('samples').filter((name) => /\.pcap(ng)?$/.test(name)))
  test(`${capture}: each message is a line, and each line has all octets of its message`, async () => {
    const { objects, wire } = await linesOf(`samples/${capture}`);
    assert.equal(objects.length, wire.length);
    for (const [index, object] of objects.entries())
      assert.deepEqual(messageOctets(object.protocol as Protocol, object), wire[index], `line ${index + 1}`);
  });

test('a line tells when, from where to where, by what, and what it answers', async () => {
  const { objects } = await linesOf('samples/takeover.pcap', true, 'samples/takeover.pcap');
  const response = objects.find(({ name }) => name === 'Registration Response') as JsonNode;
  const request = objects.find(({ frame }) => frame === response.responseTo) as JsonNode;
  assert.equal(response.schema, 'poolshark.message/1');
  assert.equal(response.file, 'samples/takeover.pcap');
  assert.deepEqual(response.source, request.destination);
  assert.deepEqual(response.destination, request.source);
  assert.deepEqual(request.responseIn, [response.frame]);
  assert.deepEqual(response.frames, [response.frame]);
  assert.equal((response.transport as JsonNode).protocol, 'sctp');
  assert.equal((response.transport as JsonNode).ppid, 11);
  assert.match(response.time as string, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
  assert.equal(
    Date.parse((response.time as string).replace(/\d{6}Z$/, 'Z')) / 1000,
    Math.floor((response.epoch as number) * 1000) / 1000,
  );
  assert.ok(
    Math.abs((response.epoch as number) - (request.epoch as number) - (response.responseTime as number)) < 1e-6,
  );
});

function lineFor(bytes: Uint8Array, options: { seconds?: number } = {}): string {
  const { out, text } = collected();
  const frame = udpFrame(
    { source: '10.1.0.1', destination: '239.0.0.50' },
    { sourcePort: 40_000, destinationPort: 3863 },
    bytes,
  );
  new NdjsonLines(out).write(new Dissector().dissect(frameOf(frame, 1, options)));
  return text();
}

test('a pool handle is text where it is, its exact octets beside it, and never breaks the line or the JSON', () => {
  const octets = Uint8Array.of(0x22, 0x5c, 0x0a, 0x00, 0xff, 0xc3, 0xa4, 0xe2, 0x80, 0xa8, 0x1b, 0x5b);
  const line = lineFor(encodeMessage(handleResolution, { parameters: [poolHandleOf(octets)] }));
  assert.equal(line.indexOf('\n'), line.length - 1);
  const [parameter] = (JSON.parse(line) as JsonNode).parameters as JsonNode[];
  assert.equal(parameter?.handle, '"\\\\x0a\\x00\\xffä\\xe2\\x80\\xa8\\x1b[');
  assert.equal(parameter?.handleHex, '225c0a00ffc3a4e280a81b5b');
});

test('what is wrong with a message stands beside it, with the offset in the message', () => {
  const object = JSON.parse(lineFor(Uint8Array.of(5, 0, 0, 12, 0, 9, 0, 3, 0, 0, 0, 0))) as JsonNode;
  const [expert] = object.experts as JsonNode[];
  assert.equal(expert?.code, 'parameter.too_short');
  assert.equal(expert?.severity, 'error');
  assert.equal(expert?.offset, 6);
});

test('a time that no calendar has is null, and the line is still one', () => {
  const object = JSON.parse(lineFor(Uint8Array.of(0x0a, 0, 0, 8, 0, 0, 0, 1), { seconds: 1e13 })) as JsonNode;
  assert.equal(object.time, null);
  assert.equal(object.epoch, 1e13);
});

test('whatever octets of a capture are changed, each line is JSON with all octets of its message, and links are sound', async () => {
  const { frames } = await collect(await openCapture('samples/p-stranger.pcap'));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(255)), { maxLength: 400 }), (changes) => {
      const copies = frames.map((frame) => ({ ...frame, bytes: Uint8Array.from(frame.bytes) }));
      for (const [which, place, octet] of changes) {
        const { bytes } = copies[which % copies.length]!;
        // Behind the headers of Ethernet, IP and SCTP, so that most frames still have messages.
        bytes[46 + (place % Math.max(1, bytes.length - 46))] = octet;
      }
      const links = new FrameLinks();
      const { out, text } = collected();
      const lines = new NdjsonLines(out, { links });
      const dissector = new Dissector();
      for (const frame of copies) {
        const d = dissector.dissect({ ...frame, start: 0, end: frame.bytes.length });
        const before = text().length;
        lines.write(d);
        const written = text().slice(before).split('\n').slice(0, -1);
        assert.equal(written.length, d.messageCount);
        for (const [index, line] of written.entries()) {
          const { bytes, start, end } = d.messages[index]!;
          const object = JSON.parse(line) as JsonNode;
          assert.deepEqual(messageOctets(object.protocol as Protocol, object), [...bytes.subarray(start, end)]);
          const { responseTo, repeats, errorAbout } = links.of(index);
          for (const earlier of [responseTo, repeats, errorAbout]) assert.ok(earlier >= 0 && earlier <= frame.number);
        }
      }
    }),
    { numRuns: 25 },
  );
});
