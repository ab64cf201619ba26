// What stands behind the header of SCTP's parameters, as tables. RFC 9260 §3.3.2, §3.3.3,
// RFC 4895 §3, RFC 5061 §4.2, RFC 6525 §4. Filter names are Wireshark's, without `sctp.` in front.
import { bytes, flag, ipv4, ipv6, u8, u16, u32 } from '../declare.ts';
import type { Field } from '../schema.ts';
import { chunkNames } from './chunk-names.ts';
import { sctpParameterTypes } from './parameters.ts';

export interface SctpLayout {
  /** Parameter type or cause code. */
  readonly type: number;
  readonly fields: readonly Field[];
  /** Comes again and again up to the end. */
  readonly list?: Field;
  /** What follows the fields. */
  readonly contents: 'none' | 'parameters' | 'causes' | 'chunk';
}

/** Octets 0..3 of a parameter, and what pads it. */
export const sctpParameterHeader = {
  type: u16('parameterType', {
    filter: 'parameter_type',
    label: 'Parameter type',
    about: 'type of a parameter',
    display: 'hex',
    values: sctpParameterTypes,
    rfc: 'RFC 9260 §3.2.1',
  }),
  length: u16('parameterLength', {
    filter: 'parameter_length',
    label: 'Parameter length',
    about: 'octets of the parameter without padding',
    rfc: 'RFC 9260 §3.2.1',
  }),
  value: bytes('parameterValue', {
    filter: 'parameter_value',
    label: 'Parameter value',
    about: 'value of a parameter of unknown type',
    rfc: 'RFC 9260 §3.2.1',
  }),
  padding: bytes('parameterPadding', {
    filter: 'parameter_padding',
    label: 'Parameter padding',
    about: 'up to a multiple of four',
    rfc: 'RFC 9260 §3.2.1',
  }),
} as const;

/** What a receiver does that does not know the type: its two top bits. */
export const unknownActionBits = {
  chunk: [
    flag('stopPacket', 0x80, {
      filter: 'chunk_bit_1',
      label: 'Bit',
      about: 'set: skip an unknown chunk and go on; clear: stop the packet',
      set: 'Skip chunk and continue processing of the packet',
      clear: 'Stop processing of the packet',
    }),
    flag('reportChunk', 0x40, {
      filter: 'chunk_bit_2',
      label: 'Bit',
      about: 'report an unknown chunk',
      set: 'Do report',
      clear: 'Do not report',
    }),
  ],
  parameter: [
    flag('stopChunk', 0x80, {
      filter: 'parameter_bit_1',
      label: 'Bit',
      about: 'set: skip an unknown parameter and go on; clear: stop the chunk',
      set: 'Skip parameter and continue processing of the chunk',
      clear: 'Stop processing of chunk',
    }),
    flag('reportParameter', 0x40, {
      filter: 'parameter_bit_2',
      label: 'Bit',
      about: 'report an unknown parameter',
      set: 'Do report',
      clear: 'Do not report',
    }),
  ],
} as const;

const request = u32('requestSequence', {
  filter: 'parameter_reconfig_request_sequence_number',
  label: 'Re-configuration request sequence number',
  about: 'number of the request',
  rfc: 'RFC 6525 §4',
});

const response = u32('responseSequence', {
  filter: 'parameter_reconfig_response_sequence_number',
  label: 'Re-configuration response sequence number',
  about: 'number of the request that is answered',
  rfc: 'RFC 6525 §4',
});

const resetStream = u16('resetStream', {
  filter: 'parameter_reconfig_sid',
  label: 'Stream Identifier',
  about: 'stream to be reset; none: all',
  rfc: 'RFC 6525 §4.1',
});

const correlation = u32('correlationId', {
  filter: 'correlation_id',
  label: 'Correlation_id',
  about: 'number of the request, repeated in its answer',
  display: 'hex',
  rfc: 'RFC 5061 §4.2',
});

function open(key: string, filter: string, label: string, about: string, rfc: string): readonly Field[] {
  return [bytes(key, { filter, label, about, rfc })];
}

function addStreams(direction: 'outgoing' | 'incoming', rfc: string): readonly Field[] {
  const about = `${direction} streams to be added`;
  return [
    request,
    u16('streams', {
      filter: `parameter_add_${direction}_streams_number`,
      label: `Number of streams`,
      about,
      rfc,
    }),
    u16('reserved', {
      filter: `parameter_add_${direction}_streams_reserved`,
      label: 'Reserved',
      about: 'not used',
      rfc,
    }),
  ];
}

