// What `read` leaves out: it shows messages where they were completed, and asks for no order of their delivery.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCapture } from '../../src/capture/open.ts';
import { Dissector, type DissectorOptions } from '../../src/dissect/dissector.ts';

async function told(path: string, options: DissectorOptions): Promise<{ frames: string[]; delivered: number }> {
  const source = await openCapture(path);
  const dissector = new Dissector(options);
  const frames: string[] = [];
  let delivered = 0;
  do {
    while (source.next()) {
      const { layers, messageCount, occurrenceCount, experts } = dissector.dissect(source.frame);
      const kinds = [...layers.protocol.subarray(0, layers.count)];
      frames.push(`${kinds} ${layers.detail.subarray(0, layers.count)} ${messageCount} ${experts.count}`);
      delivered += occurrenceCount;
    }
  } while (await source.fill());
  source.close();
  return { frames, delivered };
}

test('frames show the same whether or not the order of deliveries is followed', async () => {
  for (const path of ['samples/takeover.pcap', 'samples/a-basic.pcap']) {
    const followed = await told(path, {});
    const shown = await told(path, { occurrences: false });
    assert.deepEqual(shown.frames, followed.frames);
    assert.ok(shown.delivered < followed.delivered, path);
  }
});
