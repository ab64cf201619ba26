// The info text of a TCP segment (RFC 9293 §3.1): ports, flags, numbers that count from where its direction began, options, and in
// front of it what the segment is to those before it. Words are Wireshark's.
import { u16, u24, u32 } from '../../bytes/read.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { Flows } from '../../dissect/flows/flows.ts';
import { finding, type SegmentFacts, tcpFlag } from '../../dissect/flows/tcp-connection.ts';
import { eachTcpOption } from '../../dissect/flows/tcp-options.ts';
import { tcpFlagNameText } from '../../protocol/network/field-words.ts';
import { quickStartRates } from '../../protocol/network/names.ts';

/** Later ones stand before earlier ones. */
const remarks: readonly (readonly [number, string])[] = [
  [finding.retransmission, 'Retransmission'],
  [finding.fastRetransmission, 'Fast Retransmission'],
  [finding.spuriousRetransmission, 'Spurious Retransmission'],
  [finding.outOfOrder, 'Out-Of-Order'],
  [finding.reusedPorts, 'Port numbers reused'],
  [finding.lostSegment, 'Previous segment not captured'],
  [finding.ackLostSegment, 'ACKed unseen segment'],
  [finding.windowUpdate, 'Window Update'],
  [finding.windowFull, 'Window Full'],
  [finding.keepAlive, 'Keep-Alive'],
  [finding.keepAliveAck, 'Keep-Alive ACK'],
  [finding.duplicateAck, 'Dup ACK'],
  [finding.zeroWindowProbe, 'ZeroWindowProbe'],
  [finding.zeroWindow, 'ZeroWindow'],
  [finding.zeroWindowProbeAck, 'ZeroWindowProbeAck'],
];

/** Of each option that people see here: what it adds. */
const optionTexts: Readonly<Record<number, (bytes: Uint8Array, at: number, length: number, base: number) => string>> = {
  2: (bytes, at, length) => (length === 4 ? ` MSS=${u16(bytes, at + 2)}` : ''),
  3: (bytes, at, length) => (length === 3 ? ` WS=${2 ** Math.min(14, bytes[at + 2] as number)}` : ''),
  4: () => ' SACK_PERM',
  5: (bytes, at, length, base) => {
    let text = '';
    for (let edge = at + 2; edge + 8 <= at + length; edge += 8)
      text += ` SLE=${(u32(bytes, edge) - base) >>> 0} SRE=${(u32(bytes, edge + 4) - base) >>> 0}`;
    return text;
  },
  8: (bytes, at, length) => (length === 10 ? ` TSval=${u32(bytes, at + 2)} TSecr=${u32(bytes, at + 6)}` : ''),
  11: connectionCount,
  12: connectionCount,
  13: connectionCount,
  19: () => ' MD5',
  // Wireshark puts no space before it.
  29: () => 'TCP AO',
  27: (bytes, at, length) =>
    length === 8 ? ` QSresp=${quickStartRates.values[(bytes[at + 2] as number) & 0x0f]?.name}` : '',
  34: (_bytes, _at, length) => (length === 2 ? ' TFO=R' : ' TFO=C'),
  172: (bytes, at, length) => congestionMarks(bytes, at + 2, length - 2, ['EE0B', 'ECEB', 'EE1B']),
  174: (bytes, at, length) => congestionMarks(bytes, at + 2, length - 2, ['EE1B', 'ECEB', 'EE0B']),
};

function connectionCount(bytes: Uint8Array, at: number, length: number): string {
  return length === 6 ? ` CC=${u32(bytes, at + 2)}` : '';
}

function congestionMarks(bytes: Uint8Array, at: number, length: number, names: readonly string[]): string {
  if (length % 3 !== 0 || length > 9) return '';
  if (length === 0) return ' AccECN';
  return names
    .slice(0, length / 3)
    .map((name, index) => ` ${name}=${u24(bytes, at + 3 * index)}`)
    .join('');
}

/** Follows the connections of a capture; told each frame with a segment, in order. */
export class TcpInfo {
  readonly #flows = new Flows();

  take(d: Dissection): void {
    this.#flows.take(d);
  }

  /** Of the TCP header that is the layer at `index`; undefined where it is none. */
  text(d: Dissection, index: number): string | undefined {
    this.#flows.take(d);
    const facts = this.#flows.segment(index);
    if (facts === undefined) return undefined;
    const { layers } = d;
    const bytes = layers.bytes[index] as Uint8Array;
    const start = layers.start[index] as number;
    const { segment, sequence, acknowledgment, windowShift } = facts;
    const isAck = (segment.flags & tcpFlag.ack) !== 0;
    const window = segment.window * 2 ** Math.max(0, windowShift ?? 0);
    const numbers = [
      `Seq=${sequence}`,
      ...(isAck ? [`Ack=${acknowledgment}`] : []),
      `Win=${window}`,
      ...((segment.flags & tcpFlag.urg) === 0 ? [] : [`Urg=${u16(bytes, start + 18)}`]),
      `Len=${segment.length}`,
    ];
    const ports = `${u16(bytes, start)} → ${u16(bytes, start + 2)}`;
    let options = '';
    eachTcpOption(bytes, start, layers.end[index] as number, (kind, at, length) => {
      options += optionTexts[kind]?.(bytes, at, length, facts.acknowledgedBase) ?? '';
    });
    return `${remarksOf(facts)}${ports} [${tcpFlagNameText(segment.flags)}] ${numbers.join(' ')}${options}`;
  }
}

/** `[TCP Retransmission] `. */
function remarksOf({ findings, duplicateFrame, duplicateNumber }: SegmentFacts): string {
  if (findings === 0) return '';
  let text = '';
  for (const [bit, name] of remarks) {
    if ((findings & bit) === 0) continue;
    const which = bit === finding.duplicateAck ? ` ${duplicateFrame}#${duplicateNumber}` : '';
    text = `[TCP ${name}${which}] ${text}`;
  }
  return text;
}
