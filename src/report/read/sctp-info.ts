// The Info column of SCTP packets, chunk by chunk, as tshark writes it: a payload that is dissected stands for its chunk.
import { u16, u32 } from '../../bytes/read.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { type LayerStack, layer } from '../../dissect/layer.ts';
import { chunkMark } from '../../dissect/sctp/packet.ts';
import { putNumber, putSlot, type TextBuffer } from '../text-buffer.ts';
import { slotLength } from '../text-slots.ts';
import { applicationsByPpid, asapInfos, chunkInfos, enrpInfos, phrase, phrases } from './info-texts.ts';
import { hasRecords, tlsInfo } from './tls-info.ts';

const sackBegin = phrase('SACK (Ack=');
const window = phrase(', Arwnd=');
const close = phrase(') ');
const dataBegin = phrase('DATA (TSN=');
const iDataBegin = phrase('I_DATA (TSN=');
const retransmission = phrase('(retransmission) ');
const fragment = phrase('(Message Fragment) ');
const cut = phrase('[Packet size limited during capture]');
const malformed = phrase('[Malformed Packet]');

/** Writes the layers behind the SCTP header at `index`. */
export function writeSctpInfo(out: TextBuffer, d: Dissection, index: number): void {
  const { layers, frame } = d;
  for (let at = index + 1; at < layers.count; at++) {
    if (layers.protocol[at] !== layer.sctpChunk) continue;
    const bytes = layers.bytes[at] as Uint8Array;
    const start = layers.start[at] as number;
    const end = layers.end[at] as number;
    const type = bytes[start] as number;
    // A chunk that is not wholly there has its name only, and nothing follows it.
    if (start + u16(bytes, start + 2) > end) {
      out.slot(phrases, chunkInfos[type] as number);
      out.slot(phrases, frame.end - frame.start < frame.originalLength ? cut : malformed);
      return;
    }
    switch (type) {
      case 0:
      case 64:
        if (writeData(out, d, at, bytes, start)) return;
        break;
      case 3:
        writeSack(out, layers, at, bytes, start, end);
        break;
      default:
        out.slot(phrases, chunkInfos[type] as number);
    }
  }
}

/** True where the payload ends before its header, so that nothing follows it. */
function writeData(out: TextBuffer, d: Dissection, at: number, bytes: Uint8Array, start: number): boolean {
  const { layers } = d;
  const mark = layers.extra[at] as number;
  const payload = at + 1;
  if (payload < layers.count && mark === 0) {
    const contents = layers.bytes[payload] as Uint8Array;
    const from = layers.start[payload] as number;
    const octets = (layers.end[payload] as number) - from;
    const type = octets > 0 ? (contents[from] as number) : 0;
    switch (layers.protocol[payload]) {
      case layer.asap:
      case layer.enrp:
        if (octets < 4) {
          writeNumber(out, layers, at, bytes, start);
          out.slot(phrases, malformed);
          return true;
        }
        out.slot(phrases, (layers.protocol[payload] === layer.asap ? asapInfos[type] : enrpInfos[type]) as number);
        return false;
      case layer.application: {
        const application = applicationsByPpid.get(layers.extra[payload] as number);
        if (application) {
          out.slot(phrases, application.infos[type] as number);
          return false;
        }
        break;
      }
      case layer.tls:
        if (writeSecured(out, d, payload)) return false;
        break;
      default:
    }
  }
  writeNumber(out, layers, at, bytes, start);
  if (mark === chunkMark.duplicate) out.slot(phrases, retransmission);
  else if (mark === chunkMark.fragment) out.slot(phrases, fragment);
  return false;
}

/** What came out of TLS, else the records themselves; false where none ends here. */
function writeSecured(out: TextBuffer, d: Dissection, index: number): boolean {
  if (!hasRecords(d, index)) return false;
  const { layers } = d;
  let messages = 0;
  for (let at = index + 1; at < layers.count && layers.protocol[at] !== layer.sctpChunk; at++) {
    const type = (layers.bytes[at] as Uint8Array)[layers.start[at] as number] as number;
    if (layers.protocol[at] === layer.asap) out.slot(phrases, asapInfos[type] as number);
    else if (layers.protocol[at] === layer.enrp) out.slot(phrases, enrpInfos[type] as number);
    else continue;
    messages++;
  }
  if (messages === 0) out.text(`${tlsInfo(d, index)} `);
  return true;
}

function writeNumber(out: TextBuffer, layers: LayerStack, at: number, bytes: Uint8Array, start: number): void {
  out.slot(phrases, bytes[start] === 0 ? dataBegin : iDataBegin);
  out.number((layers.detail[at] as number) >>> 0);
  out.slot(phrases, close);
}

function writeSack(
  out: TextBuffer,
  layers: LayerStack,
  index: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  if (end - start < 16) {
    out.slot(phrases, chunkInfos[3] as number);
    return;
  }
  out.ensure(5 * slotLength);
  const { view } = out;
  let at = putSlot(view, out.at, phrases, sackBegin);
  at = putNumber(view, at, (layers.detail[index] as number) >>> 0);
  const gaps = u16(bytes, start + 12);
  if (gaps > 0 && start + 16 + gaps * 4 <= end) {
    view.setUint8(at, 0x2b);
    at = putNumber(view, at + 1, u16(bytes, start + 16 + (gaps - 1) * 4 + 2));
  }
  at = putSlot(view, at, phrases, window);
  at = putNumber(view, at, u32(bytes, start + 8));
  out.at = putSlot(view, at, phrases, close);
}
