// SCTP's extensions: addresses that change (RFC 5061), streams that begin again (RFC 6525), packets that are authenticated
// (RFC 4895), messages that are given up (RFC 3758, RFC 8260).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssociationFacts } from '../../src/dissect/sctp/side.ts';
import type { Association } from '../../src/encode/association.ts';
import {
  type AddressRequest,
  asconfAckChunk,
  asconfChunk,
  authChunk,
  iForwardTsnChunk,
  incomingReset,
  outgoingReset,
  reconfigChunk,
  reconfigResponse,
  ssnTsnReset,
} from '../../src/encode/sctp-extensions.ts';
import { dataChunk, sackChunk } from '../../src/encode/sctp-packet.ts';
import { completedIn, deliveredIn, numbered, say, started, type Watch } from './watch.ts';

function texts(association: AssociationFacts, side: 0 | 1): string {
  return association.sides[side].addresses.map((address) => [...address].join('.')).join(' ');
}

/** Addresses of the client: told by a message that it sends. */
function addressesOf(watch: Watch, association: Association): string {
  watch.see(say(association, 'client', 1)[0]!);
  return texts(watch.last.messages[0]!.association!, 0);
}

const ask = (association: Association, serial: number, ...requests: AddressRequest[]) =>
  association.packet('client', [asconfChunk(serial, '10.1.0.11', requests)]);

test('an address that is added counts at once, one that is deleted until the request is granted', () => {
  const { association, watch } = started();
  watch.see(ask(association, 7, ['add', '10.1.0.12']));
  assert.equal(addressesOf(watch, association), '10.1.0.11 10.1.0.12');
  watch.see(association.packet('server', [asconfAckChunk(7)]));
  watch.see(ask(association, 8, ['add', '10.1.0.13'], ['delete', '10.1.0.12']));
  assert.equal(addressesOf(watch, association), '10.1.0.11 10.1.0.12 10.1.0.13');
  watch.see(association.packet('server', [asconfAckChunk(7)]));
  assert.equal(addressesOf(watch, association), '10.1.0.11 10.1.0.12 10.1.0.13');
  watch.see(association.packet('server', [asconfAckChunk(8, { granted: [1, 2] })]));
  assert.equal(addressesOf(watch, association), '10.1.0.11 10.1.0.13');
});

test('what an ASCONF-ACK refuses is undone, and what was there before stays', () => {
  const { association, watch } = started();
  watch.see(ask(association, 7, ['add', '10.1.0.12'], ['delete', '10.1.0.11'], ['add', '10.1.0.11']));
  watch.see(association.packet('server', [asconfAckChunk(7, { refused: [1, 2, 3] })]));
  assert.equal(addressesOf(watch, association), '10.1.0.11');
  watch.see(ask(association, 8));
  assert.deepEqual(addressesOf(watch, association), '10.1.0.11');
});

test('the next ASCONF grants the one before it, whose answer the capture lacks; a repeated one changes nothing', () => {
  const { association, watch } = started();
  watch.see(ask(association, 0xffffffff, ['add', '10.1.0.12']));
  watch.see(ask(association, 0, ['delete', '10.1.0.12']));
  watch.see(ask(association, 0, ['delete', '10.1.0.12']));
  watch.see(ask(association, 0xffffffff, ['add', '10.1.0.14']));
  assert.equal(addressesOf(watch, association), '10.1.0.11 10.1.0.12');
  watch.see(ask(association, 1, ['primary', '10.1.0.11']));
  assert.equal(addressesOf(watch, association), '10.1.0.11');
});

test('no address stands for the one that the packet comes from, and to delete it for all others', () => {
  const { association, watch } = started();
  watch.see(ask(association, 1, ['add', '10.1.0.12'], ['add', 'fd00::1'], ['add', '0.0.0.0']));
  watch.see(association.packet('server', [asconfAckChunk(1)]));
  watch.see(ask(association, 2, ['delete', '0.0.0.0']));
  watch.see(association.packet('server', [asconfAckChunk(2)]));
  assert.equal(addressesOf(watch, association), '10.1.0.11');
});

test('authenticated chunks are read as if they were not', () => {
  const { association, watch } = started();
  const seen = watch.see(
    association.packet('client', [authChunk(), ...association.chunks('client', { bytes: numbered(4), ppid: 11 })]),
  );
  assert.deepEqual(seen.layers.slice(3), ['sctpChunk', 'sctpChunk', 'asap']);
  assert.deepEqual(completedIn([seen]), [4]);
});

/** A message of the client with these numbers, whatever was sent before. */
function send(association: Association, number: number, tsn: number, streamSequence: number, streamId = 0): Uint8Array {
  return association.packet('client', [dataChunk({ tsn, streamId, streamSequence, ppid: 11, data: numbered(number) })]);
}

const resetAll = (request: number) => reconfigChunk([outgoingReset({ request, lastTsn: 5001 })]);

