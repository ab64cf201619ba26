// Makes samples/golden/taps anew: what tshark prints for the statistics of -z. Needs tshark in the path.
//   node scripts/refresh-golden-taps.js            writes samples/golden/taps
//   node scripts/refresh-golden-taps.js FOLDER     writes there instead (the slow test compares)
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const folder = process.argv[2] ?? 'samples/golden/taps';

/** tshark leaves frames that it calls malformed out of tables that count frames, but not out of these. */
const always = [
  ...['conv', 'endpoints'].flatMap((what) => ['eth', 'ip', 'ipv6', 'sctp', 'udp', 'tcp'].map((by) => `${what},${by}`)),
  'sctp,stat',
];
const frames = [
  'io,phs',
  'io,stat,0',
  'io,stat,1000000',
  'io,stat,5',
  'io,stat,0.5',
  'io,stat,12.25',
  'io,stat,10,sctp,udp',
  // Without a filter tshark counts no values.
  'io,stat,10,COUNT(sctp.chunk_length)sctp.chunk_length,SUM(sctp.chunk_length)sctp.chunk_length,MIN(frame.len)frame.len,MAX(frame.len)frame.len',
  'io,stat,10,AVG(frame.time_delta)frame.time_delta,SUM(frame.time_delta)frame.time_delta,AVG(frame.len)frame.len,FRAMES()sctp,BYTES()udp',
];
const dated = ['io,stat,10', 'conv,sctp'];

const wanted = {
  'a-basic.pcap': [...always, ...frames],
  'd-pe-cut.pcap': [...always, ...frames],
  'h-ipv6.pcap': [...always, ...frames],
  'n-udp-encap.pcap': [...always, ...frames],
  // tshark calls the second chunk of a packet a packet within the first.
  'takeover.pcap': [...always, ...frames.filter((tap) => tap !== 'io,phs')],
  'l-errors.pcap': always,
  'p-stranger.pcap': always,
};

function tshark(capture, words) {
  const all = ['-n', '-r', join('samples', capture), '-q', ...words];
  return execFileSync('tshark', all, {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

mkdirSync(folder, { recursive: true });
for (const [capture, taps] of Object.entries(wanted)) {
  const asked = [
    ...taps.map((tap) => ['-z', tap]),
    ...(taps === always ? [] : dated.map((tap) => ['-t', 'ad', '-z', tap])),
  ];
  const text = asked.map((words) => `$ ${words.join(' ')}\n${tshark(capture, words)}`).join('');
  writeFileSync(join(folder, `${capture}.txt`), text);
}
