// Makes samples/tls/golden.json anew: what tshark reads of the recorded TLS sessions over TCP, with their keys: fields of
// each frame, and what was said in both directions. Of TLS over SCTP tshark knows one connection for an association, not
// one for each stream (RFC 3436 §3.2). Needs tshark in the path.
//   node scripts/refresh-tls-golden.js
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'samples/tls';
const run = (...words) =>
  execFileSync('tshark', words, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });

const fields = [
  'frame.number',
  ...'opaque_type content_type version length'.split(' ').map((tail) => `tls.record.${tail}`),
  ...'type version ciphersuite extensions_server_name extensions_alpn_str'
    .split(' ')
    .map((tail) => `tls.handshake.${tail}`),
  ...'level desc'.split(' ').map((tail) => `tls.alert_message.${tail}`),
  'tls.app_data',
  '_ws.col.Protocol',
  '_ws.col.Info',
];

/** Octets in hex of both directions. tshark names them by who spoke first behind the handshake; here their order is that of their text. */
function saidIn(follow) {
  const lines = follow.split('\n').filter((line) => /^\t?[0-9a-f]+$/.test(line));
  const of = (isServer) => lines.filter((line) => line.startsWith('\t') === isServer).map((line) => line.trim());
  return [of(false).join(''), of(true).join('')].sort();
}

const captures = {};
for (const name of readdirSync(folder).filter((file) => /\.pcap(ng)?$/.test(file) && !file.includes('sctp'))) {
  const path = join(folder, name);
  const keys = path.replace(/\.pcap$/, '.keys');
  const options = ['-n', '-r', path, '-d', 'tcp.port==3864,tls'];
  if (keys !== path && existsSync(keys)) options.push('-o', `tls.keylog_file:${keys}`);
  const table = (...more) => {
    const text = run(...options, ...more, '-Y', 'tls', '-T', 'fields', ...fields.flatMap((field) => ['-e', field]));
    return text.replace(/\n$/, '').split('\n');
  };
  // The story is told in the last connection.
  const last = run(...options, '-T', 'fields', '-e', 'tcp.stream')
    .trim()
    .split('\n')
    .at(-1);
  captures[name] = {
    // Without secrets; those that stand in the capture itself cannot be left out.
    ...(keys === path ? {} : { sealed: table('-o', 'tls.keylog_file:') }),
    rows: table(),
    said: saidIn(run(...options, '-q', '-z', `follow,tls,raw,${last}`)),
  };
}
const tshark = /\d+\.\d+\.\d+/.exec(run('--version'))?.[0];
writeFileSync(join(folder, 'golden.json'), `${JSON.stringify({ tshark, fields, captures }, undefined, 1)}\n`);
