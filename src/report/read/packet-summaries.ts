// `-T psml`: the summary's columns as XML, the Packet Summary Markup Language that tshark writes.
import type { Dissection } from '../../dissect/dissection.ts';
import { TextBuffer } from '../text-buffer.ts';
import type { FrameOutput } from './frame-output.ts';
import { SummaryLines } from './summary-line.ts';
import type { TimeColumn } from './time-column.ts';

const heads = ['No.', 'Time', 'Source', 'Destination', 'Protocol', 'Length', 'Info'] as const;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};

const utf8 = new TextDecoder();

export class PacketSummaries implements FrameOutput {
  readonly #out: TextBuffer;
  readonly #decimalsOf: (interfaceIndex: number) => 6 | 9;
  readonly #lines: SummaryLines;
  readonly #line: TextBuffer;
  #text = '';

  constructor(out: TextBuffer, time: TimeColumn, decimalsOf: (interfaceIndex: number) => 6 | 9) {
    this.#out = out;
    this.#decimalsOf = decimalsOf;
    this.#line = new TextBuffer((bytes, length) => {
      this.#text += utf8.decode(bytes.subarray(0, length), { stream: true });
    }, 4096);
    this.#lines = new SummaryLines(this.#line, time, '\t');
  }

  begin(): void {
    this.#out.text('<?xml version="1.0" encoding="utf-8"?>\n<psml version="0" creator="poolshark">\n');
    this.#out.text(`<structure>\n${heads.map(section).join('')}</structure>\n\n`);
  }

  write(d: Dissection): void {
    this.#text = '';
    this.#lines.write(d, this.#decimalsOf(d.frame.interfaceIndex));
    this.#line.flush();
    const [number = '', time = '', source = '', , destination = '', protocol = '', length = '', info = ''] = this.#text
      .slice(0, -1)
      .split('\t');
    const cells = [number.trim(), time.trim(), source.trim(), destination.trim(), protocol, length, info];
    this.#out.text(`<packet>\n${cells.map(section).join('')}</packet>\n\n`);
  }

  skip(d: Dissection): void {
    this.#lines.skip(d);
  }

  end(): void {
    this.#out.text('</psml>\n');
  }
}

function section(text: string): string {
  return `<section>${text.replace(/[&<>"']/g, (sign) => escapes[sign] as string)}</section>\n`;
}
