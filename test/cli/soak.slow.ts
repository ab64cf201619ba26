// A minute of full load with ever new addresses: memory stays flat, and every packet is seen or told as dropped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeLink, pause, whyNoLink } from '../live/veth.ts';

const packetsPerSecond = 10_000;

test('a minute at 10 000 packets a second of ever new hosts does not grow the memory', {
  skip: whyNoLink('dumpcap'),
}, async () => {
  const link = makeLink();
  try {
    // No message is shown; events and the summary are.
    const nothing = ['--ndjson', '-Y', 'frame.number == 0'];
    const run = link.live('-i', link.interface, '-f', '', ...nothing, '--metrics', '19465');
    await run.ready;
    await pause(300);
    const loops = Math.round((60 * packetsPerSecond) / 2257);
    const sending = link.send('samples/takeover.pcap', `--pps=${packetsPerSecond}`, '--unique-ip', `--loop=${loops}`);
    const resident = () => Number(/resident_octets"\} (\d+)/.exec(link.get('http://127.0.0.1:19465/metrics'))?.[1]);
    // Caches and the pools of the runtime have filled by then.
    await pause(30_000);
    const early = resident();
    const said = await sending;
    await pause(2000);
    const late = resident();
    const { stdout, stderr, code } = await run.end();
    assert.equal(code, 0, stderr);
    assert.ok(late < early * 1.25, `${early} octets after half a minute, ${late} at the end`);
    const sent = Number(/Actual: (\d+) packets/.exec(said)?.[1]);
    const { frames, drops } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    assert.equal(frames + drops.byKernel + drops.byInterface + drops.byEngine, sent);
    assert.ok(sent > 500_000);
  } finally {
    link.remove();
  }
});
