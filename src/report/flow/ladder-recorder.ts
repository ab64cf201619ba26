// Makes the ladder of a capture: told each dissection after the handlespace has taken it in, it notes one arrow a message
// with its answer, repetitions and retransmissions, and between them what happened to elements and servers.

import { u32 } from '../../bytes/read.ts';
import { setLatest } from '../../dissect/bounds.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { layer } from '../../dissect/layer.ts';
import type { Message } from '../../dissect/message.ts';
import type { LinkRecorder, MessageLinks } from '../../dissect/transactions/message-links.ts';
import { Transactions } from '../../dissect/transactions/transactions.ts';
import { MessageWalker } from '../../dissect/walk.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import { MessageParts } from '../../handlespace/message-parts.ts';
import type { HandlespaceState } from '../../handlespace/state.ts';
import type { Arrow, Ladder } from './ladder.ts';
import { LadderNotes } from './ladder-notes.ts';
import { asapDetail, enrpDetail, type MessageSubject, subjectOf, subjectText } from './message-detail.ts';
import { asapMessageWords, enrpMessageWords, type MessageWords } from './message-words.ts';
import { everybody, Parties } from './parties.ts';
import { Refreshes } from './refreshes.ts';

/** While it is recorded: what later frames tell is filled in. */
type OpenArrow = { -readonly [Key in keyof Arrow]: Arrow[Key] } & { readonly resentIn: number[] };

/** Called for each message, also of those that are only counted: its arrow, its ends as places of parties to be resolved. */
export type ArrowListener = (arrow: Arrow, d: Dissection, message: Message) => void;

/** More messages than this are counted, not kept. */
const arrowsKept = 200_000;
/** So many of the latest messages and requests can still be said to be sent again, or answered. */
const openKept = 65_536;

export class LadderRecorder implements LinkRecorder {
  readonly parties = new Parties();
  readonly #walker = new MessageWalker();
  readonly #parts = new MessageParts();
  readonly #transactions = new Transactions(this);
  readonly #refreshes = new Refreshes();
  readonly #notes = new LadderNotes();
  readonly #arrows: OpenArrow[] = [];
  readonly #kept: number;
  readonly #listener: ArrowListener | undefined;
  /** Requests and parts of handle tables by their slots, messages by verification tag and TSN. */
  readonly #bySlot = new Map<number, OpenArrow>();
  readonly #byTsn = new Map<number, OpenArrow>();
  /** Of the frame at hand: slots of its messages, and answers to requests that it carries itself. */
  readonly #slots = new Map<number, number>();
  readonly #early = new Map<number, number>();
  #slotCount = 0;
  #fromEpoch = Number.NaN;
  #lastEpoch = 0;
  #leftOut = 0;
  #leftOutFrom: number | null = null;

  constructor(kept = arrowsKept, listener?: ArrowListener) {
    this.#kept = kept;
    this.#listener = listener;
  }

  add(_frame: number, index: number, _asks: boolean): number {
    const slot = this.#slotCount++;
    this.#slots.set(index, slot);
    return slot;
  }

  answered(slot: number, frame: number): void {
    const arrow = this.#bySlot.get(slot);
    if (arrow === undefined) this.#early.set(slot, frame);
    else if (arrow.answerFrame === 0) arrow.answerFrame = frame;
  }

  continued(): void {}

  fragment(): void {}

  noteEvent(event: HandlespaceEvent): void {
    this.#notes.event(event);
  }

