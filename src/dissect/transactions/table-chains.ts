// Downloads of the handlespace (RFC 5353 §3.2.3, §3.6.3): a request, and parts while M is set, each asked for anew. One at
// a time for each pair of asker and direction of its association.
import { tableChainSeconds } from '../../protocol/exchanges.ts';

interface Chain {
  /** Frame of the first request, or of the first part that was seen. */
  readonly session: number;
  readonly ownOnly: boolean;
  lastSeconds: number;
  /** Frame of the last part, 0 before the first, and its slot. */
  part: number;
  slot: number;
}

const chainsKept = 4096;

export class TableChains {
  readonly #open = new Map<number, Chain>();

  /** Gives the first frame of the download that this request begins or goes on with. */
  request(direction: number, frame: number, seconds: number, ownOnly: boolean): number {
    const open = this.#open.get(direction);
    if (open && open.part > 0 && open.ownOnly === ownOnly && seconds - open.lastSeconds < tableChainSeconds) {
      open.lastSeconds = seconds;
      return open.session;
    }
    this.#put(direction, { session: frame, ownOnly, lastSeconds: seconds, part: 0, slot: -1 });
    return frame;
  }

  /** A part: gives what was before it. `session` is that of its request, 0 where none was seen. */
  part(
    direction: number,
    frame: number,
    slot: number,
    seconds: number,
    session: number,
    moreToSend: boolean,
  ): { readonly session: number; readonly previous: number; readonly previousSlot: number } {
    const open = this.#open.get(direction);
    // Without its request a part goes on with what is open.
    const isNext =
      open !== undefined && (session === 0 ? seconds - open.lastSeconds < tableChainSeconds : session === open.session);
    const first = isNext ? open.session : session || frame;
    const answer = { session: first, previous: isNext ? open.part : 0, previousSlot: isNext ? open.slot : -1 };
    if (moreToSend)
      this.#put(direction, {
        session: first,
        ownOnly: open?.ownOnly ?? false,
        lastSeconds: seconds,
        part: frame,
        slot,
      });
    else if (isNext) this.#open.delete(direction);
    return answer;
  }

  #put(direction: number, chain: Chain): void {
    this.#open.delete(direction);
    this.#open.set(direction, chain);
    if (this.#open.size > chainsKept)
      for (const oldest of this.#open.keys()) {
        this.#open.delete(oldest);
        break;
      }
  }
}
