// `-T json`: one array with an object a frame, as tshark writes it: values are strings, and keys come again where fields do
// (unless --no-duplicate-keys asks for arrays).
import type { Dissection } from '../../../dissect/dissection.ts';
import type { FieldKind } from '../../../dissect/fields/field-values.ts';
import { PacketTrees, type ProtocolNode, type TreeNode } from '../../../dissect/fields/packet-tree.ts';
import type { TextBuffer } from '../../text-buffer.ts';
import { type Fault, faultOf, partHeading, protocolHeading } from './headings.ts';
import { shownValue } from './labels.ts';
import { indexName, isCarried, octetsOf, position, valueOctets } from './machine-node.ts';

export interface JsonOptions {
  /** Arrays instead of keys that come again. */
  readonly uniqueKeys?: boolean | undefined;
  /** `x_raw` with octets and place: beside each value (-x), or instead of it (-T jsonraw). */
  readonly raw?: 'also' | 'only' | undefined;
  /** -j, -J: protocols that are carried; others are named only. */
  readonly only?: ReadonlySet<string> | undefined;
  /** With -j, fields below others are left out. */
  readonly shallow?: boolean | undefined;
}

/** Either text in quotes, or members, or raw facts. */
type Value = string | readonly Member[] | readonly (string | number)[];
interface Member {
  readonly key: string;
  readonly value: Value;
  readonly isRaw?: true;
}

/** Numbers of Wireshark's field types (ftypes.h of 4.0). */
const ftypes: Readonly<Record<FieldKind, number>> = {
  none: 0,
  protocol: 1,
  boolean: 2,
  uint8: 4,
  uint16: 5,
  uint24: 6,
  uint32: 7,
  'frame number': 7,
  uint64: 11,
  int32: 15,
  double: 23,
  'absolute time': 24,
  'relative time': 25,
  string: 26,
  ether: 29,
  bytes: 30,
  ipv4: 32,
  ipv6: 33,
};

/** The brackets around all frames, the comma between two, and what stands around the layers of one. */
export class JsonFrames {
  readonly #out: TextBuffer;
  #isFirst = true;

  constructor(out: TextBuffer) {
    this.#out = out;
  }

  begin(): void {
    this.#out.text('[\n');
  }

  open(d: Dissection): void {
    if (!this.#isFirst) this.#out.text(',\n');
    this.#isFirst = false;
    const head = `    "_index": "${indexName(d)}",\n    "_type": "doc",\n    "_score": null,\n`;
    this.#out.text(`  {\n${head}    "_source": {\n      "layers": {`);
  }

  close(): void {
    this.#out.text('\n      }\n    }\n  }');
  }

  end(): void {
    this.#out.text('\n]\n');
  }
}

export class JsonLines {
  readonly #out: TextBuffer;
  readonly #options: JsonOptions;
  readonly #frames: JsonFrames;
  readonly #trees = new PacketTrees();

  constructor(out: TextBuffer, options: JsonOptions = {}) {
    this.#out = out;
    this.#options = options;
    this.#frames = new JsonFrames(out);
  }

  begin(): void {
    this.#frames.begin();
  }

