// What an IP packet that came in fragments is made of, as fields of the frame that completes it; and where the others are
// put together. IPv4 and IPv6 have the same fields under their own names.
import { type LayerPart, layerPart, madeField } from './layer-part.ts';

export function fragmentParts(protocol: 'ip' | 'ipv6'): readonly LayerPart[] {
  const title = protocol === 'ip' ? 'IPv4' : 'IPv6';
  const whole = protocol === 'ip' ? 'ip.fragments' : 'ipv6.fragments';
  const part = { partOf: whole } as const;
  const done = protocol === 'ip' ? 'ip.reassembled_in' : 'ipv6.reassembled.in';
  return [
    layerPart(
      {
        fragments: madeField(whole, `${title} Fragments`, protocol === 'ip' ? 'bytes' : 'none'),
        fragment: madeField(`${protocol}.fragment`, `${title} Fragment`, 'frame number', part),
        count: madeField(`${protocol}.fragment.count`, 'Fragment count', 'uint32', part),
        length: madeField(`${protocol}.reassembled.length`, `Reassembled ${title} length`, 'uint32', part),
        data: madeField(`${protocol}.reassembled.data`, `Reassembled ${title} data`, 'bytes', part),
      },
      ({ fragments, fragment, count, length, data }, { d, index }) => {
        const { whole: packet } = d;
        if (packet === undefined || packet.layer !== index) return;
        const { bytes, frames } = packet;
        fragments?.octets(bytes, 0, bytes.length);
        for (const frame of frames) fragment?.number(frame, bytes, 0, 0);
        count?.number(frames.length, bytes, 0, 0);
        length?.number(bytes.length, bytes, 0, 0);
        data?.octets(bytes, 0, bytes.length);
      },
    ),
    layerPart(
      { in: madeField(done, `Reassembled ${title} in frame`, 'frame number') },
      ({ in: reassembledIn }, { d, links, bytes, start }) => {
        const frame = d.whole === undefined && d.fragment ? links?.index?.packetOf(d.frame.number) : undefined;
        if (frame !== undefined) reassembledIn?.number(frame, bytes, start, 0);
      },
    ),
  ];
}

/** Fields that only a later frame can fill. */
export const fragmentForwardFields: readonly string[] = ['ip.reassembled_in', 'ipv6.reassembled.in'];
