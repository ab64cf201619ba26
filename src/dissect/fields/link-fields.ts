// Fields of our own, under `rserpool.`: what a message has to do with others, and what it is about, whichever protocol it
// belongs to. Frames are named by their numbers.
import { padded4, u16 } from '../../bytes/read.ts';
import { safeText } from '../../bytes/text.ts';
import { serverId } from '../../protocol/asap/server-identifier.ts';
import { senderServerId } from '../../protocol/enrp/server-identifiers.ts';
import { messageName, messageOf } from '../../protocol/registry.ts';
import { peIdentifier } from '../../protocol/rserpool/pe-identifier.ts';
import { poolElement } from '../../protocol/rserpool/pool-element.ts';
import { poolHandle } from '../../protocol/rserpool/pool-handle.ts';
import { layer } from '../layer.ts';
import type { Message } from '../message.ts';
import type { FrameLinks } from '../transactions/frame-links.ts';
import type { MessageLinks } from '../transactions/message-links.ts';
import { fixedLength } from '../walk.ts';
import type { FieldInfo } from './field-info.ts';
import type { FieldKind } from './field-values.ts';
import { fragmentForwardFields } from './fragment-parts.ts';
import type { FieldSink } from './sink.ts';

/** One message, its place among those of its frame, and its links. */
export interface LinkedMessage {
  message: Message;
  index: number;
  /** Undefined where no wanted field needs them. */
  links: FrameLinks | undefined;
}

export interface LinkField {
  readonly info: FieldInfo;
  readonly meaning: string;
  readonly source: string;
  /** What it takes: the octets of the message, what came before it, or the whole capture (a first pass). */
  readonly needs: 'message' | 'past' | 'future';
  /** Found under `asap.` and `enrp.`, too. */
  readonly alias: boolean;
  /** Undefined for the one field that belongs to frames without a message. */
  readonly read: ((sink: FieldSink, of: LinkedMessage) => void) | undefined;
}

const none = new Uint8Array(0);

function field(
  name: string,
  label: string,
  kind: FieldKind,
  meaning: string,
  needs: LinkField['needs'],
  read: LinkField['read'],
  more: { readonly alias?: boolean; readonly source?: string; readonly hex?: boolean } = {},
): LinkField {
  const { alias = false, source = 'Poolshark', hex = false } = more;
  const size = kind === 'uint32' ? 4 : 0;
  const info: FieldInfo = {
    name: `rserpool.${name}`,
    label,
    kind,
    format: hex ? 'hex' : 'dec',
    size,
    unit: kind === 'relative time' ? ' seconds' : undefined,
    // In a tree stands what the rest of the message does not show.
    generated: needs !== 'message' || kind === 'frame number',
    hidden: needs === 'message' && kind !== 'frame number',
    ours: true,
  };
  return { info, meaning, source, needs, alias, read };
}

/** A frame that an earlier or later message is in; 0: none. */
function frame(
  name: string,
  label: string,
  meaning: string,
  of: (links: MessageLinks) => number,
  more: { readonly alias?: boolean; readonly source?: string } = {},
): LinkField {
  return field(
    name,
    label,
    'frame number',
    meaning,
    'past',
    (sink, { links, index }) => {
      const number = links === undefined ? 0 : of(links.of(index));
      if (number > 0) sink.number(number, none, 0, 0);
    },
    more,
  );
}

const pairing = { alias: true, source: 'RFC 5352 §2.2, RFC 5353 §2' };
const download = { source: 'RFC 5353 §3.2.3' };

