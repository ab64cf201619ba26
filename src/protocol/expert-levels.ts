// How bad an expert is, what kind it is of, and the shape in which experts are declared. Severities and groups are Wireshark's.

export type Severity = 'comment' | 'chat' | 'note' | 'warning' | 'error';
export type ExpertGroup =
  | 'malformed'
  | 'protocol'
  | 'sequence'
  | 'checksum'
  | 'undecoded'
  | 'reassembly'
  | 'security'
  | 'assumption'
  | 'deprecated';

/** Severity and group of what Wireshark finds remarkable in a lower layer: `['note', 'sequence']`. */
export type LayerExpert = readonly [Severity, ExpertGroup];

/** Whose habits are taken for granted: what rsplib is known to do its own way is a note under `rsplib`. */
export type ExpertProfile = 'rfc' | 'rsplib';

/** A name for people and Wireshark's number for filters. */
export interface WiresharkNumber {
  readonly value: number;
  readonly name: string;
}

export const severityNumbers: Readonly<Record<Severity, WiresharkNumber>> = {
  comment: { value: 0x00100000, name: 'Comment' },
  chat: { value: 0x00200000, name: 'Chat' },
  note: { value: 0x00400000, name: 'Note' },
  warning: { value: 0x00600000, name: 'Warning' },
  error: { value: 0x00800000, name: 'Error' },
};

export const groupNumbers: Readonly<Record<ExpertGroup, WiresharkNumber>> = {
  checksum: { value: 0x01000000, name: 'Checksum' },
  sequence: { value: 0x02000000, name: 'Sequence' },
  undecoded: { value: 0x05000000, name: 'Undecoded' },
  reassembly: { value: 0x06000000, name: 'Reassemble' },
  malformed: { value: 0x07000000, name: 'Malformed' },
  protocol: { value: 0x09000000, name: 'Protocol' },
  security: { value: 0x0a000000, name: 'Security' },
  assumption: { value: 0x0d000000, name: 'Assumption' },
  deprecated: { value: 0x0e000000, name: 'Deprecated' },
};

/** Groups that Wireshark has and none of our experts is in, so that a filter may name them. */
export const otherGroupNumbers: readonly WiresharkNumber[] = [
  { value: 0x03000000, name: 'Response' },
  { value: 0x04000000, name: 'Request' },
  { value: 0x08000000, name: 'Debug' },
  { value: 0x0b000000, name: 'Comment' },
  { value: 0x0c000000, name: 'Decryption' },
];

export interface More {
  /** The rules that it breaks. A number never changes its meaning. */
  readonly rules?: readonly string[];
  /**
   * The sentence with the numbers of one case. {subject}: the message, parameter or cause; {needed} and {available}: octets,
   * or what a value should be and is; {hex}: the value in hexadecimal; {limit}: what set the end; {action}: what a receiver
   * does with the unknown type.
   */
  readonly detail?: string;
  /** What rsplib does, where it deviates by habit: then it is only a note under that profile. */
  readonly rsplib?: string;
  /** What set the limit, where whoever records it does not say. */
  readonly limit?: number;
}

export interface ExpertCode extends More {
  readonly code: string;
  readonly severity: Severity;
  readonly group: ExpertGroup;
  /** What is wrong, as the beginning of a sentence that numbers complete. */
  readonly sentence: string;
  readonly rfc: string;
}

/** One expert as its table declares it. */
export type ExpertRow = readonly [
  code: string,
  severity: Severity,
  group: ExpertGroup,
  sentence: string,
  rfc: string,
  more?: More,
];
