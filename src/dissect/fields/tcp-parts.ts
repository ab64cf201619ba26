// Fields of TCP (RFC 9293) beyond its header: the connection, relative numbers, what the segment is to those before it. Names
// and rules are Wireshark's.
import { u16 } from '../../bytes/read.ts';
import { safeText } from '../../bytes/text.ts';
import type { Severity } from '../../protocol/expert-levels.ts';
import { tcpFlagLetterText } from '../../protocol/network/field-words.ts';
import { connectionStep, finding, type SegmentFacts, tcpFlag } from '../flows/tcp-connection.ts';
import { checksumStatus } from '../sctp/checksum.ts';
import type { FieldInfo } from './field-info.ts';
import {
  checksumVerdict,
  headingPart,
  type LayerPart,
  type LayerPlace,
  layerPart,
  madeField,
  partField,
} from './layer-part.ts';
import type { FieldSink } from './sink.ts';
import { tcpOptionPart } from './tcp-option-reader.ts';
import { tellNanoseconds, tellNumber } from './tell.ts';
import { capturedEnd, octetWords } from './udp-parts.ts';

/** A part that tells something of the segment as the analysis sees it. */
function segmentPart<Key extends string>(
  behind: string | undefined,
  fields: Readonly<Record<Key, FieldInfo>>,
  read: (to: Readonly<Partial<Record<Key, FieldSink>>>, facts: SegmentFacts, place: LayerPlace) => void,
): LayerPart<Key> {
  return layerPart(
    fields,
    (to, place) => {
      const facts = place.flows?.segment(place.index);
      if (facts !== undefined) read(to, facts, place);
    },
    { ...(behind === undefined ? {} : { behind }), needsFlows: true },
  );
}

const relative = { unit: '    (relative sequence number)' } as const;
/** Where the octet with FIN, SYN, RST and the like stands. */
const lowFlagsAt = 13;
const seconds = { unit: ' seconds' } as const;
const inTimes = { ...seconds, partOf: '(tcp times)' } as const;
const analysis = 'tcp.analysis';
const inAnalysis = { partOf: analysis } as const;
const inAcknowledgment = { partOf: 'tcp.ack', expert: ['note', 'sequence'] } as const;
const flags = 'tcp.analysis.flags';

/** How bad each finding is, and what it is called; `finding` has its bit. */
const findings: readonly (readonly [keyof typeof finding, Severity, string, string])[] = [
  [
    'reusedPorts',
    'note',
    'reused_ports',
    'A new tcp session is started with the same ports as an earlier session in this trace',
  ],
  ['retransmission', 'note', 'retransmission', 'This frame is a (suspected) retransmission'],
  ['fastRetransmission', 'note', 'fast_retransmission', 'This frame is a (suspected) fast retransmission'],
  ['spuriousRetransmission', 'note', 'spurious_retransmission', 'This frame is a (suspected) spurious retransmission'],
  ['outOfOrder', 'warning', 'out_of_order', 'This frame is a (suspected) out-of-order segment'],
  ['lostSegment', 'warning', 'lost_segment', 'Previous segment(s) not captured (common at capture start)'],
  ['ackLostSegment', 'warning', 'ack_lost_segment', "ACKed segment that wasn't captured (common at capture start)"],
  ['windowUpdate', 'chat', 'window_update', 'TCP window update'],
  ['windowFull', 'warning', 'window_full', 'TCP window specified by the receiver is now completely full'],
  ['keepAlive', 'note', 'keep_alive', 'TCP keep-alive segment'],
  ['keepAliveAck', 'note', 'keep_alive_ack', 'ACK to a TCP keep-alive segment'],
  ['zeroWindowProbe', 'note', 'zero_window_probe', 'TCP Zero Window Probe'],
  ['zeroWindow', 'warning', 'zero_window', 'TCP Zero Window segment'],
  ['zeroWindowProbeAck', 'note', 'zero_window_probe_ack', 'ACK to a TCP Zero Window Probe'],
];

const allFindings = findings.reduce<number>((bits, [key]) => bits | finding[key], finding.duplicateAck);

const findingFields: Readonly<Record<string, FieldInfo>> = Object.fromEntries(
  findings.map(([key, severity, name, label]) => [
    key,
    madeField(`tcp.analysis.${name}`, label, 'none', { partOf: flags, expert: [severity, 'sequence'] }),
  ]),
);

/** A retransmission of any kind is one, Wireshark says. */
const implied = finding.fastRetransmission | finding.spuriousRetransmission;

const connectionWords: Readonly<Record<number, string>> = {
  0: 'Incomplete',
};

