// Which ENRP server answers at which address: learned from announcements and from ENRP itself.
// Looked up by the octets, so that an announcement that says nothing new costs no text.
import { copyOctets } from '../bytes/read.ts';

interface Binding {
  readonly address: Uint8Array;
  /** 0: whatever the port, as learned from ENRP, which runs on a port of its own. */
  readonly port: number;
  server: number;
}

const bindingsKept = 65536;

export class AddressBindings {
  private readonly byHash = new Map<number, Binding[]>();
  private count = 0;

  /** True where this is news. */
  bind(bytes: Uint8Array, at: number, length: number, port: number, server: number): boolean {
    const hash = hashOf(bytes, at, length);
    const list = this.byHash.get(hash);
    const found = list?.find((entry) => entry.port === port && same(entry.address, bytes, at, length));
    if (found !== undefined) {
      const news = found.server !== server;
      found.server = server;
      return news;
    }
    if (this.count++ >= bindingsKept) return false;
    const binding = { address: copyOctets(bytes, at, at + length), port, server };
    if (list) list.push(binding);
    else this.byHash.set(hash, [binding]);
    return true;
  }

  /** The server bound to exactly this address and port; 0 where none is. */
  at(bytes: Uint8Array, at: number, length: number, port: number): number {
    const list = this.byHash.get(hashOf(bytes, at, length));
    return list?.find((entry) => entry.port === port && same(entry.address, bytes, at, length))?.server ?? 0;
  }

  /** The server at this address: by address and port, else by the address alone where only one server has it. */
  find(address: Uint8Array, port: number): number {
    const list = this.byHash.get(hashOf(address, 0, address.length)) ?? [];
    let alone = 0;
    for (const entry of list) {
      if (!same(entry.address, address, 0, address.length)) continue;
      if (entry.port === port) return entry.server;
      if (alone !== 0 && alone !== entry.server) alone = -1;
      else alone = entry.server;
    }
    return Math.max(alone, 0);
  }
}

function hashOf(bytes: Uint8Array, at: number, length: number): number {
  let hash = 0;
  for (let index = 0; index < length; index++) hash = (Math.imul(hash, 31) + (bytes[at + index] as number)) | 0;
  return hash;
}

function same(address: Uint8Array, bytes: Uint8Array, at: number, length: number): boolean {
  if (address.length !== length) return false;
  for (let index = 0; index < length; index++) if (address[index] !== bytes[at + index]) return false;
  return true;
}
