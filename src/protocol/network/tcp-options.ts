// The options of TCP (IANA, TCP Option Kind Numbers): how Wireshark calls each, and what stands in it.
import type { FieldType } from '../schema.ts';

export interface OptionField {
  /** Wireshark's full name. */
  readonly filter: string;
  readonly label: string;
  readonly type: Extract<FieldType, 'uint8' | 'uint16' | 'uint32' | 'bytes' | 'flag'> | 'uint24';
  readonly display?: 'hex';
  /** From the kind; `size` octets, or all that is left. */
  readonly offset: number;
  readonly size?: number;
  readonly mask?: number;
}

export interface OptionDefinition {
  readonly kind: number;
  /** Wireshark's name of the option as a protocol of its own: `tcp.options.mss`. */
  readonly filter: string;
  readonly name: string;
  readonly rfc: string;
  readonly fields: readonly OptionField[];
  /** Octets that the option has; undefined where they may be any number. */
  readonly length?: number;
  /** What people see behind its name. */
  readonly words?: (bytes: Uint8Array, at: number, size: number) => string;
}

function u32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}

export const tcpOptions: readonly OptionDefinition[] = [
  { kind: 0, filter: 'eol', name: 'End of Option List (EOL)', rfc: 'RFC 9293 §3.2', fields: [] },
  { kind: 1, filter: 'nop', name: 'No-Operation (NOP)', rfc: 'RFC 9293 §3.2', fields: [] },
  {
    kind: 2,
    filter: 'mss',
    name: 'Maximum segment size',
    rfc: 'RFC 9293 §3.2',
    length: 4,
    fields: [{ filter: 'tcp.options.mss_val', label: 'MSS Value', type: 'uint16', offset: 2, size: 2 }],
    words: (bytes, at) => `: ${((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)} bytes`,
  },
  {
    kind: 3,
    filter: 'wscale',
    name: 'Window scale',
    rfc: 'RFC 7323 §2.2',
    length: 3,
    fields: [{ filter: 'tcp.options.wscale.shift', label: 'Shift count', type: 'uint8', offset: 2, size: 1 }],
    words: (bytes, at) => `: ${bytes[at + 2]} (multiply by ${2 ** Math.min(14, bytes[at + 2] as number)})`,
  },
  { kind: 4, filter: 'sack_perm', name: 'SACK permitted', rfc: 'RFC 2018 §2', length: 2, fields: [] },
  { kind: 5, filter: 'sack', name: 'SACK', rfc: 'RFC 2018 §3', fields: [] },
  {
    kind: 6,
    filter: 'echo',
    name: 'Echo',
    rfc: 'RFC 1072 §3',
    length: 6,
    fields: [{ filter: 'tcp.options.echo_value', label: 'TCP Echo Option', type: 'uint32', offset: 2, size: 4 }],
  },
  {
    kind: 7,
    filter: 'echoreply',
    name: 'Echo reply',
    rfc: 'RFC 1072 §3',
    length: 6,
    fields: [{ filter: 'tcp.options.echo_value', label: 'TCP Echo Option', type: 'uint32', offset: 2, size: 4 }],
  },
  {
    kind: 8,
    filter: 'timestamp',
    name: 'Timestamps',
    rfc: 'RFC 7323 §3.2',
    length: 10,
    fields: [
      { filter: 'tcp.options.timestamp.tsval', label: 'Timestamp value', type: 'uint32', offset: 2, size: 4 },
      { filter: 'tcp.options.timestamp.tsecr', label: 'Timestamp echo reply', type: 'uint32', offset: 6, size: 4 },
    ],
    words: (bytes, at) => `: TSval ${u32(bytes, at + 2)}, TSecr ${u32(bytes, at + 6)}`,
  },
  {
    kind: 19,
    filter: 'md5',
    name: 'TCP MD5 signature',
    rfc: 'RFC 2385 §3.0',
    length: 18,
    fields: [{ filter: 'tcp.options.md5.digest', label: 'MD5 digest', type: 'bytes', offset: 2 }],
  },
  {
    kind: 28,
    filter: 'user_to',
    name: 'User Timeout',
    rfc: 'RFC 5482 §2',
    length: 4,
    fields: [
      {
        filter: 'tcp.options.user_to_granularity',
        label: 'Granularity',
        type: 'flag',
        offset: 2,
        size: 2,
        mask: 0x8000,
      },
      { filter: 'tcp.options.user_to_val', label: 'User Timeout', type: 'uint16', offset: 2, size: 2, mask: 0x7fff },
    ],
  },
  {
    kind: 29,
    filter: 'ao',
    name: 'TCP AO',
    rfc: 'RFC 5925 §2.2',
    fields: [
      { filter: 'tcp.options.ao.keyid', label: 'AO KeyID', type: 'uint8', offset: 2, size: 1 },
      { filter: 'tcp.options.ao.rnextkeyid', label: 'AO RNextKeyID', type: 'uint8', offset: 3, size: 1 },
      { filter: 'tcp.options.ao.mac', label: 'AO MAC', type: 'bytes', offset: 4 },
    ],
  },
  {
    kind: 34,
    filter: 'tfo',
    name: 'TCP Fast Open',
    rfc: 'RFC 7413 §4.1.1',
    fields: [{ filter: 'tcp.options.tfo.cookie', label: 'Fast Open Cookie', type: 'bytes', offset: 2 }],
  },
];

/** Of an option that has no name here. */
export const unknownTcpOption: OptionDefinition = {
  kind: -1,
  filter: 'unknown',
  name: 'Unknown',
  rfc: 'IANA',
  fields: [{ filter: 'tcp.options.unknown.payload', label: 'Payload', type: 'bytes', offset: 2 }],
};
