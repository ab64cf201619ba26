// What a receiver must do with a message or parameter type it does not know: the two top bits of the type say it.
// RFC 5354 §3 (parameters) and §4 (messages).

export interface UnknownTypeAction {
  /** The two top bits as a number 0..3. */
  readonly bits: number;
  /** True: discard the whole message. False: step over the parameter and go on. */
  readonly stop: boolean;
  /** True: tell the sender in an ASAP_ERROR or ENRP_ERROR. */
  readonly report: boolean;
  readonly about: string;
}

const parameterActions: readonly UnknownTypeAction[] = [
  { bits: 0, stop: true, report: false, about: 'stop and discard the message' },
  { bits: 1, stop: true, report: true, about: 'stop, discard the message and report the parameter' },
  { bits: 2, stop: false, report: false, about: 'skip the parameter and go on' },
  { bits: 3, stop: false, report: true, about: 'skip the parameter, go on and report it' },
];

const messageActions: readonly (UnknownTypeAction | undefined)[] = [
  { bits: 0, stop: true, report: false, about: 'discard the message' },
  { bits: 1, stop: true, report: true, about: 'discard the message and report it' },
  undefined,
  undefined,
];

export function unknownParameterAction(type: number): UnknownTypeAction {
  return parameterActions[(type >>> 14) & 3] as UnknownTypeAction;
}

/** Undefined where the bits are 10 or 11: reserved for messages. */
export function unknownMessageAction(type: number): UnknownTypeAction | undefined {
  return messageActions[(type >>> 6) & 3];
}
