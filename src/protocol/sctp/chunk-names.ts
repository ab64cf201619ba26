// Names of the chunk types, for fields that name a chunk.
import { enumeration } from '../declare.ts';
import { chunks } from './chunks.ts';

export const chunkNames = enumeration(
  'SCTP Chunk Type',
  chunks.map(({ type, name, wireshark, rfc }) => ({ value: type, name, wireshark, rfc })),
);
