// The elements that an answer names: each once, few and many alike, and none beyond what is remembered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layer } from '../../src/dissect/layer.ts';
import type { Message } from '../../src/dissect/message.ts';
import { MessageWalker } from '../../src/dissect/walk.ts';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { policyOf, poolElementOf, poolHandleOf, sctpTransportOf } from '../../src/encode/parameters.ts';
import { MessageParts } from '../../src/handlespace/message-parts.ts';
import { AnsweredElements } from '../../src/handlespace/users/answered-elements.ts';
import { handleResolutionResponse } from '../../src/protocol/asap/handle-resolution-response.ts';
import { weightedRoundRobin } from '../../src/protocol/rserpool/policies.ts';

const answered = new AnsweredElements();

/** Reads an answer that names these elements, with these weights. */
function read(named: readonly (readonly [id: number, weight: number])[]): AnsweredElements {
  const bytes = encodeMessage(handleResolutionResponse, {
    parameters: [
      poolHandleOf('Alpha'),
      policyOf(weightedRoundRobin, { weight: 1 }),
      ...named.map(([id, weight]) =>
        poolElementOf({
          peIdentifier: id,
          homeServerId: 1,
          registrationLife: 300,
          userTransport: sctpTransportOf(7000, ['10.0.0.1']),
          policy: policyOf(weightedRoundRobin, { weight }),
        }),
      ),
    ],
  });
  const parts = new MessageParts();
  const tree = new MessageWalker().walk(layer.asap, bytes, 0, bytes.length, bytes.length);
  parts.read(tree, { protocol: layer.asap } as Message);
  answered.read(parts);
  return answered;
}

// 17 is one more than is looked through one by one; the answers before must leave nothing behind.
for (const count of [0, 1, 16, 17, 100, 3, 300])
  test(`an answer with ${count} elements`, () => {
    const ids = Array.from({ length: count }, (_, index) => (0xf0000000 + 7 * index) % 2 ** 32);
    const twice = ids.slice(0, 2).map((id) => [id, 9] as const);
    const { ids: found } = read([...ids.map((id, index) => [id, index + 1] as const), ...twice]);
    assert.deepEqual(found, ids.slice(0, 256));
    for (const [place, id] of found.entries()) {
      assert.equal(answered.indexOf(id), place);
      // Of an element that is named twice the last word counts, where there is room for it.
      const weight = place < twice.length && count < 256 ? 9 : place + 1;
      assert.deepEqual(answered.policy(place)?.values, { weight });
    }
    assert.equal(answered.indexOf(5), -1);
  });
