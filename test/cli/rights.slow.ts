// Who may run `live`: a user of the group wireshark without any right of his own, and root, who becomes somebody else.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { engineOn, type Link, makeLink, pause, statusOf, whyNoLink } from '../live/veth.ts';

const run = (...words: string[]) => spawnSync(words[0] as string, words.slice(1), { encoding: 'utf8' });
const has = (program: string) => run('which', program).status === 0;

function whyNot(): string | false {
  const missing = ['useradd', 'userdel', 'groupadd', 'setcap', 'setpriv'].find((program) => !has(program));
  return whyNoLink('dumpcap') || (missing === undefined ? false : `${missing} is not installed`);
}

const name = `psu${process.pid % 10_000}`;

describe('rights', { skip: whyNot() }, () => {
  let link: Link;
  let folder: string;
  let madeGroup = false;

  before(() => {
    link = makeLink();
    madeGroup = run('groupadd', '--system', 'wireshark').status === 0;
    assert.equal(run('useradd', '--no-create-home', '--groups', 'wireshark', name).status, 0);
    // As dpkg-reconfigure wireshark-common leaves it; a copy, so that the machine's own stays as it is.
    folder = mkdtempSync(join(tmpdir(), 'poolshark-rights-'));
    chmodSync(folder, 0o755);
    const dumpcap = join(folder, 'dumpcap');
    copyFileSync(run('which', 'dumpcap').stdout.trim(), dumpcap);
    assert.equal(run('chgrp', 'wireshark', dumpcap).status, 0);
    chmodSync(dumpcap, 0o750);
    assert.equal(run('setcap', 'cap_net_raw,cap_net_admin=eip', dumpcap).status, 0);
  });
  after(() => {
    link.remove();
    run('userdel', name);
    if (madeGroup) run('groupdel', 'wireshark');
    run('rm', '-r', folder);
  });

  /** Runs it as `as` says, sends a capture, gives what it saw and who it was. */
  async function watched(as: string) {
    const command = link
      .command('-i', link.interface, '--engine', 'dumpcap', '--ndjson', '-f', "''")
      .replace(process.execPath, `${as} ${process.execPath}`);
    const child = spawn('bash', ['-c', `exec env PATH=${folder}:$PATH ${command}`], { stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text: Buffer) => {
      stdout += text;
    });
    child.stderr.on('data', (text: Buffer) => {
      stderr += text;
    });
    const done = once(child, 'close');
    for (let tries = 0; tries < 200 && !stderr.includes('capturing on') && child.exitCode === null; tries++)
      await pause(50);
    assert.match(stderr, /capturing on/);
    await pause(500);
    link.replay('samples/takeover.pcap', '-p', '2000');
    await pause(1000);
    const engine = engineOn(link.interface, 'dumpcap');
    const [, parent = ''] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${engine}/status`, 'utf8')) ?? [];
    const who = { program: statusOf(Number(parent)), engine: statusOf(engine) };
    child.kill('SIGINT');
    await done;
    return { summary: JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}'), who, stderr };
  }

  test('a user of the group wireshark watches, and has no right of his own', async () => {
    const uid = Number(run('id', '-u', name).stdout);
    const { summary, who } = await watched(`setpriv --reuid=${name} --regid=${name} --init-groups --inh-caps=-all`);
    assert.equal(summary.frames, 2257);
    assert.deepEqual(who.program, { uid, effective: 0n });
    assert.equal(who.engine.uid, uid);
  });

  test('a user outside that group is told in one line what it takes', () => {
    const words = ['--reuid=nobody', '--regid=nogroup', '--clear-groups', process.execPath, 'bin/poolshark.js', 'live'];
    const path = `PATH=${folder}`;
    const { status, stderr } = run(
      'env',
      path,
      '/usr/bin/setpriv',
      ...words,
      '-i',
      'lo',
      '--engine',
      'tcpdump',
      '--plain',
    );
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^poolshark: tcpdump may not capture: [^\n]+; run it with sudo, or see docs\/operations.md\n$/,
    );
  });

  test('root becomes nobody also where only the group wireshark may run dumpcap', async () => {
    const nobody = Number(run('id', '-u', 'nobody').stdout);
    const { summary, who } = await watched('env -u SUDO_UID');
    assert.equal(summary.frames, 2257);
    assert.equal(who.program.uid, nobody);
    assert.equal(who.engine.uid, nobody);
  });
});
