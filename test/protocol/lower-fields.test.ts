// Our fields of eth, vlan, sll, ip, ipv6, udp, tcp and frame beside the list of tshark 4.0.17 (tshark-lower-fields.txt: `tshark
// -G fields`, name and type).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { allEntries } from '../../src/dissect/fields/catalog.ts';
import type { FieldKind } from '../../src/dissect/fields/field-values.ts';

const theirs = new Map(
  readFileSync('test/protocol/tshark-lower-fields.txt', 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ') as [string, string]),
);

const lower = /^(eth|vlan|sll|ip|ipv6|udp|tcp|frame)\./;
const ours = allEntries().filter(({ name }) => lower.test(name));

const types: Readonly<Record<FieldKind, string>> = {
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint24: 'UINT24',
  uint32: 'UINT32',
  uint64: 'UINT64',
  int32: 'INT32',
  'frame number': 'FRAMENUM',
  double: 'DOUBLE',
  ipv4: 'IPv4',
  ipv6: 'IPv6',
  ether: 'ETHER',
  bytes: 'BYTES',
  boolean: 'BOOLEAN',
  string: 'STRING',
  'absolute time': 'ABSOLUTE_TIME',
  'relative time': 'RELATIVE_TIME',
  protocol: 'PROTOCOL',
  none: 'NONE',
};

/** Where ours is another type on purpose: what filters and outputs make of both is the same. */
const others: Readonly<Record<string, string>> = {
  'frame.encap_type': 'INT16',
  'frame.number': 'UINT32',
  'ipv6.opt.ioam.trace.node.id_wide': 'UINT56',
};

test('each field of the lower layers is one that tshark has, and of its type', () => {
  for (const { name, kind } of ours) {
    const type = theirs.get(name);
    assert.ok(type, `tshark has no ${name}`);
    // An option is a protocol there, whose octets are its value.
    const isOption = type === 'PROTOCOL' && /\.options\./.test(name) && kind === 'bytes';
    if (!isOption) assert.equal(others[name] ?? types[kind], type, name);
  }
  assert.ok(ours.length >= 640, `${ours.length} fields`);
});

test('docs/for-tshark-users.md names each field of the lower layers that is missing, and no other', () => {
  const [, section = ''] = readFileSync('docs/for-tshark-users.md', 'utf8').split('that are missing\n\n');
  const rows =
    section
      .split('\n## ')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('| `')) ?? [];
  const patterns = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]),
  );
  const missing = patterns.map(
    (pattern = '') => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`),
  );
  const have = new Set(ours.map(({ name }) => name));
  const untold = [...theirs.keys()].filter((name) => !have.has(name) && !missing.some((pattern) => pattern.test(name)));
  assert.deepEqual(untold, []);
  const idle = missing.filter((pattern) => ![...theirs.keys()].some((name) => !have.has(name) && pattern.test(name)));
  assert.deepEqual(idle, [], 'patterns that stand for nothing');
  assert.equal(section.includes('[which, and why]'), false);
  const count = Number(/the (\d+) names/.exec(section)?.[1]);
  assert.equal(theirs.size, count);
});
