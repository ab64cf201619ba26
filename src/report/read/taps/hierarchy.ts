// `-z io,phs`: which protocols stand on which, in how many frames and octets.
import type { Dissection } from '../../../dissect/dissection.ts';
import { filterProtocol } from '../../../dissect/fields/frame-protocols.ts';
import { layer } from '../../../dissect/layer.ts';
import { filteredTap, type Tap, type TapDefinition } from './tap.ts';

interface Branch {
  readonly name: string;
  readonly children: Map<string, Branch>;
  frames: number;
  octets: number;
}

class ProtocolHierarchy implements Tap {
  readonly #root: Branch = branch('');
  readonly #filter: string;

  constructor(filter: string) {
    this.#filter = filter;
  }

  write(d: Dissection): void {
    const { layers } = d;
    let at = this.#root;
    for (let index = 0; index < layers.count; index++) {
      const protocol = layers.protocol[index] as number;
      // Chunks and extension headers are parts of the layer before them.
      if (protocol === layer.sctpChunk || protocol === layer.ipv6Extension) continue;
      const name = nameOf(d, index);
      if (name === undefined) continue;
      // A second message in one packet stands on the SCTP that carries it, which stands on the first, as in tshark.
      const isBundled = layers.protocol[index - 1] === layer.sctpChunk && at.name !== 'sctp';
      if (isBundled) at = count(at, 'sctp', d);
      at = count(at, name, d);
      // What an ICMP message quotes belongs to it.
      if (protocol === layer.icmp || protocol === layer.icmpv6) return;
    }
  }

  text(): string {
    const ruler = '='.repeat(67);
    return [
      '',
      ruler,
      'Protocol Hierarchy Statistics',
      `Filter: ${this.#filter}`,
      '',
      ...lines(this.#root, 0),
      ruler,
      '',
    ].join('\n');
  }
}

function branch(name: string): Branch {
  return { name, children: new Map(), frames: 0, octets: 0 };
}

/** The branch of this name, with the frame counted. */
function count(parent: Branch, name: string, { frame }: Dissection): Branch {
  let child = parent.children.get(name);
  if (child === undefined) {
    child = branch(name);
    parent.children.set(name, child);
  }
  child.frames++;
  child.octets += frame.originalLength;
  return child;
}

function nameOf(d: Dissection, index: number): string | undefined {
  switch (d.layers.protocol[index]) {
    case layer.arp:
      return 'arp';
    case layer.igmp:
      return 'igmp';
    case layer.tls:
      return 'tls';
    case layer.unknown:
      return 'data';
    default:
      return filterProtocol(d, index);
  }
}

/** Nesting is bounded by the layers of one frame; what is deeper than sixteen is not indented further, as in tshark. */
function lines(parent: Branch, depth: number): readonly string[] {
  const indent = depth > 16 ? `${'  '.repeat(16)}...` : '  '.repeat(depth);
  return [...parent.children.values()].flatMap((child) => [
    `${(indent + child.name).padEnd(40)} frames:${child.frames} bytes:${child.octets}`,
    ...lines(child, depth + 1),
  ]);
}

export const hierarchyTap: TapDefinition = filteredTap(
  'io,phs',
  'which protocols stand on which: frames and octets',
  (filter) => new ProtocolHierarchy(filter),
);
