// TSNs far ahead of all that was seen: a damaged packet must not move what is known of a direction, a gap in the capture must.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completedIn, say, started } from './watch.ts';

/** Ethernet 14, IPv4 20, SCTP 12, chunk header 4. */
const tsnAt = 50;
const checksumAt = 42;

function withTsn(frame: Uint8Array, ahead: number): Uint8Array {
  const changed = Uint8Array.from(frame);
  const view = new DataView(changed.buffer);
  view.setUint32(tsnAt, (view.getUint32(tsnAt) + ahead) >>> 0);
  return changed;
}

function withoutChecksum(frame: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(frame);
  changed.fill(0, checksumAt, checksumAt + 4);
  return changed;
}

test('one damaged packet with a far TSN does not make what follows look like retransmissions', () => {
  const { association, watch } = started();
  const [first, damaged, second, third] = [1, 2, 2, 3].map((number) => say(association, 'client', number)[0]!);
  const seen = watch.all([first!, withTsn(damaged!, 0x1000_0000), second!, third!]);
  assert.deepEqual(completedIn(seen), [1, 2, 3]);
  assert.deepEqual(seen[1]?.experts, ['sctp.far_tsn']);
  assert.deepEqual(seen[2]?.experts, []);
});

test('behind a long gap of the capture a far TSN in a sound packet is believed at once', () => {
  const { association, watch } = started();
  const frames = Array.from({ length: 5000 }, (_, number) => say(association, 'client', number)[0]!);
  const seen = watch.all([frames[0]!, frames[4000]!, frames[4001]!, frames[4001]!]);
  assert.deepEqual(completedIn(seen), [0, 4000, 4001]);
});

test('of a host that leaves checksums to its interface, the second packet behind a very long gap is believed', () => {
  const { association, watch } = started();
  const frames = [0, 1, 2, 3].map((number) => withoutChecksum(say(association, 'client', number)[0]!));
  const [first, ...behind] = frames;
  const seen = watch.all([first!, ...behind.map((frame) => withTsn(frame, 100_000))]);
  assert.deepEqual(completedIn(seen), [0, 2, 3]);
});

test('what the receiver acknowledged around a far TSN makes it believed, without any checksum', () => {
  const { association, watch } = started();
  const frames: Uint8Array[] = [];
  let acknowledged: Uint8Array | undefined;
  for (let number = 0; number < 4001; number++) {
    if (number === 4000) acknowledged = association.sack('server');
    frames.push(withoutChecksum(say(association, 'client', number)[0]!));
  }
  const seen = watch.all([frames[0]!, acknowledged!, frames[4000]!]);
  assert.deepEqual(completedIn(seen), [0, 4000]);
});

test('a damaged acknowledgement of what was never sent does not hide a gap that comes later', () => {
  const { association, watch } = started();
  const [first, lost, third] = [1, 2, 3].map((number) => say(association, 'client', number)[0]!);
  const damaged = withTsn(association.sack('server'), 0x1000_0000);
  const seen = watch.all([first!, damaged, third!, association.sack('server')]);
  assert.ok(lost);
  assert.deepEqual(seen.at(-1)?.experts, ['sctp.capture_gap']);
});
