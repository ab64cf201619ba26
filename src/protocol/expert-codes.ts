// Everything that can be wrong or remarkable in one packet, declared once: severity, group, sentence, source, and which
// conformance rules it breaks. Severities and groups are Wireshark's. Rules F1 to F28 are those of the format (RFC 5352 §2,
// RFC 5353 §2, RFC 5354, RFC 5356), T1 to T14 those of the transport (RFC 5352 §2 to §5, RFC 5353 §3.1): docs/experts.md.
import { limit } from './expert-limits.ts';

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

/** Whose habits are taken for granted: what rsplib is known to do its own way is a note under `rsplib`. */
export type ExpertProfile = 'rfc' | 'rsplib';

/** A name for people and Wireshark's number for filters. */
export interface WiresharkNumber {
  readonly value: number;
  readonly name: string;
}

export const severityNumbers: Readonly<Record<Severity, WiresharkNumber>> = {
  comment: { value: 0x00100000, name: 'Comment' },
  chat: { value: 0x00200000, name: 'Chat' },
  note: { value: 0x00400000, name: 'Note' },
  warning: { value: 0x00600000, name: 'Warning' },
  error: { value: 0x00800000, name: 'Error' },
};

export const groupNumbers: Readonly<Record<ExpertGroup, WiresharkNumber>> = {
  checksum: { value: 0x01000000, name: 'Checksum' },
  sequence: { value: 0x02000000, name: 'Sequence' },
  undecoded: { value: 0x05000000, name: 'Undecoded' },
  reassembly: { value: 0x06000000, name: 'Reassemble' },
  malformed: { value: 0x07000000, name: 'Malformed' },
  protocol: { value: 0x09000000, name: 'Protocol' },
  security: { value: 0x0a000000, name: 'Security' },
  assumption: { value: 0x0d000000, name: 'Assumption' },
};

/** Groups that Wireshark has and none of our experts is in, so that a filter may name them. */
export const otherGroupNumbers: readonly WiresharkNumber[] = [
  { value: 0x03000000, name: 'Response' },
  { value: 0x04000000, name: 'Request' },
  { value: 0x08000000, name: 'Debug' },
  { value: 0x0b000000, name: 'Comment' },
  { value: 0x0c000000, name: 'Decryption' },
];

interface More {
  /** The rules that it breaks. A number never changes its meaning. */
  readonly rules?: readonly string[];
  /**
   * The sentence with the numbers of one case. {subject}: the message, parameter or cause; {needed} and {available}: octets,
   * or what a value should be and is; {hex}: the value in hexadecimal; {limit}: what set the end; {action}: what a receiver
   * does with the unknown type.
   */
  readonly detail?: string;
  /** What rsplib does, where it deviates by habit: then it is only a note under that profile. */
  readonly rsplib?: string;
  /** What set the limit, where whoever records it does not say. */
  readonly limit?: number;
}

export interface ExpertCode extends More {
  readonly code: string;
  readonly severity: Severity;
  readonly group: ExpertGroup;
  /** What is wrong, as the beginning of a sentence that numbers complete. */
  readonly sentence: string;
  readonly rfc: string;
}

type Row = readonly [code: string, severity: Severity, group: ExpertGroup, sentence: string, rfc: string, more?: More];

const needs = '{subject} needs {needed} bytes, {available} left in {limit}';
const belowHeader = '{subject} has length {available}, its header alone takes {needed}';
const isNot = '{subject} has {needed} bytes in the RFC, {available} here';

