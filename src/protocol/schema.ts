// How messages, parameters, error causes and enumerations are declared. Everything else (dissection, typed values,
// encoder, field list, names) is derived from declarations of these shapes.

/** A number with a name; unknown numbers stay numbers. */
export interface NamedValue {
  readonly value: number;
  readonly name: string;
  /** What tshark prints for it, where that differs from our name. */
  readonly wireshark?: string;
  readonly rfc: string;
  readonly about?: string;
  readonly status?: 'draft' | 'private';
}

export interface Enumeration {
  readonly name: string;
  readonly values: readonly NamedValue[];
}

export type FieldType = 'uint8' | 'uint16' | 'uint32' | 'int32' | 'fraction32' | 'ipv4' | 'ipv6' | 'bytes' | 'flag';

/**
 * One field. `bytes` takes all that is left of its container. `fraction32` is a 32-bit share: 0xffffffff is 1.
 * `flag` is one bit (mask) of the octet at its offset.
 */
export interface Field<Key extends string = string, Type extends FieldType = FieldType> {
  readonly key: Key;
  readonly type: Type;
  /** Wireshark's name without the protocol in front: `pe_checksum` is asap.pe_checksum and enrp.pe_checksum. */
  readonly filter: string;
  readonly label: string;
  readonly about: string;
  readonly display: 'dec' | 'hex' | 'none' | 'percent' | 'fraction';
  readonly values?: Enumeration;
  readonly mask?: number;
  /** True where Wireshark has no such field, so that ours stands under `rserpool.` too. */
  readonly ours?: boolean;
  readonly rfc?: string;
}

/** Which parameters a container takes, in the order of the RFC's figure. `of` holds parameter types. */
export interface Slot<Key extends string = string> {
  readonly key: Key;
  readonly of: readonly number[];
  readonly least: number;
  readonly most: number;
  /** Not in the RFC, but sent by the implementation or draft named here. */
  readonly extension?: string;
}

/** What stands inside a parameter or cause behind its fixed fields. */
export type Contents = 'none' | 'parameters' | 'causes' | 'parameter' | 'message';

export interface ParameterDefinition {
  readonly type: number;
  readonly key: string;
  readonly name: string;
  readonly wireshark: string;
  readonly rfc: string;
  readonly about: string;
  /** Fixed fields behind the four header octets, in wire order. */
  readonly fields: readonly Field[];
  readonly contents: Contents;
  readonly slots: readonly Slot[];
  readonly status?: 'draft';
}

export interface MessageDefinition {
  readonly protocol: 'asap' | 'enrp';
  readonly type: number;
  readonly key: string;
  readonly name: string;
  /** As in tshark's Info column and value strings: `ASAP Registration`. */
  readonly wireshark: string;
  readonly rfc: string;
  readonly about: string;
  /** Bits of the flags octet (octet 1). */
  readonly flags: readonly Field[];
  /** Fixed fields behind the common header (octet 4 on), in wire order. */
  readonly fields: readonly Field[];
  readonly slots: readonly Slot[];
}
