// The Info column of SCTP packets, chunk by chunk, as tshark writes it: a payload that is dissected stands for its chunk.
import { u16, u32 } from '../../bytes/read.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { type LayerStack, layer } from '../../dissect/layer.ts';
import { chunkMark } from '../../dissect/sctp/packet.ts';
import type { TextBuffer } from '../text-buffer.ts';
import { applicationsByPpid, asapInfos, ascii, chunkInfos, enrpInfos } from './info-texts.ts';
import { hasRecords, tlsInfo } from './tls-info.ts';

const sackBegin = ascii('SACK (Ack=');
const window = ascii(', Arwnd=');
const close = ascii(') ');
const dataBegin = ascii('DATA (TSN=');
const iDataBegin = ascii('I_DATA (TSN=');
const retransmission = ascii('(retransmission) ');
const fragment = ascii('(Message Fragment) ');
const cut = ascii('[Packet size limited during capture]');
const malformed = ascii('[Malformed Packet]');

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
      out.octets(chunkInfos[type] as Uint8Array);
      out.octets(frame.end - frame.start < frame.originalLength ? cut : malformed);
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
        out.octets(chunkInfos[type] as Uint8Array);
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
          out.octets(malformed);
          return true;
        }
        out.octets((layers.protocol[payload] === layer.asap ? asapInfos[type] : enrpInfos[type]) as Uint8Array);
        return false;
      case layer.application: {
        const application = applicationsByPpid.get(layers.extra[payload] as number);
        if (application) {
          out.octets(application.infos[type] as Uint8Array);
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
  if (mark === chunkMark.duplicate) out.octets(retransmission);
  else if (mark === chunkMark.fragment) out.octets(fragment);
  return false;
}

/** What came out of TLS, else the records themselves; false where none ends here. */
function writeSecured(out: TextBuffer, d: Dissection, index: number): boolean {
  if (!hasRecords(d, index)) return false;
  const { layers } = d;
  let messages = 0;
  for (let at = index + 1; at < layers.count && layers.protocol[at] !== layer.sctpChunk; at++) {
    const type = (layers.bytes[at] as Uint8Array)[layers.start[at] as number] as number;
    if (layers.protocol[at] === layer.asap) out.octets(asapInfos[type] as Uint8Array);
    else if (layers.protocol[at] === layer.enrp) out.octets(enrpInfos[type] as Uint8Array);
    else continue;
    messages++;
  }
  if (messages === 0) out.text(`${tlsInfo(d, index)} `);
  return true;
}

function writeNumber(out: TextBuffer, layers: LayerStack, at: number, bytes: Uint8Array, start: number): void {
  out.octets(bytes[start] === 0 ? dataBegin : iDataBegin);
  out.number((layers.detail[at] as number) >>> 0);
  out.octets(close);
}

function writeSack(
  out: TextBuffer,
  layers: LayerStack,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  if (end - start < 16) {
    out.octets(chunkInfos[3] as Uint8Array);
    return;
  }
  out.octets(sackBegin);
  out.number((layers.detail[at] as number) >>> 0);
  const gaps = u16(bytes, start + 12);
  if (gaps > 0 && start + 16 + gaps * 4 <= end) {
    out.octet(0x2b);
    out.number(u16(bytes, start + 16 + (gaps - 1) * 4 + 2));
  }
  out.octets(window);
  out.number(u32(bytes, start + 8));
  out.octets(close);
}
