// Who is told the fields of a frame. One reading of the octets serves field lines, filters and packet trees: each gives
// the readers sinks for the fields that it wants.
import type { FieldInfo } from './field-info.ts';

/** Takes the values of one field, in the order of the wire. Octets are borrowed until the next frame. */
export interface FieldSink {
  /** The value stands in `size` octets at bytes[at]. */
  octets(bytes: Uint8Array, at: number, size: number): void;
  /** A number that was worked out from what stands there. */
  number(value: number, bytes: Uint8Array, at: number, size: number): void;
  time(seconds: number, nanoseconds: number): void;
  text(value: string): void;
}

export interface FieldSinks {
  /** Who wants this field; undefined: nobody, so that its work is skipped. */
  find(info: FieldInfo): FieldSink | undefined;
  /** Whether any field with this beginning of its name is wanted. */
  wants(prefix: string): boolean;
  /** A protocol's layer begins; what is told until the next layer belongs to it. */
  /** `isQuoted`: the layer stands inside an ICMP error, which is the layer before the quoted ones. */
  layer(protocol: string, bytes: Uint8Array, start: number, end: number, isQuoted: boolean): void;
  /** What follows belongs to the last layer of this protocol again. */
  resume(protocol: string): void;
  /** Set where parts are of interest. */
  readonly parts: PartSink | undefined;
}

/** What has a heading of its own within a layer. */
export type PartKind = 'parameter' | 'cause' | 'chunk' | 'sctp parameter' | 'sctp cause' | 'record';

export interface PartSink {
  /** A message inside a message: an error cause quotes it. Ended as parts are. */
  beginMessage(bytes: Uint8Array, start: number, end: number): void;
  /** `type`: of a parameter the RFCs' number, see Dialect; of a record its number, from 1. */
  begin(kind: PartKind, type: number, bytes: Uint8Array, start: number, end: number): void;
  /** `isWhole`: what was read of it fitted, up to its padding. */
  end(isWhole: boolean): void;
  /** The layer at hand could not be read further (Wireshark: a malformed packet). */
  malformed(isCut: boolean): void;
}
