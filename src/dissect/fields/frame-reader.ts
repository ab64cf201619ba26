// The fields of the frame itself: its number, lengths and times.
import { enumeration } from '../../protocol/declare.ts';
import type { Dissection } from '../dissection.ts';
import type { FieldInfo } from './field-info.ts';
import type { FieldKind } from './field-values.ts';
import { protocolsText } from './frame-protocols.ts';
import type { FieldSink, FieldSinks } from './sink.ts';

/** What the clock showed in frames before this one. */
export class FrameClock {
  #firstSeconds = Number.NaN;
  #firstNanoseconds = 0;
  #previousSeconds = 0;
  #previousNanoseconds = 0;
  #displayedSeconds = Number.NaN;
  #displayedNanoseconds = 0;
  /** Differences; seconds and nanoseconds need not have one sign. */
  readonly relative = { seconds: 0, nanoseconds: 0 };
  readonly delta = { seconds: 0, nanoseconds: 0 };
  readonly displayedDelta = { seconds: 0, nanoseconds: 0 };

  tick(seconds: number, nanoseconds: number): void {
    if (Number.isNaN(this.#firstSeconds)) {
      this.#firstSeconds = seconds;
      this.#firstNanoseconds = nanoseconds;
      this.#previousSeconds = seconds;
      this.#previousNanoseconds = nanoseconds;
    }
    set(this.relative, seconds - this.#firstSeconds, nanoseconds - this.#firstNanoseconds);
    set(this.delta, seconds - this.#previousSeconds, nanoseconds - this.#previousNanoseconds);
    if (!Number.isNaN(this.#displayedSeconds))
      set(this.displayedDelta, seconds - this.#displayedSeconds, nanoseconds - this.#displayedNanoseconds);
    this.#previousSeconds = seconds;
    this.#previousNanoseconds = nanoseconds;
  }

  /** The frame at hand is shown: the next one's displayed delta counts from it. */
  shown(seconds: number, nanoseconds: number): void {
    this.#displayedSeconds = seconds;
    this.#displayedNanoseconds = nanoseconds;
  }
}

function set(time: { seconds: number; nanoseconds: number }, seconds: number, nanoseconds: number): void {
  time.seconds = seconds;
  time.nanoseconds = nanoseconds;
}

type FrameRead = (sink: FieldSink, d: Dissection, clock: FrameClock) => void;

export interface FrameField {
  readonly info: FieldInfo;
  readonly meaning: string;
  readonly read: FrameRead;
}

const none = new Uint8Array(0);

function field(name: string, label: string, kind: FieldKind, meaning: string, read: FrameRead, unit = ''): FrameField {
  const generated = /^Time|^Protocols|^Frame is/.test(label);
  return { info: { name: `frame.${name}`, label, kind, format: 'dec', size: 0, unit, generated }, meaning, read };
}

function number(name: string, label: string, meaning: string, read: (d: Dissection) => number): FrameField {
  return field(name, label, 'uint32', meaning, (sink, d) => sink.number(read(d), none, 0, 0));
}

/** By LINKTYPE_ number: the number that Wireshark has for the encapsulation. */
const encapsulations: Readonly<Record<number, number>> = {
  0: 15,
  1: 1,
  9: 4,
  12: 7,
  14: 7,
  50: 4,
  101: 7,
  108: 15,
  113: 25,
  228: 129,
  229: 130,
  276: 210,
};

const encapsulation = field(
  'encap_type',
  'Encapsulation type',
  'uint32',
  'link type as Wireshark numbers it: 1 is Ethernet',
  (sink, { frame }) => {
    const number = encapsulations[frame.linkType];
    if (number !== undefined) sink.number(number, none, 0, 0);
  },
);

const truth = enumeration('Truth', [
  { value: 0, name: 'False', rfc: 'Wireshark' },
  { value: 1, name: 'True', rfc: 'Wireshark' },
]);

/** A user's mark in Wireshark's window: here none is ever set. */
function unset(name: string, label: string): FrameField {
  const made = field(name, label, 'boolean', 'never set here: marks are made in Wireshark', (sink) =>
    sink.number(0, none, 0, 0),
  );
  return { ...made, info: { ...made.info, values: truth } };
}

export const frameFields: readonly FrameField[] = [
  number(
    'interface_id',
    'Interface id',
    'interface that captured the frame, from 0',
    ({ frame }) => frame.interfaceIndex,
  ),
  encapsulation,
  field('time', 'Arrival Time', 'absolute time', 'when the frame was captured, in the local zone', (sink, { frame }) =>
    sink.time(frame.seconds, frame.nanoseconds),
  ),
  field(
    'offset_shift',
    'Time shift for this packet',
    'relative time',
    'always 0: time stamps are taken as they are',
    (sink) => sink.time(0, 0),
    ' seconds',
  ),
  field(
    'time_epoch',
    'Epoch Time',
    'relative time',
    'when the frame was captured: seconds since 1970',
    (sink, { frame }) => sink.time(frame.seconds, frame.nanoseconds),
    ' seconds',
  ),
  field(
    'time_delta',
    'Time delta from previous captured frame',
    'relative time',
    'seconds since the frame before',
    (sink, _, { delta }) => sink.time(delta.seconds, delta.nanoseconds),
    ' seconds',
  ),
  field(
    'time_delta_displayed',
    'Time delta from previous displayed frame',
    'relative time',
    'seconds since the frame shown before',
    (sink, _, { displayedDelta }) => sink.time(displayedDelta.seconds, displayedDelta.nanoseconds),
    ' seconds',
  ),
  field(
    'time_relative',
    'Time since reference or first frame',
    'relative time',
    'seconds since the first frame',
    (sink, _, { relative }) => sink.time(relative.seconds, relative.nanoseconds),
    ' seconds',
  ),
  field('number', 'Frame Number', 'frame number', 'number of the frame, from 1 over all captures', (sink, { frame }) =>
    sink.number(frame.number, none, 0, 0),
  ),
  number('len', 'Frame Length', 'octets of the frame on the wire', ({ frame }) => frame.originalLength),
  number('cap_len', 'Capture Length', 'octets of the frame that were captured', ({ frame }) => frame.end - frame.start),
  unset('marked', 'Frame is marked'),
  unset('ignored', 'Frame is ignored'),
  field('protocols', 'Protocols in frame', 'string', 'protocols in the frame, from the outside in', (sink, d) =>
    sink.text(protocolsText(d)),
  ),
];

/** One step for each field of the frame that is wanted. */
export function frameSteps(sinks: FieldSinks): ((d: Dissection, clock: FrameClock) => void)[] {
  return frameFields.flatMap(({ info, read }) => {
    const sink = sinks.find(info);
    return sink === undefined ? [] : [(d: Dissection, clock: FrameClock) => read(sink, d, clock)];
  });
}