  write(d: Dissection): void {
    this.#frames.open(d);
    const members: Member[] = [];
    for (const protocol of this.#trees.tree(d)) this.#protocol(members, protocol, d);
    writeMembers(this.#out, this.#options.uniqueKeys ? unique(members) : members, 8);
    this.#frames.close();
  }

  skip(d: Dissection): void {
    this.#trees.skip(d);
  }

  end(): void {
    this.#frames.end();
  }

  #protocol(members: Member[], protocol: ProtocolNode, d: Dissection): void {
    const { raw, only } = this.#options;
    const { name } = protocol;
    if (only !== undefined && !only.has(name)) {
      members.push({ key: name, value: [{ key: 'filtered', value: name }] });
      return;
    }
    if (raw !== undefined)
      members.push(rawMember(name, [octetsOf(protocol), position(protocol, d), protocol.size, 0, 1]));
    const children = this.#children(protocol, d);
    members.push({ key: name, value: children.length > 0 ? children : protocolHeading(protocol) });
    const fault = faultOf(protocol);
    if (fault !== undefined) members.push(faultMember(fault, only !== undefined));
  }

  #children({ children }: TreeNode, d: Dissection): Member[] {
    const { raw, shallow } = this.#options;
    const members: Member[] = [];
    for (const node of children) {
      if (!isCarried(node)) continue;
      if (node.kind === 'protocol') {
        this.#protocol(members, node, d);
        continue;
      }
      if (node.kind !== 'field') {
        const key = partHeading(node);
        const children = this.#children(node, d);
        const value = children.length === 0 ? '' : shallow ? [{ key: 'filtered', value: key }] : children;
        members.push({ key, value });
        continue;
      }
      const { name, kind, mask } = node.info;
      if (raw !== undefined)
        members.push(rawMember(name, [valueOctets(node), position(node, d), node.size, mask ?? 0, ftypes[kind]]));
      // What has no value of its own is what is below it.
      const isOpen = (kind === 'none' || kind === 'protocol') && node.children.some(isCarried);
      if (isOpen) members.push({ key: name, value: this.#children(node, d) });
      else if (raw !== 'only') members.push({ key: name, value: shownValue(node) });
      if (!isOpen && node.children.some(isCarried))
        members.push({
          key: `${name}_tree`,
          value: shallow ? [{ key: 'filtered', value: name }] : this.#children(node, d),
        });
    }
    return members;
  }
}

/** What Wireshark's expert says of a packet that it could not read. */
const malformedExpert: readonly Member[] = [
  { key: '_ws.malformed.expert', value: '' },
  { key: '_ws.expert.message', value: 'Malformed Packet (Exception occurred)' },
  { key: '_ws.expert.severity', value: '8388608' },
  { key: '_ws.expert.group', value: '117440512' },
];

function faultMember({ name, heading }: Fault, isFiltered: boolean): Member {
  if (name === '_ws.short') return { key: name, value: heading };
  if (isFiltered) return { key: name, value: [{ key: 'filtered', value: name }] };
  return {
    key: name,
    value: [
      { key: '_ws.expert', value: malformedExpert },
      { key: name, value: 'Malformed Packet' },
    ],
  };
}

function rawMember(name: string, value: readonly (string | number)[]): Member {
  return { key: `${name}_raw`, value, isRaw: true };
}

/** Members of one key become one with an array, at the place of the first. */
function unique(members: readonly Member[]): Member[] {
  const byKey = new Map<string, Member[]>();
  for (const member of members) {
    const same = byKey.get(member.key);
    if (same === undefined) byKey.set(member.key, [member]);
    else same.push(member);
  }
  return [...byKey.values()].map((same) => {
    const [first] = same as [Member];
    if (same.length === 1) return { ...first, value: deep(first) };
    return { key: first.key, value: same.map((member) => ({ key: '', value: deep(member) })) };
  });
}

function deep({ value, isRaw }: Member): Value {
  return typeof value === 'string' || isRaw ? value : unique(value as readonly Member[]);
}

function writeMembers(out: TextBuffer, members: readonly Member[], depth: number): void {
  for (const [index, { key, value }] of members.entries()) {
    out.text(index === 0 ? '\n' : ',\n');
    out.spaces(depth);
    if (key !== '') out.text(`${JSON.stringify(key)}: `);
    writeValue(out, value, depth);
  }
}

function writeValue(out: TextBuffer, value: Value, depth: number): void {
  if (typeof value === 'string') {
    out.text(JSON.stringify(value));
    return;
  }
  const [first] = value;
  const isList = typeof first === 'string' || typeof first === 'number' || (first !== undefined && first.key === '');
  out.octet(isList ? 0x5b : 0x7b);
  if (typeof first === 'object') writeMembers(out, value as readonly Member[], depth + 2);
  else
    for (const [index, item] of (value as readonly (string | number)[]).entries()) {
      out.text(index === 0 ? '\n' : ',\n');
      out.spaces(depth + 2);
      out.text(JSON.stringify(item));
    }
  out.octet(0x0a);
  out.spaces(depth);
  out.octet(isList ? 0x5d : 0x7d);
}
