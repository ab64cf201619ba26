// The typed values of a message: what the encoder takes and decodeValues gives. RFC 5352 to RFC 5354.
import type { FieldValue, MessageDefinition, Protocol, ValuesOfFields } from '../protocol/schema.ts';

/** Values by key, as the table names them. Fields that were cut off are missing, and `rest` has their octets. */
export type Values = { [key: string]: FieldValue };

/** Octets put in as they are: for what no table describes, and for wrong bytes in tests. */
export interface RawOctets {
  readonly raw: Uint8Array;
}

interface Container {
  /** Octets behind all that could be understood: the value of an unknown type, or what is malformed. */
  rest?: Uint8Array;
  /** Written in place of the right length. */
  length?: number;
}

export interface ParameterValues extends Container {
  type: number;
  values?: Values;
  parameters?: (ParameterValues | RawOctets)[];
  causes?: (CauseValues | RawOctets)[];
}

export interface CauseValues extends Container {
  code: number;
  parameters?: (ParameterValues | RawOctets)[];
  message?: MessageValues | RawOctets;
}

export interface MessageValues extends Container {
  protocol: Protocol;
  type: number;
  /** Named flags that are set or clear, by key. */
  flags?: { [key: string]: boolean };
  /** All other bits of the flags octet. */
  otherFlags?: number;
  values?: Values;
  parameters?: (ParameterValues | RawOctets)[];
}

/**
 * What `encodeMessage` takes for a message of the table: its fixed fields, its flags where they are set, and the rest.
 * `ValuesOf<typeof presence>` is { replyRequired?: boolean; senderServerId: number; …; parameters?: … }.
 */
export type ValuesOf<Definition extends MessageDefinition> = ValuesOfFields<Definition['fields']> &
  Partial<ValuesOfFields<Definition['flags']>> & {
    parameters?: readonly (ParameterValues | RawOctets)[];
    otherFlags?: number;
    rest?: Uint8Array;
    length?: number;
  };

export function isRaw(values: object): values is RawOctets {
  return 'raw' in values;
}
