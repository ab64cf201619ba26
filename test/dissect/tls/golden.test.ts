// What we read of real TLS sessions, beside what tshark read of them (samples/tls/golden.json, made by
// scripts/refresh-tls-golden.js): records, handshake messages, alerts, and every octet of the contents.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hexText } from '../../../src/bytes/text.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { contentType } from '../../../src/protocol/tls/content-types.ts';
import { defaultFieldLines, FieldLines } from '../../../src/report/read/field-lines.ts';
import { collector } from '../../report/lines.ts';
import { folder, sessionOf } from './sessions.ts';

interface Golden {
  readonly fields: readonly string[];
  readonly captures: Readonly<Record<string, { readonly rows: readonly string[]; readonly said: readonly string[] }>>;
}

const golden: Golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8'));

for (const [name, { rows, said }] of Object.entries(golden.captures)) {
  test(`the fields of ${name} are those that tshark reads`, async () => {
    const { frames, secrets } = await sessionOf(name);
    const { out, text } = collector();
    const lines = new FieldLines(golden.fields, defaultFieldLines, out);
    const dissector = new Dissector({ tlsSecrets: secrets });
    for (const frame of frames) lines.write(dissector.dissect(frame));
    const ours = text()
      .replace(/\n$/, '')
      .split('\n')
      .filter((line) => !/^\d+\t*$/.test(line));
    assert.deepEqual(ours, rows);
  });

  test(`what is said in ${name} is what tshark decrypts`, async () => {
    const { frames, secrets } = await sessionOf(name);
    const dissector = new Dissector({ tlsSecrets: secrets });
    const ours = { client: '', server: '' };
    for (const frame of frames) {
      const d = dissector.dissect(frame);
      for (let record = 0; record < d.tls.count; record++)
        if (d.tls.type[record] === contentType.applicationData)
          ours[d.sourcePort === 3864 ? 'server' : 'client'] += hexText(d.tls.contents[record]!);
    }
    assert.ok(said.length === 2 && said.every((octets) => octets.length > 100));
    assert.deepEqual([ours.client, ours.server].sort(), said);
  });
}