function completenessWords(steps: number): string {
  const established = connectionStep.syn | connectionStep.synAck | connectionStep.ack;
  const isEstablished = (steps & established) === established;
  const isClosed = (steps & (connectionStep.fin | connectionStep.rst)) !== 0;
  const hasData = (steps & connectionStep.data) !== 0;
  if (isEstablished && isClosed) return `Complete, ${hasData ? 'WITH_DATA' : 'NO_DATA'} (${steps})`;
  const last = steps & established;
  const words =
    isEstablished && hasData
      ? ', DATA'
      : isEstablished
        ? ', ESTABLISHED'
        : last === connectionStep.syn
          ? ', SYN_SENT'
          : last === (connectionStep.syn | connectionStep.synAck)
            ? ', CLIENT_ESTABLISHED'
            : '';
  return `${connectionWords[0]}${words} (${steps})`;
}

export const tcpParts: readonly LayerPart[] = [
  segmentPart(
    'tcp.dstport',
    {
      stream: madeField('tcp.stream', 'Stream index', 'uint32'),
      completeness: madeField('tcp.completeness', 'Conversation completeness', 'uint8', {
        namesNumber: completenessWords,
      }),
      length: madeField('tcp.len', 'TCP Segment Len', 'uint32'),
      sequence: partField('tcp.seq', 'Sequence Number', 'uint32', relative),
    },
    ({ stream, completeness, length, sequence }, facts, { bytes, start }) => {
      stream?.number(facts.stream, bytes, start, 0);
      completeness?.number(facts.completeness, bytes, start, 0);
      length?.number(facts.segment.length, bytes, start + 12, 1);
      sequence?.number(facts.sequence, bytes, start + 4, 4);
    },
  ),
  segmentPart(
    'tcp.seq_raw',
    {
      next: madeField('tcp.nxtseq', 'Next Sequence Number', 'uint32', relative),
      acknowledgment: partField('tcp.ack', 'Acknowledgment Number', 'uint32', { unit: '    (relative ack number)' }),
      unused: partField('tcp.ack', 'Acknowledgment Number', 'uint32'),
      accepted: madeField('tcp.analysis.tfo_ack', 'TCP SYN-ACK accepting TFO data', 'none', inAcknowledgment),
      ignored: madeField('tcp.analysis.tfo_ignored', 'TCP SYN-ACK ignoring TFO data', 'none', inAcknowledgment),
    },
    ({ next, acknowledgment, unused, accepted, ignored }, facts, { bytes, start }) => {
      next?.number(facts.next, bytes, start, 0);
      const isAck = (facts.segment.flags & tcpFlag.ack) !== 0;
      (isAck ? acknowledgment : unused)?.number(facts.acknowledgment, bytes, start + 8, 4);
      if (facts.fastOpen !== undefined)
        (facts.fastOpen === 'accepted' ? accepted : ignored)?.octets(bytes, start + 8, 0);
    },
  ),
  layerPart(
    {
      letters: madeField('tcp.flags.str', 'TCP Flags', 'string', { partOf: 'tcp.flags' }),
    },
    ({ letters }, { bytes, start, end }) => {
      if (end - start >= 14) letters?.text(tcpFlagLetterText(u16(bytes, start + 12) & 0xfff));
    },
    { behind: 'tcp.flags.fin' },
  ),
  segmentPart(
    'tcp.flags.ece',
    { marks: partField('tcp.flags.ace', 'ACE', 'uint8', { partOf: 'tcp.flags' }) },
    ({ marks }, { segment, countsMarks }, { bytes, start }) => {
      if (countsMarks) marks?.number((segment.flags >> 6) & 7, bytes, start + 12, 2);
    },
  ),
  segmentPart(
    'tcp.window_size_value',
    {
      window: madeField('tcp.window_size', 'Calculated window size', 'uint32'),
      scale: madeField('tcp.window_size_scalefactor', 'Window size scaling factor', 'int32', {
        format: 'dec',
        namesNumber: scaleWords,
      }),
    },
    ({ window, scale }, { segment, windowShift }, { bytes, start }) => {
      window?.number(segment.window * 2 ** Math.max(0, windowShift ?? 0), bytes, start + 14, 2);
      if ((segment.flags & tcpFlag.syn) !== 0) return;
      const factor = windowShift === undefined ? -1 : windowShift < 0 ? windowShift : 2 ** windowShift;
      scale?.number(factor, bytes, start + 14, 2);
    },
  ),
  layerPart(
    { status: madeField('tcp.checksum.status', 'Checksum Status', 'uint8', checksumVerdict) },
    ({ status }, { bytes, start, end }) => {
      if (end - start >= 20) status?.number(checksumStatus.unverified, bytes, start + 16, 0);
    },
    { behind: 'tcp.checksum' },
  ),
  layerPart(
    {
      bogus: madeField('tcp.bogus_header_length', 'Bogus TCP Header length', 'none', {
        partOf: 'tcp.hdr_len',
        expert: ['error', 'protocol'],
        words: (bytes, at) => `Bogus TCP header length (${headerLength(bytes, at)}, must be at least 20)`,
      }),
      short: madeField('tcp.short_segment', 'Short segment', 'none', { expert: ['warning', 'malformed'] }),
    },
    ({ bogus, short }, { d, index, bytes, start, end }) => {
      if (end - start < 13) return;
      const told = headerLength(bytes, start + 12);
      if (told < 20) bogus?.octets(bytes, start + 12, 1);
      else if (told > (d.layers.detail[index] as number) - start) short?.octets(bytes, start, 0);
    },
  ),
  tcpOptionPart,
  segmentPart(
    undefined,
    {
      times: headingPart('(tcp times)', 'Timestamps', { generated: true }),
      first: madeField('tcp.time_relative', 'Time since first frame in this TCP stream', 'relative time', inTimes),
      previous: madeField('tcp.time_delta', 'Time since previous frame in this TCP stream', 'relative time', inTimes),
    },
    ({ times, first, previous }, facts, { bytes, start }) => {
      times?.octets(bytes, start, 0);
      tellNanoseconds(first, facts.sinceFirst);
      tellNanoseconds(previous, facts.sincePrevious);
    },
  ),
  segmentPart(
    undefined,
    {
      analysis: madeField(analysis, 'SEQ/ACK analysis', 'none'),
      acks: madeField('tcp.analysis.acks_frame', 'This is an ACK to the segment in frame', 'frame number', inAnalysis),
      ackTime: madeField('tcp.analysis.ack_rtt', 'The RTT to ACK the segment was', 'relative time', {
        ...inAnalysis,
        ...seconds,
      }),
      roundTrip: madeField('tcp.analysis.initial_rtt', 'iRTT', 'relative time', { ...inAnalysis, ...seconds }),
      inFlight: madeField('tcp.analysis.bytes_in_flight', 'Bytes in flight', 'uint32', inAnalysis),
      pushed: madeField('tcp.analysis.push_bytes_sent', 'Bytes sent since last PSH flag', 'uint32', inAnalysis),
    },
    ({ analysis, acks, ackTime, roundTrip, inFlight, pushed }, facts, { bytes, start }) => {
      if (!facts.isAnalysed) return;
      analysis?.octets(bytes, start, 0);
      tellNumber(acks, facts.acksFrame, bytes, start);
      tellNanoseconds(ackTime, facts.ackTime);
      if (facts.firstRoundTrip > 0) tellNanoseconds(roundTrip, facts.firstRoundTrip);
      tellNumber(inFlight, facts.inFlight, bytes, start);
      tellNumber(pushed, facts.pushed, bytes, start);
    },
  ),
  segmentPart(
    undefined,
    {
      flags: madeField(flags, 'TCP Analysis Flags', 'none', inAnalysis),
      ...findingFields,
      rto: madeField('tcp.analysis.rto', 'The RTO for this segment was', 'relative time', {
        partOf: flags,
        ...seconds,
      }),
      rtoFrame: madeField('tcp.analysis.rto_frame', 'RTO based on delta from frame', 'frame number', { partOf: flags }),
      duplicate: madeField('tcp.analysis.duplicate_ack', 'Duplicate ACK', 'none', inAnalysis),
      duplicateNumber: madeField('tcp.analysis.duplicate_ack_num', 'Duplicate ACK #', 'uint32', inAnalysis),
      duplicateFrame: madeField('tcp.analysis.duplicate_ack_frame', 'Duplicate to the ACK in frame', 'frame number', {
        ...inAnalysis,
      }),
    },
    (to: Readonly<Record<string, FieldSink | undefined>>, facts, { bytes, start }) => {
      if ((facts.findings & allFindings) === 0) return;
      to.flags?.octets(bytes, start, 0);
      for (const [key] of findings) if ((facts.findings & finding[key]) !== 0) to[key]?.octets(bytes, start, 0);
      if ((facts.findings & implied) !== 0) to.retransmission?.octets(bytes, start, 0);
      tellNanoseconds(to.rto, facts.retransmissionTime);
      tellNumber(to.rtoFrame, facts.retransmissionFrame, bytes, start);
      if ((facts.findings & finding.duplicateAck) === 0) return;
      // Once as what it is, once as an expert.
      to.duplicate?.octets(bytes, start, 0);
      to.duplicate?.octets(bytes, start, 0);
      tellNumber(to.duplicateNumber, facts.duplicateNumber, bytes, start);
      tellNumber(to.duplicateFrame, facts.duplicateFrame, bytes, start);
    },
  ),
  segmentPart(
    undefined,
    {
      synAck: madeField('tcp.connection.synack', 'Connection establish acknowledge (SYN+ACK)', 'none', {
        partOf: 'tcp.flags.syn',
        expert: ['chat', 'sequence'],
        words: (bytes, at) => `Connection establish acknowledge (SYN+ACK): server port ${u16(bytes, at - lowFlagsAt)}`,
      }),
      syn: madeField('tcp.connection.syn', 'Connection establish request (SYN)', 'none', {
        partOf: 'tcp.flags.syn',
        expert: ['chat', 'sequence'],
        words: (bytes, at) => `Connection establish request (SYN): server port ${u16(bytes, at - lowFlagsAt + 2)}`,
      }),
      fin: madeField('tcp.connection.fin', 'Connection finish (FIN)', 'none', {
        partOf: 'tcp.flags.fin',
        expert: ['chat', 'sequence'],
      }),
      rst: madeField('tcp.connection.rst', 'Connection reset (RST)', 'none', {
        partOf: 'tcp.flags.reset',
        expert: ['warning', 'sequence'],
      }),
      active: madeField('tcp.connection.fin_active', 'This frame initiates the connection closing', 'none', {
        partOf: 'tcp.flags.str',
        expert: ['note', 'sequence'],
      }),
      passive: madeField('tcp.connection.fin_passive', 'This frame undergoes the connection closing', 'none', {
        partOf: 'tcp.flags.str',
        expert: ['note', 'sequence'],
      }),
      strayAck: madeField(
        'tcp.ack.nonzero',
        'The acknowledgment number field is nonzero while the ACK flag is not set',
        'none',
        { partOf: 'tcp.ack', expert: ['note', 'protocol'] },
      ),
      strayPointer: madeField(
        'tcp.urgent_pointer.non_zero',
        'The urgent pointer field is nonzero while the URG flag is not set',
        'none',
        { partOf: 'tcp.urgent_pointer', expert: ['note', 'protocol'] },
      ),
    },
    (to, facts, { bytes, start }) => {
      const { flags: set, acknowledgment } = facts.segment;
      const isAck = (set & tcpFlag.ack) !== 0;
      if ((set & tcpFlag.syn) !== 0) (isAck ? to.synAck : to.syn)?.octets(bytes, start + lowFlagsAt, 0);
      if ((set & tcpFlag.fin) !== 0) to.fin?.octets(bytes, start + lowFlagsAt, 0);
      if ((set & tcpFlag.rst) !== 0) to.rst?.octets(bytes, start + lowFlagsAt, 0);
      if (facts.isActiveClose) to.active?.octets(bytes, start + 12, 0);
      if (facts.isPassiveClose) to.passive?.octets(bytes, start + 12, 0);
      if (!isAck && acknowledgment !== 0) to.strayAck?.octets(bytes, start + 8, 4);
      const isUrgent = (set & tcpFlag.urg) !== 0;
      if (!isUrgent && u16(bytes, start + 18) !== 0) to.strayPointer?.octets(bytes, start + 18, 2);
    },
  ),
  layerPart(
    {
      payload: partField('tcp.payload', 'TCP payload', 'bytes', { isHeading: true, words: octetWords }),
      cause: partField('tcp.reset_cause', 'Reset cause', 'string'),
    },
    ({ payload, cause }, place) => {
      const { d, index, bytes, start, end } = place;
      if (end - start < 20) return;
      const sent = d.layers.detail[index] as number;
      const there = Math.min(sent, capturedEnd(d, bytes)) - end;
      if (there <= 0) return;
      // What a reset carries is why (RFC 9293 §3.5.2), as text.
      if (((bytes[start + 13] as number) & tcpFlag.rst) === 0) payload?.octets(bytes, end, there);
      else cause?.text(plainText(bytes, end, end + there));
    },
  ),
];

/** Octets that the header says it has; the number stands at bytes[at]. */
function headerLength(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) >> 4) * 4;
}

function scaleWords(factor: number): string {
  if (factor === -1) return '-1 (unknown)';
  return factor === -2 ? '-2 (no window scaling used)' : String(factor);
}

const encoder = new TextEncoder();

/** Text of ASCII up to its first octet 0; other octets give a sign for what is none. */
function plainText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end && bytes[at] !== 0; at++) {
    const octet = bytes[at] as number;
    text += octet < 0x80 ? String.fromCharCode(octet) : '\uFFFD';
  }
  return safeText(encoder.encode(text));
}
