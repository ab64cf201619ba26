// The fields of the frame itself: its number, lengths and times.
import { enumeration } from '../../protocol/declare.ts';
import { encapsulationTypes } from '../../protocol/network/names.ts';
import type { Dissection } from '../dissection.ts';
import type { FrameClock } from './frame-clock.ts';
import { type FrameField, field, none, number } from './frame-field.ts';
import { originFields } from './frame-origin-fields.ts';
import { protocolsText } from './frame-protocols.ts';
import type { FieldSinks } from './sink.ts';

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

const encapsulationOf = field(
  'encap_type',
  'Encapsulation type',
  'uint32',
  'link type as Wireshark numbers it: 1 is Ethernet',
  (sink, { frame }) => {
    const number = encapsulations[frame.linkType];
    if (number !== undefined) sink.number(number, none, 0, 0);
  },
);
const encapsulation = { ...encapsulationOf, info: { ...encapsulationOf.info, values: encapsulationTypes } };

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

/** People see a length in bits, too. */
function inBits(made: FrameField): FrameField {
  return { ...made, info: { ...made.info, namesNumber: (octets) => `${octets} bytes (${octets * 8} bits)` } };
}

export const frameFields: readonly FrameField[] = [
  ...originFields,
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
  inBits(number('len', 'Frame Length', 'octets of the frame on the wire', ({ frame }) => frame.originalLength)),
  inBits(
    number(
      'cap_len',
      'Capture Length',
      'octets of the frame that were captured',
      ({ frame }) => frame.end - frame.start,
    ),
  ),
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
