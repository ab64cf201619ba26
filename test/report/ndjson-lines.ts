// What the tests of NDJSON share: text that was written, and all lines of a capture.
import { openCapture } from '../../src/capture/open.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { FrameLinks } from '../../src/dissect/transactions/frame-links.ts';
import { collectTransactions } from '../../src/dissect/transactions/transaction-index.ts';
import { NdjsonLines } from '../../src/report/read/ndjson-lines.ts';
import { TextBuffer } from '../../src/report/text-buffer.ts';
import type { JsonNode } from './ndjson-octets.ts';

/** A buffer whose pieces are put together again. */
export function collected(): { readonly out: TextBuffer; text(): string } {
  let text = '';
  // A character may end in the next piece.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const out = new TextBuffer((bytes, length) => {
    text += decoder.decode(bytes.subarray(0, length), { stream: true });
  }, 512);
  return {
    out,
    text() {
      out.flush();
      return text;
    },
  };
}

/** All lines of a capture as objects, and the octets of its messages. `linked`: after a first pass. */
export async function linesOf(path: string, linked = false, file?: string) {
  const links = linked ? new FrameLinks(await collectTransactions(await openCapture(path))) : undefined;
  const source = await openCapture(path);
  const dissector = new Dissector();
  const { out, text } = collected();
  const lines = new NdjsonLines(out, { links, file });
  const wire: number[][] = [];
  do {
    while (source.next()) {
      const d = dissector.dissect(source.frame);
      lines.write(d);
      for (const { bytes, start, end } of d.messages.slice(0, d.messageCount))
        wire.push([...bytes.subarray(start, end)]);
    }
  } while (await source.fill());
  source.close();
  const objects = text()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as JsonNode);
  return { objects, wire };
}
