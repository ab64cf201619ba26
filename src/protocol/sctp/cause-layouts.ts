// What stands behind the header of SCTP's error causes, as tables. RFC 9260 §3.3.10. Filter names are Wireshark's, without
// `sctp.` in front.
import { bytes, u16, u32 } from '../declare.ts';
import type { SctpLayout } from './parameter-layouts.ts';
import { sctpCauseCodes, sctpParameterTypes } from './parameters.ts';

/** Octets 0..3 of an error cause. */
export const sctpCauseHeader = {
  code: u16('causeCode', {
    filter: 'cause_code',
    label: 'Cause code',
    about: 'error cause in an ERROR or ABORT chunk',
    display: 'hex',
    values: sctpCauseCodes,
    rfc: 'RFC 9260 §3.3.10',
  }),
  length: u16('causeLength', {
    filter: 'cause_length',
    label: 'Cause length',
    about: 'octets of the error cause without padding',
    rfc: 'RFC 9260 §3.3.10',
  }),
  information: bytes('causeInformation', {
    filter: 'cause_information',
    label: 'Cause information',
    about: 'what a cause of no further structure says',
    rfc: 'RFC 9260 §3.3.10',
  }),
  padding: bytes('causePadding', {
    filter: 'cause_padding',
    label: 'Cause padding',
    about: 'up to a multiple of four',
    rfc: 'RFC 9260 §3.3.10',
  }),
} as const;

const information = [sctpCauseHeader.information];

export const sctpCauseLayouts: readonly SctpLayout[] = [
  {
    type: 1,
    fields: [
      u16('stream', {
        filter: 'cause_stream_identifier',
        label: 'Stream identifier',
        about: 'stream that does not exist',
        rfc: 'RFC 9260 §3.3.10.1',
      }),
      u16('reserved', { filter: 'cause_reserved', label: 'Reserved', about: 'not used', rfc: 'RFC 9260 §3.3.10.1' }),
    ],
    contents: 'none',
  },
  {
    type: 2,
    fields: [
      u32('missing', {
        filter: 'cause_nr_of_missing_parameters',
        label: 'Number of missing parameters',
        about: 'parameters that must be there',
        rfc: 'RFC 9260 §3.3.10.2',
      }),
    ],
    list: u16('missingType', {
      filter: 'cause_missing_parameter_type',
      label: 'Missing parameter type',
      about: 'type of a parameter that must be there',
      display: 'hex',
      values: sctpParameterTypes,
      rfc: 'RFC 9260 §3.3.10.2',
    }),
    contents: 'none',
  },
  {
    type: 3,
    fields: [
      u32('staleness', {
        filter: 'cause_measure_of_staleness',
        label: 'Measure of staleness in usec',
        about: 'microseconds that the cookie came too late',
        rfc: 'RFC 9260 §3.3.10.3',
      }),
    ],
    contents: 'none',
  },
  { type: 4, fields: [], contents: 'none' },
  { type: 5, fields: [], contents: 'parameters' },
  { type: 6, fields: [], contents: 'chunk' },
  { type: 7, fields: information, contents: 'none' },
  { type: 8, fields: [], contents: 'parameters' },
  {
    type: 9,
    fields: [
      u32('tsn', {
        filter: 'cause_tsn',
        label: 'TSN',
        about: 'TSN of the chunk without data',
        rfc: 'RFC 9260 §3.3.10.9',
      }),
    ],
    contents: 'none',
  },
  { type: 10, fields: [], contents: 'none' },
  { type: 11, fields: [], contents: 'parameters' },
  { type: 12, fields: information, contents: 'none' },
  { type: 13, fields: information, contents: 'none' },
];
