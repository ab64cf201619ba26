// What we read of real TLS sessions, beside what tshark read of them (samples/tls/golden.json, made by
// scripts/refresh-tls-golden.js): records, handshake messages, alerts, and every octet of the contents.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hexText } from '../../../src/bytes/text.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import type { TlsSecrets } from '../../../src/dissect/tls/secrets.ts';
import { contentType } from '../../../src/protocol/tls/content-types.ts';
import { defaultFieldLines, FieldLines } from '../../../src/report/read/field-lines.ts';
import { SummaryLines } from '../../../src/report/read/summary-line.ts';
import { TimeColumn } from '../../../src/report/read/time-column.ts';
import { collector } from '../../report/lines.ts';
import { folder, type Session, sessionOf } from './sessions.ts';

interface Golden {
  readonly fields: readonly string[];
  readonly captures: Readonly<
    Record<
      string,
      { readonly rows: readonly string[]; readonly sealed?: readonly string[]; readonly said: readonly string[] }
    >
  >;
}

const golden: Golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8'));
const fields = golden.fields.filter((name) => !name.startsWith('_ws'));

/** Field lines of frames with TLS in them, as tshark prints them. */
function fieldRows({ frames }: Session, tlsSecrets?: TlsSecrets): string[] {
  const { out, text } = collector();
  const lines = new FieldLines(fields, defaultFieldLines, out);
  const dissector = new Dissector({ tlsSecrets });
  for (const frame of frames) lines.write(dissector.dissect(frame));
  return text()
    .replace(/\n$/, '')
    .split('\n')
    .filter((line) => !/^\d+\t*$/.test(line));
}

/** `4 TLSv1.2 Client Hello`, of all frames. */
function summaryRows({ frames }: Session, tlsSecrets?: TlsSecrets): string[] {
  const { out, text } = collector();
  const lines = new SummaryLines(out, new TimeColumn('r'), '\t');
  const dissector = new Dissector({ tlsSecrets });
  for (const frame of frames) lines.write(dissector.dissect(frame), 6);
  return text()
    .split('\n')
    .map((line) => line.split('\t').map((cell) => cell.trim()))
    .map((cells) => [cells[0], cells[5], cells[7]].join(' ').trimEnd());
}

function withoutColumns(row: string): string {
  return row.split('\t').slice(0, fields.length).join('\t');
}

function columnsOf(row: string): string {
  const cells = row.split('\t');
  return [cells[0], ...cells.slice(fields.length)].join(' ').trimEnd();
}

for (const [name, { rows, sealed, said }] of Object.entries(golden.captures)) {
  test(`the fields of ${name} are those that tshark reads`, async () => {
    const session = await sessionOf(name);
    assert.deepEqual(fieldRows(session, session.secrets), rows.map(withoutColumns));
    if (sealed !== undefined) assert.deepEqual(fieldRows(session), sealed.map(withoutColumns));
  });

  test(`the lines of ${name} name the records as tshark does, and the messages inside`, async () => {
    const session = await sessionOf(name);
    const ours = new Set(summaryRows(session, session.secrets));
    for (const row of rows.map(columnsOf)) {
      if (ours.has(row)) continue;
      // tshark does not look for ASAP inside TLS.
      assert.match(row, /Application Data$/);
      assert.ok([...ours].some((line) => line.startsWith(`${row.split(' ')[0]} ASAP ASAP `)));
    }
    const unread = new Set(summaryRows(session));
    for (const row of sealed?.map(columnsOf) ?? []) assert.ok(unread.has(row), row);
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
