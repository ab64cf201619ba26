// Messages of rsplib's applications that src/encode makes from the tables, read by tshark and by us: the same in every
// field and in the summary. Skipped, and said so, without tshark.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeApplication } from '../../src/encode/applications.ts';
import { udpFrame } from '../../src/encode/packets.ts';
import { applications, fieldsOfApplication } from '../../src/protocol/applications/index.ts';
import { applicationArbitrary } from '../application-arbitraries.ts';
import { associationBetween, ends } from '../dissect/watch.ts';
import { fieldLines, summaryLines } from './lines.ts';
import { noTshark, tshark, withCapture } from './tshark.ts';

if (noTshark) console.error(`SKIPPED: made application messages are not shown to tshark: ${noTshark}`);

const runs = 40;

for (const application of applications)
  test(`tshark reads made messages of the ${application.name} as we do`, { skip: noTshark }, async () => {
    const { messages, ppids, udpPort, signature = [] } = application;
    const frames = messages.flatMap((message, index) =>
      fc.sample(applicationArbitrary(message), { numRuns: runs, seed: 1 }).flatMap((input, run) => {
        const bytes = encodeApplication(message, input as never);
        for (const { offset, size, value } of signature)
          if (size === 4) new DataView(bytes.buffer).setUint32(offset, value);
        if (udpPort !== undefined)
          return [
            udpFrame(
              { source: '10.1.0.1', destination: '10.1.0.99' },
              { sourcePort: 40_000 + run, destinationPort: udpPort },
              bytes,
            ),
          ];
        const number = index * runs + run;
        const peers = associationBetween({
          client: { ...ends.client, tag: 0x1000 + number, port: 20_000 + number },
          server: { ...ends.server, tag: 0x8000 + number },
        });
        return peers.data('client', { bytes, ppid: ppids[run % ppids.length] as number });
      }),
    );
    const fields = fieldsOfApplication(application).map(({ filter }) => `${application.filter}.${filter}`);
    await withCapture(frames, async (path) => {
      assert.deepEqual(await summaryLines(path), tshark(path));
      const theirs = tshark(path, ['-T', 'fields', ...fields.flatMap((field) => ['-e', field])]);
      const ours = (await fieldLines(path, fields)).trimEnd().split('\n');
      for (const [row, line] of theirs.entries()) {
        const cells = line.split('\t');
        const mine = (ours[row] ?? '').split('\t');
        // tshark hides why a component takes no session where it says nothing else.
        for (const [column, field] of fields.entries())
          if (field !== 'ssp.message_reason' || cells[fields.indexOf('ssp.message_info')] !== '')
            assert.equal(mine[column] ?? '', cells[column] ?? '', `frame ${row + 1} ${field}`);
      }
    });
  });
