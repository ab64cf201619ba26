// Summary lines for somebody who looks at them in a terminal: cut to its width, coloured by what they tell.
import type { Dissection } from '../../dissect/dissection.ts';
import { TextBuffer } from '../text-buffer.ts';
import type { FrameOutput } from './frame-output.ts';

export type PaintLine = (line: string) => string;

/** Gives lines their colours. Told of each frame, since rules may ask what one is to those before it. */
export interface Painter {
  paintOf(d: Dissection): PaintLine | undefined;
  /** A frame that has no line. */
  skip(d: Dissection): void;
}

export class TerminalLines implements FrameOutput {
  readonly #out: TextBuffer;
  readonly #inner: FrameOutput;
  readonly #width: number | undefined;
  readonly #painter: Painter | undefined;
  #line = '';

  /** `width`: columns of the terminal; undefined where lines are not cut. */
  constructor(
    out: TextBuffer,
    makeLines: (out: TextBuffer) => FrameOutput,
    width: number | undefined,
    painter: Painter | undefined,
  ) {
    this.#out = out;
    const decoder = new TextDecoder();
    const lines = new TextBuffer((bytes, length) => {
      this.#line += decoder.decode(bytes.subarray(0, length));
    });
    const inner = makeLines(lines);
    this.#inner = {
      begin: () => inner.begin(),
      write(d) {
        inner.write(d);
        lines.flush();
      },
      skip: (d) => inner.skip?.(d),
      end: () => inner.end(),
    };
    this.#width = width;
    this.#painter = painter;
  }

  begin(): void {
    this.#inner.begin();
  }

  write(d: Dissection): void {
    this.#line = '';
    this.#inner.write(d);
    const line = this.#cut(this.#line.replace(/\n$/, ''));
    this.#out.text(`${this.#painter?.paintOf(d)?.(line) ?? line}\n`);
  }

  skip(d: Dissection): void {
    this.#inner.skip?.(d);
    this.#painter?.skip(d);
  }

  end(): void {
    this.#inner.end();
  }

  #cut(line: string): string {
    const width = this.#width;
    if (width === undefined || line.length <= width) return line;
    return `${line.slice(0, Math.max(width - 1, 1))}…`;
  }
}
