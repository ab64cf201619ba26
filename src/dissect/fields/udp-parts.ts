// Fields of UDP (RFC 768) beyond its header: the conversation, the payload, what is wrong with the length. Names are Wireshark's.
import { u16 } from '../../bytes/read.ts';
import { checksumStatus } from '../sctp/checksum.ts';
import { checksumVerdict, headingPart, type LayerPart, layerPart, madeField, partField } from './layer-part.ts';
import { tellNanoseconds } from './tell.ts';

/** Ports that traceroute begins with: Wireshark takes the first of its port and thirty more. */
const firstTraceroutePort = 33_434;
const lastTraceroutePort = 33_464;

const inTimes = { unit: ' seconds', partOf: '(udp times)' } as const;

export const udpParts: readonly LayerPart[] = [
  layerPart(
    { status: madeField('udp.checksum.status', 'Checksum Status', 'uint8', checksumVerdict) },
    ({ status }, { bytes, start, end }) => {
      if (end - start < 8) return;
      const isAbsent = u16(bytes, start + 6) === 0;
      status?.number(isAbsent ? notPresent : checksumStatus.unverified, bytes, start + 6, 0);
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
      badLength: madeField('udp.length.bad', 'Bad length value', 'none'),
      traceroute: madeField('udp.possible_traceroute', 'Possible traceroute', 'none'),
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

function isTraceroute(port: number): boolean {
  return port >= firstTraceroutePort && port <= lastTraceroutePort;
}

/** Wireshark's number for a checksum that its sender left out. */
const notPresent = 3;

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
