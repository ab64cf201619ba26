// Headings of protocols, parameters, causes and chunks in a packet tree, in Wireshark's words.
import { u16, u32 } from '../../../bytes/read.ts';
import type { FieldNode, PartNode, ProtocolNode, TreeNode } from '../../../dissect/fields/packet-tree.ts';
import { tcpFlag } from '../../../dissect/flows/tcp-connection.ts';
import { report } from '../../../protocol/applications/component-status.ts';
import { protocolTitle } from '../../../protocol/protocols.ts';
import { causeOf, parameterOf } from '../../../protocol/registry.ts';
import { chunkOf } from '../../../protocol/sctp/chunks.ts';
import { sctpCauseCodes, sctpParameterTypes } from '../../../protocol/sctp/parameters.ts';
import { nameOf, nodeNumber, shownValue } from './labels.ts';

function field(nodes: readonly TreeNode[], tail: string): FieldNode | undefined {
  return nodes.find((node): node is FieldNode => node.kind === 'field' && node.info.name.endsWith(tail));
}

function shown(nodes: readonly TreeNode[], tail: string): string {
  const node = field(nodes, tail);
  return node === undefined ? '' : shownValue(node);
}

/** `Internet Protocol Version 4, Src: 10.1.0.1, Dst: 10.1.0.2`. */
export function protocolHeading({ name, children, size }: ProtocolNode, interfaceName = ''): string {
  const title = protocolTitle(name);
  switch (name) {
    case 'frame': {
      const length = Number(shown(children, 'frame.len'));
      const captured = Number(shown(children, 'frame.cap_len'));
      const number = shown(children, 'frame.number');
      const taken = `${captured} bytes captured (${captured * 8} bits)`;
      const wire = `${length} bytes on wire (${length * 8} bits)`;
      const where = interfaceName === '' ? '' : ` on interface ${interfaceName}, id ${shown(children, 'interface_id')}`;
      return `Frame ${number}: ${wire}, ${taken}${where}`;
    }
    case 'eth': {
      const [source, destination] = [shown(children, 'eth.src'), shown(children, 'eth.dst')];
      return `${title}, Src: ${source}, Dst: ${destination}`;
    }
    case 'ip':
    case 'ipv6':
      return size < 20
        ? title
        : `${title}, Src: ${shown(children, `${name}.src`)}, Dst: ${shown(children, `${name}.dst`)}`;
    case 'sctp': {
      const [source, destination] = [shown(children, 'sctp.srcport'), shown(children, 'sctp.dstport')];
      return `${title}, Src Port: ${source} (${source}), Dst Port: ${destination} (${destination})`;
    }
    case 'tcp': {
      const ports = `Src Port: ${shown(children, '.srcport')}, Dst Port: ${shown(children, '.dstport')}`;
      const [sequence, length] = [shown(children, 'tcp.seq'), shown(children, 'tcp.len')];
      if (sequence === '') return `${title}, ${ports}`;
      const isAck = (Number(shown(children, 'tcp.flags')) & tcpFlag.ack) !== 0;
      const ack = isAck ? `, Ack: ${shown(children, 'tcp.ack')}` : '';
      return `${title}, ${ports}, Seq: ${sequence}${ack}, Len: ${length}`;
    }
    case 'udp':
      return `${title}, Src Port: ${shown(children, '.srcport')}, Dst Port: ${shown(children, '.dstport')}`;
    case 'vlan':
      return `${title}, PRI: ${shown(children, '.priority')}, DEI: ${shown(children, '.dei')}, ID: ${shown(children, '.id')}`;
    case 'data':
      return `${title} (${size} byte${size === 1 ? '' : 's'})`;
    default:
      return title;
  }
}

export function partHeading(part: PartNode): string {
  switch (part.kind) {
    case 'parameter':
      return parameterHeading(part);
    case 'cause':
      return causeHeading(part);
    case 'chunk':
      return chunkHeading(part);
    case 'text':
      return part.info?.words?.(part.bytes, part.at, part.size) ?? part.info?.label ?? '';
    case 'record':
      return `${report.records.label} #${part.type}`;
    case 'sctp parameter':
      return sctpParameterHeading(part);
    case 'sctp cause':
      return `${nameOf(sctpCauseCodes, part.type) ?? 'Unknown'} cause`;
    default:
      return part.kind satisfies never;
  }
}

