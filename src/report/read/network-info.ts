// Info texts of packets that show no transport: IP fragments, headers that the capture cut.
import { u16, u32 } from '../../bytes/read.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { layer } from '../../dissect/layer.ts';

const protocolNames: Readonly<Record<number, string>> = {
  1: 'ICMP ',
  6: 'TCP ',
  17: 'UDP ',
  58: 'ICMPv6 ',
  132: 'SCTP ',
};

/** Of the IP layer at `index`, behind which nothing is known. */
export function networkInfo(d: Dissection, index: number): string {
  const { layers } = d;
  const bytes = layers.bytes[index] as Uint8Array;
  const start = layers.start[index] as number;
  const end = layers.end[index] as number;
  if (!d.fragment) return isCutFrame(d) ? cutMark : '';
  if (layers.protocol[index] === layer.ipv4 && end - start >= 20) {
    const protocol = bytes[start + 9] as number;
    const name = `${protocolNames[protocol] ?? ''}${protocol}`;
    const identification = u16(bytes, start + 4)
      .toString(16)
      .padStart(4, '0');
    return `Fragmented IP protocol (proto=${name}, off=${(u16(bytes, start + 6) & 0x1fff) * 8}, ID=${identification})`;
  }
  // The fragment header is the layer before the data.
  const header = layers.count - 2;
  const at = layers.start[header] as number;
  const fields = layers.bytes[header] as Uint8Array;
  if (layers.protocol[header] !== layer.ipv6Extension) return '';
  const offset = u16(fields, at + 2);
  const more = offset & 1 ? 'y' : 'n';
  const identification = u32(fields, at + 4)
    .toString(16)
    .padStart(8, '0');
  return `IPv6 fragment (off=${offset & 0xfff8} more=${more} ident=0x${identification} nxt=${fields[at]})`;
}

const cutMark = '[Packet size limited during capture]';

function isCutFrame({ frame }: Dissection): boolean {
  return frame.end - frame.start < frame.originalLength;
}

/** Of a TCP header that was cut, or is none (RFC 9293 §3.1). */
export function cutTcpInfo(d: Dissection, index: number): string {
  const bytes = d.layers.bytes[index] as Uint8Array;
  const start = d.layers.start[index] as number;
  const ports = `${u16(bytes, start)} → ${u16(bytes, start + 2)}`;
  return `${ports}${isCutFrame(d) ? ` ${cutMark}` : ''}`;
}
