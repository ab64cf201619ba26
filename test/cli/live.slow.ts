// `poolshark live` on a real interface: what it saw is what `read` and `pools` say of the same packets, for each engine.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { engineNames } from '../../src/live/engine.ts';
import { engineOn, type Link, makeLink, pause, statusOf, whyNoLink } from '../live/veth.ts';

const sample = 'samples/takeover.pcap';
const folder = mkdtempSync(join(tmpdir(), 'poolshark-live-'));
// Root becomes nobody, who must be able to write there.
spawnSync('chmod', ['777', folder]);

const poolshark = (...words: string[]) =>
  spawnSync(process.execPath, ['bin/poolshark.js', ...words], { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
const objects = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const capIsBuilt = existsSync('node_modules/cap/build/Release/cap.node');
const missing: Readonly<Record<string, string | false>> = {
  dumpcap: whyNoLink('dumpcap'),
  tcpdump: whyNoLink('tcpdump'),
  cap: whyNoLink() || (capIsBuilt ? false : 'cap was not compiled (libpcap-dev)'),
};

describe('live on a veth pair', { skip: whyNoLink() }, () => {
  let link: Link;
  before(() => {
    link = makeLink();
  });
  after(() => link.remove());

  for (const engine of engineNames)
    test(`what live sees through ${engine} is what read and pools say of the same packets`, {
      skip: missing[engine],
    }, async () => {
      const file = join(folder, `${engine}.pcapng`);
      const run = link.live('-i', link.interface, '--engine', engine, '--ndjson', '-f', '', '-w', file);
      await run.ready;
      await pause(engine === 'cap' ? 1500 : 300);
      link.replay(sample, '-p', '2000');
      await pause(1500);
      const { stdout, stderr, code } = await run.end();
      assert.equal(code, 0, stderr);
      const seen = objects(stdout);
      const messages = seen.filter(({ schema }) => schema === 'poolshark.message/1');
      const states = seen.filter(({ event }) => event === 'state');
      const summary = seen.at(-1);
      assert.equal(summary.event, 'summary');
      assert.equal(summary.frames, 2257);
      assert.equal(summary.drops.byKernel, engine === 'cap' ? null : 0);
      // The recording holds the same packets with the same times.
      const forwardOnly = ({ responseIn: _, tableNext: __, file: ___, ...message }: Record<string, unknown>) => message;
      assert.deepEqual(messages, objects(poolshark('read', file, '--ndjson')).map(forwardOnly));
      const events = JSON.parse(poolshark('pools', file, '--events', '--json')).events;
      assert.deepEqual(
        states.map(({ kind, frame, pool, element, server }) => [kind, frame, pool, element, server]),
        events.map((event: Record<string, unknown>) => [
          event.kind,
          event.frame,
          event.pool,
          event.element,
          event.server,
        ]),
      );
      // And the packets are those that were sent.
      const types = (capture: string) =>
        poolshark('read', capture, '-T', 'fields', '-e', 'frame.len', '-e', 'rserpool.message');
      assert.equal(types(file), types(sample));
    });

  test('a ring of files keeps the last ones, and together they hold the end of what was sent', {
    skip: missing.dumpcap,
  }, async () => {
    const path = join(folder, 'ring.pcapng');
    const run = link.live('-i', link.interface, '-q', '-w', path, '-b', 'packets:500', '-b', 'files:3', '-f', '');
    await run.ready;
    await pause(300);
    link.replay(sample, '-p', '2000');
    await pause(1000);
    const { code, stderr } = await run.end('SIGTERM');
    assert.equal(code, 0, stderr);
    const files = readdirSync(folder).filter((name) => name.startsWith('ring'));
    assert.equal(files.length, 3, files.join());
    for (const name of files) assert.match(name, /^ring_0000[345]_\d{14}\.pcapng$/);
    const counts = files.sort().map((name) => poolshark('read', join(folder, name)).trim().split('\n').length);
    assert.deepEqual(counts, [500, 500, 257]);
  });

  test('a reader that goes away ends it quietly, in a quiet moment, too', { skip: missing.dumpcap }, async () => {
    const command = link.command('-i', link.interface, '--plain', '--metrics', '19466');
    const run = spawn('bash', ['-c', `${command} | head -n 1; echo "ended with \${PIPESTATUS[0]}"`], { stdio: 'pipe' });
    let text = '';
    const said = (octets: Buffer) => {
      text += octets;
    };
    run.stdout.on('data', said);
    run.stderr.on('data', said);
    while (!text.includes('capturing on')) await pause(50);
    await pause(300);
    link.replay(sample, '-p', '2000', '--limit', '600');
    await once(run, 'close');
    assert.match(text, /#\d+ [\s\S]*ended with 0/);
    assert.doesNotMatch(text, /Error|\n +at /);
  });

  test('SIGHUP goes on in a new file where the recording was moved away, and writes over nothing where it was not', {
    skip: missing.dumpcap,
  }, async () => {
    const path = join(folder, 'hup.pcapng');
    const run = link.live('-i', link.interface, '--plain', '-w', path, '-f', '');
    await run.ready;
    await pause(300);
    link.replay(sample, '-p', '4000');
    await pause(800);
    run.child.kill('SIGHUP');
    await pause(300);
    renameSync(path, `${path}.1`);
    run.child.kill('SIGHUP');
    await pause(300);
    link.replay(sample, '-p', '4000');
    await pause(800);
    const { code, stderr } = await run.end();
    assert.equal(code, 0, stderr);
    for (const file of [path, `${path}.1`]) assert.equal(poolshark('read', file).trim().split('\n').length, 2257, file);
  });

  test('an engine that is killed ends the watching with its last words, the summary and exit code 2', {
    skip: missing.tcpdump,
  }, async () => {
    const run = link.live('-i', link.interface, '--engine', 'tcpdump', '--plain');
    await run.ready;
    await pause(300);
    process.kill(engineOn(link.interface), 'SIGKILL');
    const { code, stderr } = await run.done;
    assert.equal(code, 2);
    assert.match(stderr, /tcpdump on \w+ was killed by SIGKILL/);
    assert.match(stderr, /0 packets, 0 B/);
  });

  test('an interface that goes and comes back is waited for', { skip: missing.tcpdump }, async () => {
    const run = link.live('-i', link.interface, '--engine', 'tcpdump', '--plain');
    await run.ready;
    await pause(300);
    link.unplug();
    await pause(1500);
    link.plug();
    await pause(2500);
    link.replay(sample, '-p', '2000');
    await pause(1500);
    const { code, stdout, stderr } = await run.end();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /has gone \(.*\); waiting for it/);
    assert.match(stderr, /is back/);
    assert.match(stdout, /capture-away[\s\S]*capture-back[\s\S]*server-appeared/);
  });

  test('the disk that is full ends the recording and not the watching', { skip: missing.dumpcap }, async () => {
    const disk = join(folder, 'small');
    spawnSync('sh', ['-c', `mkdir ${disk} && mount -t tmpfs -o size=64k tmpfs ${disk} && chmod 777 ${disk}`]);
    try {
      const run = link.live('-i', link.interface, '--plain', '-f', '', '-w', join(disk, 'a.pcapng'));
      await run.ready;
      await pause(300);
      link.replay(sample, '-p', '1000');
      await pause(1500);
      const { code, stdout, stderr } = await run.end();
      assert.equal(code, 0, stderr);
      assert.match(stderr, /recording to .* has stopped: no space left on device/);
      assert.match(stderr, /2 257 packets, .* not recorded/s);
      assert.match(stdout, /capture-recording[\s\S]*element-removed/);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  test('--state takes up where the run before ended: the takeover of what that one saw is told by the next', async (t) => {
    if (missing.dumpcap) return t.skip(missing.dumpcap);
    const state = join(folder, 'live.state');
    const halves = [join(folder, 'half1.pcap'), join(folder, 'half2.pcap')];
    poolshark('read', sample, '--to', '#600', '-w', halves[0] as string);
    poolshark('read', sample, '--from', '#601', '-w', halves[1] as string);
    const seen: string[][] = [];
    for (const half of halves) {
      const run = link.live('-i', link.interface, '--user', 'root', '--ndjson', '--state', state);
      await run.ready;
      await pause(300);
      link.replay(half, '-p', '2000');
      await pause(1000);
      const { stdout, stderr, code } = await run.end();
      assert.equal(code, 0, stderr);
      seen.push(objects(stdout).flatMap(({ event, kind }) => (event === 'state' ? [kind] : [])));
    }
    const [first = [], second = []] = seen;
    assert.equal(first.filter((kind) => kind === 'element-added').length, 9);
    assert.ok(!second.includes('element-added') && !first.includes('home-changed'));
    assert.equal(second.filter((kind) => kind === 'home-changed').length, 3);
  });

  test('metrics count what was seen, and /healthz says that all is well', async (t) => {
    if (missing.dumpcap) return t.skip(missing.dumpcap);
    const run = link.live('-i', link.interface, '--plain', '--metrics', '19464');
    await run.ready;
    await pause(300);
    link.replay(sample, '-p', '2000');
    await pause(1500);
    const metrics = link.get('http://127.0.0.1:19464/metrics');
    assert.match(metrics, /poolshark_messages_total\{protocol="asap",message="Registration"\} 27\n/);
    assert.match(metrics, /poolshark_response_seconds_count\{answer="Registration Response"\} 27\n/);
    assert.match(metrics, /poolshark_servers\{state="active"\} 3\n/);
    assert.match(metrics, /poolshark_events_total\{kind="home-changed"\} 3\n/);
    assert.equal(link.get('http://127.0.0.1:19464/healthz'), 'ok\n');
    assert.equal((await run.end()).code, 0);
  });

  test('root becomes nobody, who has the right to capture and no other', async (t) => {
    if (missing.dumpcap) return t.skip(missing.dumpcap);
    const run = link.live('-i', link.interface, '--plain');
    await run.ready;
    const status = statusOf(engineOn(link.interface, 'dumpcap'));
    await run.end();
    assert.notEqual(status.uid, 0);
    // CAP_NET_RAW is number 13.
    assert.equal(status.effective & ~(1n << 13n), 0n);
  });
});
