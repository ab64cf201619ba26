// A capture from before the RFCs on the command line: told in one line, read with --dialect pre-rfc.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { PcapWriter } from '../../src/capture/pcap-writer.ts';
import { associationBetween } from '../dissect/watch.ts';
import { asapDraft, enrpDraft } from '../drafts.ts';
import { presence, register } from '../handlespace/words.ts';

const folder = mkdtempSync(join(tmpdir(), 'poolshark-drafts-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'drafts.pcap');
const file = openSync(path, 'w');
const writer = new PcapWriter(file, { linkType: 1 });
const peers = associationBetween();
const said = [
  { bytes: enrpDraft(presence(1, 0xffff)), ppid: 12 },
  { bytes: asapDraft(register('Alpha', 1)), ppid: 11 },
  { bytes: enrpDraft(presence(1, 0xffff)), ppid: 12 },
];
let seconds = 0;
for (const message of said)
  for (const bytes of peers.data('client', message))
    writer.write({
      seconds: seconds++,
      nanoseconds: 0,
      bytes,
      start: 0,
      end: bytes.length,
      originalLength: bytes.length,
    });
writer.flush();
closeSync(file);

function poolshark(...words: string[]) {
  return spawnSync(process.execPath, ['bin/poolshark.js', ...words], { encoding: 'utf8' });
}

test('messages of the drafts are told in one line, and not guessed at', () => {
  const run = poolshark('read', path);
  assert.equal(run.status, 0);
  assert.match(run.stderr, /^poolshark: these are messages of the drafts before the RFCs[^\n]+--dialect pre-rfc\n$/);
  assert.match(poolshark('analyze', path).stdout, /read them with --dialect pre-rfc/);
});

test('--dialect pre-rfc reads them', () => {
  const handle = ['-T', 'fields', '-e', 'asap.pool_handle_pool_handle', '-Y', 'asap'];
  const run = poolshark('read', path, '--dialect', 'pre-rfc', ...handle);
  assert.equal(run.stderr, '');
  assert.equal(run.stdout, `${Buffer.from('Alpha').toString('hex')}\n`);
  assert.equal(poolshark('read', path, '--dialect', 'klingon').status, 2);
});
