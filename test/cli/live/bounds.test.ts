// Each bound of docs/operations.md bites: there are never more of the thing than it says, what had to go is counted, and the
// table in the document is the one of the program.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { boundsTable } from '../../../scripts/docs/bounds.ts';
import { openCapture } from '../../../src/capture/open.ts';
import { Watch } from '../../../src/cli/live/watch.ts';
import { type BoundName, type BoundSizes, Bounds, boundNames, boundTable } from '../../../src/dissect/bounds.ts';
import { ipv4Packet, sctpFrame, tcpFrame } from '../../../src/encode/packets.ts';
import { dataChunk } from '../../../src/encode/sctp-packet.ts';
import { HandlespaceState } from '../../../src/handlespace/state.ts';
import { ScreenFeed } from '../../../src/screen/screen-feed.ts';
import { frameOf } from '../../dissect/watch.ts';

const seen = new Set<BoundName>();
const drops = { byKernel: 0, byInterface: 0, byEngine: 0, notRecorded: 0 };

function watchWith(bounds: Bounds): { readonly watch: Watch; readonly feed: ScreenFeed } {
  const feed = new ScreenFeed(() => bounds);
  const watch = new Watch({
    dissection: {},
    sinks: [{ frame: (d) => feed.frame(d), event: (event) => feed.event(event) }],
    isLive: true,
    audits: true,
    followsUsers: true,
    bounds,
    drops: () => drops,
    away: () => [],
  });
  return { watch, feed };
}

/** After so many things of the kind: no more than the bound are there, and the others were counted. */
function assertBites(names: readonly BoundName[], bounds: Bounds, sizes: BoundSizes): void {
  for (const name of names) {
    const size = sizes[name];
    assert.ok(size !== undefined && size > 0, `${name}: ${size}`);
    // Long lists are cut in steps.
    assert.ok(size <= bounds.most[name] * 1.25 + 1, `${name}: ${size} of ${bounds.most[name]}`);
    assert.ok(bounds.gone[name] > 0, `${name} were not counted`);
    seen.add(name);
  }
}

test('each table that a takeover fills stays within its bound, and counts what had to go', async () => {
  const chosen: BoundSizes = {
    ...{ elements: 5, pools: 2, associations: 10, requests: 1, resolutions: 4 },
    ...{ sessions: 2, expectations: 1, findings: 1, users: 1, events: 8, messages: 20 },
  };
  const names = Object.keys(chosen) as BoundName[];
  const bounds = new Bounds(chosen);
  const { watch, feed } = watchWith(bounds);
  const most: Partial<Record<BoundName, number>> = {};
  for (const path of ['samples/takeover.pcap', 'samples/a-basic.pcap', 'samples/l-errors.pcap', 'samples/apps.pcap']) {
    const source = await openCapture(path);
    do {
      while (source.next()) {
        watch.take(source.frame);
        if (source.frame.number % 50 !== 0) continue;
        watch.tick();
        const { events, messages } = feed.model('', undefined, watch);
        const sizes: BoundSizes = { ...watch.sizes(), events: events.length, messages: messages.length };
        for (const name of names) most[name] = Math.max(most[name] ?? 0, sizes[name] ?? 0);
      }
    } while (await source.fill());
    source.close();
  }
  // Findings beyond the bound are counted together for each rule.
  const rules = new Set(watch.auditor?.findings(watch.now).map(({ rule }) => rule)).size;
  assert.ok((most.findings as number) <= 2 * rules);
  assertBites(names, bounds, { ...most, findings: 1 });
});

test('of servers only those go that own nothing', async () => {
  const bounds = new Bounds({ servers: 2 });
  const { watch } = watchWith(bounds);
  const source = await openCapture('samples/takeover.pcap');
  do while (source.next()) watch.take(source.frame);
  while (await source.fill());
  source.close();
  watch.tick();
  const { servers } = watch.handlespace.state;
  const idle = [...servers.values()].filter(({ owned }) => owned.size === 0).length;
  assert.ok(servers.size <= 2 || idle === 0);
  assertBites(['servers'], bounds, watch.sizes());
});

