// Every message, parameter, policy and cause of the tables, made by the encoder with values at random, is read alike by
// tshark and by us: many of them no real capture contains. Skipped, and said so, without tshark.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { PcapWriter } from '../../src/capture/pcap-writer.ts';
import { encodeValues } from '../../src/encode/encode-message.ts';
import { sctpFrame } from '../../src/encode/packets.ts';
import { dataChunk } from '../../src/encode/sctp-packet.ts';
import type { MessageValues } from '../../src/encode/values.ts';
import { asapMessages, causes, enrpMessages, parameters, policies } from '../../src/protocol/registry.ts';
import { messageArbitrary } from '../arbitraries.ts';
import { fieldLines } from './lines.ts';

const skip = spawnSync('tshark', ['--version']).status !== 0 && 'tshark is not installed';
if (skip) console.error(`SKIPPED: made messages are not compared with tshark: ${skip}`);

const index: { readonly fields: readonly string[] } = JSON.parse(readFileSync('samples/golden/index.json', 'utf8'));
const fields = ['frame.protocols', ...index.fields.filter((name) => /^(asap|enrp)\./.test(name))];
const seed = 20261123;
const perMessage = 60;

/** Which numbers of a table stand somewhere in the messages. */
function seen(messages: readonly MessageValues[], key: 'type' | 'code' | 'policyType'): Set<number> {
  const found = new Set<number>();
  JSON.stringify(messages, (name, value) => {
    if (name === key && typeof value === 'number') found.add(value);
    return value;
  });
  return found;
}

/** Fields that we give and Wireshark leaves raw: those of policies that it does not know. */
function isMore(name: string, message: MessageValues): boolean {
  if (!/policy_(weight|priority|load|degradation|load_dpf|weight_dpf|distance)$/.test(name)) return false;
  const types = seen([message], 'policyType');
  return policies.some(
    ({ type, wireshark, wiresharkRaw }) => types.has(type) && (wireshark === undefined || wiresharkRaw),
  );
}

test('tshark reads what the encoder makes of every message as we do', { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'poolshark-made-'));
  try {
    const messages = [...asapMessages, ...enrpMessages].flatMap((definition) =>
      fc.sample(messageArbitrary(definition), { seed, numRuns: perMessage }),
    );
    const path = join(folder, 'made.pcap');
    const file = openSync(path, 'w');
    const writer = new PcapWriter(file, { linkType: 1 });
    for (const [at, message] of messages.entries()) {
      const bytes = sctpFrame(
        { source: '10.0.0.1', destination: '10.0.0.2' },
        {
          sourcePort: 5000,
          destinationPort: 6000,
          verificationTag: 7,
          chunks: [
            dataChunk({
              tsn: at,
              streamSequence: at & 0xffff,
              ppid: message.protocol === 'asap' ? 11 : 12,
              data: encodeValues(message),
            }),
          ],
        },
      );
      writer.write({ seconds: at, nanoseconds: 0, bytes, start: 0, end: bytes.length, originalLength: bytes.length });
    }
    writer.flush();
    closeSync(file);

    const all = [...fields, '_ws.malformed'];
    const words = ['-n', '-r', path, '-T', 'fields', ...all.flatMap((name) => ['-e', name])];
    const theirs = execFileSync('tshark', words, {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ours = (await fieldLines(path, fields)).split('\n');
    const differences: string[] = [];
    let compared = 0;
    for (const [row, line] of theirs.trimEnd().split('\n').entries()) {
      const want = line.split('\t');
      // What tshark gives up (an empty cause that should hold something, say) it shows in part.
      if (want.at(-1)) continue;
      compared++;
      const have = (ours[row] ?? '').split('\t');
      for (const [column, name] of fields.entries())
        if ((want[column] ?? '') !== (have[column] ?? '') && !isMore(name, messages[row] as MessageValues))
          differences.push(`frame ${row + 1} ${name}: tshark ${want[column]}, ours ${have[column]}`);
    }
    assert.deepEqual(differences.slice(0, 10), []);
    assert.ok(compared > messages.length / 2, `${compared} of ${messages.length} were read by tshark`);
    const types = seen(messages, 'type');
    for (const { type, name } of parameters) assert.ok(types.has(type), `${name} was made`);
    const codes = seen(messages, 'code');
    for (const { code, name } of causes) assert.ok(codes.has(code), `${name} was made`);
    const policyTypes = seen(messages, 'policyType');
    for (const { type, name } of policies) assert.ok(policyTypes.has(type), `${name} was made`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
