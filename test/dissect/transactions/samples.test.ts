// Links in real captures: numbers of pairs as counted by pairing what tshark prints, and what holds for each pair.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCapture } from '../../../src/capture/open.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { FieldExtractor } from '../../../src/dissect/fields/field-extractor.ts';
import { linkFields, linkInfos, needsFirstPass } from '../../../src/dissect/fields/link-fields.ts';
import { FrameLinks } from '../../../src/dissect/transactions/frame-links.ts';
import { collectTransactions } from '../../../src/dissect/transactions/transaction-index.ts';
import { collect } from '../../capture/collect.ts';
import { type Linked, linksOf } from './linked.ts';

async function linked(capture: string): Promise<Linked[]> {
  const { frames } = await collect(await openCapture(`samples/${capture}.pcap`));
  return linksOf(() => frames.map((frame) => ({ ...frame, start: 0, end: frame.bytes.length })));
}

/** Without Presence, which is mostly no answer. */
const pairs: Readonly<Record<string, number>> = {
  'a-basic': 9,
  'd-pe-cut': 29,
  'h-ipv6': 46,
  'l-errors': 60,
  'n-udp-encap': 24,
  'p-stranger': 21,
  takeover: 185,
};

for (const [capture, count] of Object.entries(pairs))
  test(`${capture}: ${count} requests have their answers, each one its own, as late as their frames say`, async () => {
    const messages = await linked(capture);
    const answers = messages.filter(({ to, name }) => to > 0 && name !== 'Presence');
    assert.equal(answers.length, count);
    assert.equal(new Set(answers.map(({ to, frame }) => `${to} ${frame}`)).size, count);
    for (const { to, frame, nanoseconds, epochNanoseconds } of answers) {
      const request = messages.find((one) => one.frame === to && one.asks && one.answers.includes(frame));
      assert.ok(request, `frame ${frame} answers ${to}`);
      assert.equal(BigInt(nanoseconds), epochNanoseconds - request.epochNanoseconds);
      assert.equal(request.unanswered, false);
    }
    for (const { asks, answers: of, unanswered } of messages) assert.equal(unanswered, asks && of.length === 0);
  });

test('the killed server answers neither probe nor takeover; the pool elements are asked again by the new home', async () => {
  const messages = await linked('takeover');
  for (const { name, unanswered } of messages.filter(({ unanswered }) => unanswered))
    assert.ok(['Presence', 'Endpoint Keep-Alive', 'Init Takeover'].includes(name), `${name} ${unanswered}`);
});

test('every error of the stranger and to the stranger is about the message before it', async () => {
  const about = (await linked('p-stranger')).filter(({ name }) => name === 'Error').map(({ about: of }) => of);
  // The server answers at once, each time to the frame before its acknowledgement; the stranger complains out of the blue.
  assert.deepEqual(about, [62, 80, 90, 94, 99, 103, 117, 119, 119, 138, 147, 151, 243, 243, 258]);
});

test('a pipe gives the same links to earlier frames as a file, and none to later ones', async () => {
  const names = ['rserpool.response_to', 'rserpool.response_in', 'asap.response_to', 'rserpool.message', 'rserpool.pe'];
  const rows = async (links?: FrameLinks) => {
    const source = await openCapture('samples/takeover.pcap');
    const extractor = new FieldExtractor(names, links ? { links } : {});
    const dissector = new Dissector();
    const texts: string[][] = [];
    do {
      while (source.next()) {
        const d = dissector.dissect(source.frame);
        extractor.extract(d);
        texts.push(
          extractor.columns.map((column) => Array.from({ length: column.count }, (_, at) => column.text(at)).join(',')),
        );
      }
    } while (await source.fill());
    source.close();
    return texts;
  };
  const index = await collectTransactions(await openCapture('samples/takeover.pcap'));
  const file = await rows(new FrameLinks(index));
  const pipe = await rows();
  assert.deepEqual(
    file.map(([to]) => to),
    pipe.map(([to]) => to),
  );
  assert.ok(pipe.every(([, later]) => later === ''));
  const answered = file.findIndex(([, later]) => later !== '');
  assert.equal(file[Number(file[answered]![1]) - 1]![0], String(answered + 1));
  const ack = file.find(([, , , message]) => message === 'Endpoint Keep-Alive Ack')!;
  assert.equal(ack[0], ack[2]);
  assert.match(ack[4]!, /^0x[0-9a-f]{8}$/);
});

test('only fields that look ahead ask for a first pass', () => {
  assert.equal(needsFirstPass(['frame.number', 'rserpool.response_to', 'asap.message_type']), false);
  for (const name of ['rserpool.response_in', 'asap.response_in', 'rserpool.unanswered', 'rserpool.reassembled_in'])
    assert.equal(needsFirstPass([name]), true, name);
  const names = linkFields.flatMap((entry) => linkInfos(entry).map(({ name }) => name));
  assert.equal(new Set(names).size, names.length);
});