export const linkFields: readonly LinkField[] = [
  field('message', 'Message', 'string', 'name of the message', 'message', (sink, { message }) => {
    const protocol = message.protocol === layer.asap ? 'asap' : 'enrp';
    if (message.end > message.start) sink.text(messageName(protocol, message.bytes[message.start] as number));
  }),
  field(
    'pool_handle',
    'Pool Handle',
    'string',
    'pool handle as text, octets that are none as \\xNN',
    'message',
    handles,
  ),
  field('pe', 'Pool Element', 'uint32', 'identifiers of the pool elements in the message', 'message', elements, {
    hex: true,
  }),
  field('server', 'ENRP Server', 'uint32', 'ENRP server that sent the message', 'message', server, { hex: true }),
  field(
    'fragment',
    'Carried by',
    'frame number',
    'frames that carried the parts of the message',
    'message',
    (sink, { message }) => {
      if (message.parts.length === 0) return;
      for (const part of message.parts) sink.number(part, none, 0, 0);
      sink.number(message.frame, none, 0, 0);
    },
    { source: 'RFC 9260 §6.9' },
  ),
  field(
    'reassembled_in',
    'Message completed in',
    'frame number',
    'frame that completes the message of which this one carries a part',
    'future',
    undefined,
    { source: 'RFC 9260 §6.9' },
  ),
  frame('response_to', 'Response to', 'frame of the request that this answers', (links) => links.responseTo, pairing),
  field(
    'response_time',
    'Response time',
    'relative time',
    'time between the request and this answer',
    'past',
    (sink, { links, index }) => {
      const nanoseconds = links?.of(index).responseNanoseconds ?? Number.NaN;
      if (!Number.isNaN(nanoseconds)) sink.time(Math.trunc(nanoseconds / 1e9), nanoseconds % 1e9);
    },
    pairing,
  ),
  field(
    'response_in',
    'Response in',
    'frame number',
    'frames of the answers to this request, an error among them',
    'future',
    (sink, { links, index, message }) => {
      for (const answer of links?.index?.answersTo(message.frame, index) ?? []) sink.number(answer, none, 0, 0);
    },
    pairing,
  ),
  field(
    'unanswered',
    'Unanswered',
    'boolean',
    'a request that nothing in the capture answers',
    'future',
    (sink, { links, index, message }) => {
      if (links?.index?.isUnanswered(message.frame, index)) sink.number(1, none, 0, 0);
    },
    pairing,
  ),
  frame(
    'repeated',
    'Repeats',
    'frame of the oldest equal request that still waits for its answer',
    (links) => links.repeats,
    pairing,
  ),
  frame('error_about', 'Complains about', 'frame of the message that the error is about', (links) => links.errorAbout, {
    source: 'RFC 5352 §2.2.14, RFC 5353 §2.10',
  }),
  frame(
    'table_session',
    'Download began in',
    'frame in which the download of the handle table began',
    (links) => links.tableSession,
    download,
  ),
  frame(
    'table_previous',
    'Previous part',
    'frame of the part of the handle table before this one',
    (links) => links.tablePrevious,
    download,
  ),
  field(
    'table_next',
    'Next part',
    'frame number',
    'frame of the part of the handle table behind this one',
    'future',
    (sink, { links, index, message }) => {
      const next = links?.index?.nextPart(message.frame, index) ?? 0;
      if (next > 0) sink.number(next, none, 0, 0);
    },
    download,
  ),
];

/** True where one of these fields can be told only after a first pass over the capture. */
export function needsFirstPass(names: Iterable<string>): boolean {
  const wanted = new Set(names);
  if (fragmentForwardFields.some((name) => wanted.has(name))) return true;
  return linkFields.some((entry) => entry.needs === 'future' && linkInfos(entry).some(({ name }) => wanted.has(name)));
}

/** All names of the field. */
export function linkInfos({ info, alias }: LinkField): readonly FieldInfo[] {
  if (!alias) return [info];
  const tail = info.name.slice('rserpool.'.length);
  return [info, ...['asap', 'enrp'].map((protocol) => ({ ...info, name: `${protocol}.${tail}`, hidden: true }))];
}

/** Calls for each parameter on the first level of the message that is wholly there. */
function eachParameter(
  { protocol, bytes, start, end }: Message,
  take: (type: number, from: number, to: number) => void,
): void {
  if (end - start < 4) return;
  const definition = messageOf(protocol === layer.asap ? 'asap' : 'enrp', bytes[start] as number);
  if (definition === undefined || definition.slots.length === 0) return;
  const limit = Math.min(end, start + padded4(u16(bytes, start + 2)));
  for (let at = start + 4 + fixedLength(definition); limit - at >= 4; ) {
    const length = u16(bytes, at + 2);
    if (length < 4 || at + length > limit) return;
    take(u16(bytes, at), at + 4, at + length);
    at += padded4(length);
  }
}

function handles(sink: FieldSink, { message }: LinkedMessage): void {
  eachParameter(message, (type, from, to) => {
    if (type === poolHandle.type) sink.text(safeText(message.bytes, from, to));
  });
}

function elements(sink: FieldSink, { message }: LinkedMessage): void {
  eachParameter(message, (type, from, to) => {
    if ((type === peIdentifier.type || type === poolElement.type) && to - from >= 4)
      sink.octets(message.bytes, from, 4);
  });
}

function server(sink: FieldSink, { message }: LinkedMessage): void {
  const { protocol, bytes, start, end } = message;
  if (end - start < 8) return;
  const first = messageOf(protocol === layer.asap ? 'asap' : 'enrp', bytes[start] as number)?.fields[0];
  if (first === senderServerId || first === serverId) sink.octets(bytes, start + 4, 4);
}
