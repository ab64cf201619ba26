// The secrets of TLS connections, out of key logs (draft-ietf-tls-keylogfile): a file of the user's, or Decryption Secrets
// Blocks of a pcapng capture. Found by the random of the Client Hello.
import type { CapturedSecrets } from '../../capture/source.ts';
import { otherLabels, type SecretName, secretLabels } from '../../protocol/tls/key-log-labels.ts';

/** Connections whose secrets are kept; beyond, those that were read first are forgotten. */
const connectionsKept = 65_536;

/** `TLSK`: the block holds a key log (draft-ietf-opsawg-pcapng §4.7). */
export const keyLogSecrets = 0x544c534b;

export type ConnectionSecrets = { [Name in SecretName]?: Uint8Array };

/** A line that is neither empty, nor a comment, nor a secret. */
export interface KeyLogFault {
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** A source that gives secrets while it is read. */
interface SecretsSource {
  readonly secrets?: readonly CapturedSecrets[];
}

export class TlsSecrets {
  readonly faults: KeyLogFault[] = [];
  private readonly byRandom = new Map<string, ConnectionSecrets>();
  private readonly sources: SecretsSource[] = [];
  private readonly read = new Set<CapturedSecrets>();

  /** How many connections there are secrets for. */
  get size(): number {
    return this.byRandom.size;
  }

  /** Reads the text of a key log. What is wrong with it is added to `faults`. */
  add(text: string): this {
    let line = 0;
    for (const words of text.split(/\r\n|\r|\n/)) {
      line++;
      const reason = this.#line(words.trim());
      if (reason !== undefined) this.faults.push({ line, reason });
    }
    return this;
  }

  /** From now on, also the secrets that stand in this capture, as soon as they have been read. */
  follow(source: SecretsSource): this {
    this.sources.push(source);
    return this;
  }

  /** What is known has changed: looks at the secrets of all sources again. */
  readAgain(): void {
    this.read.clear();
  }

  /** All that is known, by random. */
  known(): ReadonlyMap<string, ConnectionSecrets> {
    return this.byRandom;
  }

  /** Adds what another run knew. */
  know(secrets: ReadonlyMap<string, ConnectionSecrets>): void {
    for (const [random, of] of secrets) this.#keep(random, { ...of, ...this.byRandom.get(random) });
  }

  /** `random` in lower-case hex. */
  find(random: string): ConnectionSecrets | undefined {
    for (const { secrets = [] } of this.sources)
      for (const block of secrets) {
        if (this.read.has(block)) continue;
        this.read.add(block);
        if (block.type === keyLogSecrets) this.add(latin1.decode(block.bytes));
      }
    return this.byRandom.get(random);
  }

  /** Gives what is wrong with the line. */
  #line(words: string): string | undefined {
    if (words === '' || words.startsWith('#')) return undefined;
    const [label = '', random = '', secret = '', more] = words.split(/\s+/);
    const name = Object.hasOwn(secretLabels, label) ? secretLabels[label as keyof typeof secretLabels] : undefined;
    if (name === undefined) return otherLabels.includes(label) ? undefined : 'no known label';
    if (more !== undefined) return 'more than a label, a random and a secret';
    if (!/^[0-9a-f]{64}$/i.test(random)) return 'the random is not 32 octets in hex';
    const lengths = name === 'master' ? [96] : [64, 96];
    if (!lengths.includes(secret.length) || !/^[0-9a-f]*$/i.test(secret))
      return `the secret is not ${lengths.map((length) => length / 2).join(' or ')} octets in hex`;
    const key = random.toLowerCase();
    const known = this.byRandom.get(key) ?? {};
    known[name] = octetsOf(secret);
    this.#keep(key, known);
    return undefined;
  }

  #keep(random: string, secrets: ConnectionSecrets): void {
    this.byRandom.set(random, secrets);
    if (this.byRandom.size <= connectionsKept) return;
    for (const oldest of this.byRandom.keys()) {
      this.byRandom.delete(oldest);
      return;
    }
  }
}

const latin1 = new TextDecoder('latin1');

function octetsOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.substr(2 * index, 2), 16));
}

/** The secrets of a key log's text, with its faulty lines. */
export function parseKeyLog(text: string): TlsSecrets {
  return new TlsSecrets().add(text);
}
