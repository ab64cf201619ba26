// The fields of a message that matter to who follows a conversation, in a few words (RFC 5352 §2.2, RFC 5353 §2).
import { u16, u32 } from '../../bytes/read.ts';
import { hexNumber, safeText } from '../../bytes/text.ts';
import { parameter, policyTypeAt, readElementFacts } from '../../handlespace/element-facts.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import { causeName, policyName } from '../../protocol/registry.ts';
import { transportText } from '../words.ts';

export interface MessageSubject {
  /** Escaped pool handle, undefined where the message has none. */
  readonly pool: string | undefined;
  /** -1 where the message names no single element. */
  readonly element: number;
}

/** A handle of 64 KB is legal (RFC 5354 §3.9); nobody reads so much of it in a line. */
const handleShown = 48;

export function handleText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= handleShown) return safeText(bytes, start, end);
  return `${safeText(bytes, start, start + handleShown)}… (${end - start} octets)`;
}

export function subjectOf(parts: MessageParts, isAsap: boolean): MessageSubject {
  const { handleStart, handleEnd, tree } = parts;
  const pool = handleStart < 0 ? undefined : handleText(tree.bytes, handleStart, handleEnd);
  // The answer to a resolution and the parts of a handle table name many elements: the first would look like the only one.
  const namesMany = isAsap ? parts.type === 6 : parts.type === 3;
  if (namesMany) return { pool, element: -1 };
  return { pool, element: parts.peIdentifier >= 0 ? parts.peIdentifier : parts.registeringId() };
}

export function subjectText({ pool, element }: MessageSubject): string {
  if (pool === undefined) return element < 0 ? '' : hexNumber(element);
  return element < 0 ? pool : `${pool}/${hexNumber(element)}`;
}

/** What stands behind the label, most telling first. */
export function asapDetail(parts: MessageParts, subject: MessageSubject): string {
  const about = subjectText(subject);
  switch (parts.type) {
    case 0x01:
      return joined(about, ...elementWords(parts));
    case 0x03: {
      const isRejected = (parts.flags & 1) !== 0;
      return joined(about, isRejected ? 'rejected' : 'granted', causeText(parts));
    }
    case 0x04:
      return joined(about, parts.hasError ? 'refused' : 'granted', causeText(parts));
    case 0x06: {
      const count = countOf(parts, parameter.poolElement);
      const policy = parts.next(parameter.policy);
      const policyText = policy < 0 ? '' : policyName(policyTypeAt(parts.tree, policy) ?? 0);
      return joined(
        about,
        parts.hasError ? causeText(parts) : `${count} ${count === 1 ? 'element' : 'elements'}`,
        policyText,
      );
    }
    case 0x07:
      return joined(about, (parts.flags & 1) !== 0 ? 'from its new home' : '');
    case 0x0a:
      return '';
    default:
      return joined(about, causeText(parts));
  }
}

export function enrpDetail(parts: MessageParts, subject: MessageSubject): string {
  const about = subjectText(subject);
  switch (parts.type) {
    case 0x01: {
      const checksum = checksumText(parts);
      return joined(checksum === '' ? '' : `checksum ${checksum}`, (parts.flags & 1) !== 0 ? 'asks for an answer' : '');
    }
    case 0x02:
      return (parts.flags & 1) !== 0 ? 'what you own' : 'the whole handlespace';
    case 0x03: {
      if ((parts.flags & 1) !== 0) return 'rejected';
      const count = countOf(parts, parameter.poolElement);
      return joined(`${count} ${count === 1 ? 'element' : 'elements'}`, (parts.flags & 2) !== 0 ? 'more to come' : '');
    }
    case 0x04: {
      const action = parts.word(12) >>> 16;
      const verb = action === 1 ? 'deleted' : action === 0 ? 'added' : `action ${action}`;
      const home = homeOf(parts);
      // Each server speaks of its own elements, as a rule.
      const isOthers = action === 0 && home !== 0 && home !== parts.word(4);
      return joined(`${about} ${verb}`, isOthers ? `home ${hexNumber(home)}` : '');
    }
    case 0x06:
      if ((parts.flags & 1) !== 0) return 'rejected';
      return serversText(countOf(parts, parameter.serverInformation));
    case 0x07:
    case 0x08:
    case 0x09:
      // Target behind the two servers (RFC 5353 §2.7).
      return `of ${hexNumber(parts.word(12))}`;
    default:
      return joined(about, causeText(parts));
  }
}

function joined(...words: readonly string[]): string {
  return words.filter((word) => word !== '').join(', ');
}

function serversText(count: number): string {
  return `${count} ${count === 1 ? 'server' : 'servers'}`;
}

/** Policy and transport of the first Pool Element parameter. */
function elementWords(parts: MessageParts): string[] {
  const node = parts.next(parameter.poolElement);
  if (node < 0) return [];
  const { policy, userTransport } = readElementFacts(parts.tree, node);
  const words: string[] = [];
  if (policy !== undefined) words.push(policyName(policy.type));
  if (userTransport !== undefined) words.push(transportText({ ...userTransport, use: null }));
  return words;
}

function homeOf(parts: MessageParts): number {
  const node = parts.next(parameter.poolElement);
  if (node < 0) return 0;
  const { bytes, start, end } = parts.tree;
  const at = start[node] as number;
  return (end[node] as number) - at < 12 ? 0 : u32(bytes, at + 8);
}

function checksumText(parts: MessageParts): string {
  const node = parts.next(parameter.peChecksum);
  if (node < 0) return '';
  const { bytes, start, end } = parts.tree;
  const at = start[node] as number;
  return (end[node] as number) - at < 6 ? '' : hexNumber(u16(bytes, at + 4), 4);
}

function countOf({ tree }: MessageParts, type: number): number {
  let count = 0;
  for (let node = 1; node < tree.count; node++) if (tree.depth[node] === 1 && tree.type[node] === type) count++;
  return count;
}

function causeText({ hasError, errorCode }: MessageParts): string {
  return !hasError ? '' : errorCode < 0 ? 'error' : causeName(errorCode);
}
