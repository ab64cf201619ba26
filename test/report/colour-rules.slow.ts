// Colours of summary lines: our rules, files in Wireshark's form, and lines in a terminal.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { allFields } from '../../src/filter/field-table.ts';
import { compileFilter } from '../../src/filter/filter.ts';
import { colourRules, parseColourRules } from '../../src/report/read/colour-rules.ts';
import { TerminalLines } from '../../src/report/read/terminal-lines.ts';
import { outputOf } from './lines.ts';

function colouredLines(capture: string, words: readonly string[]) {
  return spawnSync(process.execPath, ['bin/poolshark.js', 'read', capture, '--color', 'always', ...words], {
    encoding: 'utf8',
  });
}

function coloured(...words: string[]) {
  return colouredLines('samples/takeover.pcap', words);
}

test('the filter of each rule of ours compiles', () => {
  for (const { filter, name } of colourRules) assert.ok(compileFilter(filter, allFields).ok, name);
});

test('a file of rules has background before foreground, 16 bits a colour; ! and # switch lines off', () => {
  const text = '# mine\n@Bad@asap.cause_code@[65535,0,256][0,0,65535]\n!@Off@enrp@[0,0,0][0,0,0]\n';
  assert.deepEqual(parseColourRules(text), [
    { name: 'Bad', filter: 'asap.cause_code', colour: { background: [255, 0, 1], foreground: [0, 0, 255] } },
  ]);
  const fault = parseColourRules('\n@Bad@asap@red');
  assert.ok('why' in fault && fault.line === 2);
});

test('a registration is green, a takeover is not', () => {
  const [registration] = coloured('-Y', 'asap.message_type == 1').stdout.split('\n');
  assert.ok(registration?.startsWith('\u001b[32m') && registration.endsWith('ASAP Registration \u001b[39m'));
  const [takeover] = coloured('-Y', 'enrp.message_type == 7').stdout.split('\n');
  assert.ok(takeover?.startsWith('\u001b[95m') && takeover.endsWith('ENRP Init Takeover \u001b[39m'));
});

test('rules of the user come in the place of ours', () => {
  const folder = mkdtempSync(join(tmpdir(), 'poolshark-colours-'));
  try {
    const path = join(folder, 'colorfilters');
    writeFileSync(path, '@All@frame@[0,0,0][65535,65535,65535]\n');
    assert.ok(coloured('--color-rules', path, '-c', '1').stdout.startsWith('\u001b['));
    writeFileSync(path, '@Broken@asap ==@[0,0,0][65535,65535,65535]\n');
    assert.equal(coloured('--color-rules', path, '-c', '1').status, 2);
    assert.equal(coloured('--color-rules', join(folder, 'none')).status, 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a rule that asks for earlier frames knows those that took the colour of another rule, or were filtered out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'poolshark-colours-'));
  try {
    const path = join(folder, 'colorfilters');
    // Frame 5 acknowledges what frame 4 brought.
    const acknowledges = '@Ack@tcp.analysis.acks_frame == 4@[0,0,0][65535,0,0]\n';
    const told = (...words: string[]) =>
      colouredLines('samples/tls/tls12-asap.pcap', ['--color-rules', path, ...words])
        .stdout.split('\n')
        .filter((line) => line.includes('\u001b['));
    writeFileSync(path, acknowledges);
    const [alone] = told();
    assert.ok(alone);
    writeFileSync(path, `@Four@frame.number == 4@[65535,65535,65535][0,0,0]\n${acknowledges}`);
    assert.equal(told()[1], alone);
    writeFileSync(path, acknowledges);
    assert.deepEqual(told('-Y', 'frame.number != 4'), [alone]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('lines in a terminal are cut to its width', async () => {
  const line = (out: { text(text: string): void }) => ({
    begin() {},
    write: () => out.text(`${'long'.repeat(30)}\n`),
    end() {},
  });
  const text = await outputOf('samples/a-basic.pcap', (out) => new TerminalLines(out, line, 20, undefined));
  assert.equal(text.split('\n')[0], 'longlonglonglonglon…');
});
