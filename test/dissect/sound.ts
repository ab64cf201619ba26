// What must hold for the dissection of any octets whatever: every range lies in its buffer, children lie inside their
// parents and do not overlap, everything the wire can repeat is bounded.
import assert from 'node:assert/strict';
import { type Dissection, occurrence } from '../../src/dissect/dissection.ts';
import { layer, layerLimit } from '../../src/dissect/layer.ts';
import { type MessageTree, MessageWalker } from '../../src/dissect/walk.ts';

const walker = new MessageWalker();

function fail(what: string, ...numbers: readonly (number | undefined)[]): never {
  assert.fail(`${what}: ${numbers.join(' ')}`);
}

export function assertSound(d: Dissection): void {
  const { layers, experts } = d;
  if (layers.count > layerLimit) fail('layers', layers.count);
  for (let index = 0; index < layers.count; index++) {
    const start = layers.start[index]!;
    const end = layers.end[index]!;
    const { length } = layers.bytes[index]!;
    if (start < 0 || end < start || end > length) fail('layer outside', layers.protocol[index], start, end, length);
  }
  if (experts.count > 64) fail('experts', experts.count);
  for (let index = 0; index < d.messageCount; index++) {
    const { protocol, bytes, start, end, declaredEnd } = d.messages[index]!;
    if (start < 0 || end < start || end > bytes.length || declaredEnd < end)
      fail('message outside', start, end, declaredEnd);
    if (protocol !== layer.asap && protocol !== layer.enrp) fail('message of another protocol', protocol);
    assertTree(walker.walk(protocol, bytes, start, end, declaredEnd, experts), start, end);
  }
  for (let index = 0; index < d.occurrenceCount; index++) {
    const happened = d.occurrences[index]!;
    if (!kinds.has(happened.kind)) fail('occurrence', happened.kind);
  }
}

const kinds = new Set<number>(Object.values(occurrence));

/** Last end of a child below each parent. */
const reached: number[] = [];

function assertTree(tree: MessageTree, messageStart: number, messageEnd: number): void {
  for (let node = 0; node < tree.count; node++) {
    const start = tree.start[node]!;
    const end = tree.end[node]!;
    const paddedEnd = tree.paddedEnd[node]!;
    const parent = tree.parent[node]!;
    const low = parent < 0 ? messageStart : reached[parent]!;
    const high = parent < 0 ? messageEnd : tree.paddedEnd[parent]!;
    if (start < low || end < start || paddedEnd < end || paddedEnd > high)
      fail('node outside its parent', node, parent, start, end, paddedEnd, low, high);
    if (parent >= node) fail('parent behind child', node, parent);
    reached[node] = start;
    if (parent >= 0) reached[parent] = paddedEnd;
  }
}
