// The simulated traffic that the measurements read must be sound: what it announces, our reconstruction must find.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulateMixed } from '../../bench/make-mixed.ts';
import { simulateRserpool } from '../../bench/make-rserpool.ts';
import { openCapture } from '../../src/capture/open.ts';
import { type PcapOptions, pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { expertCodes } from '../../src/protocol/expert-codes.ts';
import { fileOf } from '../capture/collect.ts';

const options: PcapOptions = { linkType: 1 };

async function follow(path: string) {
  const dissector = new Dissector();
  const handlespace = new Handlespace({});
  const errors: string[] = [];
  let frames = 0;
  let messages = 0;
  let before = 0;
  const source = await openCapture(path);
  do {
    while (source.next()) {
      frames++;
      const { seconds, nanoseconds } = source.frame;
      const time = seconds * 1e6 + nanoseconds / 1000;
      assert.ok(time >= before, `frame ${frames} is earlier than the one before`);
      before = time;
      const dissection = dissector.dissect(source.frame);
      messages += dissection.messageCount;
      for (let index = 0; index < dissection.experts.count; index++) {
        const expert = expertCodes[dissection.experts.code[index] as number];
        if (expert?.severity === 'error') errors.push(`frame ${frames}: ${expert.code}`);
      }
      handlespace.apply(dissection);
    }
  } while (await source.fill());
  source.close();
  handlespace.finish();
  return { frames, messages, errors, servers: [...handlespace.state.servers.values()] };
}

test('2 000 packets of the RSerPool simulation: no errors, and all announced checksums equal ours', async () => {
  const records: Uint8Array[] = [];
  simulateRserpool({ packets: 2000, elements: 40, users: 20 }, (packet) => records.push(pcapRecord(options, packet)));
  const { frames, messages, errors, servers } = await follow(fileOf(pcapHeader(options), ...records));
  assert.equal(frames, 2000);
  assert.ok(messages > 500, `${messages} messages`);
  assert.deepEqual(errors, []);
  assert.equal(servers.length, 3);
  for (const { verified, inFlight, disagreed, unverifiable, owned } of servers) {
    assert.ok(verified > 3 && owned.size > 3, `${verified} verified, ${owned.size} owned`);
    assert.deepEqual({ inFlight, disagreed, unverifiable }, { inFlight: 0, disagreed: 0, unverifiable: 0 });
  }
});

test('two of a hundred packets in the mixed simulation are RSerPool, the others cause no errors', async () => {
  const records: Uint8Array[] = [];
  simulateMixed(2000, (packet) => records.push(pcapRecord(options, packet)));
  const { frames, messages, errors, servers } = await follow(fileOf(pcapHeader(options), ...records));
  assert.equal(frames, 2000);
  assert.ok(messages > 5 && messages < 80, `${messages} messages`);
  assert.deepEqual(errors, []);
  assert.equal(servers.length, 3);
});