test('after a stream reset that was performed, stream sequence numbers begin again at 0', () => {
  const { association, watch } = started();
  const seen = watch.all([
    send(association, 1, 5000, 0),
    send(association, 2, 5001, 1),
    send(association, 3, 5002, 0, 5),
    association.packet('client', [resetAll(9)]),
    association.packet('server', [reconfigChunk([reconfigResponse(9, 6)])]),
    association.packet('server', [reconfigChunk([reconfigResponse(9, 1)])]),
    send(association, 5, 5004, 1),
    send(association, 6, 5005, 0, 5),
    send(association, 4, 5003, 0),
    // Sent again by a network that duplicates: done already.
    association.packet('client', [resetAll(9)]),
    association.packet('server', [reconfigChunk([reconfigResponse(9, 1)])]),
    send(association, 8, 5007, 3),
    send(association, 7, 5006, 2),
  ]);
  assert.deepEqual(deliveredIn(seen), [1, 2, 3, 6, 4, 5, 7, 8]);
});

test('a stream reset touches the streams that it lists, and only those', () => {
  const { association, watch } = started();
  const reset = outgoingReset({ request: 9, lastTsn: 5001, streams: [5] });
  const seen = watch.all([
    send(association, 1, 5000, 0),
    send(association, 2, 5001, 0, 5),
    association.packet('client', [reconfigChunk([reset])]),
    association.packet('server', [reconfigChunk([reconfigResponse(9, 1), incomingReset(1, [0])])]),
    send(association, 4, 5003, 2),
    send(association, 5, 5004, 0, 5),
    send(association, 3, 5002, 1),
  ]);
  assert.deepEqual(deliveredIn(seen), [1, 2, 5, 3, 4]);
});

test('a stream reset that was denied changes nothing', () => {
  const { association, watch } = started();
  const seen = watch.all([
    send(association, 1, 5000, 0),
    send(association, 5, 5002, 1, 5),
    association.packet('client', [resetAll(9)]),
    send(association, 4, 5001, 0, 5),
    association.packet('server', [reconfigChunk([reconfigResponse(9, 2)])]),
    send(association, 3, 5004, 2),
    send(association, 2, 5003, 1),
  ]);
  assert.deepEqual(deliveredIn(seen), [1, 4, 5, 2, 3]);
});

test('what waited when a stream begins again is delivered first: its receiver had what the capture lacks', () => {
  const { association, watch } = started();
  const seen = watch.all([
    association.sack('server', 4999),
    send(association, 1, 5000, 0),
    send(association, 3, 5002, 2),
    association.packet('client', [resetAll(9)]),
    association.packet('server', [reconfigChunk([reconfigResponse(9, 1)])]),
    send(association, 4, 5003, 0),
  ]);
  assert.deepEqual(deliveredIn(seen), [1, 3, 4]);
});

test('where the capture lacks the answer to a stream reset, the data show that it was granted', () => {
  const { association, watch } = started();
  const seen = watch.all([
    association.sack('server', 4999),
    send(association, 1, 5000, 0),
    send(association, 2, 5001, 1),
    association.packet('client', [resetAll(9)]),
    send(association, 3, 5002, 0),
    send(association, 5, 5004, 2),
    send(association, 4, 5003, 1),
  ]);
  assert.deepEqual(deliveredIn(seen), [1, 2, 3, 4, 5]);
});

test('after an SSN/TSN reset the TSNs of both directions go on elsewhere, and nothing is missed', () => {
  const { association, watch } = started();
  const far = 5000 + 2 ** 31;
  const answer = (number: number, tsn: number, streamSequence: number) =>
    association.packet('server', [dataChunk({ tsn, streamSequence, ppid: 11, data: numbered(number) })]);
  const seen = watch.all([
    send(association, 1, 5000, 0),
    answer(2, 9000, 0),
    association.packet('client', [reconfigChunk([ssnTsnReset(9)])]),
    association.packet('server', [reconfigChunk([reconfigResponse(9, 1, [77, far])])]),
    send(association, 3, far, 0),
    send(association, 5, far + 2, 2),
    send(association, 4, far + 1, 1),
    answer(6, 77, 0),
    association.packet('server', [sackChunk({ cumulativeTsn: far + 2 })]),
    association.packet('client', [sackChunk({ cumulativeTsn: 77 })]),
    send(association, 4, far + 1, 1),
  ]);
  assert.deepEqual(deliveredIn(seen), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(
    seen.flatMap(({ experts }) => experts),
    [],
  );
});

test('an I-FORWARD-TSN tells ordered messages from unordered ones', () => {
  const { association, watch } = started({ interleaving: true });
  const [, second] = [say(association, 'client', 1), say(association, 'client', 2)];
  const waits = watch.all(second!);
  assert.deepEqual(deliveredIn(waits), []);
  const unordered = watch.see(association.packet('client', [iForwardTsnChunk(5000, [[0, true, 0]])]));
  assert.deepEqual(deliveredIn([unordered]), []);
  const ordered = watch.see(association.packet('client', [iForwardTsnChunk(5000, [[0, false, 0]])]));
  assert.deepEqual(deliveredIn([ordered]), [2]);
});
