// The columns of the summary as fields: under the names that tshark has for -e (`_ws.col.Info`), and those that it has had for
// filters, too, since 4.2 (`_ws.col.info`). What makes the columns stands above this room, and is handed in.
import type { Dissection } from '../dissection.ts';
import { type FrameField, field } from './frame-field.ts';
import type { FieldSinks } from './sink.ts';

export interface SummaryTexts {
  /** Number, time, source, destination, protocol, length, info. */
  cells(d: Dissection): readonly string[];
  /** A frame that nobody asks about: times may count from it. */
  skip(d: Dissection): void;
}

export interface SummaryField extends FrameField {
  readonly column: number;
}

/** In the order of the columns: names, and what is in it. */
const columns: readonly (readonly [readonly string[], string])[] = [
  [['No.', 'number'], 'number of the frame'],
  [['Time', 'time', 'cls_time'], 'time, in the form that -t asks for'],
  [['Source', 'source', 'def_src'], 'source of the innermost packet'],
  [['Destination', 'destination', 'def_dst'], 'destination of the innermost packet'],
  [['Protocol', 'protocol'], 'protocol that names the packet'],
  [['Length', 'length', 'packet_length'], 'octets of the frame on the wire'],
  [['Info', 'info'], 'what is in the packet, in a line'],
];

export const summaryFields: readonly SummaryField[] = columns.flatMap(([names, meaning], column) =>
  names.map((name): SummaryField => {
    const made = field(name, name, 'string', `column of the summary: ${meaning}`, () => {});
    return { ...made, info: { ...made.info, name: `_ws.col.${name}`, generated: true }, column };
  }),
);

/** Tells the columns that are wanted; undefined where none is. */
export function summaryReader(
  sinks: FieldSinks,
): ((d: Dissection, texts: SummaryTexts | undefined) => void) | undefined {
  if (!sinks.wants('_ws.col.')) return undefined;
  const wanted = summaryFields.flatMap(({ info, column }) => {
    const sink = sinks.find(info);
    return sink === undefined ? [] : [{ sink, column }];
  });
  return (d, texts) => {
    const cells = texts?.cells(d) ?? [];
    for (const { sink, column } of wanted) {
      const text = cells[column];
      if (text !== undefined) sink.text(text);
    }
  };
}