  /** Without `isShown` the frame only teaches who is who. */
  take(d: Dissection, state: HandlespaceState, isShown = true): void {
    const { frame } = d;
    this.#lastEpoch = frame.seconds + frame.nanoseconds / 1e9;
    if (Number.isNaN(this.#fromEpoch)) this.#fromEpoch = this.#lastEpoch;
    if (d.messageCount > 0) {
      this.#slots.clear();
      this.#early.clear();
      this.#transactions.take(d);
      this.#walker.dialect = d.dialect;
      for (let index = 0; index < d.messageCount; index++) {
        const message = d.messages[index] as Message;
        const isOurs = message.protocol === layer.asap || message.protocol === layer.enrp;
        if (isOurs && !message.copy && message.end > message.start) this.#message(d, state, index, isShown);
      }
    }
    if (isShown) this.#resent(d);
  }

  /** The ladder as it is known at the end of the capture. */
  finish(state: HandlespaceState): Ladder {
    const { parties } = this;
    this.#notes.end(this.#lastEpoch, state.profile.profile);
    for (const arrow of this.#arrows) {
      arrow.from = parties.resolve(arrow.from, state);
      arrow.to = parties.resolve(arrow.to, state);
    }
    const notes = this.#notes.list(parties);
    return {
      fromEpoch: Number.isNaN(this.#fromEpoch) ? 0 : this.#fromEpoch,
      parties: parties.list(state),
      arrows: this.#arrows,
      notes,
      leftOut: this.#leftOut,
      leftOutFrom: this.#leftOutFrom,
    };
  }

  #message(d: Dissection, state: HandlespaceState, index: number, isShown: boolean): void {
    const message = d.messages[index] as Message;
    const { protocol, bytes, start, end, declaredEnd } = message;
    const isAsap = protocol === layer.asap;
    const parts = this.#parts;
    parts.read(this.#walker.walk(protocol, bytes, start, end, declaredEnd), message);
    const words = isAsap ? asapMessageWords(parts.type) : enrpMessageWords(parts.type);
    const subject = subjectOf(parts, isAsap);
    const element = this.#elementOf(subject);
    const from = isAsap ? this.#asapEnd(words, element, false) : this.#enrpEnd(false);
    const to = isAsap ? this.#asapEnd(words, element, true) : this.#enrpEnd(true);
    const epoch = message.seconds + message.nanoseconds / 1e9;
    const links = this.#transactions.of(index);
    const isRefresh = this.#refreshes.isRefresh(parts, isAsap, element, from, to, links.responseTo);
    if (isServersOwn(parts, isAsap)) this.#notes.heard(parts.word(4), message.frame, epoch, state.profile.profile);
    if (!isShown) return;
    const arrow = this.#arrowOf(parts, words, subject, links, isRefresh, from, to, epoch);
    this.#listener?.(arrow, d, message);
    if (this.#arrows.length >= this.#kept) {
      this.#leftOut++;
      this.#leftOutFrom ??= epoch;
      return;
    }
    this.#arrows.push(arrow);
    const slot = this.#slots.get(index);
    if (slot !== undefined) {
      arrow.answerFrame = this.#early.get(slot) ?? 0;
      setLatest(this.#bySlot, slot, arrow, openKept);
    }
    const key = tsnKey(d, index);
    if (key >= 0) setLatest(this.#byTsn, key, arrow, openKept);
  }

  #arrowOf(
    parts: MessageParts,
    words: MessageWords,
    subject: MessageSubject,
    links: MessageLinks,
    isRefresh: boolean,
    from: number,
    to: number,
    epoch: number,
  ): OpenArrow {
    const { type, message } = parts;
    const isAsap = message.protocol === layer.asap;
    const tone = toneOf(parts, isAsap);
    return {
      frame: message.frame,
      epoch,
      from,
      to,
      protocol: isAsap ? 'asap' : 'enrp',
      type,
      label: words.label,
      detail: isAsap ? asapDetail(parts, subject) : enrpDetail(parts, subject),
      pool: subject.pool ?? '',
      element: subject.element < 0 ? '' : subjectText(subject),
      isRoutine: tone === 'plain' && (words.isPeriodic === true || isRefresh),
      tone,
      asks: links.asks,
      answerFrame: 0,
      responseTo: links.responseTo,
      responseSeconds: Number.isNaN(links.responseNanoseconds) ? null : links.responseNanoseconds / 1e9,
      repeats: links.repeats,
      resentIn: [],
    };
  }

  /** The party of the element that the message names, or -1. */
  #elementOf({ element }: MessageSubject): number {
    const { handleStart, handleEnd, tree } = this.#parts;
    return element < 0 || handleStart < 0 ? -1 : this.parties.element(tree.bytes, handleStart, handleEnd, element);
  }

  #asapEnd(words: MessageWords, element: number, isReceiver: boolean): number {
    const parts = this.#parts;
    const { message } = parts;
    const role = isReceiver ? words.to : words.from;
    if (parts.type === 0x0a && isReceiver) return everybody;
    const end = this.parties.endOf(message, isReceiver);
    if (role === 'PR' && !isReceiver && (parts.type === 0x07 || parts.type === 0x0a) && parts.word(4) !== 0) {
      this.parties.noteServer(end, parts.word(4));
      return this.parties.server(parts.word(4));
    }
    if (role === 'PE' && element >= 0) {
      this.parties.noteElement(end, element);
      return element;
    }
    return this.parties.later(end, role);
  }

  #enrpEnd(isReceiver: boolean): number {
    const parts = this.#parts;
    const { message } = parts;
    const isMulticast = message.association === undefined;
    // An error may bear the identifiers of what it complains about, not swapped.
    const id = parts.type === 0x0a ? 0 : parts.word(isReceiver ? 8 : 4);
    if (isReceiver && isMulticast) return id === 0 ? everybody : this.parties.server(id);
    const end = this.parties.endOf(message, isReceiver);
    if (id === 0) return this.parties.later(end, 'PR');
    this.parties.noteServer(end, id);
    return this.parties.server(id);
  }

  /** Chunks whose data was seen before: whose message they carry again, tag and TSN tell. */
  #resent(d: Dissection): void {
    const { layers } = d;
    for (let at = 1; at < layers.count; at++) {
      if (layers.protocol[at] !== layer.sctpChunk || layers.extra[at] !== 1) continue;
      const arrow = this.#byTsn.get(chunkKey(d, at));
      if (arrow !== undefined && arrow.resentIn.length < 64) arrow.resentIn.push(d.frame.number);
    }
  }
}