const list = [
  [
    'layer.cut',
    'note',
    'undecoded',
    'The capture kept only a part of this',
    '',
    { limit: limit.capture, detail: 'The capture kept {available} of {needed} bytes' },
  ],
  [
    'layer.too_short',
    'error',
    'malformed',
    'Header does not fit',
    '',
    { detail: 'Header needs {needed} bytes, {available} left in {limit}' },
  ],
  ['layer.too_many', 'error', 'malformed', 'More layers than any real packet has', ''],
  [
    'ip.bad_header_length',
    'error',
    'malformed',
    'IPv4 header length is below 20',
    'RFC 791 §3.1',
    { detail: 'IPv4 header length is {available}, below {needed}' },
  ],
  [
    'ip.length',
    'error',
    'malformed',
    'IP length is beyond the frame',
    'RFC 791 §3.1',
    { limit: limit.frame, detail: 'IP packet needs {needed} bytes, {available} left in {limit}' },
  ],
  ['ip.fragment_overlap', 'warning', 'reassembly', 'IP fragments disagree about the same octets', 'RFC 5722'],
  [
    'sctp.chunk_too_short',
    'error',
    'malformed',
    'Chunk length is below its header',
    'RFC 9260 §3.2',
    { detail: 'Chunk has length {available}, its header alone takes {needed}' },
  ],
  [
    'sctp.chunk_overruns',
    'error',
    'malformed',
    'Chunk is longer than the packet',
    'RFC 9260 §3.2',
    { limit: limit.sctpPacket, detail: 'Chunk needs {needed} bytes, {available} left in {limit}' },
  ],
  ['sctp.capture_gap', 'note', 'sequence', 'Acknowledged data that the capture lacks', 'RFC 9260 §6.2'],
  ['sctp.reassembly_limit', 'warning', 'reassembly', 'More fragments than are kept for one direction', ''],
  ['sctp.checksum', 'error', 'checksum', 'CRC32c is wrong', 'RFC 9260 §6.8'],
  [
    'sctp.checksum_offloaded',
    'note',
    'checksum',
    'The sending host leaves checksums to its interface: what the capture has of them says nothing',
    'RFC 9260 §6.8',
  ],
  [
    'ppid.byte_swapped',
    'warning',
    'protocol',
    'Payload protocol identifier is byte-swapped',
    'RFC 9260 §3.3.1',
    { rules: ['T3', 'T6'], detail: 'Payload protocol identifier {available} is {needed}, byte-swapped' },
  ],
  [
    'ppid.missing',
    'note',
    'protocol',
    'Payload protocol identifier says nothing; told by port and shape',
    'RFC 5352 §5',
    {
      rules: ['T3', 'T6'],
      detail: 'Payload protocol identifier {available} says nothing; told by port and shape, where {needed} belongs',
    },
  ],
  [
    'ppid.legacy',
    'note',
    'protocol',
    'Payload protocol identifier from before IANA assigned any',
    'RFC 5352 §8.3',
    { detail: 'Payload protocol identifier {available} is from before IANA assigned {needed}' },
  ],
  [
    'ppid.foreign',
    'warning',
    'protocol',
    'Payload protocol identifier of another protocol; told by port and shape',
    'RFC 5352 §5',
    {
      detail:
        "Payload protocol identifier {available} is another protocol's; told by port and shape, where {needed} belongs",
    },
  ],
  [
    'ppid.contradicted',
    'warning',
    'protocol',
    "Payload protocol identifier says one protocol, the octets are plainly the other's",
    'RFC 5352 §5',
    { detail: 'Payload protocol identifier {available}, but the octets are plainly a message for {needed}' },
  ],
  ['tcp.gap', 'note', 'sequence', 'Part of the stream is missing', 'RFC 9293 §3.4'],
  ['tls.not_a_record', 'warning', 'undecoded', 'Octets that are no TLS record', 'RFC 8446 §5.1'],
  ['tls.not_authentic', 'warning', 'undecoded', 'The key of this connection does not fit the record', 'RFC 8446 §5.2'],
  ['tls.mid_connection', 'note', 'sequence', 'The beginning of this TLS connection was not captured', ''],
  ['tls.fatal_alert', 'warning', 'protocol', 'A TLS connection ends with an alert', 'RFC 8446 §6.2'],
  ['tls.warning_alert', 'note', 'protocol', 'A TLS alert', 'RFC 8446 §6'],
  ['tcp.resynchronised', 'warning', 'reassembly', 'Message border found again by shape', 'RFC 5352 §2.1'],
  [
    'dialect.pre_rfc',
    'warning',
    'assumption',
    'These are messages of the drafts before the RFCs: read them with --dialect pre-rfc',
    'RFC 5354 §3',
  ],
] as const satisfies readonly Row[];

