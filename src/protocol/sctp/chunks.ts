// SCTP's common header, its chunk types and their fixed fields. RFC 9260 §3.1 and §3.3, RFC 8260 §2, RFC 3758 §3.2,
// RFC 4895 §5.1, RFC 5061 §4.1, RFC 6525 §3.1. Filter names are Wireshark's, without `sctp.` in front.
import { bytes, flag, u8, u16, u32 } from '../declare.ts';
import type { Field } from '../schema.ts';
import { payloadProtocols } from '../transport.ts';

export interface ChunkDefinition {
  readonly type: number;
  /** As in the RFC: `INIT ACK`. */
  readonly name: string;
  /** As in tshark's value strings and Info column: `INIT_ACK`. */
  readonly wireshark: string;
  readonly rfc: string;
  /** Bits of the flags octet (octet 1). */
  readonly flags: readonly Field<string, 'flag'>[];
  /** Fixed fields behind the four header octets, in wire order. */
  readonly fields: readonly Field[];
  /** What follows the fixed fields. */
  readonly contents: 'none' | 'parameters' | 'causes' | 'bytes' | 'list';
}

const common = 'RFC 9260 §3.1';

/** Octets 0..11 of every SCTP packet. */
export const commonHeader = [
  u16('sourcePort', { filter: 'srcport', label: 'Source port', about: 'port of the sender', rfc: common }), // 0..1
  u16('destinationPort', { filter: 'dstport', label: 'Destination port', about: 'port of the receiver', rfc: common }),
  u32('verificationTag', {
    filter: 'verification_tag',
    label: 'Verification tag',
    about: 'initiate tag of the receiver',
    display: 'hex',
    rfc: common,
  }), // 4..7
  u32('checksum', { filter: 'checksum', label: 'Checksum', about: 'CRC32c', display: 'hex', rfc: common }), // 8..11
] as const;

/** Octets 0..3 of every chunk, and what pads it. */
export const chunkHeader = {
  type: u8('chunkType', { filter: 'chunk_type', label: 'Chunk type', about: 'chunk type' }),
  flags: u8('chunkFlags', { filter: 'chunk_flags', label: 'Chunk flags', about: 'flags of the chunk', display: 'hex' }),
  length: u16('chunkLength', { filter: 'chunk_length', label: 'Chunk length', about: 'octets without padding' }),
  value: bytes('chunkValue', { filter: 'chunk_value', label: 'Chunk value', about: 'value of an unknown chunk' }),
  padding: bytes('chunkPadding', {
    filter: 'chunk_padding',
    label: 'Chunk padding',
    about: 'up to a multiple of four',
  }),
} as const;

const dataFlags = [
  flag('immediate', 0x08, {
    filter: 'data_i_bit',
    label: 'I-Bit',
    about: 'the sender wants a SACK at once',
    set: 'Send SACK immediately',
    clear: 'Possibly delay SACK',
  }),
  flag('unordered', 0x04, {
    filter: 'data_u_bit',
    label: 'U-Bit',
    about: 'delivered without regard to order',
    set: 'Unordered delivery',
    clear: 'Ordered delivery',
  }),
  flag('beginning', 0x02, {
    filter: 'data_b_bit',
    label: 'B-Bit',
    about: 'first fragment of a user message',
    set: 'First segment',
    clear: 'Subsequent segment',
  }),
  flag('ending', 0x01, {
    filter: 'data_e_bit',
    label: 'E-Bit',
    about: 'last fragment of a user message',
    set: 'Last segment',
    clear: 'Not the last segment',
  }),
] as const;

const tsn = u32('tsn', {
  filter: 'data_tsn_raw',
  label: 'Transmission sequence number (absolute)',
  about: 'transmission sequence number',
});

const streamId = u16('streamId', {
  filter: 'data_sid',
  label: 'Stream identifier',
  about: 'stream of the user message',
  display: 'hex',
});

