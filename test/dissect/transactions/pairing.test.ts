import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeMessage } from '../../../src/encode/encode-message.ts';
import { udpFrame } from '../../../src/encode/packets.ts';
import { operationErrorOf, peIdentifierOf, poolHandleOf } from '../../../src/encode/parameters.ts';
import { asapError } from '../../../src/protocol/asap/asap-error.ts';
import { endpointKeepAlive } from '../../../src/protocol/asap/endpoint-keep-alive.ts';
import { handleResolution } from '../../../src/protocol/asap/handle-resolution.ts';
import { handleResolutionResponse } from '../../../src/protocol/asap/handle-resolution-response.ts';
import { enrpError } from '../../../src/protocol/enrp/enrp-error.ts';
import { presence as presenceTable } from '../../../src/protocol/enrp/presence.ts';
import { A, addressOfServer, B, C, peAddress, Story } from '../../handlespace/story.ts';
import {
  deregister,
  deregistered,
  keepAlive,
  keepAliveAck,
  mayTakeOver,
  presence,
  register,
  registered,
  resolve,
  resolved,
  table,
  tableRequest,
  unreachable,
  wantsToTakeOver,
} from '../../handlespace/words.ts';
import { linksOfStory, told } from './linked.ts';

const probe = (sender: number, receiver: number) =>
  encodeMessage(presenceTable, { senderServerId: sender, receiverServerId: receiver, replyRequired: true });

test('an answer belongs to the request with its pool handle and pool element, whatever came between', () => {
  const story = new Story();
  const element = story.element(A);
  element.say('client', register('Alpha', 1), register('Alpha', 2), register('Beta', 1));
  element.say('server', registered('Beta', 1), registered('Alpha', 2), registered('Alpha', 1));
  assert.deepEqual(told(linksOfStory(story)), [
    '1 Registration',
    '2 Registration',
    '3 Registration',
    '4 Registration Response → 3',
    '5 Registration Response → 2',
    '6 Registration Response → 1',
  ]);
});

test('the response time is the difference of the times of the two frames, and the request knows the answer', () => {
  const story = new Story();
  const element = story.element(A);
  element.say('client', register('Alpha', 1));
  story.wait(2.5);
  element.say('server', registered('Alpha', 1));
  const [request, response] = linksOfStory(story);
  assert.equal(response?.nanoseconds, 2_501_000_000);
  assert.deepEqual(request?.answers, [response?.frame]);
  assert.equal(request?.unanswered, false);
});

test('an answer to another association, in the wrong direction, or before the request is none', () => {
  const story = new Story();
  const one = story.element(A);
  const other = story.element(A, '10.1.0.12');
  one.say('server', registered('Alpha', 1));
  one.say('client', register('Alpha', 1), registered('Alpha', 1));
  other.say('server', registered('Alpha', 1));
  assert.deepEqual(told(linksOfStory(story)), [
    '1 Registration Response',
    '2 Registration unanswered',
    '3 Registration Response',
    '4 Registration Response',
  ]);
});

test('equal requests at the same time are answered in their order, and the later ones are repetitions', () => {
  const story = new Story();
  const user = story.element(A);
  user.say('client', resolve('Alpha'), resolve('Alpha'));
  user.say('server', resolved('Alpha', []), resolved('Alpha', []), resolved('Alpha', []));
  assert.deepEqual(told(linksOfStory(story)), [
    '1 Handle Resolution',
    '2 Handle Resolution again 1',
    '3 Handle Resolution Response → 1',
    '4 Handle Resolution Response → 2',
    '5 Handle Resolution Response',
  ]);
});

test('who asks again after the time-out has given up the first request: the answer is for the second', () => {
  const story = new Story();
  const element = story.element(A);
  element.say('client', register('Alpha', 1));
  story.wait(10);
  element.say('client', register('Alpha', 1));
  element.say('server', registered('Alpha', 1));
  story.wait(10);
  element.say('client', register('Alpha', 1));
  element.say('server', registered('Alpha', 1));
  assert.deepEqual(told(linksOfStory(story)), [
    '1 Registration unanswered',
    '2 Registration again 1',
    '3 Registration Response → 2',
    '4 Registration',
    '5 Registration Response → 4',
  ]);
});

test('a request whose chunk is sent again is one request', () => {
  const story = new Story();
  const element = story.element(A);
  const frames = element.frames('client', register('Alpha', 1));
  story.feed(...frames, ...frames);
  element.say('server', registered('Alpha', 1));
  assert.deepEqual(told(linksOfStory(story)), ['1 Registration', '2 Registration Response → 1']);
});

test('a deregistration response without a request tells the end of a registration and answers nothing', () => {
  const story = new Story();
  const element = story.element(A);
  element.say('server', deregistered('Alpha', 1));
  element.say('client', deregister('Alpha', 1));
  element.say('server', deregistered('Alpha', 1));
  assert.deepEqual(told(linksOfStory(story)), [
    '1 Deregistration Response',
    '2 Deregistration',
    '3 Deregistration Response → 2',
  ]);
});

