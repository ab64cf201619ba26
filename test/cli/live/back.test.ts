// `live -r` stepped backwards: what was known and shown behind a frame is there again, to the last octet, and at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCapture } from '../../../src/capture/open.ts';
import { Watch } from '../../../src/cli/live/watch.ts';
import { stateClasses, stateNames } from '../../../src/cli/state-classes.ts';
import { Bounds } from '../../../src/dissect/bounds.ts';
import { StateDoor } from '../../../src/handlespace/saved-state.ts';
import { TimeTravel } from '../../../src/handlespace/time-travel.ts';
import { ScreenFeed } from '../../../src/screen/screen-feed.ts';

test('a step back gives the state, the lists and the counts as they were when the frame was first seen', async () => {
  // So few that they have been forgotten when one goes back.
  const bounds = new Bounds({ events: 8, messages: 40 });
  const feed = new ScreenFeed(() => bounds);
  const watch = new Watch({
    dissection: {},
    sinks: [{ frame: (d) => feed.frame(d), event: (event) => feed.event(event), remember: () => feed.remember() }],
    isLive: false,
    audits: true,
    followsUsers: true,
    bounds,
    drops: () => ({ byKernel: 0, byInterface: 0, byEngine: 0, notRecorded: 0 }),
    away: () => [],
  });
  const door = new StateDoor(stateClasses, stateNames);
  const travel = new TimeTravel(() => openCapture('samples/takeover.pcap'), watch.parts, door, {
    framesBetween: 64,
    nearMs: 20,
    follow: (frame) => watch.take(frame),
    remember: () => watch.remember(),
  });
  const here = () => {
    const { events, messages } = feed.model('', undefined, watch);
    const { startedEpoch: _, nowEpoch: __, gone: ___, ...totals } = watch.totals();
    return {
      octets: door.snapshot(watch.parts),
      shown: JSON.stringify({ events, messages, totals }, (key, value) => (key === 'origin' ? undefined : value)),
    };
  };
  const source = await travel.begin();
  const wanted = [1, 63, 64, 65, 300, 301, 675, 680, 1000, 2000];
  const first = new Map<number, ReturnType<typeof here>>();
  do
    while (source.next()) {
      travel.followed();
      if (wanted.includes(travel.frame)) first.set(travel.frame, here());
    }
  while (await source.fill());
  const end = here();
  for (const frame of [...wanted].reverse()) {
    await travel.goTo({ frame });
    assert.equal(watch.frames, frame);
    const again = here();
    assert.equal(again.shown, first.get(frame)?.shown, `behind frame ${frame}`);
    assert.deepEqual(again.octets, first.get(frame)?.octets, `behind frame ${frame}`);
  }
  await travel.goToEnd();
  assert.deepEqual(here(), end);
  travel.close();
});
