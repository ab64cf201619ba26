// Every field of eth, vlan, sll, ip, ipv6, udp, tcp and frame, on all samples and on made frames, beside what tshark prints of it.
// Skipped, and said so, without tshark.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Dissector } from '../../src/dissect/dissector.ts';
import { allEntries } from '../../src/dissect/fields/catalog.ts';
import { ethernetFrame, ipv4Packet } from '../../src/encode/packets.ts';
import { allFields } from '../../src/filter/field-table.ts';
import { compileFilter } from '../../src/filter/filter.ts';
import { FrameFilter } from '../../src/filter/frame-filter.ts';
import { frameOf } from '../dissect/watch.ts';
import { fieldLines, summaryLines } from './lines.ts';
import { noTshark, tshark, withCapture } from './tshark.ts';

if (noTshark) console.error(`SKIPPED: fields of the lower layers are not held against tshark: ${noTshark}`);

/** `frame.protocols` has a test of its own; fragments are put together ahead here, and not there. */
const leftOut = new Set(['frame.protocols', 'ip.reassembled_in', 'ipv6.reassembled.in']);
const names = allEntries()
  .map(({ name }) => name)
  .filter((name) => /^(eth|vlan|sll|ip|ipv6|udp|tcp|frame)\./.test(name) && !leftOut.has(name));

/** Cells that differ, as `frame name: theirs | ours`. */
async function differences(
  path: string,
  known: (name: string, theirs: string) => boolean,
  asked: readonly string[] = names,
): Promise<string[]> {
  const words = ['-T', 'fields', ...asked.flatMap((name) => ['-e', name])];
  const theirs = tshark(path, words);
  const ours = (await fieldLines(path, asked)).replace(/\n$/, '').split('\n');
  assert.equal(ours.length, theirs.length);
  const found: string[] = [];
  for (const [row, line] of theirs.entries()) {
    const want = line.split('\t');
    const have = (ours[row] ?? '').split('\t');
    for (const [column, name] of asked.entries())
      if (want[column] !== have[column] && !known(name, want[column] ?? ''))
        found.push(`${row + 1} ${name}: ${want[column]} | ${have[column]}`);
  }
  return found;
}

/** tshark's word for octets that are none. */
const isEmptyPadding = (name: string, theirs: string) => name === 'ipv6.opt.padn' && theirs.includes('<none>');

const captures = ['samples', 'samples/tls', '../shared/captures'].flatMap((folder) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => /\.pcap(ng)?$/.test(file))
        .map((file) => join(folder, file))
    : [],
);

for (const path of captures)
  test(`the lower layers of ${path} have the values that tshark gives them`, { skip: noTshark }, async () => {
    assert.deepEqual((await differences(path, isEmptyPadding)).slice(0, 10), []);
  });

const copiesAndGaps = [
  ...['retransmission', 'retransmission_time', 'retransmission.expert', 'sack_gap_block_start_tsn'],
  ...['sack_gap_block_end_tsn', 'sack_number_of_tsns_gap_acked'],
].map((tail) => `sctp.${tail}`);

for (const path of ['samples/takeover.pcap', 'samples/l-errors.pcap', '../shared/captures/f-lossy.pcap'])
  test(`copies of data and gaps in ${path} are those that tshark tells of`, {
    skip: noTshark || !existsSync(path),
  }, async () => {
    assert.deepEqual(await differences(path, () => false, copiesAndGaps), []);
  });

const madeFrames = readFileSync('test/report/lower-frames.txt', 'utf8')
  .split('\n')
  .filter((line) => /^[0-9a-f]+$/.test(line))
  .map((line) => Uint8Array.from(Buffer.from(line, 'hex')));

/** A fragment that came twice counts twice there; a conversation is one with the end of a route. */
const onPurpose = /^(udp\.(stream|time)|ip\.fragment)/;

test(
  'options, extension headers, fragments, padding and tags have the values that tshark gives them',
  { skip: noTshark },
  () =>
    withCapture(madeFrames, async (path) => {
      const known = (name: string, theirs: string) => onPurpose.test(name) || isEmptyPadding(name, theirs);
      assert.deepEqual(await differences(path, known), []);
    }),
);

