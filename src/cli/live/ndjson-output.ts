// `live --ndjson`: one JSON object an event: messages, changes of the handlespace, findings, and what happens to the capture
// itself (docs/events.md).
import type { Finding } from '../../audit/finding.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { FrameLinks } from '../../dissect/transactions/frame-links.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import { findingJson, noticeJson, stateChangeJson, totalsJson } from '../../report/live/event-json.ts';
import type { LiveTotals, Notice } from '../../report/live/live-totals.ts';
import { NdjsonLines } from '../../report/read/ndjson-lines.ts';
import type { TextBuffer } from '../../report/text-buffer.ts';
import type { LiveSink } from './live-sink.ts';

export class NdjsonOutput implements LiveSink {
  readonly #out: TextBuffer;
  readonly #messages: NdjsonLines;

  constructor(out: TextBuffer) {
    this.#out = out;
    this.#messages = new NdjsonLines(out, { links: new FrameLinks() });
  }

  frame(d: Dissection): void {
    this.#messages.write(d);
  }

  skip(d: Dissection): void {
    this.#messages.skip(d);
  }

  event(event: HandlespaceEvent): void {
    this.#out.text(stateChangeJson(event));
  }

  finding(finding: Finding): void {
    this.#out.text(findingJson(finding));
  }

  notice(notice: Notice): void {
    this.#out.text(noticeJson(notice));
  }

  flush(): void {
    this.#out.flush();
  }

  tick(): void {
    this.#out.flush();
  }

  end(totals: LiveTotals): void {
    this.#out.text(totalsJson(totals));
    this.#out.flush();
  }
}
