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
  /** -o: preferences as tshark names them */
  readonly preference?: readonly string[];
}

/** Checks the options before any input is opened; gives what makes a dissector's options for a source. */
export function dissectionOf(options: DissectionOptions): (source: CaptureSource) => DissectorOptions {
  const { dialect, checksums = false, tlsKeylog } = withPreferences(options);
  const decodeAs = (options.decodeAs ?? []).map(told);
  const keyLog = tlsKeylog === undefined ? undefined : readKeyLog(tlsKeylog);
  return (source) => {
    const tlsSecrets = keyLog ?? new TlsSecrets();
    // Secrets that a pcapng file brings with it.
    tlsSecrets.follow(source);
    return { decodeAs, checksums, tlsSecrets, ...(dialect === undefined ? {} : { dialect }) };
  };
}

/** What tshark sets by preferences, we have options for; other preferences change nothing that we show, and are refused. */
function withPreferences(options: DissectionOptions): DissectionOptions {
  let all = options;
  for (const preference of options.preference ?? []) {
    const colon = preference.indexOf(':');
    const name = preference.slice(0, Math.max(colon, 0));
    const value = preference.slice(colon + 1).trim();
    switch (name) {
      case 'tls.keylog_file':
      case 'ssl.keylog_file':
        all = { ...all, tlsKeylog: value };
        break;
      case 'sctp.checksum':
        if (!/^(none|false)$/i.test(value)) all = { ...all, checksums: true };
        break;
      default:
        throw new UsageError(
          `-o ${printable(preference)}: no such preference here; there are tls.keylog_file:FILE and sctp.checksum:TRUE`,
        );
    }
  }
  return all;
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