const messageList = [
  [
    'message.too_short',
    'error',
    'malformed',
    'Message header or fixed fields do not fit',
    'RFC 5354 §4',
    { rules: ['F1'], detail: needs },
  ],
  [
    'message.length_too_short',
    'error',
    'malformed',
    'Message length is below its header',
    'RFC 5354 §4',
    { rules: ['F1'], detail: belowHeader },
  ],
  [
    'message.overruns',
    'error',
    'malformed',
    'Message length is beyond the user message',
    'RFC 5354 §4',
    { rules: ['F1'], detail: needs },
  ],
  [
    'message.trailing',
    'warning',
    'protocol',
    'Octets follow the end of the message',
    'RFC 5354 §4',
    { rules: ['F2', 'F3'], detail: '{available} bytes follow {subject}; padding has at most 3' },
  ],
  [
    'message.padding_missing',
    'note',
    'protocol',
    'The message is not padded to a multiple of four octets',
    'RFC 5354 §4',
    { rules: ['F2'], detail: '{subject} needs {needed} bytes of padding, has {available}' },
  ],
  [
    'message.padding_not_zero',
    'warning',
    'protocol',
    'The padding of the message is not zero',
    'RFC 5354 §4',
    { rules: ['F3'] },
  ],
  [
    'message.padding_not_counted',
    'chat',
    'protocol',
    "The message length leaves out the last parameter's padding; both readings of the RFC are accepted",
    'RFC 5354 §4',
  ],
  [
    'message.unknown_type',
    'warning',
    'undecoded',
    'Message type is not assigned',
    'RFC 5354 §4',
    { rules: ['F6'], detail: 'Message type {hex} is not assigned: {action}' },
  ],
  [
    'message.iana_error_type',
    'note',
    'undecoded',
    'Message type 0x10 is ENRP Error on the page of IANA only: RFC 5353 §2.10 and all implementations have 0x0a',
    'RFC 5353 §2.10',
    { rules: ['F6'] },
  ],
  [
    'message.reserved_type',
    'warning',
    'undecoded',
    'Message type 255 is reserved for extension',
    'RFC 5354 §4',
    { rules: ['F28'] },
  ],
  [
    'message.undefined_flags',
    'warning',
    'protocol',
    'Flag bits are set that the message does not have',
    'RFC 5354 §4',
    { rules: ['F7'], detail: 'Flag bits {hex} are set that {subject} does not have' },
  ],
  [
    'message.draft_flag',
    'note',
    'protocol',
    'A flag is set that only an Internet-Draft defines',
    'draft-dreibholz-rserpool-enrp-takeover',
    { rules: ['F7'], detail: 'Flag {hex} of {subject} is one that only an Internet-Draft defines' },
  ],
  [
    'message.wrong_length',
    'error',
    'malformed',
    'The message has a fixed length, and this is another',
    'RFC 5353 §2',
    { rules: ['F24'], detail: isNot },
  ],
  [
    'parameter.header',
    'error',
    'malformed',
    'Parameter header does not fit',
    'RFC 5354 §3',
    { rules: ['F4'], detail: 'A parameter header needs {needed} bytes, {available} left in {limit}' },
  ],
  [
    'parameter.too_short',
    'error',
    'malformed',
    'Parameter length is below its header',
    'RFC 5354 §3',
    { rules: ['F4'], detail: belowHeader },
  ],
  [
    'parameter.overruns_parent',
    'error',
    'malformed',
    'Parameter is longer than what holds it',
    'RFC 5354 §3',
    { rules: ['F4'], detail: needs },
  ],
  [
    'parameter.fields',
    'error',
    'malformed',
    'Parameter is too short for its fields',
    'RFC 5354 §3',
    { rules: ['F4', 'F8'], detail: needs },
  ],
  [
    'parameter.wrong_length',
    'error',
    'malformed',
    'The parameter has a fixed length, and this is another',
    'RFC 5354 §3',
    { rules: ['F8'], detail: isNot },
  ],
  [
    'parameter.padding_not_zero',
    'warning',
    'protocol',
    'The padding of the parameter is not zero',
    'RFC 5354 §3',
    { rules: ['F5'], detail: 'The padding of {subject} is not zero' },
  ],
  [
    'parameter.padding_too_long',
    'error',
    'malformed',
    'More than three octets of padding',
    'RFC 5354 §3',
    { rules: ['F5'], detail: '{available} bytes of padding where a parameter should stand; at most 3 are allowed' },
  ],
  [
    'parameter.unknown_type',
    'warning',
    'undecoded',
    'Parameter type is not assigned, and a receiver discards the message',
    'RFC 5354 §3',
    { detail: 'Parameter type {hex} is not assigned: {action}' },
  ],
  [
    'parameter.unknown_skipped',
    'note',
    'undecoded',
    'Parameter type is not assigned; a receiver steps over it',
    'RFC 5354 §3',
    { detail: 'Parameter type {hex} is not assigned: {action}' },
  ],
  [
    'parameter.reserved_type',
    'warning',
    'undecoded',
    'Parameter type 65535 is reserved for extension',
    'RFC 5354 §3',
    { rules: ['F28'] },
  ],
  [
    'parameter.missing',
    'error',
    'protocol',
    'A parameter that must be there is missing',
    'RFC 5352 §2.2, RFC 5353 §2',
    { rules: ['F18'], detail: '{subject} is missing' },
  ],
  [
    'parameter.unexpected',
    'warning',
    'protocol',
    'A parameter that does not belong here',
    'RFC 5352 §2.2, RFC 5353 §2',
    { rules: ['F19'], detail: '{subject} does not belong here' },
  ],
  [
    'parameter.repeated',
    'warning',
    'protocol',
    'More of these parameters than belong here',
    'RFC 5352 §2.2, RFC 5353 §2',
    { rules: ['F19'], detail: '{subject} is here more often than it may be' },
  ],
  [
    'parameter.extension',
    'warning',
    'protocol',
    'A parameter that only an implementation puts here',
    'RFC 5352 §2.2, RFC 5353 §2',
    {
      rules: ['F19'],
      detail: '{subject} is one that only an implementation puts here',
      rsplib: 'puts a PE Identifier into keep-alives, a policy into business cards',
    },
  ],
  [
    'parameter.draft',
    'note',
    'protocol',
    'A parameter of an Internet-Draft; who does not know it steps over it',
    'RFC 5354 §3',
    { rules: ['F19'], detail: '{subject} is of an Internet-Draft; who does not know it steps over it' },
  ],
  [
    'parameter.order',
    'note',
    'protocol',
    "Parameters are not in the order of the RFC's figure",
    'RFC 5352 §2.2, RFC 5353 §2',
    { detail: "{subject} is not where the RFC's figure has it" },
  ],
  [
    'sctp_transport.no_address',
    'error',
    'protocol',
    'SCTP Transport without an address',
    'RFC 5354 §3.4',
    { rules: ['F9'] },
  ],
  [
    'transport.no_address',
    'error',
    'protocol',
    'Transport without its address',
    'RFC 5354 §3.3, §3.5 to §3.7',
    { rules: ['F10'] },
  ],
  [
    'transport.many_addresses',
    'error',
    'protocol',
    'More than the one address that this transport takes',
    'RFC 5354 §3.3, §3.5 to §3.7',
    { rules: ['F10'] },
  ],
  [
    'transport_use.undefined',
    'error',
    'protocol',
    'Transport use is neither data only nor data plus control',
    'RFC 5354 §3.4',
    { rules: ['F11'], detail: 'Transport use is {available}, neither data only (0) nor data plus control (1)' },
  ],
  [
    'transport.reserved',
    'warning',
    'protocol',
    'A reserved field of the transport is not 0',
    'RFC 5354 §3.3, §3.5 to §3.7',
    { rules: ['F12'], detail: 'The reserved field of {subject} is {hex}, not 0' },
  ],
  [
    'tcp_transport.use',
    'warning',
    'protocol',
    'The reserved field of the TCP Transport carries a transport use',
    'RFC 5354 §3.5',
    { rules: ['F12'], rsplib: 'writes and reads a transport use there' },
  ],
  [
    'pool_element.no_user_transport',
    'error',
    'protocol',
    'Pool element without a user transport',
    'RFC 5354 §3.10',
    { rules: ['F13'] },
  ],
  [
    'pool_element.many_user_transports',
    'error',
    'protocol',
    'Pool element with more than one user transport',
    'RFC 5354 §3.10',
    { rules: ['F13'] },
  ],
  [
    'pool_element.asap_transport',
    'error',
    'protocol',
    "Pool element's ASAP transport is not an SCTP Transport",
    'RFC 5354 §3.10',
    { rules: ['F14'], detail: "{subject} as a pool element's ASAP transport, which is an SCTP Transport" },
  ],
  [
    'pool_element.no_policy',
    'error',
    'protocol',
    'Pool element without a policy',
    'RFC 5354 §3.10',
    { rules: ['F15'] },
  ],
  [
    'policy.wrong_length',
    'error',
    'malformed',
    'The policy has a fixed length, and this is another',
    'RFC 5356 §4, §5',
    { rules: ['F16'], detail: isNot },
  ],
  [
    'policy.reserved_type',
    'error',
    'protocol',
    'Policy type is one of the reserved invalid numbers',
    'RFC 5356 §7.1',
    { rules: ['F17'], detail: 'Policy type {hex} is reserved as invalid' },
  ],
  [
    'policy.unassigned_type',
    'warning',
    'undecoded',
    'Policy type is not assigned',
    'RFC 5356 §7.1',
    { rules: ['F17'], detail: 'Policy type {hex} is not assigned' },
  ],
  [
    'policy.private_type',
    'note',
    'undecoded',
    'A policy for private use whose fields are not known',
    'RFC 5356 §7.1',
    { detail: 'Policy type {hex} is for private use; its fields are not known' },
  ],
  [
    'server_announce.transport',
    'error',
    'protocol',
    'Server Announce with a transport other than SCTP and TCP',
    'RFC 5352 §2.2.10',
    { rules: ['F20'], detail: '{subject} in a Server Announce, which takes SCTP and TCP only' },
  ],
  [
    'operation_error.empty',
    'error',
    'protocol',
    'Operation Error without a cause',
    'RFC 5354 §3.12',
    { rules: ['F21'] },
  ],
  [
    'cause.header',
    'error',
    'malformed',
    'Error cause header does not fit',
    'RFC 5354 §3.12',
    { rules: ['F21'], detail: 'An error cause header needs {needed} bytes, {available} left in {limit}' },
  ],
  [
    'cause.too_short',
    'error',
    'malformed',
    'Error cause length is below its header',
    'RFC 5354 §3.12',
    { rules: ['F21'], detail: belowHeader },
  ],
  [
    'cause.overruns_parent',
    'error',
    'malformed',
    'Error cause is longer than its parameter',
    'RFC 5354 §3.12',
    { rules: ['F21'], detail: needs },
  ],
  [
    'cause.padding_not_zero',
    'warning',
    'protocol',
    'The padding of the error cause is not zero',
    'RFC 5354 §3.12',
    { rules: ['F5'], detail: 'The padding of {subject} is not zero' },
  ],
  [
    'cause.unassigned',
    'warning',
    'undecoded',
    'Error cause is not assigned',
    'RFC 5354 §3.12',
    { rules: ['F22'], detail: 'Error cause {hex} is not assigned' },
  ],
  [
    'cause.private',
    'note',
    'protocol',
    'An error cause of an implementation, not of the RFC',
    'RFC 5354 §3.12',
    { rules: ['F22'], detail: '{subject} ({hex}) is not a cause of the RFC' },
  ],
  [
    'cause.information_missing',
    'warning',
    'protocol',
    'Error cause without the information that it must carry',
    'RFC 5354 §3.12',
    { rules: ['F23'], detail: '{subject} without what it must carry', rsplib: 'sends every cause without information' },
  ],
  [
    'cause.information_unexpected',
    'warning',
    'protocol',
    'Error cause with information that it does not have',
    'RFC 5354 §3.12',
    { rules: ['F23'], detail: '{subject} with {available} bytes of information, which it does not have' },
  ],
  [
    'cause.wrong_information',
    'error',
    'protocol',
    'Error cause with a parameter that does not belong into it',
    'RFC 5354 §3.12',
    { rules: ['F23'], detail: '{subject} does not belong into this error cause' },
  ],
  [
    'cause.quoted_fault',
    'note',
    'malformed',
    'What the error cause quotes cannot be read to its end',
    'RFC 5354 §3.12',
  ],
  [
    'update_action.undefined',
    'error',
    'protocol',
    'Update action is neither to add nor to delete',
    'RFC 5353 §2.4',
    { rules: ['F25'], detail: 'Update action is {available}, neither to add (0) nor to delete (1)' },
  ],
  [
    'handle_update.reserved',
    'warning',
    'protocol',
    'The reserved field of the Handle Update is not 0',
    'RFC 5353 §2.4',
    { rules: ['F25'], detail: 'The reserved field of the Handle Update is {hex}, not 0' },
  ],
  [
    'handle_table.no_handle',
    'error',
    'protocol',
    'A pool element stands before any pool handle',
    'RFC 5353 §2.3',
    { rules: ['F26'] },
  ],
  [
    'handle_table.no_element',
    'error',
    'protocol',
    'A pool handle is not followed by a pool element',
    'RFC 5353 §2.3',
    { rules: ['F26'] },
  ],
  [
    'server_information.no_transport',
    'error',
    'protocol',
    'Server Information without an SCTP Transport',
    'RFC 5354 §3.11',
    { rules: ['F27'] },
  ],
  [
    'nesting.too_deep',
    'error',
    'malformed',
    'Nested deeper than any message needs',
    'RFC 5354 §3',
    { detail: 'Nested deeper than the {available} levels that are followed' },
  ],
  [
    'nesting.too_many',
    'error',
    'malformed',
    'More parameters than are kept for one message',
    'RFC 5354 §3',
    { detail: 'More than the {available} parameters that are kept for one message' },
  ],
  [
    'channel.pe_not_sctp',
    'error',
    'protocol',
    'ASAP between a pool element and a server, but not over SCTP',
    'RFC 5352 §2.1, §3.1',
    { rules: ['T1'], detail: '{subject}, which travels over SCTP only' },
  ],
  [
    'channel.pu_over_udp',
    'error',
    'protocol',
    'ASAP between a pool user and a server, but neither over SCTP nor over TCP',
    'RFC 5352 §2.1',
    { rules: ['T2'], detail: '{subject}, which travels over SCTP or TCP only' },
  ],
  [
    'channel.enrp_not_sctp',
    'error',
    'protocol',
    'ENRP from server to server, but not over SCTP',
    'RFC 5353 §3.1',
    { rules: ['T5'], detail: '{subject}, which travels over SCTP only' },
  ],
  [
    'channel.control_not_sctp',
    'warning',
    'protocol',
    'A control channel between pool user and pool element, but not over SCTP',
    'RFC 5352 §3.8, RFC 5354 §3.5',
    { rules: ['T9'], rsplib: 'takes data plus control over TCP, too' },
  ],
  [
    'channel.data_only',
    'error',
    'protocol',
    'A business card names a pool element without a control channel',
    'RFC 5352 §3.9',
    { rules: ['T9'] },
  ],
  [
    'announce.other_message',
    'error',
    'protocol',
    'ASAP by multicast, but not a Server Announce',
    'RFC 5352 §3.6',
    { rules: ['T11'], detail: '{subject} by multicast, where only Server Announces travel' },
  ],
  [
    'announce.over_connection',
    'warning',
    'protocol',
    'Server Announce over a connection; it travels by multicast',
    'RFC 5352 §3.6',
  ],
  [
    'announce.enrp_multicast',
    'warning',
    'protocol',
    'ENRP Presence by multicast; the RFC sends a copy to each peer over SCTP',
    'RFC 5353 §3.1',
    { rules: ['T12'], rsplib: 'announces its servers by multicast Presence' },
  ],
  [
    'announce.enrp_other_multicast',
    'error',
    'protocol',
    'ENRP by multicast, and not even a Presence',
    'RFC 5353 §3.1',
    { rules: ['T12'], detail: '{subject} by multicast; the RFC sends a copy to each peer over SCTP' },
  ],
  [
    'ppid.not_message',
    'warning',
    'assumption',
    'The payload protocol identifier says ASAP or ENRP, the octets do not look like it',
    'RFC 5352 §5',
    { rules: ['T4'], detail: 'Payload protocol identifier {available}, but the octets do not look like a message' },
  ],
  [
    'ppid.foreign_port',
    'warning',
    'protocol',
    "ASAP on ENRP's registered port, or ENRP on ASAP's",
    'RFC 5352 §8.2, RFC 5353 §5.3',
    { detail: 'Payload protocol identifier {available} on the registered port of the other protocol' },
  ],
  [
    'registration.foreign_address',
    'warning',
    'protocol',
    'A registered address is not one of the association',
    'RFC 5352 §2.2.1',
    { rules: ['T7'], detail: 'A registered {subject} is not one of the association' },
  ],
  [
    'tls.clear_text',
    'warning',
    'security',
    'Clear text on a port for TLS (before IANA, ENRP was on 3864)',
    'RFC 5352 §8.2, RFC 5353 §5.3',
    { rules: ['T14'] },
  ],
  [
    'tls.on_clear_port',
    'warning',
    'security',
    'A TLS record where ASAP or ENRP in clear text is expected',
    'RFC 5352 §8.2, §9.2',
    { rules: ['T14'] },
  ],
] as const satisfies readonly Row[];

export type ExpertName = (typeof list)[number][0] | (typeof messageList)[number][0];

const rows: readonly Row[] = [...list, ...messageList];

export const expertCodes: readonly ExpertCode[] = rows.map(([code, severity, group, sentence, rfc, more]) => ({
  code,
  severity,
  group,
  sentence,
  rfc,
  ...more,
}));

const indexes = new Map<string, number>(expertCodes.map((entry, index) => [entry.code, index]));

/** The place of a code in `expertCodes`: experts are kept as numbers until somebody looks. */
export function expertIndex(code: ExpertName): number {
  return indexes.get(code) as number;
}

/** Its severity where the senders have these habits. */
export function severityUnder({ severity, rsplib }: ExpertCode, profile: ExpertProfile): Severity {
  return profile === 'rsplib' && rsplib !== undefined ? 'note' : severity;
}
