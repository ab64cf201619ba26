// Fields of the link layer that do not stand at a fixed place: what pads a short Ethernet frame or trails it (IEEE 802.3), and
// the address in a Linux cooked header, whatever kind it is of. Names are Wireshark's.
import { u16 } from '../../bytes/read.ts';
import { hexNumber } from '../../bytes/text.ts';
import { layer } from '../layer.ts';
import { checksumStatus } from '../sctp/checksum.ts';
import { checksumVerdict, type LayerPart, type LayerPlace, layerPart, madeField, partField } from './layer-part.ts';

/** A frame without its check sequence has at least so many octets: shorter ones are padded. */
const shortestFrame = 60;
const checkOctets = 4;

/** What follows the packet in a frame; -1: there is none of it. */
interface FrameEnd {
  readonly paddingAt: number;
  readonly paddingEnd: number;
  /** The octets that should pad are not 0. */
  readonly isOdd: boolean;
  readonly trailerEnd: number;
  readonly end: number;
}

/** `isTagged`: then Wireshark seeks no check sequence. */
function frameEnd(place: LayerPlace, isTagged: boolean): FrameEnd | undefined {
  const { d, bytes, start } = place;
  const at = payloadEnd(place);
  const { end } = d.frame;
  if (at < 0 || at >= end || bytes !== d.frame.bytes) return undefined;
  const padded = Math.min(end, start + shortestFrame);
  const isPadded = at < padded && bytes.subarray(at, padded).every((octet) => octet === 0);
  const paddingEnd = isPadded ? padded : at;
  // So long a frame needs no trailer: its last octets are the check sequence, Wireshark takes it.
  const isChecked = !isTagged && end - paddingEnd >= checkOctets && end - start >= shortestFrame + checkOctets;
  const trailerEnd = isChecked ? end - checkOctets : end;
  return {
    paddingAt: at,
    paddingEnd,
    isOdd: !isPadded && end - start >= shortestFrame && at < padded,
    trailerEnd,
    end,
  };
}

const padding = partField('eth.padding', 'Padding', 'bytes');

function badPadding(trailer: string) {
  return madeField('eth.padding_bad', 'Padding identification may be inaccurate and trailer may be mistaken', 'none', {
    partOf: trailer,
    expert: ['note', 'protocol'],
    words: () => "Didn't find padding of zeros, and an undecoded trailer exists. There may be padding of non-zeros.",
  });
}

/** Of a length in place of a type, which is more than the frame has. */
function pastEnd(protocol: string) {
  return madeField(`${protocol}.len.past_end`, 'Length field value goes past the end of the payload', 'none', {
    partOf: `${protocol}.len`,
    expert: ['error', 'malformed'],
  });
}

/** `at`: of the length. */
function isPastEnd({ d, bytes }: LayerPlace, at: number): boolean {
  const length = u16(bytes, at);
  return length <= 1500 && bytes === d.frame.bytes && at + 2 + length > d.frame.start + d.frame.originalLength;
}

export const ethernetParts: readonly LayerPart[] = [
  layerPart(
    {
      pastEnd: pastEnd('eth'),
      groupSource: madeField(
        'eth.src_not_group',
        'Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)',
        'none',
        { partOf: 'eth.src', expert: ['warning', 'protocol'] },
      ),
      badType: partField('eth.invalid_lentype', 'Invalid length/type', 'uint16', { format: 'hex', bothBases: true }),
      badTypeRemark: madeField('eth.invalid_lentype.expert', 'Invalid length/type', 'none', {
        partOf: 'eth.invalid_lentype',
        expert: ['warning', 'protocol'],
        words: (bytes, at) => `Invalid length/type: ${hexNumber(u16(bytes, at), 4)} (${u16(bytes, at)})`,
      }),
    },
    (to, place) => {
      const { bytes, start } = place;
      const type = u16(bytes, start + 12);
      if (isPastEnd(place, start + 12)) to.pastEnd?.octets(bytes, start + 12, 2);
      if (type > 1500 && type < 1536) {
        to.badType?.octets(bytes, start + 12, 2);
        to.badTypeRemark?.octets(bytes, start + 12, 0);
      } else if (((bytes[start + 6] as number) & 1) !== 0) to.groupSource?.octets(bytes, start + 6, 6);
    },
  ),
  layerPart(
    {
      padding,
      trailer: partField('eth.trailer', 'Trailer', 'bytes'),
      badPadding: badPadding('eth.trailer'),
      check: partField('eth.fcs', 'Frame check sequence', 'uint32', { format: 'hex' }),
      status: madeField('eth.fcs.status', 'FCS Status', 'uint8', checksumVerdict),
    },
    (to, place) => {
      const { d, bytes, index } = place;
      if (d.layers.protocol[index + 1] === layer.vlan) return;
      const found = frameEnd(place, false);
      if (found === undefined) return;
      const { paddingAt, paddingEnd, trailerEnd, isOdd, end } = found;
      if (paddingEnd > paddingAt) to.padding?.octets(bytes, paddingAt, paddingEnd - paddingAt);
      if (trailerEnd > paddingEnd) to.trailer?.octets(bytes, paddingEnd, trailerEnd - paddingEnd);
      if (isOdd) to.badPadding?.octets(bytes, paddingAt, 0);
      if (trailerEnd === end) return;
      to.check?.octets(bytes, trailerEnd, checkOctets);
      to.status?.number(checksumStatus.unverified, bytes, trailerEnd, 0);
    },
  ),
];

