// The columns of the summary as texts, for outputs that do not print it as a line: psml, and the fields `_ws.col.…`.
import type { Dissection } from '../../dissect/dissection.ts';
import type { SummaryTexts } from '../../dissect/fields/summary-fields.ts';
import { TextBuffer } from '../text-buffer.ts';
import { SummaryLines } from './summary-line.ts';
import type { TimeColumn } from './time-column.ts';

const utf8 = new TextDecoder();

export class SummaryCells implements SummaryTexts {
  readonly #decimalsOf: (interfaceIndex: number) => 6 | 9;
  readonly #lines: SummaryLines;
  readonly #line: TextBuffer;
  #text = '';
  #cells: readonly string[] = [];
  #frame = -1;

  constructor(time: TimeColumn, decimalsOf: (interfaceIndex: number) => 6 | 9) {
    this.#decimalsOf = decimalsOf;
    this.#line = new TextBuffer((bytes, length) => {
      this.#text += utf8.decode(bytes.subarray(0, length), { stream: true });
    }, 4096);
    this.#lines = new SummaryLines(this.#line, time, '\t');
  }

  /** Number, time, source, destination, protocol, length, info. Several may ask for the same frame. */
  cells(d: Dissection): readonly string[] {
    if (d.frame.number === this.#frame) return this.#cells;
    this.#frame = d.frame.number;
    this.#text = '';
    this.#lines.write(d, this.#decimalsOf(d.frame.interfaceIndex));
    this.#line.flush();
    const [number = '', time = '', source = '', , destination = '', protocol = '', length = '', info = ''] = this.#text
      .slice(0, -1)
      .split('\t');
    this.#cells = [number.trim(), time.trim(), source.trim(), destination.trim(), protocol, length, info];
    return this.#cells;
  }

  skip(d: Dissection): void {
    if (d.frame.number !== this.#frame) this.#lines.skip(d);
  }
}
