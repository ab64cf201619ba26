// How messages, parameters, error causes and enumerations are declared. Everything else (dissection, typed values,
// encoder, field list, names) is derived from declarations of these shapes.

export type Protocol = 'asap' | 'enrp';

/** Not (only) in an RFC: from an Internet-Draft, or private to the implementation that `rfc` names. */
export type Status = 'draft' | 'private';

/** A number with a name; unknown numbers stay numbers. */
export interface NamedValue {
  readonly value: number;
  readonly name: string;
  /** What tshark prints for it, where that differs from our name. */
  readonly wireshark?: string;
  /** False where Wireshark does not know the number and prints it as unknown. */
  readonly wiresharkKnows?: false;
  readonly rfc: string;
  readonly about?: string;
  readonly status?: Status;
}

export interface Enumeration {
  readonly name: string;
  readonly values: readonly NamedValue[];
}

export type FieldType =
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'int32'
  | 'fraction32'
  | 'double'
  | 'workload16'
  | 'microseconds32'
  | 'microseconds64'
  | 'ipv4'
  | 'ipv6'
  | 'text'
  | 'bytes'
  | 'flag';

export type FieldDisplay = 'dec' | 'hex' | 'none' | 'percent' | 'fraction';

/**
 * One field. `bytes` and `text` take all that is left of their container where they have no `size`; a text ends at its
 * first octet 0. `fraction32` is a 32-bit share: 0xffffffff is 1. `workload16` is one of 16 bits: 0xfffe is 1, 0xffff none.
 * `double` is IEEE 754's, `microseconds…` a time. `flag` is one bit (mask) of the octet at its offset.
 */
export interface Field<Key extends string = string, Type extends FieldType = FieldType> {
  readonly key: Key;
  readonly type: Type;
  /** Wireshark's name without the protocol in front: `pe_checksum` is asap.pe_checksum and enrp.pe_checksum. */
  readonly filter: string;
  /** Wireshark's name under ENRP, where it is not the same as under ASAP. */
  readonly enrpFilter?: string;
  readonly label: string;
  readonly about: string;
  /** `percent` prints a share times 100, `fraction` prints it as 0..1. */
  readonly display: FieldDisplay;
  readonly values?: Enumeration;
  readonly mask?: number;
  /** Octets on the wire, where the type does not say it: of text, of octets, of a number that is sent narrower. */
  readonly size?: number;
  /** Fields that the octets of this one are cut into: a group and an object in one identifier. */
  readonly parts?: readonly Field[];
  /** True where senders write 0 and receivers look away: the encoder needs no value for it. */
  readonly sentAsZero?: true;
  /** The unit that Wireshark prints behind the number. */
  readonly wiresharkUnit?: string;
  /** What Wireshark prints where all bits are set: that there is no value. */
  readonly wiresharkNone?: string;
  /** Octets that are text most of the time: shown as such besides their hex. */
  readonly isText?: boolean;
  /** The type that Wireshark declares, where it is not the one on the wire. */
  readonly wiresharkType?: FieldType;
  /** True where Wireshark has no such field, so that ours stands under `rserpool.` too. */
  readonly ours?: boolean;
  /** True where Wireshark has the field under ASAP, but not under ENRP. */
  readonly oursUnderEnrp?: boolean;
  readonly rfc?: string;
}

/** Which parameters a container takes, in the order of the RFC's figure. `of` holds parameter types; empty: any. */
export interface Slot<Key extends string = string> {
  readonly key: Key;
  readonly of: readonly number[];
  readonly least: number;
  readonly most: number;
  /** Not in the RFC, but sent by the implementation or draft named here. */
  readonly extension?: string;
}

/**
 * What stands inside a parameter or cause behind its fixed fields. `policy`: the fields of the policy whose type is the
 * first fixed field. `parameter`: one parameter of any type. `message`: one whole message.
 */
export type Contents = 'none' | 'parameters' | 'causes' | 'policy' | 'parameter' | 'message';

export interface ParameterDefinition {
  readonly type: number;
  /** The number that the RFCs gave it, where `type` is that of the drafts before. */
  readonly rfcType?: number;
  readonly key: string;
  readonly name: string;
  /** As in tshark's value strings. */
  readonly wireshark: string;
  /** True where Wireshark shows the value as raw octets (`parameter_value`) under an unknown type. */
  readonly wiresharkRaw?: boolean;
  /** True where it does so under ENRP only. */
  readonly wiresharkRawUnderEnrp?: boolean;
  /** What Wireshark adds to the name when it heads the parameter: its first value, or how many octets that has. */
  readonly wiresharkHeading?: 'value' | 'octets';
  readonly rfc: string;
  readonly about: string;
  /** Fixed fields behind the four header octets, in wire order. */
  readonly fields: readonly Field[];
  readonly contents: Contents;
  readonly slots: readonly Slot[];
  readonly status?: Status;
}

