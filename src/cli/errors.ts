// What goes wrong around the captures: wrong usage and unreadable input are one line on standard error and exit code 2;
// anything else is a bug of ours and keeps its stack for --debug.
import process from 'node:process';
import { safeText } from '../bytes/text.ts';
import { CaptureError } from '../capture/frame.ts';
import { hideProgress } from './progress.ts';

/** The user asked for something that cannot be: `what: why; what to do`. */
export class UsageError extends Error {}

/** An input that cannot be read; `message` says which and why. */
export class InputError extends Error {
  constructor(path: string, cause: CaptureError) {
    super(`${inputName(path)}: ${cause.message}`, { cause });
  }
}

/** Where messages are of the drafts before the RFCs, and nobody asked for their dialect. */
export const preRfcSentence =
  'these are messages of the drafts before the RFCs, which read as malformed; read them with --dialect pre-rfc';

export function inputName(path: string): string {
  return path === '-' ? 'standard input' : printable(path);
}

/** Text that may hold octets of the wire or of a file name, safe for a terminal. */
export function printable(text: string): string {
  return safeText(new TextEncoder().encode(text));
}

export function complain(message: string): void {
  hideProgress();
  process.stderr.write(`poolshark: ${message}\n`);
}

/** Says what went wrong; gives the exit code. */
export function report(error: unknown, debug: boolean): number {
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return 0;
  if (debug && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  if (error instanceof UsageError || error instanceof InputError || error instanceof CaptureError) {
    complain(error.message);
    return 2;
  }
  const reason = error instanceof Error ? error.message : String(error);
  complain(`internal error: ${printable(reason)}; run again with --debug to see where`);
  return 2;
}
