// The picture of the screen for a moment of a real takeover, held against golden text in two sizes; and what must hold in all.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { Bounds } from '../../src/dissect/bounds.ts';
import { displayWidth } from '../../src/report/display-width.ts';
import { textOf } from '../../src/screen/line.ts';
import { curve } from '../../src/screen/rates-pane.ts';
import { ScreenFeed } from '../../src/screen/screen-feed.ts';
import { type Key, press, startState, type UiState } from '../../src/screen/ui-state.ts';
import { watchCapture } from './watched.ts';

// Eight seconds after the takeover.
const moment = await watchCapture('samples/takeover.pcap', 860);

function ui(...keys: Key[]): UiState {
  return keys.reduce((state, key) => press(state, key, moment.picture(state, 80, 24).picture).ui, startState());
}

/** Set REFRESH_GOLDEN to write what is shown now, after having looked at it. */
function golden(name: string, text: string): void {
  const path = `test/screen/golden/${name}.txt`;
  if (process.env.REFRESH_GOLDEN || !existsSync(path)) writeFileSync(path, text);
  assert.equal(text, readFileSync(path, 'utf8'));
}

for (const [name, keys] of [
  ['pools', []],
  ['servers', ['2']],
  ['events', ['3']],
  ['messages', ['4']],
  ['findings', ['5']],
  ['finding', ['5', 'down', 'enter']],
  ['rates', ['6']],
  ['users', ['7']],
  ['user', ['7', 'enter']],
  ['element', ['down', 'down', 'enter']],
  ['message', ['4', 'up', 'up', 'up', 'enter']],
  ['ladder', ['4', 'up', 'up', 'up', 'l']],
] as const)
  test(`the screen of 80 columns shows ${name} of a takeover as the golden text has it`, () => {
    golden(name, moment.text(ui(...keys), 80, 23));
  });

test('a screen of 200 columns shows all panes at once', () => {
  golden('wide', moment.text(ui(), 200, 49));
});

test('no line is wider than the screen, and there are as many as it has rows, in any size and with any key', () => {
  for (const columns of [20, 80, 140])
    for (const rows of [6, 23, 30])
      for (const keys of [
        [],
        ['2'],
        ['3'],
        ['4'],
        ['5'],
        ['6'],
        ['?'],
        ['4', 'enter'],
        ['4', 'l'],
        ['/', 'x', 'enter'],
        ['/'],
      ]) {
        const { lines } = moment.picture(ui(...keys), columns, rows);
        assert.equal(lines.length, rows, `${columns}x${rows} ${keys}`);
        for (const line of lines)
          assert.equal(displayWidth(textOf(line)), columns, `${columns}x${rows} ${keys}: ${textOf(line)}`);
      }
});

test('the pictures of docs/live.md are the golden texts', () => {
  const pattern = /<!-- picture: (\w+) -->\n```\n([\s\S]*?)```\n/g;
  const document = readFileSync('docs/live.md', 'utf8');
  const fresh = document.replace(pattern, (_, name: string) => {
    const text = readFileSync(`test/screen/golden/${name}.txt`, 'utf8');
    return `<!-- picture: ${name} -->\n\`\`\`\n${text}\`\`\`\n`;
  });
  assert.ok([...document.matchAll(pattern)].length >= 4);
  if (process.env.REFRESH_GOLDEN) writeFileSync('docs/live.md', fresh);
  else assert.equal(document, fresh);
});

test('a filter leaves what contains its text', () => {
  const text = moment.text(ui('/', '2', '0', '2', 'enter'), 80, 23);
  assert.match(text, /Gamma/);
  assert.match(text, /0x00000202/);
  assert.doesNotMatch(text.split('Events')[0] ?? '', /Alpha|0x00000100/);
});

test('elements whose life ends first come first when so ordered', () => {
  const text = moment.text(ui('o', 'o', 'o'), 80, 23);
  assert.match(text, /Alpha.*\n 0x00000200 .*87 s/);
});

test('only as many frames and events are kept as the limits say, and those that went are counted', async () => {
  const bounds = new Bounds({ events: 8, messages: 40 });
  const feed = new ScreenFeed(() => bounds);
  const { model } = await watchCapture('samples/takeover.pcap', 2257, feed);
  assert.ok(model.messages.length >= 40 && model.messages.length <= 50, `${model.messages.length}`);
  assert.ok(model.events.length >= 8 && model.events.length <= 10);
  assert.ok(bounds.gone.events > 10);
  assert.ok(bounds.gone.messages > 700);
});

test('a curve has its newest value at the right and its highest at full height', () => {
  assert.equal(curve([0, 1, 2, 8], 6), '   ▁▂█');
  assert.equal(curve([], 3), '   ');
});
