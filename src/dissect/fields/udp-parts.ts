// Fields of UDP (RFC 768) beyond its header: the conversation, the payload, what is wrong with the length. Names are Wireshark's.
import { u16 } from '../../bytes/read.ts';
import { layer } from '../layer.ts';
import { checksumStatus } from '../sctp/checksum.ts';
import { checksumVerdict, headingPart, type LayerPart, layerPart, madeField, partField } from './layer-part.ts';
import { tellNanoseconds } from './tell.ts';

/** Ports that traceroute begins with: Wireshark takes the first of its port and thirty more. */
const firstTraceroutePort = 33_434;
const lastTraceroutePort = 33_464;

const inTimes = { unit: ' seconds', partOf: '(udp times)' } as const;

export const udpParts: readonly LayerPart[] = [
  layerPart(
    {
      illegal: madeField('udp.checksum.zero', 'Illegal checksum value (0)', 'none', {
        partOf: 'udp.checksum',
        expert: ['error', 'checksum'],
      }),
      status: madeField('udp.checksum.status', 'Checksum Status', 'uint8', checksumVerdict),
    },
    ({ illegal, status }, { d, index, bytes, start, end }) => {
      if (end - start < 8) return;
      if (u16(bytes, start + 6) !== 0) {
        status?.number(checksumStatus.unverified, bytes, start + 6, 0);
        return;
      }
      // Over IPv6 nobody may leave the checksum out (RFC 8200 §8.1).
      const isOverIpv6 =
        d.layers.protocol[index - 1] === layer.ipv6 || d.layers.protocol[index - 1] === layer.ipv6Extension;
      if (isOverIpv6) illegal?.octets(bytes, start + 6, 2);
      status?.number(isOverIpv6 ? illegalChecksum : notPresent, bytes, start + 6, 0);
    },
    { behind: 'udp.checksum' },
  ),
  layerPart(
    { stream: madeField('udp.stream', 'Stream index', 'uint32') },
    ({ stream }, { index, flows, bytes, start }) => {
      const facts = flows?.datagram(index);
      if (facts !== undefined) stream?.number(facts.stream, bytes, start, 0);
    },
    { behind: 'udp.checksum', needsFlows: true },
  ),
  layerPart(
    {
      times: headingPart('(udp times)', 'Timestamps', { generated: true }),
      first: madeField('udp.time_relative', 'Time since first frame', 'relative time', inTimes),
      previous: madeField('udp.time_delta', 'Time since previous frame', 'relative time', inTimes),
    },
    ({ times, first, previous }, { index, flows, bytes, start }) => {
      const facts = flows?.datagram(index);
      if (facts === undefined) return;
      times?.octets(bytes, start, 0);
      tellNanoseconds(first, facts.sinceFirst);
      tellNanoseconds(previous, facts.sincePrevious);
    },
    { needsFlows: true },
  ),
  layerPart(
    {
      payload: partField('udp.payload', 'UDP payload', 'bytes', { isHeading: true, words: octetWords }),
      badLength: madeField('udp.length.bad', 'Bad length value', 'none', {
        partOf: 'udp.length',
        expert: ['error', 'malformed'],
        words: (bytes, at) => {
          const length = u16(bytes, at);
          return `Bad length value ${length}${length < 8 ? ' < 8' : ' > IP payload length'}`;
        },
      }),
      traceroute: madeField('udp.possible_traceroute', 'Possible traceroute', 'none', {
        partOf: 'udp.dstport',
        expert: ['chat', 'sequence'],
        words: tracerouteWords,
      }),
    },
    ({ payload, badLength, traceroute }, { d, index, bytes, start, end }) => {
      if (end - start < 8) return;
      const length = u16(bytes, start + 4);
      const sent = (d.layers.detail[index] as number) - start;
      if (length < 8 || length > sent) badLength?.octets(bytes, start + 4, 2);
      if (isTraceroute(u16(bytes, start)) || isTraceroute(u16(bytes, start + 2))) traceroute?.octets(bytes, start, 4);
      const there = Math.min(length, sent, capturedEnd(d, bytes) - start) - 8;
      if (there > 0) payload?.octets(bytes, start + 8, there);
    },
  ),
];

/** Three attempts a hop: which one it is, the destination port says. */
function tracerouteWords(bytes: Uint8Array, at: number): string {
  const port = u16(bytes, at + 2);
  if (!isTraceroute(port) || port === firstTraceroutePort) return 'Possible traceroute';
  const step = port - firstTraceroutePort - 1;
  return `Possible traceroute: hop #${Math.floor(step / 3) + 1}, attempt #${(step % 3) + 1}`;
}

function isTraceroute(port: number): boolean {
  return port >= firstTraceroutePort && port <= lastTraceroutePort;
}

/** Wireshark's numbers for a checksum that its sender left out, where it may and where it may not. */
const notPresent = 3;
const illegalChecksum = 4;

/** ` (12 bytes)`. */
export function octetWords(_bytes: Uint8Array, _at: number, size: number): string {
  return ` (${size} byte${size === 1 ? '' : 's'})`;
}

/** Where what was captured ends in the buffer that a layer lies in. */
export function capturedEnd(
  { frame }: { readonly frame: { readonly bytes: Uint8Array; readonly end: number } },
  bytes: Uint8Array,
): number {
  return bytes === frame.bytes ? frame.end : bytes.length;
}
