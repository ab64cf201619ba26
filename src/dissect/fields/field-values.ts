// What a frame gives for one field, as filters and outputs ask for it: as many values as the frame has, in the order of
// the wire. Values are read from the octets only when somebody asks.

/** Types as Wireshark's filter language tells them apart. */
export type FieldKind =
  | 'uint8'
  | 'uint16'
  | 'uint24'
  | 'uint32'
  | 'uint64'
  | 'int32'
  | 'frame number'
  | 'boolean'
  | 'double'
  | 'ipv4'
  | 'ipv6'
  | 'ether'
  | 'bytes'
  | 'string'
  | 'absolute time'
  | 'relative time'
  | 'protocol'
  | 'none';

/** The values of one field in the frame at hand. `index` counts from 0 to count - 1. */
export interface FieldValues {
  readonly kind: FieldKind;
  readonly count: number;
  /** Integers up to 32 bits, booleans as 0 and 1, doubles; NaN where the kind has no number. */
  number(index: number): number;
  /** Integers of all widths; times in nanoseconds. */
  big(index: number): bigint;
  /** The octets on the wire; those of the text for strings. Borrowed until the next frame. */
  octets(index: number): Uint8Array;
  /** Of a protocol its octets with all that it carries, in which Wireshark's `contains` and `matches` search. */
  payload?(index: number): Uint8Array;
  /** As `tshark -T fields` prints it. */
  text(index: number): string;
  /** Which layer of its protocol the value belongs to: 1 for the outermost IP header, 2 for the one within (`ip.src#2`). */
  layerNumber(index: number): number;
}