function isServersOwn({ type, tree }: MessageParts, isAsap: boolean): boolean {
  if ((tree.end[0] as number) - (tree.start[0] as number) < 8) return false;
  return isAsap ? type === 0x07 || type === 0x0a : type !== 0x0a;
}

function toneOf(parts: MessageParts, isAsap: boolean): Arrow['tone'] {
  const { type, flags } = parts;
  if (parts.hasError) return 'bad';
  if (isAsap) {
    if (type === 0x07 && (flags & 1) !== 0) return 'takeover';
    return (type === 0x03 && (flags & 1) !== 0) || type === 0x09 ? 'bad' : 'plain';
  }
  if (type >= 0x07 && type <= 0x09) return 'takeover';
  return (type === 0x03 || type === 0x06) && (flags & 1) !== 0 ? 'bad' : 'plain';
}

/** Verification tag and TSN of the chunk that completed the message; -1 where it came otherwise. */
function tsnKey(d: Dissection, index: number): number {
  const { layers } = d;
  for (let at = 1; at < layers.count; at++) {
    const protocol = layers.protocol[at];
    if ((protocol !== layer.asap && protocol !== layer.enrp) || layers.extra[at] !== index + 1) continue;
    return layers.protocol[at - 1] === layer.sctpChunk ? chunkKey(d, at - 1) : -1;
  }
  return -1;
}

/** 53 bits: all of the TSN, 21 of the tag. */
function chunkKey({ layers }: Dissection, chunk: number): number {
  let header = chunk;
  while (header > 0 && layers.protocol[header] !== layer.sctp) header--;
  const tag = u32(layers.bytes[header] as Uint8Array, (layers.start[header] as number) + 4);
  const tsn = u32(layers.bytes[chunk] as Uint8Array, (layers.start[chunk] as number) + 4);
  return ((tag ^ (tag >>> 21)) & 0x1fffff) * 2 ** 32 + tsn;
}
