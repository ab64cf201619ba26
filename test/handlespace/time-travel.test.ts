// The state at any moment of a capture, in any order of asking, is the state of who followed it from the start to there.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { mergeByTime } from '../../src/capture/merge.ts';
import { openCapture } from '../../src/capture/open.ts';
import type { CaptureSource } from '../../src/capture/source.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { TlsSecrets } from '../../src/dissect/tls/secrets.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { StateDoor } from '../../src/handlespace/saved-state.ts';
import { TimeTravel, type TimeTravelOptions } from '../../src/handlespace/time-travel.ts';
import { viewOf } from '../../src/handlespace/view.ts';

const sample = 'samples/takeover.pcap';
const door = new StateDoor();
const asNew = () => ({ dissector: new Dissector(), handlespace: new Handlespace() });

/** The octets of the state behind each frame, and the times of the frames. */
const states: Uint8Array[] = [];
const epochs: number[] = [];
{
  const parts = asNew();
  states.push(door.snapshot(parts));
  const source = await openCapture(sample);
  do
    while (source.next()) {
      const { frame } = source;
      parts.handlespace.apply(parts.dissector.dissect(frame));
      // Every state would take long: those that are asked for below.
      states.push(frame.number % 89 === 0 || frame.number === 2257 ? door.snapshot(parts) : new Uint8Array(0));
      epochs.push(frame.seconds + frame.nanoseconds / 1e9);
    }
  while (await source.fill());
  source.close();
}
const last = epochs.length;

/** Far and near, forwards and backwards, the same again, the beginning, the end, beyond it. */
const wanted = [890, 89, 1780, 1780, 0, 2225, 178, 5000, 1157, 1068, last, 0, 89];

async function assertTravels(open: () => Promise<CaptureSource>, options: TimeTravelOptions): Promise<TimeTravel> {
  const travel = new TimeTravel(open, asNew(), door, options);
  for (const frame of wanted) {
    await travel.goTo({ frame });
    const there = Math.min(frame, last);
    assert.equal(travel.frame, there);
    assert.ok(Buffer.compare(door.snapshot(travel.parts), states[there] as Uint8Array) === 0, `behind frame ${frame}`);
    if (there > 0) assert.equal(travel.epoch, epochs[there - 1]);
  }
  assert.equal(travel.frames, last);
  return travel;
}

const often = { framesBetween: 100 };

test('in a pcap file one comes to any frame, in any order', async () => {
  const travel = await assertTravels(() => openCapture(sample), often);
  assert.ok(travel.snapshotCount > 3);
  travel.close();
});

test('in a compressed file, and in merged ones, as well', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'poolshark-travel-')), 'takeover.pcap.gz');
  writeFileSync(path, gzipSync(readFileSync(sample)));
  (await assertTravels(() => openCapture(path), often)).close();
  (await assertTravels(async () => mergeByTime([await openCapture(sample)]), often)).close();
});

test('snapshots stay few and small, however long the capture', async () => {
  for (const options of [
    { framesBetween: 20, snapshotsMost: 5 },
    { framesBetween: 20, octetsMost: 60_000 },
  ]) {
    const travel = await assertTravels(() => openCapture(sample), options);
    assert.ok(travel.snapshotCount <= 5 && travel.snapshotOctets <= 110_000, `${travel.snapshotCount}`);
    travel.close();
  }
});

test('a time is behind the last frame before the first later one, also between two frames', async () => {
  const travel = new TimeTravel(() => openCapture(sample), asNew(), door, often);
  for (const number of [900, 300, 2000, 301, 1500]) {
    const epoch = epochs[number - 1] as number;
    const next = epochs[number] as number;
    await travel.goTo({ epoch });
    assert.equal(
      travel.frame,
      epochs.findIndex((one) => one > epoch + 5e-7),
    );
    await travel.goTo({ epoch: (epoch + next) / 2 });
    assert.ok(travel.frame >= number);
    await travel.goTo({ frame: travel.frame + 1 });
    assert.equal(travel.parts.handlespace.state.frame <= travel.frame, true);
  }
  await travel.goTo({ epoch: 1 });
  assert.deepEqual([travel.frame, door.snapshot(travel.parts)], [0, states[0]]);
  travel.close();
});

test('what is settled to be looked at waits again afterwards', async () => {
  const travel = new TimeTravel(() => openCapture(sample), asNew(), door, often);
  await travel.goTo({ frame: 890 });
  const view = travel.settled(({ handlespace }) => {
    handlespace.state.servers.clear();
    return viewOf(handlespace.state, travel.epoch);
  });
  assert.equal(view.servers.length, 0);
  assert.ok(Buffer.compare(door.snapshot(travel.parts), states[890] as Uint8Array) === 0);
  travel.close();
});

test('a capture that ends in the middle of a packet can be travelled up to there', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'poolshark-travel-')), 'cut.pcap');
  writeFileSync(path, readFileSync(sample).subarray(0, 100_001));
  const travel = new TimeTravel(() => openCapture(path), asNew(), door, often);
  await travel.goToEnd();
  const { frames } = travel;
  assert.ok(frames !== undefined && frames > 600);
  await travel.goTo({ frame: 89 });
  assert.ok(Buffer.compare(door.snapshot(travel.parts), states[89] as Uint8Array) === 0);
  await travel.goToEnd();
  assert.equal(travel.frame, frames);
  travel.close();
});

test('a pcapng file gives its interfaces and TLS secrets again, and none before they come', async () => {
  const path = 'samples/tls/tls-enrp-sctp.pcapng';
  const secrets = () => new TlsSecrets();
  const partsOf = (tlsSecrets: TlsSecrets) => ({
    dissector: new Dissector({ tlsSecrets }),
    handlespace: new Handlespace(),
  });
  const known = secrets();
  const parts = partsOf(known);
  const source = await openCapture(path);
  known.follow(source);
  const views: string[] = [];
  const seen = ({ dissector, handlespace }: typeof parts) =>
    JSON.stringify([
      viewOf(handlespace.state, handlespace.state.epoch, true),
      dissector.tls.facts.map((one) => one.messages),
    ]);
  do
    while (source.next()) {
      parts.handlespace.apply(parts.dissector.dissect(source.frame));
      views.push(seen(parts));
    }
  while (await source.fill());
  const interfaces = source.interfaces.length;
  source.close();
  assert.ok(parts.dissector.tls.facts.some(({ messages }) => messages > 0));
  const own = secrets();
  const travelled = partsOf(own);
  let opened: CaptureSource | undefined;
  const open = async () => {
    opened = await openCapture(path);
    own.follow(opened);
    return opened;
  };
  const travel = new TimeTravel(open, travelled, door, { framesBetween: 6 });
  for (const frame of [60, 10, 69, 33, 5, 34, 69]) {
    await travel.goTo({ frame });
    assert.equal(seen(travelled), views[frame - 1], `behind frame ${frame}`);
  }
  assert.equal(opened?.interfaces.length, interfaces);
  travel.close();
});
