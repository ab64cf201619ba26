// `-x`: octets in hex, sixteen a line, with the printable ones as text behind them.
import type { Dissection } from '../../../dissect/dissection.ts';
import type { TextBuffer } from '../../text-buffer.ts';
import type { FrameOutput } from '../frame-output.ts';

const perLine = 16;

export function writeHexDump(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
  const digits = end - start > 0x10000 ? 8 : 4;
  for (let line = start; line < end; line += perLine) {
    let hex = '';
    let text = '';
    for (let at = line; at < line + perLine; at++) {
      const octet = bytes[at];
      if (octet === undefined || at >= end) {
        hex += '   ';
        continue;
      }
      hex += ` ${octet.toString(16).padStart(2, '0')}`;
      text += octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.';
    }
    out.text(`${(line - start).toString(16).padStart(digits, '0')} ${hex}   ${text}\n`);
  }
}

/** Nothing but the octets of each frame, as tshark prints them with -x alone. */
export class HexDumps implements FrameOutput {
  readonly #out: TextBuffer;

  constructor(out: TextBuffer) {
    this.#out = out;
  }

  begin(): void {}

  write({ frame }: Dissection): void {
    writeHexDump(this.#out, frame.bytes, frame.start, frame.end);
    this.#out.octet(0x0a);
  }

  end(): void {}
}