/** A Member Selection Policy: its type word and the fields behind it. */
export interface PolicyDefinition {
  readonly type: number;
  /** The number that the RFCs, or rsplib since, gave it, where `type` is that of the drafts before. */
  readonly rfcType?: number;
  readonly key: string;
  readonly name: string;
  /** The abbreviation, as in RFC 5356's headings or rsplib's command line: `WRR`. */
  readonly short: string;
  /** As in tshark's value strings; missing where Wireshark does not know the policy. */
  readonly wireshark?: string;
  /** True where Wireshark shows the fields as raw octets (`pool_member_selection_policy_value`). */
  readonly wiresharkRaw?: boolean;
  readonly rfc: string;
  readonly about: string;
  /** The load of such a policy changes at run time. For private policies bit A of the type does not say it. */
  readonly adaptive: boolean;
  readonly fields: readonly Field[];
  /** True where a number is assigned, but nobody has defined what follows it. */
  readonly layoutUnknown?: boolean;
  readonly status?: Status;
}

/** An error cause inside the Operation Error parameter. */
export interface CauseDefinition {
  readonly code: number;
  readonly key: string;
  readonly name: string;
  /** As in tshark's value strings; missing where Wireshark does not know the cause. */
  readonly wireshark?: string;
  readonly rfc: string;
  readonly about: string;
  readonly contents: Contents;
  /** Which parameters may stand inside; empty for causes without any. */
  readonly slots: readonly Slot[];
  /** True where no document says whether information follows the header. */
  readonly informationOpen?: boolean;
  readonly status?: Status;
}

export interface MessageDefinition {
  readonly protocol: Protocol;
  readonly type: number;
  readonly key: string;
  readonly name: string;
  /** As in tshark's Info column and value strings: `ASAP Registration`. */
  readonly wireshark: string;
  readonly rfc: string;
  readonly about: string;
  /** Bits of the flags octet (octet 1). */
  readonly flags: readonly Field<string, 'flag'>[];
  /** Fixed fields behind the common header (octet 4 on), in wire order. */
  readonly fields: readonly Field[];
  readonly slots: readonly Slot[];
  /** True where the whole sequence of slots may come again and again: pool after pool. */
  readonly slotsRepeat?: boolean;
}

/** A value of a field: numbers as they are, shares as 0..1 (NaN: none), addresses as text, octets as octets. */
export type FieldValue<Type extends FieldType = FieldType> = Type extends 'bytes'
  ? Uint8Array
  : Type extends 'ipv4' | 'ipv6' | 'text'
    ? string
    : Type extends 'flag'
      ? boolean
      : Type extends 'uint64' | 'microseconds64'
        ? bigint
        : number;

/** An object with one property for each field of the list. */
export type ValuesOfFields<Fields extends readonly Field[]> = {
  -readonly [F in Fields[number] as F['key']]: FieldValue<F['type']>;
};

/** A field of a lower layer's header: it stands at a fixed offset, and its name is complete. */
export interface HeaderField {
  /** Wireshark's full name: `ip.ttl`. */
  readonly filter: string;
  readonly label: string;
  readonly type: 'uint8' | 'uint16' | 'uint24' | 'uint32' | 'bool' | 'ipv4' | 'ipv6' | 'ether';
  readonly display: 'dec' | 'hex' | 'none';
  /** From the start of its header; `size` octets are read there. */
  readonly offset: number;
  /** Where the header itself says whether and where the field stands: its offset, negative where it is not there. */
  readonly offsetOf?: (bytes: Uint8Array, start: number) => number;
  readonly size: number;
  /** Applied to the number that was read; the result is shifted right by the mask's zero bits. */
  readonly mask?: number;
  /** Bits that a tree shows of the octets, where these hold another field as well; 0: none. */
  readonly bits?: number;
  /** Multiply by this: a header length in words becomes octets. */
  readonly scale?: number;
  readonly values?: Enumeration;
  /** What is printed behind the number. */
  readonly unit?: string;
  /** A hexadecimal number that people see as a decimal one, too. */
  readonly bothBases?: true;
  /** What people see in a tree in place of the number at bytes[at]. */
  readonly words?: (bytes: Uint8Array, at: number) => string;
  /** Also found under these names: `ip.src` is an `ip.addr`. */
  readonly also?: readonly string[];
}
