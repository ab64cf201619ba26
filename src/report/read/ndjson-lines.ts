// `read --ndjson`: one typed JSON object a message, a line each: `poolshark.message/1` (docs/ndjson.md).
import { addressText } from '../../bytes/address.ts';
import { u32 } from '../../bytes/read.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { expertCode, expertMessage } from '../../dissect/expert-text.ts';
import { ExpertList } from '../../dissect/experts.ts';
import { layer } from '../../dissect/layer.ts';
import { carrier, type Message } from '../../dissect/message.ts';
import { MessageExperts } from '../../dissect/message-experts/message-experts.ts';
import type { FrameLinks } from '../../dissect/transactions/frame-links.ts';
import { MessageWalker } from '../../dissect/walk.ts';
import { writeHex, writeJsonString } from '../json-text.ts';
import type { TextBuffer } from '../text-buffer.ts';
import type { FrameOutput } from './frame-output.ts';
import { MessageBody } from './ndjson-message.ts';

export interface NdjsonOptions {
  /** Links between messages, with what a first pass has collected where there was one. */
  readonly links?: FrameLinks | undefined;
  /** Name of the capture, where there is only one. */
  readonly file?: string | undefined;
}

const encoder = new TextEncoder();
const text = (octets: string) => encoder.encode(octets);
const beginText = text('{"schema":"poolshark.message/1","frame":');
const framesText = text(',"frames":[');
const timeText = text('],"time":');
const epochText = text(',"epoch":');
const sourceText = text(',"source":{"address":');
const destinationText = text('},"destination":{"address":');
const portText = text(',"port":');
const protocolTexts: Readonly<Record<number, Uint8Array>> = {
  [layer.asap]: text(',"protocol":"asap",'),
  [layer.enrp]: text(',"protocol":"enrp",'),
};
const sctpText = text('},"transport":{"protocol":"sctp","association":');
const udpText = text('},"transport":{"protocol":"udp"}');
const tcpText = text('},"transport":{"protocol":"tcp"}');
const streamText = text(',"stream":');
const ppidText = text(',"ppid":');
const tsnText = text(',"tsn":');
const encapsulatedText = text(',"udpPort":');

/** What a Date can hold. */
const lastSecond = 8.64e12;

const comma = 0x2c;
const dot = 0x2e;
const closeObject = 0x7d;
const lineFeed = 0x0a;

export class NdjsonLines implements FrameOutput {
  readonly #out: TextBuffer;
  readonly #body: MessageBody;
  readonly #walker = new MessageWalker();
  readonly #check = new MessageExperts();
  readonly #experts = new ExpertList();
  /** For the walk that writes: what is wrong, the check says. */
  readonly #unused = new ExpertList();
  readonly #links: FrameLinks | undefined;
  readonly #file: Uint8Array;
  #second = Number.NaN;
  #secondText: Uint8Array = new Uint8Array(0);

  constructor(out: TextBuffer, options: NdjsonOptions = {}) {
    this.#out = out;
    this.#body = new MessageBody(out);
    this.#links = options.links;
    this.#file = text(options.file === undefined ? '' : `,"file":${JSON.stringify(options.file)}`);
  }

  begin(): void {}

  /** A line for each ASAP or ENRP message that the frame completed. */
  write(d: Dissection): void {
    this.#links?.take(d);
    for (let index = 0; index < d.messageCount; index++) {
      const message = d.messages[index] as Message;
      if (protocolTexts[message.protocol] !== undefined) this.#line(d, message, index);
    }
  }

  skip(d: Dissection): void {
    this.#links?.take(d);
  }

  end(): void {}

  #line(d: Dissection, message: Message, index: number): void {
    const out = this.#out;
    const { bytes, start, end, declaredEnd, protocol } = message;
    this.#envelope(d, message, index);
    out.octets(protocolTexts[protocol] as Uint8Array);
    const experts = this.#experts;
    experts.reset(bytes, start);
    this.#check.checkMessage(d, message, experts);
    this.#walker.dialect = d.dialect;
    const tree = this.#walker.walk(protocol, bytes, start, end, declaredEnd, this.#unused);
    const written = this.#body.write(tree, protocol === layer.asap ? 'asap' : 'enrp');
    if (written < end) {
      out.text(',"trailing":');
      writeHex(out, bytes, written, end);
    }
    if (declaredEnd > end) this.#number(',"cut":', declaredEnd - end);
    if (experts.count > 0) this.#expertList(experts);
    if (this.#links !== undefined) this.#linkMembers(this.#links, message, index);
    if (message.copy) out.text(',"copy":true');
    out.octet(closeObject);
    out.octet(lineFeed);
  }

