// `-T pdml`: Packet Details Markup Language, as Wireshark writes it: each node of the tree with its place and octets.
import type { Dissection } from '../../../dissect/dissection.ts';
import { timeText } from '../../../dissect/fields/frame-time.ts';
import { type FieldNode, PacketTrees, type ProtocolNode, type TreeNode } from '../../../dissect/fields/packet-tree.ts';
import type { TextBuffer } from '../../text-buffer.ts';
import { faultOf, partHeading, protocolHeading } from './headings.ts';
import { fieldLabel, shownValue } from './labels.ts';
import { isCarried, octetsOf, position, valueOctets } from './machine-node.ts';

export interface PdmlOptions {
  /** `poolshark/0.1.0`: written into the head. */
  readonly creator: string;
  readonly file: string;
  /** When it is written, as text. */
  readonly time: string;
  readonly interfaceName?: ((d: Dissection) => string) | undefined;
}

export class PdmlLines {
  readonly #out: TextBuffer;
  readonly #options: PdmlOptions;
  readonly #trees = new PacketTrees();

  constructor(out: TextBuffer, options: PdmlOptions) {
    this.#out = out;
    this.#options = options;
  }

  begin(): void {
    const { creator, time, file } = this.#options;
    const attributes = `version="0" creator="${xmlText(creator)}" time="${xmlText(time)}" capture_file="${xmlText(file)}"`;
    this.#out.text(`<?xml version="1.0" encoding="utf-8"?>\n<pdml ${attributes}>\n`);
  }

  write(d: Dissection): void {
    this.#out.text(`<packet>\n${generalInformation(d)}`);
    for (const protocol of this.#trees.tree(d)) this.#protocol(protocol, d, 1);
    this.#out.text('</packet>\n\n\n');
  }

  skip(d: Dissection): void {
    this.#trees.skip(d);
  }

  end(): void {
    this.#out.text('</pdml>\n');
  }

  #protocol(protocol: ProtocolNode, d: Dissection, depth: number): void {
    const out = this.#out;
    const margin = '  '.repeat(depth);
    const showname = xmlText(protocolHeading(protocol, this.#options.interfaceName?.(d)));
    const place = `size="${protocol.size}" pos="${position(protocol, d)}"`;
    out.text(`${margin}<proto name="${protocol.name}" showname="${showname}" ${place}`);
    if (protocol.children.some(isCarried)) {
      out.text('>\n');
      this.#children(protocol, d, depth + 1);
      out.text(`${margin}</proto>\n`);
    } else out.text('/>\n');
    const fault = faultOf(protocol);
    if (fault !== undefined)
      out.text(
        `${margin}<proto name="${fault.name}" showname="${xmlText(fault.heading)}" size="0" pos="${position(protocol, d)}"/>\n`,
      );
  }

  #children({ children }: TreeNode, d: Dissection, depth: number): void {
    const out = this.#out;
    for (const node of children) {
      if (!isCarried(node)) continue;
      if (node.kind === 'protocol') {
        this.#protocol(node, d, depth);
        continue;
      }
      out.spaces(depth * 2);
      out.text(node.kind === 'field' ? fieldTag(node, d) : partTag(node, d));
      if (!node.children.some(isCarried)) {
        out.text('/>\n');
        continue;
      }
      out.text('>\n');
      this.#children(node, d, depth + 1);
      out.spaces(depth * 2);
      out.text('</field>\n');
    }
  }
}

function generalInformation({ frame }: Dissection): string {
  const captured = frame.end - frame.start;
  const line = (name: string, label: string, show: string, value: string) =>
    `    <field name="${name}" pos="0" show="${show}" showname="${label}" value="${value}" size="${captured}"/>\n`;
  const epoch = `${frame.seconds}.${String(frame.nanoseconds).padStart(9, '0')}`;
  return `  <proto name="geninfo" pos="0" showname="General information" size="${captured}">\n${[
    line('num', 'Number', String(frame.number), frame.number.toString(16)),
    line('len', 'Frame Length', String(frame.originalLength), frame.originalLength.toString(16)),
    line('caplen', 'Captured Length', String(captured), captured.toString(16)),
    line('timestamp', 'Captured Time', timeText(frame.seconds, frame.nanoseconds), epoch),
  ].join('')}  </proto>\n`;
}

function fieldTag(node: FieldNode, d: Dissection): string {
  const { info, size } = node;
  const hide = info.hidden ? ' hide="yes"' : '';
  const place = `size="${size}" pos="${position(node, d)}" show="${xmlText(shownValue(node))}"`;
  const value = size === 0 ? '' : ` value="${valueOctets(node)}"`;
  const whole = info.mask === undefined ? '' : ` unmaskedvalue="${octetsOf(node)}"`;
  return `<field name="${info.name}" showname="${xmlText(fieldLabel(node))}"${hide} ${place}${value}${whole}`;
}

function partTag(node: Exclude<TreeNode, ProtocolNode | FieldNode>, d: Dissection): string {
  const place = `size="${node.size}" pos="${position(node, d)}"`;
  return `<field name="" show="${xmlText(partHeading(node))}" ${place} value="${octetsOf(node)}"`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};

/** Text safe between XML's quotes. Control characters, which XML cannot hold at all, become \xNN. */
function xmlText(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] as string)
    .replace(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not stay.
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g,
      (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
}