test('a pool remembers so many of the elements that left, the latest', () => {
  const state = new HandlespaceState();
  const bounds = new Bounds({ left: 3 });
  state.bounds = bounds;
  const handle = new TextEncoder().encode('a pool');
  const pool = state.pools.findOrAdd(handle, 0, handle.length);
  for (let id = 1; id <= 20; id++) {
    const element = state.element(pool, id);
    state.hold(element, 1, 'registration', 'certain');
    state.remove(element, 'certain', 'it left');
  }
  assert.deepEqual([...pool.removed.keys()], [18, 19, 20]);
  assertBites(['left'], bounds, { left: pool.removed.size });
});

test('TLS connections stay within their bound', async () => {
  const bounds = new Bounds({ secured: 1 });
  const { watch } = watchWith(bounds);
  for (const name of ['tls12-asap', 'tls12-aes128cbc', 'tls13-mutual']) {
    const source = await openCapture(`samples/tls/${name}.pcap`);
    do while (source.next()) watch.take(source.frame);
    while (await source.fill());
    source.close();
  }
  assertBites(['secured'], bounds, watch.sizes());
});

const ip = { source: '10.0.0.1', destination: '10.0.0.2' };

test('IP packets in pieces, and TCP streams, stay within their bounds', () => {
  const bounds = new Bounds({ packets: 8, streams: 8 });
  const { watch } = watchWith(bounds);
  for (let number = 1; number <= 100; number++) {
    const piece = ipv4Packet({ ...ip, identification: number, moreFragments: true }, 132, new Uint8Array(64));
    watch.take(frameOf(piece, number, { linkType: 101 }));
    const ports = { sourcePort: 1000 + number, destinationPort: 3863 };
    watch.take(frameOf(tcpFrame(ip, { ...ports, sequence: 1, syn: true, ack: false }, new Uint8Array(0)), number));
  }
  assertBites(['packets', 'streams'], bounds, watch.sizes());
});

test('fragments and early messages of a direction stay within their bounds', () => {
  const bounds = new Bounds({ fragments: 8, unordered: 2 });
  const { watch } = watchWith(bounds);
  let most = 0;
  const send = (tag: number, turned: boolean, chunk: Uint8Array, number: number) => {
    const ports = turned ? { sourcePort: 3863, destinationPort: 1024 } : { sourcePort: 1024, destinationPort: 3863 };
    const way = turned ? { source: ip.destination, destination: ip.source } : ip;
    watch.take(frameOf(sctpFrame(way, { ...ports, verificationTag: tag, chunks: [chunk] }), number));
    most = Math.max(most, watch.sizes().unordered ?? 0);
  };
  const data = new Uint8Array(16);
  send(2, true, dataChunk({ tsn: 1, ppid: 11, data }), 1);
  // The first fragment is missing: none is ever whole.
  for (let tsn = 100; tsn < 160; tsn++)
    send(1, false, dataChunk({ tsn, ppid: 11, data, beginning: false, ending: false }), tsn);
  assertBites(['fragments'], bounds, watch.sizes());
  send(1, false, dataChunk({ tsn: 160, ppid: 11, data, streamId: 1, streamSequence: 1 }), 160);
  for (let tsn = 162; tsn < 200; tsn++)
    send(1, false, dataChunk({ tsn, ppid: 11, data, streamId: 1, streamSequence: tsn - 159 }), tsn);
  assertBites(['unordered'], bounds, { unordered: most });
});

test('the table of bounds in docs/operations.md is the one of the program', () => {
  assert.ok(readFileSync('docs/operations.md', 'utf8').includes(boundsTable()));
});

after(() => {
  // No bound without a test that it bites.
  assert.deepEqual(
    [...boundNames].filter((name) => !seen.has(name)),
    [],
  );
  assert.equal(Object.keys(boundTable).length, seen.size);
});