test('a keep-alive of the RFC, which names no pool element, is answered by that of the association', () => {
  const story = new Story();
  const element = story.element(A);
  const bare = encodeMessage(endpointKeepAlive, { serverId: A, parameters: [poolHandleOf('Alpha')] });
  element.say('server', bare).say('client', keepAliveAck('Alpha', 1));
  element.say('server', keepAlive(A, 'Alpha', 1)).say('client', keepAliveAck('Alpha', 1));
  assert.deepEqual(told(linksOfStory(story)), [
    '1 Endpoint Keep-Alive',
    '2 Endpoint Keep-Alive Ack → 1',
    '3 Endpoint Keep-Alive',
    '4 Endpoint Keep-Alive Ack → 3',
  ]);
});

test('updates that a server pushes belong to the handle resolution that subscribed, without a response time', () => {
  const story = new Story();
  const user = story.element(A);
  const pushed = encodeMessage(handleResolutionResponse, {
    updatesAccepted: true,
    parameters: [poolHandleOf('Alpha')],
  });
  user.say('client', encodeMessage(handleResolution, { subscribe: true, parameters: [poolHandleOf('Alpha')] }));
  user.say('server', pushed, pushed);
  const linked = linksOfStory(story);
  assert.deepEqual(told(linked), [
    '1 Handle Resolution',
    '2 Handle Resolution Response → 1',
    '3 Handle Resolution Response → 1',
  ]);
  assert.equal(linked[1]?.nanoseconds, 1_000_000);
  assert.ok(Number.isNaN(linked[2]?.nanoseconds));
});

test('a report of an unreachable element is answered by a keep-alive to it at once, from the server that was told', () => {
  const story = new Story();
  const element = story.element(A);
  const elsewhere = story.element(B);
  const user = story.connect('10.1.0.31', addressOfServer[A]!);
  user.say('client', unreachable('Alpha', 1));
  elsewhere.say('server', keepAlive(B, 'Alpha', 1));
  element.say('server', keepAlive(A, 'Alpha', 2), keepAlive(A, 'Alpha', 1));
  user.say('client', unreachable('Alpha', 1));
  story.wait(3);
  element.say('server', keepAlive(A, 'Alpha', 1));
  assert.deepEqual(told(linksOfStory(story)), [
    '1 Endpoint Unreachable',
    '2 Endpoint Keep-Alive unanswered',
    '3 Endpoint Keep-Alive unanswered',
    '4 Endpoint Keep-Alive → 1 unanswered',
    '5 Endpoint Unreachable unanswered',
    '6 Endpoint Keep-Alive again 4 unanswered',
  ]);
});

test('a keep-alive that names no element answers a report about the element that registered over its association', () => {
  const story = new Story();
  const element = story.element(A);
  element.say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
  const user = story.connect('10.1.0.31', addressOfServer[A]!);
  user.say('client', unreachable('Alpha', 1));
  element.say('server', encodeMessage(endpointKeepAlive, { serverId: A, parameters: [poolHandleOf('Alpha')] }));
  assert.equal(told(linksOfStory(story))[3], '4 Endpoint Keep-Alive → 3 unanswered');
});

test('a Presence that wants a reply is answered by the Presence of the server that was asked, and not by its next probe', () => {
  const story = new Story();
  const peers = story.peers(A, B);
  peers
    .say('client', probe(A, B))
    .say('server', probe(B, A), presence(B, 1, A))
    .say('client', presence(A, 1, B));
  peers.say('client', probe(A, B));
  story.wait(6);
  peers.say('server', presence(B, 1, A));
  assert.deepEqual(told(linksOfStory(story)), [
    '1 Presence',
    '2 Presence',
    '3 Presence → 1',
    '4 Presence → 2',
    '5 Presence unanswered',
    '6 Presence',
  ]);
});

test('both ends of an association may ask the same: each answer goes to the other end', () => {
  const story = new Story();
  const peers = story.peers(A, B);
  peers.say('client', tableRequest(A, B, true)).say('server', tableRequest(B, A, true));
  peers.say('client', table(A, B, [])).say('server', table(B, A, []));
  assert.deepEqual(told(linksOfStory(story)), [
    '1 Handle Table Request',
    '2 Handle Table Request',
    '3 Handle Table Response → 2',
    '4 Handle Table Response → 1',
  ]);
});

