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
import { type LadderLine, ladderText } from './ladder-text.ts';
import { filteredTap, relativeSeconds, type Tap, type TapContext, type TapDefinition } from './tap.ts';

/** RFC 5351 §1.3: pool element, pool user, ENRP server (registrar); anyone. */
type Role = 'PE' | 'PU' | 'PR' | '  ';

interface Kind {
  readonly label: string;
  readonly from: Role;
  readonly to: Role;
  /** Sent by the clock, so that many of them say no more than one. */
  readonly isPeriodic?: true;
}

/** By message type (RFC 5352 §2.2): labels short enough for a line of 80 columns. */
const asapKinds: Readonly<Record<number, Kind>> = {
  1: { label: 'Registration', from: 'PE', to: 'PR' },
  2: { label: 'Deregistration', from: 'PE', to: 'PR' },
  3: { label: 'Reg Response', from: 'PR', to: 'PE' },
  4: { label: 'Dereg Response', from: 'PR', to: 'PE' },
  5: { label: 'Resolution', from: 'PU', to: 'PR' },
  6: { label: 'Resolved', from: 'PR', to: 'PU' },
  7: { label: 'Keep-Alive', from: 'PR', to: 'PE', isPeriodic: true },
  8: { label: 'Keep-Alive Ack', from: 'PE', to: 'PR', isPeriodic: true },
  9: { label: 'Unreachable', from: 'PU', to: 'PR' },
  10: { label: 'Announce', from: 'PR', to: '  ', isPeriodic: true },
  11: { label: 'Cookie', from: 'PE', to: 'PU', isPeriodic: true },
  12: { label: 'Cookie Echo', from: 'PU', to: 'PE' },
  13: { label: 'Business Card', from: 'PE', to: 'PU' },
  14: { label: 'Error', from: '  ', to: '  ' },
};

/** RFC 5353 §2: ENRP servers talk to each other. */
const enrpLabels: Readonly<Record<number, string>> = {
  1: 'Presence',
  2: 'Table Request',
  3: 'Table Response',
  4: 'Handle Update',
  5: 'List Request',
  6: 'List Response',
  7: 'Init Takeover',
  8: 'Takeover Ack',
  9: 'Takeover Server',
  10: 'Error',
};

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
    const kind = isAsap ? asapKind(parts.type) : enrpKind(parts.type);
    const seconds = relativeSeconds(this.#context.clock);
    const line: LadderLine = {
      seconds,
      from: `${kind.from} ${addressText(message.addressBytes, message.sourceAt, message.addressLength)}`,
      to: `${kind.to} ${addressText(message.addressBytes, message.destinationAt, message.addressLength)}`,
      label: kind.label,
      detail: isAsap ? asapDetail(parts) : enrpDetail(parts),
      count: 1,
    };
    if (kind.isPeriodic) this.#fold(line);
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

function asapKind(type: number): Kind {
  return asapKinds[type] ?? { label: `ASAP type ${type}`, from: '  ', to: '  ' };
}

function enrpKind(type: number): Kind {
  const label = enrpLabels[type] ?? `ENRP type ${type}`;
  return { label, from: 'PR', to: 'PR', ...(type === 1 && { isPeriodic: true }) };
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
