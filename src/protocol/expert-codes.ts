// Everything that can be wrong or remarkable in one packet, declared once: severity, group, sentence, source.
// Severities and groups are Wireshark's.

export type Severity = 'comment' | 'chat' | 'note' | 'warning' | 'error';
export type ExpertGroup =
  | 'malformed'
  | 'protocol'
  | 'sequence'
  | 'checksum'
  | 'undecoded'
  | 'reassembly'
  | 'security'
  | 'assumption';

export interface ExpertCode {
  readonly code: string;
  readonly severity: Severity;
  readonly group: ExpertGroup;
  /** What is wrong, as the beginning of a sentence that numbers complete. */
  readonly sentence: string;
  readonly rfc: string;
}

const list = [
  ['layer.cut', 'note', 'undecoded', 'The capture kept only a part of this', ''],
  ['layer.too_short', 'error', 'malformed', 'Header does not fit', ''],
  ['layer.too_many', 'error', 'malformed', 'More layers than any real packet has', ''],
  ['ip.bad_header_length', 'error', 'malformed', 'IPv4 header length is below 20', 'RFC 791 §3.1'],
  ['ip.length', 'error', 'malformed', 'IP length is beyond the frame', 'RFC 791 §3.1'],
  ['ip.fragment_overlap', 'warning', 'reassembly', 'IP fragments disagree about the same octets', 'RFC 5722'],
  ['sctp.chunk_too_short', 'error', 'malformed', 'Chunk length is below its header', 'RFC 9260 §3.2'],
  ['sctp.chunk_overruns', 'error', 'malformed', 'Chunk is longer than the packet', 'RFC 9260 §3.2'],
  ['sctp.capture_gap', 'note', 'sequence', 'Acknowledged data that the capture lacks', 'RFC 9260 §6.2'],
  ['sctp.reassembly_limit', 'warning', 'reassembly', 'More fragments than are kept for one direction', ''],
  ['ppid.byte_swapped', 'warning', 'protocol', 'Payload protocol identifier is byte-swapped', 'RFC 9260 §3.3.1'],
  [
    'ppid.missing',
    'note',
    'protocol',
    'Payload protocol identifier says nothing; told by port and shape',
    'RFC 5352 §5',
  ],
  ['message.too_short', 'error', 'malformed', 'Message header does not fit', 'RFC 5354 §4'],
  ['message.length_too_short', 'error', 'malformed', 'Message length is below its header', 'RFC 5354 §4'],
  ['message.overruns', 'error', 'malformed', 'Message length is beyond the user message', 'RFC 5354 §4'],
  ['message.trailing', 'warning', 'protocol', 'Octets follow the end of the message', 'RFC 5354 §4'],
  ['message.unknown_type', 'warning', 'undecoded', 'Message type is not assigned', 'RFC 5354 §4'],
  ['parameter.header', 'error', 'malformed', 'Parameter header does not fit', 'RFC 5354 §3'],
  ['parameter.too_short', 'error', 'malformed', 'Parameter length is below its header', 'RFC 5354 §3'],
  ['parameter.overruns_parent', 'error', 'malformed', 'Parameter is longer than what holds it', 'RFC 5354 §3'],
  ['parameter.fields', 'error', 'malformed', 'Parameter is too short for its fields', 'RFC 5354 §3'],
  ['parameter.unknown_type', 'note', 'undecoded', 'Parameter type is not assigned', 'RFC 5354 §3'],
  ['parameter.padding_missing', 'note', 'protocol', 'The last padding is missing', 'RFC 5354 §3'],
  ['cause.too_short', 'error', 'malformed', 'Error cause length is below its header', 'RFC 5354 §3.12'],
  ['cause.overruns_parent', 'error', 'malformed', 'Error cause is longer than its parameter', 'RFC 5354 §3.12'],
  ['nesting.too_deep', 'error', 'malformed', 'Nested deeper than any message needs', 'RFC 5354 §3'],
  ['nesting.too_many', 'error', 'malformed', 'More parameters than are kept for one message', 'RFC 5354 §3'],
  ['tcp.gap', 'note', 'sequence', 'Part of the stream is missing', 'RFC 9293 §3.4'],
  ['tcp.resynchronised', 'warning', 'reassembly', 'Message border found again by shape', 'RFC 5352 §2.1'],
  [
    'dialect.pre_rfc',
    'warning',
    'assumption',
    'These are messages of the drafts before the RFCs: read them with --dialect pre-rfc',
    'RFC 5354 §3',
  ],
] as const;

export type ExpertName = (typeof list)[number][0];

export const expertCodes: readonly ExpertCode[] = list.map(([code, severity, group, sentence, rfc]) => ({
  code,
  severity,
  group,
  sentence,
  rfc,
}));

const indexes = new Map<string, number>(expertCodes.map((entry, index) => [entry.code, index]));

/** The place of a code in `expertCodes`: experts are kept as numbers until somebody looks. */
export function expertIndex(code: ExpertName): number {
  return indexes.get(code) as number;
}