/** What follows the packet in a tagged frame belongs to its innermost tag. */
export const vlanParts: readonly LayerPart[] = [
  layerPart(
    {
      pastEnd: pastEnd('vlan'),
      padding,
      trailer: partField('vlan.trailer', 'Trailer', 'bytes'),
      badPadding: badPadding('vlan.trailer'),
    },
    (to, place) => {
      const { d, bytes, start, index } = place;
      const { layers } = d;
      if (isPastEnd(place, start + 2)) to.pastEnd?.octets(bytes, start + 2, 2);
      if (layers.protocol[index + 1] === layer.vlan) return;
      let frame = index - 1;
      while (frame > 0 && layers.protocol[frame] === layer.vlan) frame--;
      if (layers.protocol[frame] !== layer.ethernet) return;
      const found = frameEnd({ ...place, index: frame, start: layers.start[frame] as number }, true);
      if (found === undefined) return;
      const { paddingAt, paddingEnd, trailerEnd, isOdd } = found;
      if (paddingEnd > paddingAt) to.padding?.octets(bytes, paddingAt, paddingEnd - paddingAt);
      if (trailerEnd > paddingEnd) to.trailer?.octets(bytes, paddingEnd, trailerEnd - paddingEnd);
      if (isOdd) to.badPadding?.octets(bytes, paddingAt, 0);
    },
  ),
];

/** Where the packet inside ends, by its own length; negative where it tells none. */
function payloadEnd({ d, index }: LayerPlace): number {
  const { layers } = d;
  for (let inner = index + 1; inner < layers.count; inner++) {
    const bytes = layers.bytes[inner] as Uint8Array;
    const at = layers.start[inner] as number;
    switch (layers.protocol[inner]) {
      case layer.vlan:
        continue;
      case layer.ipv4: {
        const length = u16(bytes, at + 2);
        return length < 20 ? -1 : at + length;
      }
      case layer.ipv6: {
        const length = u16(bytes, at + 4);
        return length === 0 ? -1 : at + 40 + length;
      }
      case layer.unknown:
        break;
      default:
        return -1;
    }
    break;
  }
  // The innermost header of the link says how long what it carries is, or of which kind.
  let last = index;
  while (layers.protocol[last + 1] === layer.vlan) last++;
  const at = layers.end[last] as number;
  const length = u16(layers.bytes[last] as Uint8Array, at - 2);
  return length <= 1500 ? at + length : -1;
}

/** Octets of the field that the address stands in. */
const addressRoom = 8;

/** `lengthAt`: where the header says how long the address is, `width` octets. */
function cookedAddress(lengthAt: number, width: 1 | 2, addressAt: number, behind: string): LayerPart {
  return layerPart(
    {
      ipv4: partField('sll.src.ipv4', 'Source', 'ipv4'),
      other: partField('sll.src.other', 'Source', 'bytes'),
      unused: partField('sll.unused', 'Unused', 'bytes'),
    },
    ({ ipv4, other, unused }, { bytes, start }) => {
      const told = width === 1 ? (bytes[start + lengthAt] as number) : u16(bytes, start + lengthAt);
      const length = Math.min(told, addressRoom);
      const at = start + addressAt;
      if (told === 4) ipv4?.octets(bytes, at, 4);
      else if (told !== 6 && told > 0) other?.octets(bytes, at, length);
      if (length < addressRoom) unused?.octets(bytes, at + length, addressRoom - length);
    },
    { behind },
  );
}

/** What follows an IP packet. */
const cookedTrailer: LayerPart = layerPart(
  { trailer: partField('sll.trailer', 'Trailer', 'bytes') },
  ({ trailer }, place) => {
    const { d, bytes, index } = place;
    const next = d.layers.protocol[index + 1];
    if (next !== layer.ipv4 && next !== layer.ipv6) return;
    const at = payloadEnd(place);
    const { end } = d.frame;
    if (at >= 0 && at < end && bytes === d.frame.bytes) trailer?.octets(bytes, at, end - at);
  },
);

export const linuxCookedParts: readonly LayerPart[] = [cookedAddress(4, 2, 6, 'sll.src.eth'), cookedTrailer];
export const linuxCooked2Parts: readonly LayerPart[] = [cookedAddress(11, 1, 12, 'sll.src.eth'), cookedTrailer];
