// docs/ndjson.md shows lines as they are written today, and names each member that they have.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { linesOf } from './ndjson-lines.ts';

const text = readFileSync('docs/ndjson.md', 'utf8');
const shown = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json as string) as object);

async function lineLike(example: object): Promise<object | undefined> {
  const wanted = JSON.stringify(example);
  for (const capture of ['samples/takeover.pcap', 'samples/p-stranger.pcap'])
    for (const line of (await linesOf(capture, true)).objects) if (JSON.stringify(line) === wanted) return line;
  return undefined;
}

test('each example in docs/ndjson.md is a line of a sample, member by member in the same order', async () => {
  assert.ok(shown.length >= 3);
  for (const example of shown) assert.ok(await lineLike(example), JSON.stringify(example));
});

test('docs/ndjson.md names each member of a line that is no field of a table', async () => {
  const { objects } = await linesOf('samples/p-stranger.pcap', true);
  const { objects: others } = await linesOf('samples/takeover.pcap', true);
  const members = new Set([...objects, ...others].flatMap((object) => Object.keys(object)));
  const fields = ['serverId', 'senderServerId', 'receiverServerId', 'targetServerId', 'updateAction', 'reserved'];
  for (const name of members) if (!fields.some((field) => name.startsWith(field))) assert.ok(text.includes(name), name);
});
