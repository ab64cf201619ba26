// What the tests of links share: frames through both passes, and the links of each message as plain values that last.
import type { Frame } from '../../../src/capture/frame.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { layer } from '../../../src/dissect/layer.ts';
import { FrameLinks } from '../../../src/dissect/transactions/frame-links.ts';
import { TransactionIndex } from '../../../src/dissect/transactions/transaction-index.ts';
import { Transactions } from '../../../src/dissect/transactions/transactions.ts';
import { messageName } from '../../../src/protocol/registry.ts';
import type { Story } from '../../handlespace/story.ts';
import { frameOf } from '../watch.ts';

export interface Linked {
  readonly frame: number;
  readonly name: string;
  readonly epochNanoseconds: bigint;
  readonly asks: boolean;
  readonly to: number;
  readonly nanoseconds: number;
  readonly repeats: number;
  readonly about: number;
  readonly session: number;
  readonly previous: number;
  readonly next: number;
  readonly answers: readonly number[];
  readonly unanswered: boolean;
}

/** All messages of the frames, in order. */
export function linksOf(frames: () => Iterable<Frame>): Linked[] {
  const index = new TransactionIndex();
  const first = new Transactions(index);
  const firstDissector = new Dissector();
  for (const frame of frames()) first.take(firstDissector.dissect(frame));
  const links = new FrameLinks(index);
  const dissector = new Dissector();
  const linked: Linked[] = [];
  for (const frame of frames()) {
    const d = dissector.dissect(frame);
    links.take(d);
    for (const [place, message] of d.messages.slice(0, d.messageCount).entries()) {
      const of = links.of(place);
      linked.push({
        frame: message.frame,
        name: messageName(message.protocol === layer.asap ? 'asap' : 'enrp', message.bytes[message.start]!),
        epochNanoseconds: BigInt(message.seconds) * 1_000_000_000n + BigInt(message.nanoseconds),
        asks: of.asks,
        to: of.responseTo,
        nanoseconds: of.responseNanoseconds,
        repeats: of.repeats,
        about: of.errorAbout,
        session: of.tableSession,
        previous: of.tablePrevious,
        next: index.nextPart(message.frame, place),
        answers: index.answersTo(message.frame, place),
        unanswered: index.isUnanswered(message.frame, place),
      });
    }
  }
  return linked;
}

export function linksOfStory(story: Story): Linked[] {
  return linksOf(() =>
    story.frames.map(({ bytes, seconds, milliseconds }, index) => frameOf(bytes, index + 1, { seconds, milliseconds })),
  );
}

/** `2 Registration Response → 1`, by the places of the messages in the list and not by frames. */
export function told(linked: readonly Linked[]): string[] {
  const placeOf = (frame: number) => linked.findIndex((one) => one.frame === frame) + 1;
  return linked.map((one, index) => {
    const parts = [`${index + 1} ${one.name}`];
    if (one.to > 0) parts.push(`→ ${placeOf(one.to)}`);
    if (one.repeats > 0) parts.push(`again ${placeOf(one.repeats)}`);
    if (one.about > 0) parts.push(`about ${placeOf(one.about)}`);
    if (one.unanswered) parts.push('unanswered');
    return parts.join(' ');
  });
}
