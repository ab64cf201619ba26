// Lines of the screen as data: pieces of text with a meaning each. What colour a meaning has is decided where they are painted.

import { clipped, displayWidth, padded } from '../report/display-width.ts';
import type { Paint } from '../report/paint.ts';

/** `chosen`: under the cursor. */
export type Tone = 'plain' | 'chosen' | keyof Paint;

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

export interface Line {
  readonly spans: readonly Span[];
  /** The line with the cursor. */
  readonly isChosen?: boolean;
}

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

export function line(...spans: readonly (Span | string)[]): Line {
  return { spans: spans.map((part) => (typeof part === 'string' ? span(part) : part)) };
}

/** A column: exactly so wide. */
export function cell(text: string, width: number, tone: Tone = 'plain', align: 'left' | 'right' = 'left'): Span {
  const short = clipped(text, width);
  return span(align === 'left' ? padded(short, width) : ' '.repeat(width - displayWidth(short)) + short, tone);
}

/** Cut to the width; filled up to it where the whole line has to show. */
export function fitted({ spans, isChosen }: Line, width: number): Line {
  const kept: Span[] = [];
  let room = width;
  for (const { text, tone } of spans) {
    if (room <= 0) break;
    const piece = clipped(text, room);
    kept.push(span(piece, tone));
    room -= displayWidth(piece);
  }
  if (room > 0) kept.push(span(' '.repeat(room)));
  return isChosen ? { spans: kept, isChosen } : { spans: kept };
}

export function textOf({ spans }: Line): string {
  return spans.map(({ text }) => text).join('');
}

export function painted({ spans, isChosen }: Line, paint: Paint, inverse: (text: string) => string): string {
  const paintPiece = ({ text: piece, tone }: Span) =>
    tone === 'plain' ? piece : tone === 'chosen' ? inverse(piece) : paint[tone](piece);
  if (isChosen) return inverse(textOf({ spans }));
  return spans.map(paintPiece).join('');
}
