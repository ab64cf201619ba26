// What can set the end of something on the wire: the length field that a length expert names as its limit. Kept as numbers
// until somebody looks; the names are Wireshark's.

export const limit = {
  none: 0,
  /** The snap length: the sender sent more. */
  capture: 1,
  frame: 2,
  ip: 3,
  udp: 4,
  tcp: 5,
  sctpPacket: 6,
  sctpChunk: 7,
  message: 8,
  parameter: 9,
  cause: 10,
} as const;

interface Limit {
  /** The field that holds it; of ASAP's and ENRP's own fields only the tail. */
  readonly filter: string;
  readonly ofMessage?: true;
  readonly words: string;
}

const limits: readonly Limit[] = [
  { filter: '', words: 'what holds it' },
  { filter: 'frame.cap_len', words: 'the capture' },
  { filter: 'frame.len', words: 'the frame' },
  { filter: 'ip.len', words: 'the IP packet' },
  { filter: 'udp.length', words: 'the datagram' },
  { filter: 'tcp.len', words: 'the stream' },
  { filter: '', words: 'the SCTP packet' },
  { filter: 'sctp.chunk_length', words: 'the user message' },
  { filter: 'message_length', ofMessage: true, words: 'the message' },
  { filter: 'parameter_length', ofMessage: true, words: 'the parameter' },
  { filter: 'cause_length', ofMessage: true, words: 'the error cause' },
];

/** The full name of the field: `enrp.message_length`; '' where no field set the limit. `protocol` is `asap` or `enrp`. */
export function limitField(number: number, protocol: string): string {
  const found = limits[number];
  if (found === undefined) return '';
  return found.ofMessage ? `${protocol}.${found.filter}` : found.filter;
}

/** In a sentence: `the message`. */
export function limitWords(number: number): string {
  return (limits[number] ?? (limits[0] as Limit)).words;
}
