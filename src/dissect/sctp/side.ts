// One end of an SCTP association, and what the rooms above may know of an association.
import { copyOctets } from '../../bytes/read.ts';

/** Addresses kept for one side; rsplib takes 64. */
const addressesKept = 64;

/** One end of an association. */
export class Side {
  port: number;
  /** Octets of each address (4 or 16), from INIT, INIT ACK, ASCONF and the packets themselves. */
  readonly addresses: Uint8Array[] = [];
  /** True where its INIT or INIT ACK was seen whole, and all changes after that: `addresses` are all that it has. */
  announced = false;
  /** It adds and deletes addresses while the association lasts (RFC 5061): what was missed of that cannot be told. */
  changing = false;
  /** The tracker is told of addresses that come and go. */
  watcher: { comes(side: Side, address: Uint8Array): void; goes(side: Side, address: Uint8Array): void } | undefined =
    undefined;
  constructor(port: number) {
    this.port = port;
  }

  has(bytes: Uint8Array, at: number, length: number): boolean {
    for (const address of this.addresses) if (sameAddress(address, bytes, at, length)) return true;
    return false;
  }

  addAddress(bytes: Uint8Array, at: number, length: number): void {
    if (length === 0 || this.addresses.length >= addressesKept || this.has(bytes, at, length)) return;
    const address = copyOctets(bytes, at, at + length);
    this.addresses.push(address);
    this.watcher?.comes(this, address);
  }

  removeAddress(bytes: Uint8Array, at: number, length: number): void {
    const index = this.addresses.findIndex((address) => sameAddress(address, bytes, at, length));
    if (index < 0) return;
    for (const gone of this.addresses.splice(index, 1)) this.watcher?.goes(this, gone);
  }
}

export function sameAddress(address: Uint8Array, bytes: Uint8Array, at: number, length: number): boolean {
  if (address.length !== length) return false;
  for (let index = length - 1; index >= 0; index--) if (address[index] !== bytes[at + index]) return false;
  return true;
}

export const associationState = { opening: 0, up: 1, ending: 2, ended: 3 } as const;

/** How it ended: by SHUTDOWN, by ABORT, or because the same ends began another (RFC 9260 §5.2.4.1). */
export const associationEnding = { none: 0, shutdown: 1, abort: 2, restart: 3 } as const;

/** What others may know of an association; the tracker alone changes it. */
export interface AssociationFacts {
  /** Counts from 1 over the capture. */
  readonly number: number;
  readonly sides: readonly [Side, Side];
  readonly state: number;
  /** One of associationEnding: none while it lasts. */
  readonly ending: number;
  /** True where INIT was seen: nothing that it carried was missed at its start. */
  readonly seenFromStart: boolean;
  readonly firstFrame: number;
  /** How often the capture lacked data that was acknowledged. */
  readonly gaps: number;
  /** True where packets of this side are in the capture: its data, or its word that it has received some. */
  heard(side: 0 | 1): boolean;
  /** True where data of this side was not acknowledged yet: what it sends next may wait behind that, unseen. */
  unacknowledged(side: 0 | 1): boolean;
  /** Payload protocol identifier of the first user message that is neither ASAP's nor ENRP's; 0 before it. */
  readonly applicationPpid: number;
}