const ppid = u32('ppid', {
  filter: 'data_payload_proto_id',
  label: 'Payload protocol identifier',
  about: 'protocol of the user message; of an I-DATA chunk only in the first fragment',
  values: payloadProtocols,
});

/** INIT and INIT ACK: the same fields under two prefixes (RFC 9260 §3.3.2 and §3.3.3). */
function initFields(prefix: 'init' | 'initack') {
  return [
    u32('initiateTag', {
      filter: `${prefix}_initiate_tag`,
      label: 'Initiate tag',
      about: 'verification tag of all packets to the sender',
      display: 'hex',
    }), // 4..7
    u32('receiverWindow', {
      filter: `${prefix}_credit`,
      label: 'Advertised receiver window credit (a_rwnd)',
      about: 'octets the sender has room for',
    }), // 8..11
    u16('outboundStreams', {
      filter: `${prefix}_nr_out_streams`,
      label: 'Number of outbound streams',
      about: 'streams the sender wants to send on',
    }), // 12..13
    u16('inboundStreams', {
      filter: `${prefix}_nr_in_streams`,
      label: 'Number of inbound streams',
      about: 'streams the sender can receive on',
    }), // 14..15
    u32('initialTsn', {
      filter: `${prefix}_initial_tsn`,
      label: 'Initial TSN',
      about: 'first transmission sequence number of the sender',
    }), // 16..19
  ] as const;
}

/** A chunk whose only field is one number of four octets. */
function oneNumber(key: string, filter: string, label: string, display: 'dec' | 'hex' = 'dec') {
  return [u32(key, { filter, label, about: label.toLowerCase(), display })] as const;
}

function reflectedTag(filter: string) {
  return [
    flag('tagReflected', 0x01, {
      filter,
      label: 'T-Bit',
      about: "the verification tag is the sender's own, reflected",
      set: 'Tag reflected',
      clear: 'Tag not reflected',
    }),
  ];
}

export const chunkTypeData = 0;
export const chunkTypeInit = 1;
export const chunkTypeInitAck = 2;
export const chunkTypeSack = 3;
export const chunkTypeHeartbeat = 4;
export const chunkTypeHeartbeatAck = 5;
export const chunkTypeAbort = 6;
export const chunkTypeShutdown = 7;
export const chunkTypeShutdownAck = 8;
export const chunkTypeError = 9;
export const chunkTypeCookieEcho = 10;
export const chunkTypeCookieAck = 11;
export const chunkTypeShutdownComplete = 14;
export const chunkTypeAuth = 15;
export const chunkTypeIData = 64;
export const chunkTypeAsconfAck = 128;
export const chunkTypeReconfig = 130;
export const chunkTypeForwardTsn = 192;
export const chunkTypeAsconf = 193;
export const chunkTypeIForwardTsn = 194;

type Row = Pick<ChunkDefinition, 'rfc'> & Partial<Pick<ChunkDefinition, 'wireshark' | 'flags' | 'fields' | 'contents'>>;

function chunk(type: number, name: string, row: Row): ChunkDefinition {
  return { flags: [], fields: [], contents: 'none', wireshark: name.replaceAll(/[ -]/g, '_'), ...row, type, name };
}

