// `-T json` and `-T ek` with -e: only the wanted fields of each frame, each an array of texts.
import type { Dissection } from '../../../dissect/dissection.ts';
import type { Column } from '../../../dissect/fields/column.ts';
import { FieldExtractor } from '../../../dissect/fields/field-extractor.ts';
import type { FrameLinks } from '../../../dissect/transactions/frame-links.ts';
import type { TextBuffer } from '../../text-buffer.ts';
import { ekHead } from './ek-lines.ts';
import { JsonFrames } from './json-lines.ts';
import { colonHex } from './labels.ts';

/** As JSON shows it: octets with colons. */
function textsOf(column: Column): string[] {
  const texts: string[] = [];
  for (let index = 0; index < column.count; index++) {
    const octets = column.kind === 'bytes' ? column.octets(index) : undefined;
    texts.push(octets === undefined ? column.text(index) : colonHex(octets, 0, octets.length));
  }
  return texts;
}

export class FieldJson {
  readonly #out: TextBuffer;
  readonly #form: 'json' | 'ek';
  readonly #frames: JsonFrames;
  readonly #extractor: FieldExtractor;

  constructor(names: readonly string[], form: 'json' | 'ek', out: TextBuffer, links?: FrameLinks) {
    this.#out = out;
    this.#form = form;
    this.#frames = new JsonFrames(out);
    this.#extractor = new FieldExtractor(names, { links });
  }

  begin(): void {
    if (this.#form === 'json') this.#frames.begin();
  }

  write(d: Dissection): void {
    this.#extractor.extract(d);
    this.#extractor.shown(d);
    const columns = this.#extractor.columns.filter(({ count }) => count > 0);
    if (this.#form === 'ek') {
      const members = columns.map(
        (column) => `"${column.name.replaceAll('.', '_')}":${JSON.stringify(textsOf(column))}`,
      );
      this.#out.text(`${ekHead(d)}${members.join(',')}}}\n`);
      return;
    }
    this.#frames.open(d);
    const members = columns.map((column) => {
      const texts = textsOf(column).map((text) => `          ${JSON.stringify(text)}`);
      return `\n        "${column.name}": [\n${texts.join(',\n')}\n        ]`;
    });
    this.#out.text(members.join(','));
    this.#frames.close();
  }

  skip(d: Dissection): void {
    this.#extractor.skip(d);
  }

  end(): void {
    if (this.#form === 'json') this.#frames.end();
  }
}
