// Tells the wanted fields of link-fields.ts: message by message, within the message's own layer.
import type { Dissection } from '../dissection.ts';
import { layer } from '../layer.ts';
import { Message } from '../message.ts';
import { FrameLinks } from '../transactions/frame-links.ts';
import { type LinkedMessage, type LinkField, linkFields, linkInfos } from './link-fields.ts';
import type { FieldSink, FieldSinks } from './sink.ts';

interface Step {
  readonly sink: FieldSink;
  readonly read: NonNullable<LinkField['read']>;
  /** layer.asap or layer.enrp for the names under one of them. */
  readonly only: number;
}

const none = new Uint8Array(0);

export class LinkReader {
  readonly #steps: readonly Step[];
  readonly #reassembledIn: FieldSink | undefined;
  readonly #links: FrameLinks | undefined;
  readonly #linked: LinkedMessage;

  constructor(sinks: FieldSinks, links?: FrameLinks) {
    const steps: Step[] = [];
    let needsLinks = false;
    let reassembledIn: FieldSink | undefined;
    for (const entry of linkFields)
      for (const info of linkInfos(entry)) {
        const sink = sinks.find(info);
        if (sink === undefined) continue;
        needsLinks ||= entry.needs !== 'message';
        if (entry.read === undefined) reassembledIn = sink;
        else steps.push({ sink, read: entry.read, only: protocolOf(info.name) });
      }
    this.#steps = steps;
    this.#reassembledIn = reassembledIn;
    this.#links = needsLinks ? (links ?? new FrameLinks()) : undefined;
    this.#linked = { message: new Message(), index: 0, links: this.#links };
  }

  /** Where nothing is wanted there is nothing to be told. */
  get isIdle(): boolean {
    return this.#steps.length === 0 && this.#reassembledIn === undefined;
  }

  /** A frame that is not read: later ones may answer what is in it. */
  skip(d: Dissection): void {
    this.#links?.take(d);
  }

  /** Before the layers of the frame are told. */
  begin(d: Dissection): void {
    this.#links?.take(d);
    if (this.#reassembledIn === undefined) return;
    for (const whole of this.#links?.index?.completedIn(d.frame.number) ?? [])
      this.#reassembledIn.number(whole, none, 0, 0);
  }

  read(message: Message, index: number): void {
    const linked = this.#linked;
    linked.message = message;
    linked.index = index;
    for (const { sink, read, only } of this.#steps)
      if (only === layer.none || only === message.protocol) read(sink, linked);
  }
}

function protocolOf(name: string): number {
  return name.startsWith('asap.') ? layer.asap : name.startsWith('enrp.') ? layer.enrp : layer.none;
}
