// What the user says about a port or a payload protocol identifier, in tshark's words: `sctp.port==2001,asap`. It comes
// before everything that we could tell ourselves.
import { applications } from '../protocol/applications/index.ts';
import { layer } from './layer.ts';

export const decodeAsLayers = {
  'sctp.ppi': { name: 'SCTP payload protocol identifier', limit: 0xffffffff },
  'sctp.port': { name: 'SCTP port', limit: 0xffff },
  'tcp.port': { name: 'TCP port', limit: 0xffff },
  'udp.port': { name: 'UDP port', limit: 0xffff },
} as const;

export type DecodeAsLayer = keyof typeof decodeAsLayers;

/** One `-d`. */
export interface DecodeAs {
  readonly layer: DecodeAsLayer;
  readonly first: number;
  readonly last: number;
  /** Wireshark's filter name; `data` for octets that nobody reads. */
  readonly protocol: string;
}

export interface DecodeAsFault {
  /** Lines for the user, the last ones what is possible. */
  readonly fault: string;
}

export function isDecodeAsFault(parsed: DecodeAs | DecodeAsFault): parsed is DecodeAsFault {
  return 'fault' in parsed;
}

/** Who reads it: a value of `layer`, and for an application over SCTP the identifier that it is known by. */
export interface Told {
  readonly layer: number;
  readonly ppid: number;
}

interface Reader extends Told {
  readonly about: string;
  readonly on: readonly DecodeAsLayer[];
}

const everywhere: readonly DecodeAsLayer[] = ['sctp.ppi', 'sctp.port', 'tcp.port', 'udp.port'];

/** A user message of no protocol that we know. */
const nobody = 0;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['asap', { layer: layer.asap, ppid: nobody, about: 'Aggregate Server Access Protocol', on: everywhere }],
  ['enrp', { layer: layer.enrp, ppid: nobody, about: 'Endpoint Handlespace Redundancy Protocol', on: everywhere }],
  ...applications.map(({ filter, ppids, about, udpPort }): [string, Reader] => [
    filter,
    ppids[0] === undefined
      ? { layer: layer.data, ppid: udpPort ?? nobody, about, on: ['udp.port'] }
      : { layer: layer.application, ppid: ppids[0], about, on: ['sctp.ppi', 'sctp.port'] },
  ]),
  ['data', { layer: layer.data, ppid: nobody, about: 'octets that nobody reads', on: everywhere }],
  [
    'tls',
    { layer: layer.tls, ppid: nobody, about: 'Transport Layer Security', on: ['sctp.ppi', 'sctp.port', 'tcp.port'] },
  ],
  ['sctp', { layer: layer.sctp, ppid: nobody, about: 'Stream Control Transmission Protocol', on: ['udp.port'] }],
  ['vxlan', { layer: layer.vxlan, ppid: nobody, about: 'Virtual eXtensible Local Area Network', on: ['udp.port'] }],
  [
    'geneve',
    { layer: layer.geneve, ppid: nobody, about: 'Generic Network Virtualization Encapsulation', on: ['udp.port'] },
  ],
  ['mpls', { layer: layer.mpls, ppid: nobody, about: 'Multiprotocol Label Switching', on: ['udp.port'] }],
]);

/** Names that can stand for a protocol: what others call it. */
const otherNames: ReadonlyMap<string, string> = new Map([['none', 'data']]);

const template = '<layer_type>==<selector>,<decode_as_protocol>';

export function parseDecodeAs(text: string): DecodeAs | DecodeAsFault {
  const parts = /^([^=,]*)(?:={1,2}([^,]*))?(?:,(.*))?$/s.exec(text);
  const [layerName = '', selector, protocolName] = (parts ?? []).slice(1).map((part) => part?.trim());
  if (layerName === '') return { fault: `No layer type specified\n${layerList()}` };
  if (!isLayer(layerName)) return { fault: `Unknown layer type -- ${layerName}\n${layerList()}` };
  if (selector === undefined || protocolName === undefined)
    return { fault: `Parameter "${text}" doesn't follow the template "${template}"\n${protocolList(layerName)}` };
  const range = rangeOf(selector, decodeAsLayers[layerName].limit);
  if (range === undefined) return { fault: `Invalid selector number "${selector}"` };
  if (range[0] > range[1]) return { fault: `Invalid selector numeric range "${selector}"` };
  if (protocolName === '') return { fault: `No protocol name specified\n${protocolList(layerName)}` };
  const protocol = otherNames.get(protocolName) ?? protocolName;
  if (!readers.get(protocol)?.on.includes(layerName))
    return { fault: `Unknown protocol -- "${protocolName}"\n${protocolList(layerName)}` };
  return { layer: layerName, first: range[0], last: range[1], protocol };
}

function isLayer(name: string): name is DecodeAsLayer {
  return Object.hasOwn(decodeAsLayers, name);
}

/** `2001`, `0x7d1`, `2001-2010`, and `2001:10` for ten from 2001 on. */
function rangeOf(selector: string, limit: number): readonly [first: number, last: number] | undefined {
  const parts = /^([^-:]+)(?:([-:])([^-:]+))?$/.exec(selector);
  const first = numberOf(parts?.[1], limit);
  if (first === undefined) return undefined;
  if (parts?.[2] === undefined) return [first, first];
  const second = numberOf(parts[3], limit);
  if (second === undefined) return undefined;
  return [first, parts[2] === '-' ? second : Math.min(first + second - 1, limit)];
}

function numberOf(text: string | undefined, limit: number): number | undefined {
  if (text === undefined || !/^(\d+|0x[\da-f]+)$/i.test(text)) return undefined;
  const number = Number(text);
  return number > limit ? undefined : number;
}

function layerList(): string {
  const lines = Object.entries(decodeAsLayers).map(([name, { name: about }]) => `\t${name} (${about})`);
  return ['Valid layer types are:', ...lines].join('\n');
}

function protocolList(on: DecodeAsLayer): string {
  const lines = [...readers]
    .filter(([, reader]) => reader.on.includes(on))
    .map(([name, { about }]) => `\t${name} (${about})`)
    .sort();
  return [`Valid protocols for layer type "${on}" are:`, ...lines].join('\n');
}

interface Rule {
  readonly first: number;
  readonly last: number;
  readonly told: Told;
}

/** What was told, to be asked for each user message: there are few rules, and the last one that fits counts. */
export class DecodeAsTable {
  readonly #rules: Readonly<Record<DecodeAsLayer, Rule[]>> = {
    'sctp.ppi': [],
    'sctp.port': [],
    'tcp.port': [],
    'udp.port': [],
  };

  constructor(all: readonly DecodeAs[]) {
    for (const { layer: on, first, last, protocol } of all) {
      const told = readers.get(protocol);
      if (told !== undefined) this.#rules[on].unshift({ first, last, told });
    }
  }

  #find(on: DecodeAsLayer, number: number): Told | undefined {
    for (const { first, last, told } of this.#rules[on]) if (number >= first && number <= last) return told;
    return undefined;
  }

  /** As in tshark, the smaller port number is asked first. */
  ofPorts(on: 'sctp.port' | 'tcp.port' | 'udp.port', source: number, destination: number): Told | undefined {
    return this.#find(on, Math.min(source, destination)) ?? this.#find(on, Math.max(source, destination));
  }

  /** Of a user message over SCTP: what its identifier was told to mean, else its ports. */
  ofUserMessage(ppid: number, source: number, destination: number): Told | undefined {
    return this.#find('sctp.ppi', ppid) ?? this.ofPorts('sctp.port', source, destination);
  }
}
