// A server sends one Handle Update to each of its peers (RFC 5353 §3.3): the same words on several associations. The first
// one counts; a copy on another association within some seconds says nothing new, however late it is.
import { setLatest } from '../dissect/bounds.ts';

interface Update {
  readonly sender: number;
  readonly hash: number;
  readonly epoch: number;
  readonly associations: number[];
}

const kept = 512;
const secondsKept = 10;

export class UpdateCopies {
  private readonly byHash = new Map<number, Update>();

  isCopy(sender: number, association: number, bytes: Uint8Array, start: number, end: number, epoch: number): boolean {
    let hash = sender | 0;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    const seen = this.byHash.get(hash);
    if (
      seen &&
      seen.sender === sender &&
      epoch - seen.epoch < secondsKept &&
      !seen.associations.includes(association)
    ) {
      seen.associations.push(association);
      return true;
    }
    this.byHash.delete(hash);
    setLatest(this.byHash, hash, { sender, hash, epoch, associations: [association] }, kept);
    return false;
  }
}