export const chunks: readonly ChunkDefinition[] = [
  chunk(chunkTypeData, 'DATA', {
    rfc: 'RFC 9260 §3.3.1',
    flags: dataFlags,
    fields: [
      tsn, // 4..7
      streamId, // 8..9
      u16('streamSequence', { filter: 'data_ssn', label: 'Stream sequence number', about: 'order within the stream' }),
      ppid, // 12..15
    ],
    contents: 'bytes',
  }),
  chunk(chunkTypeInit, 'INIT', { rfc: 'RFC 9260 §3.3.2', fields: initFields('init'), contents: 'parameters' }),
  chunk(chunkTypeInitAck, 'INIT ACK', {
    rfc: 'RFC 9260 §3.3.3',
    fields: initFields('initack'),
    contents: 'parameters',
  }),
  chunk(chunkTypeSack, 'SACK', {
    rfc: 'RFC 9260 §3.3.4',
    fields: [
      u32('cumulativeTsn', {
        filter: 'sack_cumulative_tsn_ack_raw',
        label: 'Cumulative TSN ACK (absolute)',
        about: 'all up to this TSN have arrived',
      }), // 4..7
      u32('receiverWindow', {
        filter: 'sack_a_rwnd',
        label: 'Advertised receiver window credit (a_rwnd)',
        about: 'octets the sender has room for',
      }), // 8..11
      u16('gapBlockCount', {
        filter: 'sack_number_of_gap_blocks',
        label: 'Number of gap acknowledgement blocks',
        about: 'pairs of start and end that follow, two octets each, relative to the cumulative TSN',
      }), // 12..13
      u16('duplicateCount', {
        filter: 'sack_number_of_duplicated_tsns',
        label: 'Number of duplicated TSNs',
        about: 'TSNs that follow the gap blocks',
      }), // 14..15
    ],
    contents: 'list',
  }),
  chunk(chunkTypeHeartbeat, 'HEARTBEAT', { rfc: 'RFC 9260 §3.3.5', contents: 'parameters' }),
  chunk(chunkTypeHeartbeatAck, 'HEARTBEAT ACK', { rfc: 'RFC 9260 §3.3.6', contents: 'parameters' }),
  chunk(chunkTypeAbort, 'ABORT', { rfc: 'RFC 9260 §3.3.7', flags: reflectedTag('abort_t_bit'), contents: 'causes' }),
  chunk(chunkTypeShutdown, 'SHUTDOWN', {
    rfc: 'RFC 9260 §3.3.8',
    fields: oneNumber('cumulativeTsn', 'shutdown_cumulative_tsn_ack', 'Cumulative TSN Ack'),
  }),
  chunk(chunkTypeShutdownAck, 'SHUTDOWN ACK', { rfc: 'RFC 9260 §3.3.9' }),
  chunk(chunkTypeError, 'ERROR', { rfc: 'RFC 9260 §3.3.10', contents: 'causes' }),
  chunk(chunkTypeCookieEcho, 'COOKIE ECHO', {
    rfc: 'RFC 9260 §3.3.11',
    fields: [bytes('cookie', { filter: 'cookie', label: 'Cookie', about: 'the state cookie of the INIT ACK' })],
  }),
  chunk(chunkTypeCookieAck, 'COOKIE ACK', { rfc: 'RFC 9260 §3.3.12' }),
  chunk(12, 'ECNE', { rfc: 'RFC 9260 §3.2', fields: oneNumber('lowestTsn', 'ecne_lowest_tsn', 'Lowest TSN') }),
  chunk(13, 'CWR', { rfc: 'RFC 9260 §3.2', fields: oneNumber('lowestTsn', 'cwr_lowest_tsn', 'Lowest TSN') }),
  chunk(chunkTypeShutdownComplete, 'SHUTDOWN COMPLETE', {
    rfc: 'RFC 9260 §3.3.13',
    flags: reflectedTag('shutdown_complete_t_bit'),
  }),
  chunk(chunkTypeAuth, 'AUTH', {
    rfc: 'RFC 4895 §5.1',
    fields: [
      u16('sharedKeyId', { filter: 'shared_key_id', label: 'Shared key identifier', about: 'key in use' }), // 4..5
      u16('hmacId', { filter: 'hmac_id', label: 'HMAC identifier', about: '1: SHA-1, 3: SHA-256' }), // 6..7
      bytes('hmac', { filter: 'hmac', label: 'HMAC', about: 'over this chunk and all behind it' }), // 8..
    ],
  }),
  chunk(16, 'NR-SACK', { rfc: 'draft-tuexen-tsvwg-sctp-multipath', contents: 'bytes' }),
  chunk(chunkTypeIData, 'I-DATA', {
    rfc: 'RFC 8260 §2.1',
    flags: dataFlags,
    fields: [
      tsn, // 4..7
      streamId, // 8..9
      u16('reserved', { filter: 'data_reserved', label: 'Reserved', about: 'sent as 0' }), // 10..11
      u32('messageId', { filter: 'data_mid', label: 'Message identifier', about: 'message within its stream' }), // 12..15
      // The same four octets are the fragment sequence number (see fragmentSequence) unless the B bit is set.
      ppid, // 16..19
    ],
    contents: 'bytes',
  }),
  chunk(chunkTypeAsconfAck, 'ASCONF-ACK', {
    rfc: 'RFC 5061 §4.1.2',
    fields: oneNumber('sequenceNumber', 'asconf_ack_seq_nr_number', 'Sequence number', 'hex'),
    contents: 'parameters',
  }),
  chunk(129, 'PKTDROP', { rfc: 'draft-stewart-sctp-pktdrprep', contents: 'bytes' }),
  chunk(chunkTypeReconfig, 'RE-CONFIG', { rfc: 'RFC 6525 §3.1', contents: 'parameters' }),
  chunk(132, 'PAD', { rfc: 'RFC 4820 §3', contents: 'bytes' }),
  chunk(chunkTypeForwardTsn, 'FORWARD TSN', {
    rfc: 'RFC 3758 §3.2',
    fields: oneNumber('newCumulativeTsn', 'forward_tsn_tsn', 'New cumulative TSN'),
    contents: 'list',
  }),
  chunk(chunkTypeAsconf, 'ASCONF', {
    rfc: 'RFC 5061 §4.1.1',
    fields: oneNumber('sequenceNumber', 'asconf_seq_nr_number', 'Sequence number', 'hex'),
    contents: 'parameters',
  }),
  chunk(chunkTypeIForwardTsn, 'I-FORWARD-TSN', {
    rfc: 'RFC 8260 §2.3.1',
    fields: oneNumber('newCumulativeTsn', 'i_forward_tsn_tsn', 'New cumulative TSN'),
    contents: 'list',
  }),
  chunk(255, 'IETF EXTENSION', { rfc: 'RFC 9260 §3.2', contents: 'bytes' }),
];

