// Fields of the link layer that do not stand at a fixed place: what pads a short Ethernet frame or trails it (IEEE 802.3), and
// the address in a Linux cooked header, whatever kind it is of. Names are Wireshark's.
import { u16 } from '../../bytes/read.ts';
import { layer } from '../layer.ts';
import { checksumStatus } from '../sctp/checksum.ts';
import { checksumVerdict, type LayerPart, type LayerPlace, layerPart, madeField, partField } from './layer-part.ts';

/** A frame without its check sequence has at least so many octets: shorter ones are padded. */
const shortestFrame = 60;
const checkOctets = 4;

export const ethernetParts: readonly LayerPart[] = [
  layerPart(
    {
      padding: partField('eth.padding', 'Padding', 'bytes'),
      trailer: partField('eth.trailer', 'Trailer', 'bytes'),
      check: partField('eth.fcs', 'Frame check sequence', 'uint32', { format: 'hex' }),
      status: madeField('eth.fcs.status', 'FCS Status', 'uint8', checksumVerdict),
      badPadding: madeField('eth.padding_bad', 'Padding identification may be inaccurate', 'none'),
      groupSource: madeField(
        'eth.src_not_group',
        'Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)',
        'none',
      ),
      badType: partField('eth.invalid_lentype', 'Invalid length/type', 'uint16', { format: 'hex', bothBases: true }),
    },
    (to, place) => {
      const { d, bytes, start } = place;
      const type = u16(bytes, start + 12);
      if (type > 1500 && type < 1536) to.badType?.octets(bytes, start + 12, 2);
      else if (((bytes[start + 6] as number) & 1) !== 0) to.groupSource?.octets(bytes, start + 6, 6);
      const from = payloadEnd(place);
      const { end } = d.frame;
      if (from < 0 || from >= end || bytes !== d.frame.bytes) return;
      const padded = Math.min(end, start + shortestFrame);
      let at = from;
      if (at < padded && bytes.subarray(at, padded).every((octet) => octet === 0)) {
        to.padding?.octets(bytes, at, padded - at);
        at = padded;
      } else if (at < padded) to.badPadding?.octets(bytes, at, padded - at);
      // So long a frame needs no trailer: its last octets are the check sequence, Wireshark takes it.
      const isTagged = d.layers.protocol[place.index + 1] === layer.vlan;
      const isChecked = !isTagged && end - at >= checkOctets && end - start >= shortestFrame + checkOctets;
      const trailerEnd = isChecked ? end - checkOctets : end;
      if (at < trailerEnd) to.trailer?.octets(bytes, at, trailerEnd - at);
      if (!isChecked) return;
      to.check?.octets(bytes, trailerEnd, checkOctets);
      to.status?.number(checksumStatus.unverified, bytes, trailerEnd, 0);
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

export const linuxCookedParts: readonly LayerPart[] = [cookedAddress(4, 2, 6, 'sll.src.eth')];
export const linuxCooked2Parts: readonly LayerPart[] = [cookedAddress(11, 1, 12, 'sll.src.eth')];
