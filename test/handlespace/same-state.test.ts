// However the frames of a story come (one file, several merged ones, a stream, borrowed buffers), the handlespace is the
// same; and what it keeps is its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameSource } from '../../src/capture/frame.ts';
import { mergeByTime } from '../../src/capture/merge.ts';
import { openCapture, openStream } from '../../src/capture/open.ts';
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import type { HandlespaceEvent } from '../../src/handlespace/events.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { eventView, viewOf } from '../../src/handlespace/view.ts';
import { fileOf, streamOf } from '../capture/collect.ts';
import { frameOf } from '../dissect/watch.ts';
import { A, B, C, Story } from './story.ts';
import {
  add,
  checksum,
  deregister,
  keepAlive,
  keepAliveAck,
  presence,
  register,
  registered,
  remove,
  table,
  tableRequest,
} from './words.ts';

/** A bit of everything. */
function longStory(): Story {
  const story = new Story().announce(A).announce(B);
  const peers = story.peers(A, B);
  for (let id = 1; id <= 20; id++) {
    const element = story
      .element(A, `10.1.1.${id}`)
      .say('client', register(id % 2 ? 'Alpha' : 'Beta', id, { life: 90_000 }));
    peers.say('client', add(A, B, id % 2 ? 'Alpha' : 'Beta', id, { life: 90_000 }));
    element.say('server', registered(id % 2 ? 'Alpha' : 'Beta', id), keepAlive(A, id % 2 ? 'Alpha' : 'Beta', id));
    element.say('client', keepAliveAck(id % 2 ? 'Alpha' : 'Beta', id));
    if (id % 5 === 0) element.say('client', deregister(id % 2 ? 'Alpha' : 'Beta', id));
    if (id % 7 === 0) element.abort('client');
    story.wait(0.3);
  }
  peers.say('client', remove(A, B, 'Alpha', 5), presence(A, checksum(['Alpha', 1]), B));
  story
    .peers(C, A)
    .say('client', tableRequest(C, A, true))
    .say('server', table(A, C, [['Alpha', 1]]));
  return story.wait(2).announce(A);
}

const story = longStory();

interface Outcome {
  readonly view: string;
  readonly events: readonly string[];
}

function outcomeOf(handlespace: Handlespace, events: readonly HandlespaceEvent[]): Outcome {
  handlespace.finish();
  return {
    view: JSON.stringify(viewOf(handlespace.state, story.now, true)),
    events: events.map((event) => JSON.stringify(eventView(event))),
  };
}

async function outcomeFrom(source: FrameSource, countsTraffic = true): Promise<Outcome> {
  const events: HandlespaceEvent[] = [];
  const handlespace = new Handlespace({ countsTraffic, onEvent: (event) => void events.push(event) });
  const dissector = new Dissector();
  do {
    while (source.next()) handlespace.apply(dissector.dissect(source.frame));
  } while (await source.fill());
  const counted = handlespace.traffic.asap.some((count) => count !== undefined);
  assert.equal(counted, countsTraffic);
  return outcomeOf(handlespace, events);
}

const options = { linkType: 1 };

function captureOf(wanted: (index: number) => boolean): Uint8Array {
  const records = story.frames.flatMap(({ bytes, seconds, milliseconds }, index) =>
    wanted(index) ? [pcapRecord(options, frameOf(bytes, index, { seconds, milliseconds }))] : [],
  );
  return Uint8Array.from(Buffer.concat([pcapHeader(options), ...records]));
}

const whole = await outcomeFrom(await openCapture(fileOf(captureOf(() => true))));

test('the story has what it takes', () => {
  assert.ok(story.frames.length > 150);
  assert.ok(whole.events.length > 40);
  assert.ok(whole.view.includes('"removed"'));
});

test('what is not counted changes nothing else', async () => {
  assert.deepEqual(await outcomeFrom(await openCapture(fileOf(captureOf(() => true))), false), whole);
});

test('a capture that was split in time gives the state of the whole', async () => {
  const middle = Math.floor(story.frames.length / 2);
  const parts = [captureOf((index) => index < middle), captureOf((index) => index >= middle)];
  for (const order of [parts, parts.toReversed()]) {
    const sources = await Promise.all(order.map((part) => openCapture(fileOf(part))));
    assert.deepEqual(await outcomeFrom(mergeByTime(sources)), whole);
  }
});

test('a capture whose frames are dealt out to three files gives the state of the whole', async () => {
  const parts = [0, 1, 2].map((part) => captureOf((index) => index % 3 === part));
  const sources = await Promise.all(parts.map((part) => openCapture(fileOf(part))));
  assert.deepEqual(await outcomeFrom(mergeByTime(sources)), whole);
});

test('a stream that brings a few octets at a time gives the state of the file', async () => {
  assert.deepEqual(
    await outcomeFrom(
      await openStream(
        streamOf(
          captureOf(() => true),
          37,
        ),
      ),
    ),
    whole,
  );
});

test('nothing that the handlespace keeps is borrowed from a frame', () => {
  const events: HandlespaceEvent[] = [];
  const handlespace = new Handlespace({ onEvent: (event) => void events.push(event) });
  const dissector = new Dissector();
  const borrowed = new Uint8Array(2000);
  for (const [index, { bytes, seconds, milliseconds }] of story.frames.entries()) {
    borrowed.fill(0xee);
    borrowed.set(bytes, 100);
    const frame = frameOf(bytes, index + 1, { seconds, milliseconds });
    handlespace.apply(dissector.dissect({ ...frame, bytes: borrowed, start: 100, end: 100 + bytes.length }));
    borrowed.fill(0xdd);
  }
  assert.deepEqual(outcomeOf(handlespace, events), whole);
});
