// What `read` does with each frame: print it, write it to a capture, count it. Any number of these take part in one run.
import type { Dissection } from '../../dissect/dissection.ts';

/** The values of -T, of which each makes a FrameOutput (src/cli/output-formats.ts). */
export const outputFormats = ['text', 'fields', 'tabs', 'json', 'jsonraw', 'ek', 'pdml', 'psml'] as const;
export type OutputFormat = (typeof outputFormats)[number];

export interface FrameOutput {
  /** Once, before the first frame and also where there is none. */
  begin(): void;
  /** The dissection is borrowed until the next call. */
  write(d: Dissection): void;
  /** A frame that was read but is left out, for outputs that count times from the frame before. */
  skip?(d: Dissection): void;
  /** Hands on what is collected: the input waits, and somebody looks at the output. */
  flush?(): void;
  /** Once, after the last frame, however the reading ended. */
  end(): void;
}

/** A display filter, compiled. Where it asks what a frame is to those before it, it must be told of each: asked, or here. */
export type FrameFilter = ((d: Dissection) => boolean) & { readonly skip?: (d: Dissection) => void };

/** Compiles the text of a display filter; throws an error with one line for the user where it is none. */
export type FilterCompiler = (text: string) => FrameFilter;
