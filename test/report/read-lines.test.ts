// The lines of `read`: tshark's columns and texts, and the formats of single values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allEntries, isField, nearestFields } from '../../src/dissect/fields/catalog.ts';
import { differenceText } from '../../src/dissect/fields/frame-time.ts';
import { doubleText, valueText } from '../../src/dissect/fields/value-text.ts';
import { TextSlots } from '../../src/report/text-slots.ts';
import { collector, fieldLines, summaryLines } from './lines.ts';

test('summary lines have the columns of tshark', async () => {
  const lines = await summaryLines('samples/a-basic.pcap');
  assert.equal(lines.length, 126);
  assert.equal(
    lines[0],
    '    1   0.000000 fe80::ff:fe00:1 → ff02::2      ICMPv6 70 Router Solicitation from 02:00:00:00:00:01',
  );
  assert.equal(
    lines[9],
    '   10   7.649339 02:00:00:00:00:02 → ff:ff:ff:ff:ff:ff ARP 42 Who has 10.1.0.1? Tell 10.1.0.11',
  );
  assert.ok(lines.includes('   14   7.669515    10.1.0.11 → 10.1.0.1     SCTP 342 COOKIE_ECHO '));
});

test('a message stands for the chunk that carried it, with the chunks beside it', async () => {
  const lines = await summaryLines('samples/takeover.pcap');
  assert.ok(lines.some((line) => / ENRP \d+ SACK \(Ack=\d+, Arwnd=\d+\) ENRP Presence $/.test(line)));
  assert.ok(lines.some((line) => / ENRP \d+ ENRP Init Takeover $/.test(line)));
  assert.ok(lines.some((line) => / SCTP \d+ SACK \(Ack=\d+, Arwnd=\d+\) $/.test(line)));
});

test('a chunk that the capture cut has its name only', async () => {
  const lines = await summaryLines('samples/k-midstream-snap96.pcap');
  assert.match(lines[1] ?? '', / SCTP 118 DATA \[Packet size limited during capture\]$/);
});

test('a user message shorter than a header is malformed', async () => {
  const lines = await summaryLines('samples/p-stranger.pcap');
  assert.match(lines[146] ?? '', / ASAP 66 DATA \(TSN=26\) \[Malformed Packet\]$/);
});

test('time formats: epoch, difference, UTC date', async () => {
  const first = async (format: 'e' | 'd' | 'ud' | 'u') => (await summaryLines('samples/a-basic.pcap', format))[1];
  assert.match((await first('e')) ?? '', /^ {4}2 1795322971\.702436 /);
  assert.match((await first('d')) ?? '', /^ {4}2 {3}0\.614900 /);
  assert.match((await first('ud')) ?? '', /^ {4}2 2026-11-22 04:49:31\.702436 /);
  assert.match((await first('u')) ?? '', /^ {4}2 04:49:31\.702436 /);
  assert.match((await summaryLines('samples/a-basic.pcap', 'r', 9))[1] ?? '', /^ {4}2 0\.614900000 /);
});

test('a field that a frame lacks is empty, and not quoted', async () => {
  const text = await fieldLines('samples/a-basic.pcap', ['frame.number', 'ip.src'], {
    header: true,
    quote: '"',
    separator: ',',
  });
  assert.deepEqual(text.split('\n').slice(0, 3), ['frame.number,ip.src', '"1",', '"2","10.1.0.1"']);
});

test('occurrence and aggregator choose among the values of a frame', async () => {
  const field = ['asap.parameter_type'];
  const line = async (options: Parameters<typeof fieldLines>[2]) =>
    (await fieldLines('samples/a-basic.pcap', field, options)).split('\n').find((text) => text.length > 6);
  const all = (await line({})) ?? '';
  assert.match(all, /^0x0009,0x000a,/);
  const values = all.split(',');
  assert.equal(await line({ aggregator: ' ' }), values.join(' '));
  const only = async (occurrence: 'f' | 'l') =>
    (await fieldLines('samples/a-basic.pcap', ['frame.number', ...field], { occurrence }))
      .split('\n')
      .map((text) => text.split('\t')[1])
      .find((text) => text === '0x0009' || text === values.at(-1));
  assert.equal(await only('f'), '0x0009');
});

test('numbers are padded to the width of their field, shares have 15 digits', () => {
  const bytes = Uint8Array.of(0x00, 0x0f, 0x3f, 0xff, 0x19, 0x99, 0x99, 0x9a);
  assert.equal(valueText(bytes, 0, 2, 'hex'), '0x000f');
  assert.equal(valueText(bytes, 0, 4, 'hex'), '0x000f3fff');
  assert.equal(valueText(bytes, 4, 4, 'percent'), '10.0000000116415');
  assert.equal(valueText(bytes, 0, 4, 'bytes'), '000f3fff');
  assert.equal(doubleText(100 / 0xffffffff), '2.3283064370808e-08');
  assert.equal(doubleText(0), '0');
  assert.equal(doubleText(100), '100');
});

test('an IPv4-mapped address keeps its prefix', () => {
  const mapped = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 1, 0, 1);
  assert.equal(valueText(mapped, 0, 16, 'ipv6'), '::ffff:10.1.0.1');
});

test('differences of time have one sign', () => {
  assert.equal(differenceText(1, -1), '0.999999999');
  assert.equal(differenceText(-1, 1), '-0.999999999');
  assert.equal(differenceText(0, -5), '-0.000000005');
  assert.equal(differenceText(-2, -5), '-2.000000005');
});

test('numbers of any size are written as JavaScript writes them', () => {
  const { out, text } = collector(64);
  const numbers = [0, 9, 10, 99, 100, 12345, 999999, 1000000, 4294967295, 4294967296, 1795322971000, 2 ** 53];
  for (const number of numbers) {
    out.number(number);
    out.octet(0x0a);
  }
  assert.equal(text(), `${numbers.join('\n')}\n`);
});

test('a text of any length up to that of a slot is written whole, and what follows it stands behind it', () => {
  const { out, text } = collector(80);
  const slots = new TextSlots(3);
  const texts = ['', 'SACK (Ack=', `${'long '.repeat(12)}→`];
  for (const [slot, one] of texts.entries()) slots.set(slot, one);
  for (const slot of texts.keys()) {
    out.slot(slots, slot);
    out.number(7);
  }
  assert.equal(text(), texts.map((one) => `${one}7`).join(''));
  assert.throws(() => slots.set(0, 'x'.repeat(65)), RangeError);
});

test('text beyond ASCII is written as UTF-8, across the border of the buffer too', () => {
  const { out, text } = collector(8);
  for (let count = 0; count < 5; count++) out.text('a→ü€');
  assert.equal(text(), 'a→ü€'.repeat(5));
});

test('field names are unique, and a misspelt one finds its neighbour', () => {
  const names = allEntries().map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.ok(isField('asap.pe_checksum'));
  assert.ok(isField('asap'));
  assert.ok(!isField('asap.nothing'));
  assert.ok(nearestFields('asap.messag_type').includes('asap.message_type'));
  for (const { name, type, meaning, source } of allEntries()) assert.ok(type && meaning && source, name);
});
