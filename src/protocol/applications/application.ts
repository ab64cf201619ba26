// The shape in which an application protocol is declared: its common header, its messages, and how it is told. Everything
// else (dissection, field list, encoder) is derived from declarations of this shape.
import type { Field } from '../schema.ts';

/** Records of the same fields that follow a message until its end. */
export interface Records {
  readonly key: string;
  /** `Association`: Wireshark numbers them from 1. */
  readonly label: string;
  /** The field of the message that counts them. */
  readonly count: string;
  readonly fields: readonly Field[];
}

export interface ApplicationMessage {
  /** Octet 0. */
  readonly type: number;
  readonly key: string;
  readonly name: string;
  /** As in Wireshark's Info column and value strings. */
  readonly wireshark: string;
  readonly about: string;
  /** Bits of the flags octet (octet 1). */
  readonly flags: readonly Field<string, 'flag'>[];
  /** Fields behind the common header, in wire order. */
  readonly fields: readonly Field[];
  /** What the last field's octets are counted by, where it takes all that is left: the message length where left out. */
  readonly countedBy?: { readonly key: string; readonly octets: number };
  readonly records?: Records;
  /** True where senders leave the fields out when they have nothing to say. */
  readonly fieldsOptional?: boolean;
}

/** An object for tables that keep the literal types of their keys and fields. */
export function applicationMessage<const Message extends ApplicationMessage>(message: Message): Message {
  return message;
}

export interface ApplicationProtocol {
  readonly key: string;
  readonly name: string;
  /** Wireshark's filter name. */
  readonly filter: string;
  /** As in Wireshark's Protocol column. */
  readonly column: string;
  /** As Wireshark names it in the tree of a packet. */
  readonly wireshark: string;
  readonly about: string;
  /** The number of IANA and the one from before. Empty: carried by UDP. */
  readonly ppids: readonly number[];
  readonly udpPort?: number;
  /** Octets 0..3: type, flags, length. */
  readonly header: readonly Field[];
  readonly messages: readonly ApplicationMessage[];
  /** What Wireshark's Info column shows of a type that it does not know. */
  readonly unknown: string;
  /**
   * Numbers that must stand in a datagram, by offset: nothing but a UDP port tells it else. `size` is 1 or 4 octets.
   */
  readonly signature?: readonly { readonly offset: number; readonly size: 1 | 4; readonly value: number }[];
  /** True where a message reaches to the end of its datagram, whatever its length field says. */
  readonly lengthIgnored?: boolean;
}
