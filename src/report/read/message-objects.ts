// Messages as typed objects, one after the other: those of `read --ndjson` (docs/ndjson.md), for programs that are in no hurry.
// Whoever is takes the records that a dissection lends (docs/library.md).
import type { CaptureSource } from '../../capture/source.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { Dissector, type DissectorOptions } from '../../dissect/dissector.ts';
import { TlsSecrets } from '../../dissect/tls/secrets.ts';
import { FrameLinks } from '../../dissect/transactions/frame-links.ts';
import { TextBuffer } from '../text-buffer.ts';
import { NdjsonLines } from './ndjson-lines.ts';

export interface MessageEnd {
  readonly address: string | null;
  readonly port: number;
}

export interface MessageTransport {
  readonly protocol: 'sctp' | 'udp' | 'tcp';
  /** Of SCTP. */
  readonly association?: number;
  readonly stream?: number;
  readonly ppid?: number;
  readonly tsn?: number;
}

/** A parameter with its fields by the keys of the tables, and those that it holds. */
export interface ParameterObject {
  /** As on the wire: `0x0009`. */
  readonly type: string;
  readonly name: string;
  readonly length: number;
  readonly parameters?: readonly ParameterObject[];
  readonly [field: string]: unknown;
}

/** One ASAP or ENRP message: `poolshark.message/1`. */
export interface MessageObject {
  readonly schema: 'poolshark.message/1';
  /** The frame that completed it, and all that carried it. */
  readonly frame: number;
  readonly frames: readonly number[];
  readonly time: string | null;
  /** Seconds since 1970. */
  readonly epoch: number;
  readonly source: MessageEnd;
  readonly destination: MessageEnd;
  readonly transport: MessageTransport;
  readonly protocol: 'asap' | 'enrp';
  readonly type: number | null;
  readonly name: string | null;
  readonly length: number | null;
  readonly flags: Readonly<Record<string, boolean>>;
  readonly parameters: readonly ParameterObject[];
  /** Fixed fields and what else docs/ndjson.md names. */
  readonly [field: string]: unknown;
}

export interface MessagesOptions extends DissectorOptions {
  /** Only messages of frames that pass. */
  readonly keep?: (dissection: Dissection) => boolean;
}

const decoder = new TextDecoder();

/** All messages of the source, which is closed at the end. Where reading ended early, throws the reason behind the last one. */
export async function* messagesOf(source: CaptureSource, options: MessagesOptions = {}): AsyncGenerator<MessageObject> {
  const tlsSecrets = (options.tlsSecrets ?? new TlsSecrets()).follow(source);
  const dissector = new Dissector({ ...options, tlsSecrets });
  let text = '';
  const out = new TextBuffer((bytes, length) => {
    text += decoder.decode(bytes.subarray(0, length), { stream: true });
  });
  const lines = new NdjsonLines(out, { links: new FrameLinks() });
  try {
    do {
      while (source.next()) {
        const d = dissector.dissect(source.frame);
        if (options.keep === undefined || options.keep(d)) lines.write(d);
        else lines.skip(d);
        if (d.messageCount === 0) continue;
        out.flush();
        const written = text;
        text = '';
        for (const line of written.split('\n')) if (line !== '') yield JSON.parse(line);
      }
    } while (await source.fill());
    if (source.fault !== undefined) throw source.fault;
  } finally {
    source.close();
  }
}