export const sctpParameterLayouts: readonly SctpLayout[] = [
  {
    type: 1,
    fields: open(
      'information',
      'parameter_heartbeat_information',
      'Heartbeat information',
      'what the sender wants back',
      'RFC 9260 §3.3.5',
    ),
    contents: 'none',
  },
  {
    type: 5,
    fields: [
      ipv4('address', {
        filter: 'parameter_ipv4_address',
        label: 'IP Version 4 address',
        about: 'an address of the sender',
        rfc: 'RFC 9260 §3.3.2',
      }),
    ],
    contents: 'none',
  },
  {
    type: 6,
    fields: [
      ipv6('address', {
        filter: 'parameter_ipv6_address',
        label: 'IP Version 6 address',
        about: 'an address of the sender',
        rfc: 'RFC 9260 §3.3.2',
      }),
    ],
    contents: 'none',
  },
  {
    type: 7,
    fields: open('cookie', 'parameter_state_cookie', 'State cookie', 'what COOKIE ECHO brings back', 'RFC 9260 §3.3.3'),
    contents: 'none',
  },
  { type: 8, fields: [], contents: 'parameters' },
  {
    type: 9,
    fields: [
      u32('increment', {
        filter: 'parameter_cookie_preservative_incr',
        label: 'Suggested Cookie life-span increment (msec)',
        about: 'milliseconds more for the cookie',
        rfc: 'RFC 9260 §3.3.2',
      }),
    ],
    contents: 'none',
  },
  {
    type: 12,
    fields: [],
    list: u16('addressType', {
      filter: 'parameter_supported_address_type',
      label: 'Supported address type',
      about: 'type of address that the sender can use: 5 is IPv4, 6 is IPv6',
      rfc: 'RFC 9260 §3.3.2',
    }),
    contents: 'none',
  },
  {
    type: 13,
    fields: [
      request,
      response,
      u32('lastTsn', {
        filter: 'parameter_senders_last_assigned_tsn',
        label: "Senders' last assigned TSN",
        about: 'the reset holds behind this TSN',
        rfc: 'RFC 6525 §4.1',
      }),
    ],
    list: resetStream,
    contents: 'none',
  },
  { type: 14, fields: [request], list: resetStream, contents: 'none' },
  { type: 15, fields: [request], contents: 'none' },
  {
    type: 16,
    fields: [
      response,
      u32('result', {
        filter: 'parameter_reconfig_response_result',
        label: 'Result',
        about: '0 nothing to do, 1 performed, 2 denied, 3 to 6 other reasons',
        rfc: 'RFC 6525 §4.4',
      }),
      u32('senderNextTsn', {
        filter: 'parameter_senders_next_tsn',
        label: "Senders' next TSN",
        about: 'where the answering side goes on',
        rfc: 'RFC 6525 §4.4',
      }),
      u32('receiverNextTsn', {
        filter: 'parameter_receivers_next_tsn',
        label: "Receivers' next TSN",
        about: 'where the asking side goes on',
        rfc: 'RFC 6525 §4.4',
      }),
    ],
    contents: 'none',
  },
  { type: 17, fields: addStreams('outgoing', 'RFC 6525 §4.5'), contents: 'none' },
  { type: 18, fields: addStreams('incoming', 'RFC 6525 §4.6'), contents: 'none' },
  { type: 0x8000, fields: [], contents: 'none' },
  {
    type: 0x8002,
    fields: open('random', 'random_number', 'Random number', 'makes the keys of an association', 'RFC 4895 §3.1'),
    contents: 'none',
  },
  {
    type: 0x8003,
    fields: [],
    list: u8('chunkToAuth', {
      filter: 'chunk_type_to_auth',
      label: 'Chunk type',
      about: 'chunk that must be authenticated',
      values: chunkNames,
      rfc: 'RFC 4895 §3.2',
    }),
    contents: 'none',
  },
  {
    type: 0x8004,
    fields: [],
    list: u16('hmac', {
      filter: 'hmac_id',
      label: 'HMAC identifier',
      about: '1: SHA-1, 3: SHA-256',
      rfc: 'RFC 4895 §3.3',
    }),
    contents: 'none',
  },
  {
    type: 0x8008,
    fields: [],
    list: u8('supportedChunk', {
      filter: 'supported_chunk_type',
      label: 'Supported chunk type',
      about: 'chunk of an extension that the sender knows',
      values: chunkNames,
      rfc: 'RFC 5061 §4.2.7',
    }),
    contents: 'none',
  },
  { type: 0xc000, fields: [], contents: 'none' },
  { type: 0xc001, fields: [correlation], contents: 'parameters' },
  { type: 0xc002, fields: [correlation], contents: 'parameters' },
  { type: 0xc003, fields: [correlation], contents: 'causes' },
  { type: 0xc004, fields: [correlation], contents: 'parameters' },
  { type: 0xc005, fields: [correlation], contents: 'none' },
  {
    type: 0xc006,
    fields: [
      u32('indication', {
        filter: 'adaptation_layer_indication',
        label: 'Indication',
        about: 'what the sender runs above SCTP',
        display: 'hex',
        rfc: 'RFC 5061 §4.2.6',
      }),
    ],
    contents: 'none',
  },
];
