// The pool elements that an answer names, each once, in its order (RFC 5352 §2.2.6). Reused from answer to answer.
import { u32 } from '../../bytes/read.ts';
import { parameter, readPolicy } from '../element-facts.ts';
import type { MessageParts } from '../message-parts.ts';
import type { PolicyFacts } from '../model.ts';

/** Elements of an answer that are remembered; rsplib sends at most 128. */
const elementsRead = 256;
/** So many are looked through one by one. */
const few = 16;

export class AnsweredElements {
  readonly ids: number[] = [];
  /** The node of its policy in the answer, -1 where it has none: where an element is named twice, of the last time. */
  private readonly policies: number[] = [];
  /** Of all, once they are many. */
  private readonly places = new Map<number, number>();
  private parts: MessageParts | undefined = undefined;

  read(parts: MessageParts): void {
    const { ids, policies } = this;
    const { tree } = parts;
    this.parts = parts;
    ids.length = 0;
    policies.length = 0;
    if (this.places.size > 0) this.places.clear();
    // Of the element that is being gone through; -1 where its policy does not count.
    let place = -1;
    let element = -1;
    for (let node = 1; node < tree.count; node++) {
      if (tree.depth[node] === 1) {
        place = -1;
        const start = tree.start[node] as number;
        if (tree.type[node] !== parameter.poolElement || (tree.end[node] as number) - start < 8) continue;
        if (ids.length >= elementsRead) return;
        element = node;
        place = this.#placeOf(u32(tree.bytes, start + 4));
        policies[place] = -1;
      } else if (place >= 0 && tree.type[node] === parameter.policy && tree.parent[node] === element) {
        policies[place] = node;
        place = -1;
      }
    }
  }

  /** Where this element stands in `ids`, or -1. */
  indexOf(id: number): number {
    return this.ids.length > few ? (this.places.get(id) ?? -1) : this.ids.indexOf(id);
  }

  /** What the answer says of the policy of the element at this place of `ids`. */
  policy(place: number): PolicyFacts | undefined {
    const node = this.policies[place] ?? -1;
    return node < 0 || this.parts === undefined ? undefined : readPolicy(this.parts.tree, node);
  }

  #placeOf(id: number): number {
    const { ids, places } = this;
    const known = this.indexOf(id);
    if (known >= 0) return known;
    const place = ids.push(id) - 1;
    if (ids.length === few + 1) for (const [its, one] of ids.entries()) places.set(one, its);
    else if (ids.length > few) places.set(id, place);
    return place;
  }
}