  #envelope(d: Dissection, message: Message, index: number): void {
    const out = this.#out;
    const { parts, frame, seconds, nanoseconds } = message;
    out.octets(beginText);
    out.number(frame);
    out.octets(framesText);
    for (const part of parts) {
      out.number(part);
      out.octet(comma);
    }
    out.number(frame);
    out.octets(timeText);
    this.#time(seconds, nanoseconds);
    out.octets(epochText);
    this.#epoch(seconds, nanoseconds);
    out.octets(this.#file);
    out.octets(sourceText);
    this.#end(message, message.sourceAt, message.sourcePort);
    out.octets(destinationText);
    this.#end(message, message.destinationAt, message.destinationPort);
    this.#transport(d, message, index);
  }

  #end(message: Message, at: number, port: number): void {
    const { addressBytes, addressLength } = message;
    const out = this.#out;
    if (addressLength === 0) out.text('null');
    else writeJsonString(out, addressText(addressBytes, at, addressLength));
    out.octets(portText);
    out.number(port);
  }

  #transport(d: Dissection, message: Message, index: number): void {
    const out = this.#out;
    if (message.carrier !== carrier.sctp) {
      out.octets(message.carrier === carrier.tcp ? tcpText : udpText);
      return;
    }
    out.octets(sctpText);
    out.number(message.association?.number ?? 0);
    out.octets(streamText);
    out.number(message.stream);
    out.octets(ppidText);
    out.number(message.ppid);
    const tsn = tsnOf(d, index);
    if (tsn >= 0) {
      out.octets(tsnText);
      out.number(tsn);
    }
    if (d.encapsulationPort > 0) {
      out.octets(encapsulatedText);
      out.number(d.encapsulationPort);
    }
    out.octet(closeObject);
  }

  /** ISO 8601; null for a time that no calendar has. */
  #time(seconds: number, nanoseconds: number): void {
    const out = this.#out;
    if (Math.abs(seconds) > lastSecond) {
      out.text('null');
      return;
    }
    if (seconds !== this.#second) {
      this.#second = seconds;
      this.#secondText = text(`"${new Date(seconds * 1000).toISOString().slice(0, -5)}.`);
    }
    out.octets(this.#secondText);
    out.text(String(nanoseconds).padStart(9, '0'));
    out.text('Z"');
  }

  /** Without zeros at its end. */
  #epoch(seconds: number, nanoseconds: number): void {
    const out = this.#out;
    if (seconds < 0) {
      out.text(String(seconds + nanoseconds / 1e9));
      return;
    }
    out.number(seconds);
    if (nanoseconds === 0) return;
    let digits = 9;
    let rest = nanoseconds;
    while (rest % 10 === 0) {
      rest /= 10;
      digits--;
    }
    out.octet(dot);
    out.text(String(rest).padStart(digits, '0'));
  }

  #expertList(experts: ExpertList): void {
    const out = this.#out;
    out.text(',"experts":[');
    for (let index = 0; index < experts.count; index++) {
      const { code, severity, group, rfc } = expertCode(experts, index);
      if (index > 0) out.octet(comma);
      out.text(`{"code":"${code}","severity":"${severity}","group":"${group}","sentence":`);
      writeJsonString(out, expertMessage(experts, index));
      if (rfc !== '') out.text(`,"rfc":"${rfc}"`);
      out.text(`,"offset":${experts.offset[index]}}`);
    }
    out.text(']');
  }

  #linkMembers(frameLinks: FrameLinks, message: Message, index: number): void {
    const links = frameLinks.of(index);
    const out = this.#out;
    if (links.responseTo > 0) this.#number(',"responseTo":', links.responseTo);
    const { responseNanoseconds } = links;
    if (!Number.isNaN(responseNanoseconds)) out.text(`,"responseTime":${responseNanoseconds / 1e9}`);
    if (links.repeats > 0) this.#number(',"repeats":', links.repeats);
    if (links.errorAbout > 0) this.#number(',"errorAbout":', links.errorAbout);
    if (links.tableSession > 0) this.#number(',"tableSession":', links.tableSession);
    if (links.tablePrevious > 0) this.#number(',"tablePrevious":', links.tablePrevious);
    const later = frameLinks.index;
    if (later === undefined) return;
    const next = later.nextPart(message.frame, index);
    if (next > 0) this.#number(',"tableNext":', next);
    if (links.asks) out.text(`,"responseIn":[${later.answersTo(message.frame, index).join(',')}]`);
  }

  #number(key: string, value: number): void {
    this.#out.text(key);
    this.#out.number(value);
  }
}

/** TSN of the chunk that completed the message, as it stands on the wire; -1 where it has none. */
function tsnOf({ layers }: Dissection, index: number): number {
  for (let at = 1; at < layers.count; at++) {
    const protocol = layers.protocol[at];
    if (protocol !== layer.asap && protocol !== layer.enrp) continue;
    if (layers.extra[at] !== index + 1) continue;
    if (layers.protocol[at - 1] !== layer.sctpChunk) return -1;
    return u32(layers.bytes[at - 1] as Uint8Array, (layers.start[at - 1] as number) + 4);
  }
  return -1;
}
