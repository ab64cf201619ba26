// Elements by what they add to a checksum (modulo 65535): names the one that explains a difference, however many there are.
import type { Element } from './model.ts';
import { residue } from './pe-checksum.ts';

export class ElementIndex {
  private readonly first = new Map<number, Element>();

  add(element: Element): void {
    const key = residue(element.sum);
    element.nextAlike = this.first.get(key);
    this.first.set(key, element);
  }

  remove(element: Element): void {
    const key = residue(element.sum);
    let before: Element | undefined;
    let found = this.first.get(key);
    while (found !== undefined && found !== element) {
      before = found;
      found = found.nextAlike;
    }
    if (found === undefined) return;
    if (before) before.nextAlike = found.nextAlike;
    else if (found.nextAlike) this.first.set(key, found.nextAlike);
    else this.first.delete(key);
    found.nextAlike = undefined;
  }

  /** The first element whose sum is `difference` modulo 65535 and that passes the test. */
  find(difference: number, test: (element: Element) => boolean): Element | undefined {
    let element = this.first.get(residue(difference));
    while (element !== undefined && !test(element)) element = element.nextAlike;
    return element;
  }
}
