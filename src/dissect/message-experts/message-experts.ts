// Everything that one packet can show to be wrong with its messages: the walk's faults, and the rules of the tables beyond
// them. Runs only where somebody asks for experts: `analyze` and `read` walk their messages without it.
import type { Dissection } from '../dissection.ts';
import type { ExpertList } from '../experts.ts';
import type { Message } from '../message.ts';
import { type Definition, type MessageTree, MessageWalker, nodeKind } from '../walk.ts';
import { checkAddresses } from './addresses.ts';
import { checkCause, checkCauses } from './causes.ts';
import { checkChannel, checkSecurity, checkShape } from './channels.ts';
import { CheckedMessage } from './checked-message.ts';
import { KnownShapes } from './known-shapes.ts';
import { checkLength, checkPadding, checkPaddingCounted, checkPolicy } from './lengths.ts';
import { SlotCheck } from './slots.ts';
import { checkFlags, checkValues, hasCheckedValues } from './values.ts';

export class MessageExperts {
  readonly #walker = new MessageWalker();
  readonly #checked = new CheckedMessage();
  readonly #slots = new SlotCheck();
  readonly #shapes = new KnownShapes();

  /**
   * Adds what is wrong with the messages that a frame completed to the frame's experts. To be called before the handlespace
   * takes the dissection in, which then records nothing about them itself.
   */
  check(d: Dissection): void {
    const { experts } = d;
    // Once for a frame, whoever asks for it.
    if (experts.messagesChecked) return;
    experts.messagesChecked = true;
    for (let index = 0; index < d.messageCount; index++) this.#message(d, d.messages[index] as Message);
    checkSecurity(d);
  }

  #message(d: Dissection, message: Message): void {
    const { experts } = d;
    const before = experts.bytes;
    experts.bytes = message.bytes;
    this.checkMessage(d, message, experts);
    experts.bytes = before;
  }

  /** Adds what is wrong with one message of the frame to a list whose offsets count in the message's octets. */
  checkMessage(d: Dissection, message: Message, experts: ExpertList): void {
    this.#walker.dialect = d.dialect;
    const { protocol, bytes, start, end, declaredEnd } = message;
    if (!checkShape(experts, message)) {
      const tree = this.#walker.walk(protocol, bytes, start, end, declaredEnd, experts, message.carrier);
      checkChannel(experts, message);
      this.#checked.set(tree, protocol, experts);
      this.#contents(experts);
      checkAddresses(this.#checked, message, d.encapsulationPort !== 0);
    }
  }

  /**
   * The same for a message that somebody else has walked, with its faults recorded in the list: what the walk lets pass is
   * added. The octets must have the shape of a message.
   */
  checkWalked(tree: MessageTree, message: Message, experts: ExpertList, encapsulated: boolean): void {
    const before = experts.bytes;
    experts.bytes = message.bytes;
    checkChannel(experts, message);
    this.#checked.set(tree, message.protocol, experts);
    this.#contents(experts);
    checkAddresses(this.#checked, message, encapsulated);
    experts.bytes = before;
  }

  /** Messages mostly look like others: then only their values need a look. */
  #contents(experts: ExpertList): void {
    const checked = this.#checked;
    const definition = checked.tree.definition[0];
    // Nothing is known of what a message of unknown type should hold.
    if (definition === undefined) return;
    const known = this.#shapes.tell(checked, experts);
    if (known < 0) this.#newShape(definition, experts);
    else for (let rest = known; rest !== 0; rest &= rest - 1) this.#octets(31 - Math.clz32(rest & -rest));
  }

  #newShape(definition: Definition, experts: ExpertList): void {
    const checked = this.#checked;
    const { tree } = checked;
    // What follows a message that ends with its fields is no part of it.
    const count = 'slots' in definition && definition.slots.length === 0 ? Math.min(1, tree.count) : tree.count;
    const first = experts.count;
    checked.markQuoted();
    this.#shape(count);
    const looked = this.#lookedAt(count);
    this.#shapes.add(tree, experts, first, looked);
    for (const node of looked) this.#octets(node);
  }

  #octets(node: number): void {
    const checked = this.#checked;
    checkPadding(checked, node);
    const held = checked.tree.definition[node];
    if (held !== undefined) checkValues(checked, node, held);
  }

  /** Nodes whose octets, and not only their shape, may be wrong. */
  #lookedAt(count: number): number[] {
    const checked = this.#checked;
    const { tree } = checked;
    const looked: number[] = [];
    for (let node = 0; node < count; node++) {
      const held = tree.definition[node];
      const mayBeWrong = tree.paddedEnd[node] !== tree.end[node] || (held !== undefined && hasCheckedValues(held));
      if (mayBeWrong && !checked.isQuoted(node)) looked.push(node);
    }
    return looked;
  }

  #shape(count: number): void {
    const checked = this.#checked;
    const { tree } = checked;
    checkPaddingCounted(checked);
    for (let node = 0; node < count; node++) {
      if (checked.isQuoted(node)) continue;
      const definition = tree.definition[node];
      if (tree.kind[node] === nodeKind.cause) checkCause(checked, node);
      else if (definition !== undefined && !('code' in definition)) this.#container(node, definition);
    }
  }

  #container(node: number, definition: Exclude<Definition, { readonly code: number }>): void {
    const checked = this.#checked;
    checkLength(checked, node, definition);
    if ('flags' in definition) {
      checkFlags(checked, node, definition);
      if (definition.slots.length > 0) this.#slots.check(checked, node, definition);
    } else if (definition.contents === 'parameters') this.#slots.check(checked, node, definition);
    else if (definition.contents === 'policy') checkPolicy(checked, node);
    else if (definition.contents === 'causes') checkCauses(checked, node);
  }
}
