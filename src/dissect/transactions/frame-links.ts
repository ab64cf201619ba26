// The links of the frame at hand in both directions: to earlier messages always, to later ones where a first pass over
// the capture has collected them (a pipe can be read only once).
import type { Dissection } from '../dissection.ts';
import type { SummaryTexts } from '../fields/summary-fields.ts';
import type { MessageLinks } from './message-links.ts';
import type { TransactionIndex } from './transaction-index.ts';
import { Transactions } from './transactions.ts';

export class FrameLinks {
  /** What only the rest of the capture tells; undefined where it was not read before. */
  index: TransactionIndex | undefined;
  /** The columns of the summary, where something can make them. */
  summary: SummaryTexts | undefined;
  readonly #transactions = new Transactions();
  #frame = -1;

  constructor(index?: TransactionIndex) {
    this.index = index;
  }

  /**
   * To be told each frame of the capture, in order, whether it is shown or not. Several may share the links: a frame
   * counts once.
   */
  take(d: Dissection): void {
    if (d.frame.number === this.#frame) return;
    this.#frame = d.frame.number;
    this.#transactions.take(d);
  }

  /** Of d.messages[index] of the frame that was taken last. Reused for the next frame. */
  of(index: number): MessageLinks {
    return this.#transactions.of(index);
  }
}
