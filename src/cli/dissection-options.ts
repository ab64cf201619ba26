// Options about how captures are dissected, which all commands share: -d, --dialect, --tls-keylog, --checksums.
import { readFileSync } from 'node:fs';
import type { CaptureSource } from '../capture/source.ts';
import { type DecodeAs, isDecodeAsFault, parseDecodeAs } from '../dissect/decode-as.ts';
import type { DissectorOptions } from '../dissect/dissector.ts';
import { parseKeyLog, TlsSecrets } from '../dissect/tls/secrets.ts';
import type { DialectName } from '../protocol/dialect.ts';
import { complain, printable, UsageError } from './errors.ts';

export interface DissectionOptions {
  /** -d */
  readonly decodeAs?: readonly string[];
  readonly dialect?: DialectName;
  readonly tlsKeylog?: string;
  readonly checksums?: true;
}

/** Checks the options before any input is opened; gives what makes a dissector's options for a source. */
export function dissectionOf(options: DissectionOptions): (source: CaptureSource) => DissectorOptions {
  const { dialect, checksums = false, tlsKeylog } = options;
  const decodeAs = (options.decodeAs ?? []).map(told);
  const keyLog = tlsKeylog === undefined ? undefined : readKeyLog(tlsKeylog);
  return (source) => {
    const tlsSecrets = keyLog ?? new TlsSecrets();
    // Secrets that a pcapng file brings with it.
    tlsSecrets.follow(source);
    return { decodeAs, checksums, tlsSecrets, ...(dialect === undefined ? {} : { dialect }) };
  };
}

function told(text: string): DecodeAs {
  const parsed = parseDecodeAs(text);
  if (isDecodeAsFault(parsed)) throw new UsageError(parsed.fault);
  return parsed;
}

function readKeyLog(path: string): TlsSecrets {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = code === 'ENOENT' ? 'it does not exist' : `it cannot be read (${String(code)})`;
    throw new UsageError(`--tls-keylog ${printable(path)}: ${why}`);
  }
  const secrets = parseKeyLog(text);
  const [first] = secrets.faults;
  if (secrets.size === 0)
    throw new UsageError(
      `--tls-keylog ${printable(path)}: no line of it is a TLS secret; expected CLIENT_RANDOM and the like`,
    );
  if (first !== undefined) complain(`--tls-keylog ${printable(path)}: line ${first.line}: ${first.reason}`);
  return secrets;
}
