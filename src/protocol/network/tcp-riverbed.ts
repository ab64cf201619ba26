// The options of TCP that WAN optimizers of Riverbed find each other by; laid out as Wireshark reads them.

import { ipv4Text } from '../../bytes/address.ts';
import { u16 as readU16 } from '../../bytes/read.ts';
import { riverbedTransparency } from './names.ts';
import { flag, hex, ipv4, type OptionDefinition, type TellOptionField, u8, u16, u32, walked } from './option-table.ts';

const probeName = (tail: string) => `tcp.options.rvbd.probe.${tail}`;
const probeFlag = (tail: string, label: string, mask: number) =>
  flag(probeName(`flags.${tail}`), label, walked, { mask, partOf: probeName('flags') });
const wayFlag = (tail: string, label: string, mask: number) =>
  flag(`tcp.options.rvbd.trpy.flags.${tail}`, label, 2, { size: 2, mask, partOf: 'tcp.options.rvbd.trpy.flags' });

const probe = {
  query: 0,
  response: 1,
  trace: 3,
  queryInfo: 6,
  responseInfo: 7,
  queryInfoAtServer: 8,
  storeIdentifier: 9,
} as const;

const names: Readonly<Record<number, string>> = {
  [probe.query]: 'Probe Query',
  [probe.response]: 'Probe Response',
  2: 'Probe Internal',
  [probe.trace]: 'Probe Trace',
  4: 'Probe Query SH',
  5: 'Probe Response SH',
  [probe.queryInfo]: 'Probe Query Info',
  [probe.responseInfo]: 'Probe Response Info',
  [probe.queryInfoAtServer]: 'Probe Query Info SH',
  [probe.storeIdentifier]: 'Probe Query Info Store ID',
};

/** In version 1 four bits are the type, in later ones seven: the last bit of the octet says which. */
function probeType(octet: number): { readonly version: number; readonly type: number } {
  const version = (octet & 0x01) === 1 ? 1 : 2;
  return { version, type: version === 1 ? octet >> 4 : octet >> 1 };
}

function walk(tell: TellOptionField, octets: Uint8Array, at: number, length: number): void {
  const end = at + length;
  const take = (key: string, place: number, size: number) => {
    if (place + size <= end) tell(key, place, size);
  };
  const { version, type } = probeType(octets[at + 2] as number);
  if (version === 1) {
    take('type1', at + 2, 1);
    take('version', at + 2, 1);
    if (type !== probe.query && type !== probe.response && type !== probe.trace) return;
    take('reserved', at + 3, 1);
    take('prober', at + 4, 4);
    if (type === probe.response) {
      take('proxy', at + 8, 4);
      take('proxyPort', at + 12, 2);
    } else take('application', at + 8, 2);
    return;
  }
  if (type < probe.queryInfo || type > probe.storeIdentifier) return;
  take('type2', at + 2, 1);
  take('rawVersion', at + 2, 1);
  tell('laterVersion', at + 2, 1, version);
  take('flags', at + 3, 1);
  if (type === probe.responseInfo) for (const key of ['noCache', 'secure', 'toServer']) take(key, at + 3, 1);
  else for (const key of ['notFirst', 'last']) take(key, at + 3, 1);
  if (type === probe.queryInfoAtServer) take('client', at + 4, 4);
  if (type === probe.storeIdentifier) take('store', at + 4, 4);
}

function probeWords(octets: Uint8Array, at: number, size: number): string {
  if (size < 3) return '';
  const { version, type } = probeType(octets[at + 2] as number);
  const name = names[type] ?? 'Probe Unknown';
  if (version !== 1) return `: ${name}`;
  if (type === probe.response && size >= 14)
    return `: ${name}, Server Steelhead: ${ipv4Text(octets, at + 8)}:${readU16(octets, at + 12)}`;
  const hasProber = (type === probe.query || type === probe.trace) && size >= 8;
  return hasProber ? `: ${name}, CSH IP: ${ipv4Text(octets, at + 4)}` : `: ${name}`;
}

export const riverbedOptions: readonly OptionDefinition[] = [
  {
    kind: 76,
    filter: 'rvbd.probe',
    name: 'Riverbed Probe',
    rfc: 'Wireshark',
    least: 3,
    fields: {
      type1: u8(probeName('type1'), 'Type', walked, { mask: 0xf0 }),
      type2: u8(probeName('type2'), 'Type', walked, { mask: 0xfe }),
      rawVersion: u8(probeName('version_raw'), 'Version', walked, { mask: 0x01 }),
      version: u8(probeName('version'), 'Version', walked, { mask: 0x0f }),
      laterVersion: u8(probeName('version'), 'Version', walked, { mask: 0x0f, hidden: true }),
      reserved: u8(probeName('reserved'), 'Reserved', walked, hex),
      prober: ipv4(probeName('prober'), 'CSH IP', walked),
      proxy: ipv4(probeName('proxy.ip'), 'SSH IP', walked),
      proxyPort: u16(probeName('proxy.port'), 'SSH Port', walked),
      application: u16(probeName('appli_ver'), 'Application Version', walked),
      flags: u8(probeName('flags'), 'Probe Flags', walked, hex),
      notFirst: probeFlag('notcfe', 'Not CFE', 0x04),
      last: probeFlag('last', 'Last Notify', 0x01),
      noCache: probeFlag('probe', 'Disable Probe Cache on CSH', 0x10),
      secure: probeFlag('ssl', 'SSL Enabled', 0x02),
      toServer: probeFlag('server', 'SSH outer to server established', 0x01),
      client: ipv4(probeName('client.ip'), 'Client IP', walked),
      store: u32(probeName('storeid'), 'CFE Store ID', walked),
    },
    words: probeWords,
    walk,
  },
  {
    kind: 78,
    filter: 'rvbd.trpy',
    name: 'Riverbed Transparency',
    rfc: 'Wireshark',
    lengths: [16],
    fields: {
      flags: u16('tcp.options.rvbd.trpy.flags', 'Transparency Options', 2, hex),
      resetProbe: wayFlag('fw_rst_probe', 'Enable FW traversal feature', 0x0400),
      resetInner: wayFlag('fw_rst_inner', 'Enable Inner FW feature on All FWs', 0x0200),
      reset: wayFlag('fw_rst', 'Enable Transparency FW feature on All FWs', 0x0100),
      checksum: wayFlag('chksum', 'Reserved', 0x0004),
      outOfBand: wayFlag('oob', 'Out of band connection', 0x0002),
      mode: { ...wayFlag('mode', 'Transparency Mode', 0x0001), values: riverbedTransparency },
      source: ipv4('tcp.options.rvbd.trpy.src.ip', 'Src SH IP Addr', 4),
      destination: ipv4('tcp.options.rvbd.trpy.dst.ip', 'Dst SH IP Addr', 8),
      sourcePort: u16('tcp.options.rvbd.trpy.src.port', 'Src SH Inner Port', 12),
      destinationPort: u16('tcp.options.rvbd.trpy.dst.port', 'Dst SH Inner Port', 14),
    },
    words: (octets, at) =>
      ` ${ipv4Text(octets, at + 4)}:${readU16(octets, at + 12)} -> ${ipv4Text(octets, at + 8)}:${readU16(octets, at + 14)}`,
  },
];
