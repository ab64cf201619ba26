// Error causes (RFC 5354 §3.12) in findings.
import { hexNumber } from '../bytes/text.ts';
import { causeOf } from '../protocol/registry.ts';

/** `0x0005 Inconsistent Pooling Policy`; `none` where the message has no cause. */
export function causeText(code: number): string {
  if (code < 0) return 'none';
  const name = causeOf(code)?.name;
  return name === undefined ? hexNumber(code, 4) : `${hexNumber(code, 4)} ${name}`;
}