function parameterHeading({ type, bytes, at, children }: PartNode): string {
  const definition = parameterOf(type);
  const length = u16(bytes, at + 2);
  if (definition === undefined || definition.wiresharkRaw) {
    const octets = length - 4;
    const isShown = field(children, 'parameter_value') !== undefined || octets === 0;
    return isShown ? `Unknown Parameter (type ${type & 0xffff} and ${octets} bytes value)` : 'Unknown Parameter';
  }
  const first = field(children, `.${definition.fields[0]?.filter}`);
  if (first === undefined || definition.wiresharkHeading === undefined) return definition.wireshark;
  if (definition.wiresharkHeading === 'octets') return `${definition.wireshark} (${first.size} bytes)`;
  const number = nodeNumber(first);
  return `${definition.wireshark} (${number === undefined ? shownValue(first) : `0x${number.toString(16)}`})`;
}

function causeHeading({ type, bytes, at, isWhole }: PartNode): string {
  const name = causeOf(type)?.wireshark;
  if (name !== undefined) return name;
  const octets = u16(bytes, at + 2) - 4;
  return isWhole ? `Unknown error cause (code ${type} and ${octets} bytes information)` : 'Unknown error cause';
}

function sctpParameterHeading({ type, children }: PartNode): string {
  const name = `${nameOf(sctpParameterTypes, type) ?? 'Unknown'} parameter`;
  const address = shown(children, 'parameter_ipv4_address') || shown(children, 'parameter_ipv6_address');
  return address === '' ? name : `${name} (Address: ${address})`;
}

function chunkHeading({ type, bytes, at, size, children }: PartNode): string {
  const name = `${chunkOf(type)?.wireshark ?? 'UNKNOWN'} chunk`;
  const value = (tail: string) => shown(children, `.${tail}`);
  const information = u16(bytes, at + 2) - 4;
  switch (type) {
    case 0:
    case 64:
      return size < 16 ? name : dataHeading(name, type, bytes, at, size, children);
    case 1:
    case 2:
      return size < 20
        ? name
        : `${name} (Outbound streams: ${u16(bytes, at + 12)}, inbound streams: ${u16(bytes, at + 14)})`;
    case 3: {
      if (size < 16) return name;
      const sums = `gaps: ${u16(bytes, at + 12)}, duplicate TSNs: ${u16(bytes, at + 14)}`;
      return `${name} (Cumulative TSN: ${value('sack_cumulative_tsn_ack_raw')}, a_rwnd: ${u32(bytes, at + 8)}, ${sums})`;
    }
    case 4:
    case 5:
      return `${name} (Information: ${information} bytes)`;
    case 7:
      return size < 8 ? name : `${name} (Cumulative TSN ack: ${u32(bytes, at + 4)})`;
    case 10:
      return `${name} (Cookie length: ${information} bytes)`;
    case 12:
    case 13:
      return size < 8 ? name : `${name} (Lowest TSN: ${u32(bytes, at + 4)})`;
    case 192:
      return size < 8 ? name : `${name}(Cumulative TSN: ${u32(bytes, at + 4)})`;
    default:
      return name;
  }
}

function dataHeading(
  name: string,
  type: number,
  bytes: Uint8Array,
  at: number,
  size: number,
  children: readonly TreeNode[],
): string {
  const flags = bytes[at + 1] as number;
  const order = (flags & 4) === 0 ? 'ordered' : 'unordered';
  const segment = ['middle segment', 'last segment', 'first segment', 'complete segment'][flags & 3] as string;
  const numbers = `TSN: ${shown(children, 'data_tsn')}, SID: ${u16(bytes, at + 8)}`;
  if (type === 0) {
    const payload = u16(bytes, at + 2) - 16;
    const rest = `SSN: ${u16(bytes, at + 10)}, PPID: ${u32(bytes, at + 12)}, payload length: ${payload} bytes`;
    return `${name} (${order}, ${segment}, ${numbers}, ${rest})`;
  }
  if (size < 20) return name;
  const last = (flags & 2) === 0 ? `FSN: ${u32(bytes, at + 16)}` : `PPID: ${u32(bytes, at + 16)}`;
  const rest = `MID: ${u32(bytes, at + 12)}, ${last}, payload length: ${u16(bytes, at + 2) - 20} bytes`;
  return `${name} (${order}, ${segment}, ${numbers}, ${rest})`;
}

/** What Wireshark adds where a protocol was not read to its end: a protocol of its own. */
export interface Fault {
  readonly name: '_ws.malformed' | '_ws.short';
  readonly heading: string;
}

/** `[Malformed Packet: ASAP]`; undefined where the protocol was read to its end. */
export function faultOf({ name, fault }: ProtocolNode): Fault | undefined {
  const short = name.toUpperCase();
  if (fault === undefined) return undefined;
  return fault === 'cut'
    ? { name: '_ws.short', heading: `[Packet size limited during capture: ${short} truncated]` }
    : { name: '_ws.malformed', heading: `[Malformed Packet: ${short}]` };
}
