// A message that came in several frames: all of them are kept, told, shown, and saved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bounds } from '../../src/dissect/bounds.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { HandlespaceState } from '../../src/handlespace/state.ts';
import { messageTexts } from '../../src/screen/kept-frame.ts';
import { openedView } from '../../src/screen/opened-views.ts';
import { ScreenFeed } from '../../src/screen/screen-feed.ts';
import { frameOf, say, started } from '../dissect/watch.ts';

test('a message in three fragments is shown as one message, with the frames that carried it', () => {
  const { association } = started();
  const bounds = new Bounds();
  const feed = new ScreenFeed(() => bounds);
  const dissector = new Dissector();
  let number = 10;
  for (const bytes of say(association, 'client', 7, { fragmentSize: 8 }))
    feed.frame(dissector.dissect(frameOf(bytes, number++)));
  const [kept] = feed.messages;
  assert.ok(kept !== undefined);
  const parts = kept.entry.earlier?.map((part) => part.number) ?? [];
  assert.ok(parts.length >= 2, `${parts}`);
  assert.deepEqual(
    parts,
    Array.from({ length: parts.length }, (_, index) => 10 + index),
  );
  assert.equal(messageTexts(kept.entry, {})[0]?.name, 'Endpoint Keep-Alive Ack');
  const model = { messages: feed.messages } as unknown as Parameters<typeof openedView>[1];
  const context = { dissection: {}, state: () => new HandlespaceState(), width: 80 };
  const view = openedView({ kind: 'message', place: kept.place }, model, context);
  assert.equal(view.title, `Frames ${[...parts, kept.entry.number].join(', ')}`);
  const text = view.lines.map(({ spans }) => spans.map((span) => span.text).join('')).join('\n');
  assert.match(text, /Aggregate Server Access Protocol/);
  for (const part of parts) assert.match(text, new RegExp(`Frame ${part}\\b`));
  assert.deepEqual(
    feed.kept.map((frame) => frame.number),
    [...parts, kept.entry.number],
  );
});
