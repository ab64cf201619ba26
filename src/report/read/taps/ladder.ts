// `-z flow`: one line a message, who to whom, with roles, pool and element. What repeats by the clock (keep-alives,
// announcements) is folded between the messages that change something.
import { addressText } from '../../../bytes/address.ts';
import { hexNumber, safeText } from '../../../bytes/text.ts';
import type { Dissection } from '../../../dissect/dissection.ts';
import { layer } from '../../../dissect/layer.ts';
import type { Message } from '../../../dissect/message.ts';
import { MessageWalker } from '../../../dissect/walk.ts';
import { MessageParts } from '../../../handlespace/message-parts.ts';
import { causeName } from '../../../protocol/registry.ts';
import { asapMessageWords, enrpMessageWords, type Role } from '../../flow/message-words.ts';
import { type LadderLine, ladderText } from './ladder-text.ts';
import { filteredTap, relativeSeconds, type Tap, type TapContext, type TapDefinition } from './tap.ts';

/** More lines than this nobody reads: the rest is counted. */
const lineLimit = 100_000;

class Ladder implements Tap {
  readonly #context: TapContext;
  readonly #walker = new MessageWalker();
  readonly #parts = new MessageParts();
  readonly #lines: LadderLine[] = [];
  /** What repeats since the last other message, by ends and label. */
  readonly #folded = new Map<string, LadderLine>();
  #left = 0;

  constructor(context: TapContext) {
    this.#context = context;
  }

  write(d: Dissection): void {
    for (let index = 0; index < d.messageCount; index++) {
      const message = d.messages[index];
      if (message === undefined || message.copy) continue;
      if (message.protocol === layer.asap || message.protocol === layer.enrp) this.#message(message);
    }
  }

  text(): string {
    this.#unfold();
    return ladderText(this.#lines, this.#left);
  }

  #message(message: Message): void {
    const { protocol, bytes, start, end, declaredEnd } = message;
    if (end === start) return;
    const tree = this.#walker.walk(protocol, bytes, start, end, declaredEnd);
    const parts = this.#parts;
    parts.read(tree, message);
    const isAsap = protocol === layer.asap;
    const words = isAsap ? asapMessageWords(parts.type) : enrpMessageWords(parts.type);
    const seconds = relativeSeconds(this.#context.clock);
    const line: LadderLine = {
      seconds,
      from: `${roleText(words.from)} ${addressText(message.addressBytes, message.sourceAt, message.addressLength)}`,
      to: `${roleText(words.to)} ${addressText(message.addressBytes, message.destinationAt, message.addressLength)}`,
      label: words.label,
      detail: isAsap ? asapDetail(parts) : enrpDetail(parts),
      count: 1,
    };
    if (words.isPeriodic) this.#fold(line);
    else {
      this.#unfold();
      this.#keep(line);
    }
  }

  #fold(line: LadderLine): void {
    const key = `${line.from} ${line.to} ${line.label} ${line.detail}`;
    const first = this.#folded.get(key);
    if (first === undefined) {
      this.#folded.set(key, line);
      if (this.#folded.size > lineLimit) this.#unfold();
    } else first.count++;
  }

  #unfold(): void {
    for (const line of this.#folded.values()) this.#keep(line);
    this.#folded.clear();
  }

  #keep(line: LadderLine): void {
    if (this.#lines.length < lineLimit) this.#lines.push(line);
    else this.#left += line.count;
  }
}

function roleText(role: Role): string {
  return role === 'anyone' ? '  ' : role;
}

/** Pool, element, and why not. */
function asapDetail(parts: MessageParts): string {
  const isRejected = (parts.type === 3 || parts.type === 4) && (parts.flags & 1) !== 0;
  return [...subject(parts), isRejected ? 'rejected' : '', error(parts)].filter((word) => word !== '').join(' ');
}

/** Init Takeover, its acknowledgement and Takeover Server name their target behind the two servers (RFC 5353 §2.7). */
function enrpDetail(parts: MessageParts): string {
  const sender = hexNumber(parts.word(4));
  if (parts.type === 1) return sender;
  if (parts.type >= 7 && parts.type <= 9) return `of ${hexNumber(parts.word(12))}`;
  const isDelete = parts.type === 4 && parts.word(12) >>> 16 === 1;
  const action = parts.type === 4 ? (isDelete ? 'delete' : 'add') : '';
  return [action, ...subject(parts), error(parts)].filter((word) => word !== '').join(' ');
}

function subject(parts: MessageParts): readonly string[] {
  const { handleStart, handleEnd, tree } = parts;
  const handle = handleStart < 0 ? '' : safeText(tree.bytes, handleStart, handleEnd);
  const id = parts.peIdentifier >= 0 ? parts.peIdentifier : parts.registeringId();
  // A resolution's answer names many elements: the first would look like the only one.
  return [handle, id < 0 || parts.type === 6 ? '' : hexNumber(id)];
}

function error({ hasError, errorCode }: MessageParts): string {
  return !hasError ? '' : errorCode < 0 ? 'error' : `(${causeName(errorCode)})`;
}

export const ladderTap: TapDefinition = filteredTap(
  'flow',
  'ladder of messages: who to whom, with roles, pool and element; keep-alives folded',
  (_, context) => new Ladder(context),
);
