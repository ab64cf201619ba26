// `-T psml`: the summary's columns as XML, the Packet Summary Markup Language that tshark writes.
import type { Dissection } from '../../dissect/dissection.ts';
import type { TextBuffer } from '../text-buffer.ts';
import type { FrameOutput } from './frame-output.ts';
import { SummaryCells } from './summary-cells.ts';
import type { TimeColumn } from './time-column.ts';

const heads = ['No.', 'Time', 'Source', 'Destination', 'Protocol', 'Length', 'Info'] as const;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};

export class PacketSummaries implements FrameOutput {
  readonly #out: TextBuffer;
  readonly #cells: SummaryCells;

  constructor(out: TextBuffer, time: TimeColumn, decimalsOf: (interfaceIndex: number) => 6 | 9) {
    this.#out = out;
    this.#cells = new SummaryCells(time, decimalsOf);
  }

  begin(): void {
    this.#out.text('<?xml version="1.0" encoding="utf-8"?>\n<psml version="0" creator="poolshark">\n');
    this.#out.text(`<structure>\n${heads.map(section).join('')}</structure>\n\n`);
  }

  write(d: Dissection): void {
    this.#out.text(`<packet>\n${this.#cells.cells(d).map(section).join('')}</packet>\n\n`);
  }

  skip(d: Dissection): void {
    this.#cells.skip(d);
  }

  end(): void {
    this.#out.text('</psml>\n');
  }
}

function section(text: string): string {
  return `<section>${text.replace(/[&<>"']/g, (sign) => escapes[sign] as string)}</section>\n`;
}
