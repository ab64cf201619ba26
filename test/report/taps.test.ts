// The statistics of -z: beside what tshark prints (samples/golden/taps, made by scripts/refresh-golden-taps.js), and right
// where tshark's are not.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import type { TimeFormat } from '../../src/report/read/time-column.ts';
import { tapTexts } from './taps.ts';

process.env.TZ = 'UTC';
const folder = 'samples/golden/taps';

interface Golden {
  readonly argument: string;
  readonly time: TimeFormat;
  readonly text: string;
}

function goldenOf(file: string): readonly Golden[] {
  const sections = readFileSync(join(folder, file), 'utf8').split(/^\$ /m).slice(1);
  return sections.map((section) => {
    const end = section.indexOf('\n');
    const words = section.slice(0, end).split(' ');
    const isDated = words[0] === '-t';
    return { argument: words.at(-1) as string, time: isDated ? 'ad' : 'r', text: section.slice(end + 1) };
  });
}

for (const file of readdirSync(folder))
  test(`the statistics of ${file.replace('.txt', '')} are as tshark prints them`, async () => {
    const golden = goldenOf(file);
    assert.ok(golden.length > 10);
    const asked = golden.map(({ argument, time }) => [argument, time] as const);
    const ours = await tapTexts(join('samples', file.replace('.txt', '')), asked);
    for (const [index, { argument, text }] of golden.entries()) assert.equal(ours[index], text, argument);
  });

async function tableOf(capture: string, argument: string): Promise<readonly (readonly string[])[]> {
  const [text = ''] = await tapTexts(join('samples', capture), [[argument, 'r']]);
  const rows = text.split('\n').filter((line) => line.includes('|'));
  return rows.slice(1).map((row) => row.split('|').map((cell) => cell.trim()));
}

test('each row of asap,stat has ten columns, and shares are shares', async () => {
  const rows = await tableOf('takeover.pcap', 'asap,stat');
  for (const row of rows) assert.equal(row.length, 11);
  const [registration, , response] = rows;
  // Counted with tshark -Y 'asap.message_type == 1': 27 messages of 2016 octets; 650 in all.
  assert.deepEqual(registration?.slice(0, 4), ['ASAP Registration', '27', '4.154 %', '2016']);
  assert.deepEqual(response?.slice(0, 2), ['ASAP Registration Response', '27']);
  const total = rows.at(-1) as readonly string[];
  assert.deepEqual(total.slice(0, 3), ['Total', '650', '100.000 %']);
  const sum = rows.slice(0, -1).reduce((all, row) => all + Number.parseFloat(row[2] as string), 0);
  assert.ok(Math.abs(sum - 100) < 0.01, String(sum));
});

test('a single message has no rate, and a message that did not come has no times', async () => {
  const rows = await tableOf('takeover.pcap', 'enrp,stat');
  const row = (name: string) => rows.find(([first]) => first === name) as readonly string[];
  assert.deepEqual(row('ENRP Init Takeover').slice(7), ['0.000000', '-', '-', '']);
  assert.deepEqual(row('ENRP Error').slice(1), ['0', '0.000 %', '0', '0.000 %', '-', '-', '-', '-', '-', '']);
});

test('two statistics of one run do not leak into each other', async () => {
  const path = 'samples/takeover.pcap';
  const [alone] = await tapTexts(path, [['asap,stat', 'r']]);
  const [, together] = await tapTexts(path, [
    ['enrp,stat', 'r'],
    ['asap,stat', 'r'],
  ]);
  assert.equal(together, alone);
});

test('a length that a message only claims is not counted, and unknown types have a row', async () => {
  const rows = await tableOf('p-stranger.pcap', 'asap,stat');
  const unknown = rows.filter(([name]) => name?.startsWith('Unknown'));
  assert.ok(unknown.length > 0);
  const octets = rows.map((row) => Number(row[3]));
  // The stranger sends messages of some tens of octets that claim thousands.
  assert.ok(Math.max(...octets) < 5000, String(octets));
});

test('frames that tshark calls malformed count in the hierarchy like all others', async () => {
  const [text = ''] = await tapTexts('samples/p-stranger.pcap', [['io,phs', 'r']]);
  assert.match(text, /^eth +frames:376 bytes:30926$/m);
});

test('a filter in -z restricts its own table only', async () => {
  const [all = '', some = ''] = await tapTexts('samples/takeover.pcap', [
    ['io,phs', 'r'],
    ['io,phs,udp', 'r'],
  ]);
  assert.match(all, /sctp/);
  assert.doesNotMatch(some, /sctp/);
  assert.match(some, /^Filter: udp$/m);
});

test('the load of a call that spans intervals is shared among them, and is never above one', async () => {
  const [text = ''] = await tapTexts('samples/takeover.pcap', [['io,stat,10,LOAD(frame.time_delta)', 'r']]);
  const loads = [...text.matchAll(/<> +\w+ ?\| +([\d.]+) \|/g)].map(([, load]) => load);
  // Between frames of the capture there is always a next one: time is filled without a gap.
  assert.equal(loads.length, 11);
  assert.deepEqual(new Set(loads), new Set(['1.000000']));
});

test('times between frames count over frames that a column leaves out', async () => {
  const [text = ''] = await tapTexts('samples/takeover.pcap', [
    ['io,stat,0,SUM(frame.time_delta),SUM(frame.time_delta)sctp,SUM(frame.time_delta)udp', 'r'],
  ]);
  const [, all = 0, sctp = 0, udp = 0] = (/<> [\d.]+ \| +([\d.]+) \| +([\d.]+) \| +([\d.]+)/.exec(text) ?? []).map(
    Number,
  );
  assert.ok(sctp + udp < all, text);
});

test('times stay those of the capture where only a part of it is asked for', async () => {
  const rows = await tapTexts('samples/takeover.pcap', [['conv,sctp', 'r']], (frame) => frame > 1000);
  const starts = [...(rows[0] as string).matchAll(/ {2,}(\d+\.\d{9}) /g)].map(([, start]) => Number(start));
  assert.ok(starts.length > 0);
  assert.ok(Math.min(...starts) > 10, String(starts));
});

test('expert shows severities from the worst down to the one asked for', async () => {
  const [all = '', errors = ''] = await tapTexts('samples/p-stranger.pcap', [
    ['expert', 'r'],
    ['expert,error', 'r'],
  ]);
  assert.match(all, /^\nErrors \(\d+\)\n=+\n {3}Frequency {6}Group {11}Protocol {2}Summary\n/);
  assert.match(all, /^Notes /m);
  assert.match(errors, /^Errors /m);
  assert.doesNotMatch(errors, /^(Warns|Notes) /m);
});

test('the ladder has a line for each message that changes something, and folds what repeats', async () => {
  const [text = ''] = await tapTexts('samples/takeover.pcap', [['flow', 'r']]);
  const lines = text.trimEnd().split('\n');
  const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
  assert.equal(count(/ PE \S+ +→ PR \S+ +Registration /), 27);
  assert.equal(count(/ PR \S+ +→ PE \S+ +Reg Response /), 27);
  assert.equal(count(/ Handle Update /), 48);
  assert.ok(count(/ Init Takeover +of 0x0a000002$/) === 1, text);
  assert.ok(count(/ Keep-Alive .*×\d+$/) > 0);
  const keepAlives = lines
    .filter((line) => / Keep-Alive {2}/.test(line))
    .reduce((sum, line) => sum + Number(/×(\d+)$/.exec(line)?.[1] ?? 1), 0);
  assert.equal(keepAlives, 134);
  assert.ok(Math.max(...lines.map((line) => line.length)) <= 80);
});
