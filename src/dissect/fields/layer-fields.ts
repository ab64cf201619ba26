// Which fields the headers of the lower layers have: the table of each, and the parts that a table cannot say.
import {
  ethernetHeader,
  geneveHeader,
  greHeader,
  ipv4Header,
  ipv6Header,
  linuxCooked2Header,
  linuxCookedHeader,
  mplsHeader,
  tcpHeader,
  udpHeader,
  vlanHeader,
  vxlanHeader,
} from '../../protocol/network/headers.ts';
import type { HeaderField } from '../../protocol/schema.ts';
import { layer } from '../layer.ts';
import { ipParts } from './ip-parts.ts';
import { ipv6ExtensionParts } from './ipv6-extension-parts.ts';
import { ipv6Parts } from './ipv6-parts.ts';
import type { LayerPart } from './layer-part.ts';
import { ethernetParts, linuxCooked2Parts, linuxCookedParts, vlanParts } from './link-parts.ts';
import { tcpParts } from './tcp-parts.ts';
import { udpParts } from './udp-parts.ts';

export interface LayerFields {
  readonly layer: number;
  readonly fields: readonly HeaderField[];
  readonly parts: readonly LayerPart[];
  /** Document that defines them. */
  readonly source: string;
}

function fieldsOf(
  of: number,
  source: string,
  fields: readonly HeaderField[],
  parts: readonly LayerPart[] = [],
): LayerFields {
  return { layer: of, source, fields, parts };
}

export const layerFields: readonly LayerFields[] = [
  fieldsOf(layer.udp, 'RFC 768', udpHeader, udpParts),
  fieldsOf(layer.tcp, 'RFC 9293 §3.1', tcpHeader, tcpParts),
  fieldsOf(layer.ipv4, 'RFC 791 §3.1', ipv4Header, ipParts),
  fieldsOf(layer.ipv6, 'RFC 8200 §3', ipv6Header, ipv6Parts),
  fieldsOf(layer.ipv6Extension, 'RFC 8200 §4', [], ipv6ExtensionParts),
  fieldsOf(layer.vlan, 'IEEE 802.1Q', vlanHeader, vlanParts),
  fieldsOf(layer.ethernet, 'IEEE 802.3', ethernetHeader, ethernetParts),
  fieldsOf(layer.linuxCooked, 'LINKTYPE_LINUX_SLL', linuxCookedHeader, linuxCookedParts),
  fieldsOf(layer.linuxCooked2, 'LINKTYPE_LINUX_SLL2', linuxCooked2Header, linuxCooked2Parts),
  fieldsOf(layer.mpls, 'RFC 3032 §2.1', mplsHeader),
  fieldsOf(layer.gre, 'RFC 2784 §2, RFC 2890 §2', greHeader),
  fieldsOf(layer.vxlan, 'RFC 7348 §5', vxlanHeader),
  fieldsOf(layer.geneve, 'RFC 8926 §3.4', geneveHeader),
];
