// `live` in a pipe or with --plain: one line an event, and with --messages one a packet.

import type { Finding } from '../../audit/finding.ts';
import type { CaptureSource } from '../../capture/source.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import { eventView } from '../../handlespace/view.ts';
import { eventLine, findingLine, noticeLine } from '../../report/live/event-line.ts';
import type { Notice } from '../../report/live/live-totals.ts';
import type { Paint } from '../../report/paint.ts';
import type { FrameOutput } from '../../report/read/frame-output.ts';
import type { TextBuffer } from '../../report/text-buffer.ts';
import { summaryOutput } from '../summary-output.ts';
import type { LiveSink } from './live-sink.ts';

export interface LineOptions {
  readonly out: TextBuffer;
  readonly paint: Paint;
  readonly source: CaptureSource;
  /** Also a line for each packet with messages. */
  readonly messages: boolean;
}

export class LineOutput implements LiveSink {
  readonly #out: TextBuffer;
  readonly #paint: Paint;
  readonly #summary: FrameOutput | undefined;

  constructor({ out, paint, source, messages }: LineOptions) {
    this.#out = out;
    this.#paint = paint;
    this.#summary = messages ? summaryOutput({ time: 'ud', timeUnit: 's' }, out, source) : undefined;
  }

  frame(d: Dissection): void {
    if (d.messageCount > 0) this.#summary?.write(d);
  }

  event(event: HandlespaceEvent): void {
    this.#out.text(`${eventLine(eventView(event), this.#paint)}\n`);
  }

  finding(finding: Finding): void {
    this.#out.text(`${findingLine(finding, this.#paint)}\n`);
  }

  notice(notice: Notice): void {
    if (notice.kind === 'capturing') return;
    this.#out.text(`${noticeLine(notice, this.#paint)}\n`);
  }

  flush(): void {
    this.#out.flush();
  }

  tick(): void {
    this.#out.flush();
  }

  end(): void {
    this.#out.flush();
  }
}