test('the parts of a handle table form a chain from the first request on; the next download is another', () => {
  const story = new Story();
  const peers = story.peers(A, B);
  const ask = tableRequest(A, B, false);
  peers.say('client', ask).say('server', table(B, A, [['Alpha', 1]], { moreToSend: true }));
  peers.say('client', ask).say('server', table(B, A, [['Alpha', 2]], { moreToSend: true }));
  peers.say('client', ask).say('server', table(B, A, [['Alpha', 3]]));
  peers.say('client', ask).say('server', table(B, A, []));
  const linked = linksOfStory(story);
  const at = linked.map(({ frame }) => frame);
  assert.deepEqual(
    linked.map(({ session }) => at.indexOf(session)),
    [0, 0, 0, 0, 0, 0, 6, 6],
  );
  assert.deepEqual(
    linked.map(({ previous, next }) => [at.indexOf(previous), at.indexOf(next)]),
    [
      [-1, -1],
      [-1, 3],
      [-1, -1],
      [1, 5],
      [-1, -1],
      [3, -1],
      [-1, -1],
      [-1, -1],
    ],
  );
});

test('parts whose first request the capture lacks are linked among themselves', () => {
  const story = new Story();
  const peers = story.peers(A, B);
  peers.say('server', table(B, A, [['Alpha', 1]], { moreToSend: true }));
  peers.say('client', tableRequest(A, B, false)).say('server', table(B, A, [['Alpha', 2]]));
  const [first, request, second] = linksOfStory(story);
  assert.equal(first?.session, first?.frame);
  assert.equal(request?.session, first?.frame);
  assert.equal(second?.previous, first?.frame);
  assert.equal(first?.next, second?.frame);
});

test('each copy of an Init Takeover has the answer of its own peer, and the target answers by its Presence', () => {
  const story = new Story();
  const toB = story.peers(A, B);
  const toC = story.peers(A, C);
  toC.say('client', wantsToTakeOver(A, C, C));
  toB.say('client', wantsToTakeOver(A, B, C));
  toB.say('server', mayTakeOver(B, A, C));
  story.feed(
    udpFrame(
      { source: addressOfServer[C]!, destination: '239.0.0.51' },
      { sourcePort: 9901, destinationPort: 9901 },
      presence(C, 0xffff),
    ),
  );
  const linked = linksOfStory(story);
  assert.deepEqual(told(linked), ['1 Init Takeover', '2 Init Takeover', '3 Init Takeover Ack → 2', '4 Presence → 1']);
  assert.deepEqual(linked[0]?.answers, [linked[3]?.frame]);
});

test('an error belongs to the message that it quotes, else to the last one of the other direction', () => {
  const story = new Story();
  const element = story.element(A);
  const unknown = deregister('Alpha', 9);
  element.say('client', unknown, deregister('Alpha', 8), register('Alpha', 1));
  element.say(
    'server',
    encodeMessage(asapError, { parameters: [operationErrorOf({ code: 2, message: { raw: unknown } })] }),
  );
  element.say('server', encodeMessage(asapError, { parameters: [operationErrorOf({ code: 0x11 })] }));
  const linked = linksOfStory(story);
  assert.deepEqual(told(linked), [
    '1 Deregistration',
    '2 Deregistration unanswered',
    '3 Registration',
    '4 Error about 1',
    '5 Error about 3',
  ]);
  // Nobody will answer otherwise.
  assert.deepEqual(linked[0]?.answers, [linked[3]?.frame]);
  assert.deepEqual(linked[2]?.answers, [linked[4]?.frame]);
});

test('an ENRP error is linked as well, and one whose cause the capture lacks has nothing to be about', () => {
  const story = new Story();
  const peers = story.peers(A, B);
  const error = encodeMessage(enrpError, {
    senderServerId: A,
    receiverServerId: B,
    parameters: [operationErrorOf({ code: 2 })],
  });
  peers
    .say('server', error)
    .say('client', presence(A, 1, B))
    .say('server', error);
  assert.deepEqual(told(linksOfStory(story)), ['1 Error', '2 Presence', '3 Error about 2']);
});

test('requests over several paths of one association are one conversation', () => {
  const story = new Story();
  const channel = story.connect(peAddress, addressOfServer[A]!);
  const request = encodeMessage(endpointKeepAlive, {
    serverId: A,
    parameters: [poolHandleOf('Alpha'), peIdentifierOf(1)],
  });
  const [frame] = channel.frames('server', request);
  const moved = Uint8Array.from(frame!);
  // The same packet from another address of the server: only the verification tag and the ports tell whose it is.
  moved[29] = 77;
  story.feed(moved);
  channel.say('client', keepAliveAck('Alpha', 1));
  assert.deepEqual(told(linksOfStory(story)), ['1 Endpoint Keep-Alive', '2 Endpoint Keep-Alive Ack → 1']);
});

test('of thousands of requests that nobody answers each is known to be unanswered, and the one with an answer is not', () => {
  const story = new Story();
  const element = story.join(peAddress, addressOfServer[A]!);
  for (let id = 1; id <= 3000; id++) element.say('client', register(`Pool ${id}`, id));
  element.say('server', registered('Pool 3000', 3000));
  const linked = linksOfStory(story);
  assert.equal(linked.filter(({ unanswered }) => unanswered).length, 2999);
  assert.equal(linked.at(-1)?.to, linked[2999]?.frame);
});