/** Octets 16..19 of an I-DATA chunk whose B bit is not set (RFC 8260 §2.1). */
export const fragmentSequence = u32('fragmentSequence', {
  filter: 'data_fsn',
  label: 'Fragment sequence number',
  about: 'order of the fragments of one user message',
});

/** What chunks of contents `list` hold after their fixed fields, under Wireshark's names. */
export const listFields = {
  gapStart: u16('gapStart', { filter: 'sack_gap_block_start', label: 'Start', about: 'first TSN of a gap block' }),
  gapEnd: u16('gapEnd', { filter: 'sack_gap_block_end', label: 'End', about: 'last TSN of a gap block' }),
  duplicateTsn: u32('duplicateTsn', {
    filter: 'sack_duplicate_tsn',
    label: 'Duplicate TSN',
    about: 'arrived more than once',
  }),
  forwardStream: u16('forwardStream', {
    filter: 'forward_tsn_sid',
    label: 'Stream identifier',
    about: 'stream with skipped messages',
  }),
  forwardSequence: u16('forwardSequence', {
    filter: 'forward_tsn_ssn',
    label: 'Stream sequence number',
    about: 'last one skipped on the stream',
  }),
} as const;

const byType: (ChunkDefinition | undefined)[] = new Array(256).fill(undefined);
for (const definition of chunks) byType[definition.type] = definition;

export function chunkOf(type: number): ChunkDefinition | undefined {
  return byType[type];
}

export interface UnknownChunkAction {
  readonly stop: boolean;
  readonly report: boolean;
}

/** What a receiver does with a chunk or parameter it does not know, by the two top bits (RFC 9260 §3.2, §3.2.1). */
export function unknownChunkAction(type: number): UnknownChunkAction {
  return { stop: (type & 0x80) === 0, report: (type & 0x40) !== 0 };
}