test('a part of a layer that is a protocol in tshark is found by its name alone', { skip: noTshark }, () =>
  withCapture(madeFrames, (path) => {
    const dissector = new Dissector();
    for (const name of ['ipv6.hopopts', 'ipv6.dstopts', 'ipv6.routing', 'ipv6.fraghdr', 'mptcp', 'mptcp or udp']) {
      const theirs = tshark(path, ['-Y', name, '-T', 'fields', '-e', 'frame.number']);
      const filter = compileFilter(name, allFields);
      assert.ok(filter.ok);
      const test = new FrameFilter(filter);
      const ours = madeFrames.flatMap((bytes, index) =>
        test.passes(dissector.dissect(frameOf(bytes, index + 1))) ? [String(index + 1)] : [],
      );
      assert.deepEqual(ours, theirs, name);
    }
  }),
);

const client = 0;
const server = 1;
const [fin, syn, rst, push, ack] = [1, 2, 4, 8, 16] as const;

interface Step {
  readonly from: 0 | 1;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  readonly length?: number;
  readonly window?: number;
  readonly options?: string;
}

function segment({ from, sequence, acknowledgment, flags, length = 0, window = 500, options = '' }: Step): Uint8Array {
  const octets = Buffer.from(options, 'hex');
  const tcp = Buffer.alloc(20 + octets.length + length, 0x61);
  const ports = [40_001, 50_777];
  tcp.writeUInt16BE(ports[from] as number, 0);
  tcp.writeUInt16BE(ports[1 - from] as number, 2);
  tcp.writeUInt32BE((sequence + (from === client ? 0xfffffff0 : 7000)) >>> 0, 4);
  tcp.writeUInt32BE((flags & ack) === 0 ? 0 : (acknowledgment + (from === client ? 7000 : 0xfffffff0)) >>> 0, 8);
  tcp.writeUInt16BE(((5 + octets.length / 4) << 12) | flags, 12);
  tcp.writeUInt16BE(window, 14);
  tcp.writeUInt32BE(0, 16);
  octets.copy(tcp, 20);
  const ends = ['10.0.0.1', '10.0.0.2'] as const;
  const packet = ipv4Packet({ source: ends[from], destination: ends[from === 0 ? 1 : 0] }, 6, tcp);
  return ethernetFrame({}, 0x0800, packet);
}

const say = (sequence: number, acknowledgment: number, length: number, more: Partial<Step> = {}): Step => ({
  from: client,
  sequence,
  acknowledgment,
  flags: push | ack,
  length,
  ...more,
});
const answer = (sequence: number, acknowledgment: number, more: Partial<Step> = {}): Step => ({
  from: server,
  sequence,
  acknowledgment,
  flags: ack,
  ...more,
});

/** A connection to which all happens that the analysis knows; frames come a second after each other. */
const story: readonly Step[] = [
  say(0, 0, 0, { flags: syn, options: '020405b4 01 030307 0402 0101'.replaceAll(' ', '') }),
  answer(0, 1, { flags: syn | ack, options: '020405b401030302' }),
  say(1, 1, 0, { flags: ack }),
  say(1, 1, 100),
  answer(1, 101),
  say(101, 1, 100),
  say(301, 1, 100),
  answer(1, 201),
  answer(1, 201),
  answer(1, 201, { options: '0101050a0000012000000180' }),
  say(201, 1, 100),
  say(201, 1, 100),
  answer(1, 401),
  say(101, 1, 100),
  say(400, 1, 0, { flags: ack }),
  answer(1, 401),
  answer(1, 401, { window: 0 }),
  say(401, 1, 1, { flags: ack }),
  answer(1, 401, { window: 0 }),
  answer(1, 402, { window: 900 }),
  answer(1, 402, { window: 901 }),
  say(402, 1, 2000),
  say(2402, 1, 1604),
  answer(1, 9000),
  say(4006, 50, 10),
  say(4016, 1, 0, { flags: fin | ack }),
  answer(1, 4017, { flags: fin | ack }),
  say(4017, 2, 0, { flags: ack }),
  say(7000, 0, 0, { flags: syn, options: '020405b4' }),
  answer(9000, 7001, { flags: rst | ack, window: 0 }),
  answer(100, 5, { flags: ack, length: 40 }),
  say(7001, 9001, 20, { flags: ack, options: '1d0c0102aabbccddeeff0011220406ff01020304fd04aabb'.slice(0, 24) }),
];

test('what TCP segments are to each other is what tshark makes of them', { skip: noTshark }, () =>
  withCapture(story.map(segment), async (path) => {
    assert.deepEqual(await differences(path, () => false), []);
  }),
);

test('the summary of TCP segments is that of tshark', { skip: noTshark }, () =>
  withCapture(story.map(segment), async (path) => {
    assert.deepEqual(await summaryLines(path), tshark(path));
  }),
);
