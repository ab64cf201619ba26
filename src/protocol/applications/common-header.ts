// The first four octets of every application message of rsplib: type, flags, length.
import { enumeration, u8, u16 } from '../declare.ts';
import type { Field } from '../schema.ts';
import type { ApplicationMessage } from './application.ts';

/** `messages` give the names of the types. */
export function commonHeader(messages: readonly ApplicationMessage[], length: string): readonly Field[] {
  const types = messages.map(({ type, name, wireshark, about }) => ({
    value: type,
    name,
    wireshark,
    rfc: 'rsplib',
    about,
  }));
  return [
    u8('messageType', {
      filter: 'message_type',
      label: 'Type',
      about: 'message type',
      values: enumeration('Message Type', types),
    }), // 0
    u8('messageFlags', { filter: 'message_flags', label: 'Flags', about: 'flags of the message' }), // 1
    u16('messageLength', { filter: 'message_length', label: 'Length', about: length }), // 2..3
  ];
}

export const wholeLength = 'octets of the message with its header';
