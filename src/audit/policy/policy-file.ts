// Reads a policy file (YAML): what is wrong with it is told with line and column. docs/audit.md describes the keys.
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { policies } from '../../protocol/rserpool/policies.ts';
import { type FindingSeverity, findingSeverities } from '../finding.ts';
import { octetsOfAddress } from './address-octets.ts';
import type { Allowed, MembershipPolicy, PoolPolicy } from './membership-policy.ts';

export interface PolicyFault {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

export interface ReadPolicy {
  readonly policy: MembershipPolicy | undefined;
  readonly faults: readonly PolicyFault[];
}

/** `isRule`: whether there is a rule of this number. */
export function readPolicy(text: string, isRule: (number: string) => boolean): ReadPolicy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const faults: PolicyFault[] = document.errors.map(({ pos, message }) => ({
    ...placeAt(lines, pos[0]),
    reason: message,
  }));
  if (faults.length > 0) return { policy: undefined, faults };
  const reader = new PolicyReader(lines, isRule);
  const policy = reader.read(document.contents);
  return { policy: reader.faults.length > 0 ? undefined : policy, faults: reader.faults };
}

function placeAt(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

const utf8 = new TextEncoder();
const keysOfFile = ['version', 'pools', 'servers', 'users', 'security', 'severities'] as const;
const keysOfPool = ['policy', 'least', 'most', 'elements', 'security'] as const;

class PolicyReader {
  readonly faults: PolicyFault[] = [];
  readonly #lines: LineCounter;
  readonly #isRule: (number: string) => boolean;

  constructor(lines: LineCounter, isRule: (number: string) => boolean) {
    this.#lines = lines;
    this.#isRule = isRule;
  }

  read(contents: Node | null): MembershipPolicy | undefined {
    const entries = this.#entries(contents, keysOfFile, 'a policy file');
    if (entries === undefined) return undefined;
    const version = entries.get('version');
    if (version === undefined) this.#fault(contents, 'version: 1 is missing');
    else if (scalarOf(version) !== 1) this.#fault(version, 'version must be 1');
    const needsTls = this.#security(entries.get('security'));
    return {
      pools: this.#pools(entries.get('pools'), needsTls),
      servers: this.#list(entries.get('servers'), 'servers'),
      users: this.#list(entries.get('users'), 'users'),
      severities: this.#severities(entries.get('severities')),
    };
  }

  #fault(node: Node | null | undefined, reason: string): void {
    this.faults.push({ ...placeAt(this.#lines, node?.range?.[0] ?? 0), reason });
  }

  /** The values of a map by their keys; a key that is not known is a fault. */
  #entries(node: Node | null | undefined, known: readonly string[], what: string): Map<string, Node> | undefined {
    if (!isMap(node)) {
      this.#fault(node, `${what} is a map with the keys ${known.join(', ')}`);
      return undefined;
    }
    const found = new Map<string, Node>();
    for (const [key, keyNode, value] of pairsOf(node)) {
      if (!known.includes(key)) this.#fault(keyNode, `${what} has no key ${key}; there are ${known.join(', ')}`);
      else if (value !== null) found.set(key, value);
    }
    return found;
  }

  #pools(node: Node | undefined, needsTls: boolean): PoolPolicy[] {
    if (node === undefined) return [];
    if (!isMap(node)) {
      this.#fault(node, 'pools is a map: a pool handle, and what the pool should be');
      return [];
    }
    return pairsOf(node).flatMap(([handle, keyNode, value]) => this.#pool(handle, keyNode, value, needsTls));
  }

  #pool(handle: string, keyNode: Node, value: Node | null, needsTls: boolean): PoolPolicy[] {
    const octets = octetsOfHandle(handle);
    if (octets === undefined) {
      this.#fault(keyNode, `${handle}: a pool handle in hex has an even number of digits`);
      return [];
    }
    const entries = value === null ? new Map<string, Node>() : this.#entries(value, keysOfPool, 'a pool');
    if (entries === undefined) return [];
    const least = this.#count(entries.get('least'), 'least', 0);
    const most = this.#count(entries.get('most'), 'most', Number.POSITIVE_INFINITY);
    if (least > most) this.#fault(entries.get('most'), `most (${most}) is below least (${least})`);
    return [
      {
        handle: octets,
        policyType: this.#policyType(entries.get('policy')),
        least,
        most,
        elements: this.#list(entries.get('elements'), 'elements'),
        needsTls: entries.has('security') ? this.#security(entries.get('security')) : needsTls,
      },
    ];
  }

  #count(node: Node | undefined, key: string, otherwise: number): number {
    if (node === undefined) return otherwise;
    const value = scalarOf(node);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    this.#fault(node, `${key} is a whole number of elements`);
    return otherwise;
  }

  #policyType(node: Node | undefined): number | undefined {
    if (node === undefined) return undefined;
    const value = scalarOf(node);
    if (typeof value === 'number') return value;
    const wanted = String(value)
      .toLowerCase()
      .replaceAll(/[\s_-]/g, '');
    const found = policies.find(({ name, key }) =>
      [name, key].some((text) => text.toLowerCase().replaceAll(/[\s_-]/g, '') === wanted),
    );
    if (found === undefined)
      this.#fault(node, `${String(value)} is no policy; there are ${policies.map(({ name }) => name).join(', ')}`);
    return found?.type;
  }

  #security(node: Node | undefined): boolean {
    if (node === undefined) return false;
    const value = scalarOf(node);
    if (value !== 'tls' && value !== 'any') this.#fault(node, 'security is tls (required) or any');
    return value === 'tls';
  }

  #list(node: Node | undefined, key: string): Allowed[] | undefined {
    if (node === undefined) return undefined;
    if (!isSeq(node)) {
      this.#fault(
        node,
        `${key} is a list of identifiers (0x0a000001), addresses (10.1.0.1) and networks (10.1.0.0/24)`,
      );
      return undefined;
    }
    return node.items.flatMap((item) => this.#allowed(item as Node));
  }

  #allowed(node: Node): Allowed[] {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff)
      return [{ kind: 'identifier', id: value }];
    const [address = '', bits] = String(value).split('/');
    const octets = octetsOfAddress(address);
    const length = bits === undefined ? (octets?.length ?? 0) * 8 : Number(bits);
    if (octets === undefined || !Number.isInteger(length) || length < 0 || length > octets.length * 8) {
      this.#fault(node, `${String(value)} is no identifier (0x0a000001), address (10.1.0.1) or network (10.1.0.0/24)`);
      return [];
    }
    return [{ kind: 'network', octets, bits: length }];
  }

  #severities(node: Node | undefined): Map<string, FindingSeverity | undefined> {
    const found = new Map<string, FindingSeverity | undefined>();
    if (node === undefined) return found;
    if (!isMap(node)) {
      this.#fault(node, 'severities is a map: the number of a rule, and error, warning, note or ignore');
      return found;
    }
    for (const [number, keyNode, value] of pairsOf(node)) {
      const severity = value === null ? undefined : String(scalarOf(value));
      if (!this.#isRule(number)) this.#fault(keyNode, `${number} is no rule; poolshark audit --rules lists them`);
      if (severity === 'ignore') found.set(number, undefined);
      else if (isSeverity(severity)) found.set(number, severity);
      else this.#fault(value ?? keyNode, 'a severity is error, warning, note or ignore');
    }
    return found;
  }
}

function isSeverity(text: string | undefined): text is FindingSeverity {
  return (findingSeverities as readonly (string | undefined)[]).includes(text);
}

function pairsOf(map: YAMLMap): [key: string, keyNode: Node, value: Node | null][] {
  return map.items.map(({ key, value }: Pair) => {
    const text = isScalar(key) ? (key.source ?? String(key.value)) : String(key);
    return [text, key as Node, value as Node | null];
  });
}

function scalarOf(node: Node): unknown {
  return isScalar(node) ? node.value : undefined;
}

/** The text's octets; those of the digits behind `hex:`. */
function octetsOfHandle(text: string): Uint8Array | undefined {
  const [, digits] = /^hex:([0-9a-f]*)$/i.exec(text) ?? [];
  if (digits === undefined) return utf8.encode(text);
  if (digits.length % 2 !== 0) return undefined;
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}
