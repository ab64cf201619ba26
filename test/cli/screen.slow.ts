// The screen of `live`, driven in a terminal as a user does.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { makeLink, pause, whyNoLink } from '../live/veth.ts';
import { openTerminal, type Terminal, whyNoTerminal } from '../screen/terminal.ts';

const played = `${process.execPath} bin/poolshark.js live -r samples/takeover.pcap --speed max -c 860`;
const golden = (name: string) => readFileSync(`test/screen/golden/${name}.txt`, 'utf8').split('\n');
const open: Terminal[] = [];

function terminal(...words: Parameters<typeof openTerminal>): Terminal {
  const opened = openTerminal(...words);
  open.push(opened);
  return opened;
}

describe('the screen in a terminal', { skip: whyNoTerminal }, () => {
  after(() => {
    for (const opened of open) opened.close();
  });

  test('80x24: panes, keys and what they open are those of the golden texts; q leaves the terminal as it was', async () => {
    const screen = terminal(played, 80, 24);
    const rowsOf = (text: string) => text.split('\n').slice(2, 15);
    // Picks are counted anew every two seconds.
    assert.deepEqual(rowsOf(await screen.until(/860 packets[\s\S]*1\/1/)), golden('pools').slice(2, 15));
    screen.keys('2');
    assert.deepEqual(rowsOf(await screen.until(/ENRP servers 3/)), golden('servers').slice(2, 15));
    screen.keys('4');
    assert.deepEqual(rowsOf(await screen.until(/▌ Messages/)), golden('messages').slice(2, 15));
    screen.keys('Up', 'Up', 'Up', 'Enter');
    assert.deepEqual((await screen.until(/▌ Frame/)).split('\n').slice(2, 22), golden('message').slice(2, 22));
    screen.keys('l');
    assert.deepEqual(
      (await screen.until(/of the last 304 frames/)).split('\n').slice(2, 20),
      golden('ladder').slice(2, 20),
    );
    screen.keys('Escape');
    await screen.until(/▌ Messages/);
    screen.keys('/', 'S', 'e', 'r', 'v', 'e', 'r', 'Space', 'A', 'n', 'n', 'Enter');
    assert.doesNotMatch((await screen.until(/Messages \d+ \/Server Ann/)).split('Events')[1] ?? '', /Presence/);
    screen.keys('q');
    const left = await screen.until(/ended with 0/);
    assert.match(left, /860 packets, .* messages/);
    assert.doesNotMatch(left, /Presence|▌/);
  });

  test('200x50 shows all panes; a window made small goes over to one of them, and back', async () => {
    const screen = terminal(played, 200, 50);
    const wide = (await screen.until(/860 packets[\s\S]*1\/1/)).split('\n');
    const expected = golden('wide');
    // The rates are of the time it took here, not of the capture's; the capture's beginning is an event here.
    const left = (lines: string[]) => lines.slice(2, 30).map((text) => text.slice(0, 96).trimEnd());
    assert.deepEqual(left(wide), left(expected));
    screen.resize(80, 24);
    const small = await screen.until(/^(?!.*│).*▌ Pools.*q end/s);
    assert.deepEqual(small.split('\n').slice(2, 15), golden('pools').slice(2, 15));
    screen.resize(200, 50);
    assert.deepEqual(left((await screen.until(/│ ─ Messages/)).split('\n')), left(expected));
  });

  test('a played capture is stepped forwards and backwards', async () => {
    const screen = terminal(`${process.execPath} bin/poolshark.js live -r samples/takeover.pcap`, 80, 24);
    await screen.until(/\d packets/);
    screen.keys('Space');
    await screen.until(/HALTED/);
    const at = async () =>
      Number(/HALTED \S+ ([\d ]+) packets/.exec(await screen.until(/HALTED .* packets/))?.[1]?.replaceAll(' ', ''));
    const start = await at();
    screen.keys('.');
    await screen.until(new RegExp(` ${start + 1} packets`));
    screen.keys('.');
    await screen.until(new RegExp(` ${start + 2} packets`));
    screen.keys(',');
    await screen.until(new RegExp(` ${start + 1} packets`));
    screen.keys('C-c');
    await screen.until(/ended with 0/);
  });

  test('NO_COLOR leaves no colour and keeps the cursor; a dumb terminal gets lines', async () => {
    const colourless = terminal(played, 80, 24, { NO_COLOR: '1' });
    await colourless.until(/860 packets/);
    const escapes = [...colourless.text(true).matchAll(/\[([\d;]*)m/g)].flatMap(([, codes = '']) => codes.split(';'));
    assert.deepEqual(
      [...new Set(escapes)].sort(),
      ['0', '39', '49', '7'].filter((code) => escapes.includes(code)),
    );
    assert.ok(escapes.includes('7'));
    const dumb = terminal(played, 80, 24, { TERM: 'dumb' });
    assert.match(await dumb.until(/ended with 0/), /no screen to draw on|element-/);
  });

  test('SIGHUP ends it: in good order where the terminal is still there, quietly where it has gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'poolshark-hangup-'));
    const begin = async (name: string) => {
      const file = join(folder, name);
      const program = `${process.execPath} bin/poolshark.js live -r samples/takeover.pcap`;
      const screen = terminal(`sh -c 'echo $$ > ${file}; exec ${program} 2> ${file}.errors'`, 80, 24);
      await screen.until(/\d packets/);
      return { screen, pid: Number(readFileSync(file, 'utf8')), errors: () => readFileSync(`${file}.errors`, 'utf8') };
    };
    const there = await begin('there');
    process.kill(there.pid, 'SIGHUP');
    const left = await there.screen.until(/ended with 0/);
    assert.doesNotMatch(left, /▌/);
    assert.match(there.errors(), /packets?, .* messages/);
    const gone = await begin('gone');
    gone.screen.close();
    for (let tries = 0; tries < 100 && isRunning(gone.pid); tries++) await pause(50);
    assert.ok(!isRunning(gone.pid));
    assert.equal(gone.errors(), '');
  });

  test('at 20 000 packets a second it draws four times a second or more, and answers keys in 0.2 s', {
    skip: whyNoLink('dumpcap'),
  }, async () => {
    const link = makeLink();
    const folder = mkdtempSync(join(tmpdir(), 'poolshark-screen-'));
    try {
      const screen = terminal(link.command('-i', link.interface), 80, 24);
      await screen.until(/live/);
      await pause(500);
      const sending = link.send('samples/takeover.pcap', '--pps=20000', '--loop=80');
      await screen.until(/[\d ]{5,} packets/);
      await pause(1000);
      const file = join(folder, 'drawn');
      screen.record(file);
      await pause(3000);
      // ink begins each picture with this.
      const drawn = readFileSync(file, 'utf8').split('\u001b[?2026h').length - 1;
      assert.ok(drawn >= 12, `${drawn} pictures in 3 s`);
      const waits: number[] = [];
      for (const [key, shown] of [
        ['2', /▌ ENRP/],
        ['4', /▌ Messages/],
        ['1', /▌ Pools/],
        ['6', /▌ Rates/],
        ['1', /▌ Pools/],
      ] as const) {
        const begun = performance.now();
        screen.keys(key);
        await screen.until(shown);
        waits.push(performance.now() - begun);
        await pause(150);
      }
      // The middle one: a machine that is shared with other tests has its hiccups.
      const middle = waits.sort((a, b) => a - b)[2] as number;
      assert.ok(middle < 200, `${waits.map(Math.round)} ms`);
      await sending;
    } finally {
      link.remove();
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
