// `-T fields`: one line a frame, the wanted fields side by side, as tshark writes them.
import type { Dissection } from '../../dissect/dissection.ts';
import { FieldExtractor } from '../../dissect/fields/field-extractor.ts';
import type { FieldValues } from '../../dissect/fields/field-values.ts';
import type { FrameLinks } from '../../dissect/transactions/frame-links.ts';
import type { TextBuffer } from '../text-buffer.ts';

export interface FieldLineOptions {
  readonly header: boolean;
  readonly separator: string;
  /** First, last or all values of a field. */
  readonly occurrence: 'f' | 'l' | 'a';
  readonly aggregator: string;
  readonly quote: '' | '"' | "'";
  readonly byteOrderMark: boolean;
}

export const defaultFieldLines: FieldLineOptions = {
  header: false,
  separator: '\t',
  occurrence: 'a',
  aggregator: ',',
  quote: '',
  byteOrderMark: false,
};

export class FieldLines {
  readonly #names: readonly string[];
  readonly #options: FieldLineOptions;
  readonly #extractor: FieldExtractor;
  readonly #out: TextBuffer;

  constructor(names: readonly string[], options: FieldLineOptions, out: TextBuffer, links?: FrameLinks) {
    this.#names = names;
    this.#options = options;
    this.#extractor = new FieldExtractor(names, { links });
    this.#out = out;
  }

  begin(): void {
    const { byteOrderMark, header, separator } = this.#options;
    if (byteOrderMark) this.#out.text('\ufeff');
    if (header) this.#out.text(`${this.#names.join(separator)}\n`);
  }

  write(d: Dissection): void {
    this.#extractor.extract(d);
    this.#extractor.shown(d);
    const { columns } = this.#extractor;
    const { separator } = this.#options;
    let line = '';
    for (let index = 0; index < columns.length; index++) {
      if (index > 0) line += separator;
      const column = columns[index] as FieldValues;
      if (column.count > 0) line += this.#cell(column);
    }
    this.#out.text(line);
    this.#out.octet(0x0a);
  }

  skip(d: Dissection): void {
    this.#extractor.skip(d);
  }

  end(): void {}

  /** As in tshark, a field that the frame lacks is empty and not quoted. */
  #cell(column: FieldValues): string {
    const { occurrence, aggregator, quote } = this.#options;
    let text = column.text(occurrence === 'l' ? column.count - 1 : 0);
    if (occurrence === 'a') for (let index = 1; index < column.count; index++) text += aggregator + column.text(index);
    return quote === '' ? text : quote + text + quote;
  }
}
