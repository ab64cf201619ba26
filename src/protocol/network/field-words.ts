// What a tree says of header fields that are several things at once, in Wireshark's words: service class and congestion
// (RFC 2474, RFC 3168), the flags of IPv4 (RFC 791) and TCP (RFC 9293).

import { u16 } from '../../bytes/read.ts';
import { hexNumber } from '../../bytes/text.ts';

const shortClasses: Readonly<Record<number, string>> = { 0: 'CS0', 1: 'LE', 44: 'VOICE-ADMIT', 46: 'EF PHB' };
const congestion = ['Not-ECT', 'ECT(1)', 'ECT(0)', 'CE'];

function shortClass(codepoint: number): string {
  const named = shortClasses[codepoint];
  if (named !== undefined) return named;
  const [high, low] = [codepoint >> 3, codepoint & 7];
  if (low === 0) return `CS${high}`;
  const isAssured = high >= 1 && high <= 4 && (low === 2 || low === 4 || low === 6);
  return isAssured ? `AF${high}${low >> 1}` : 'Unknown';
}

/** `0x00 (DSCP: CS0, ECN: Not-ECT)`. */
export function trafficClassWords(octet: number): string {
  const hex = octet.toString(16).padStart(2, '0');
  return `0x${hex} (DSCP: ${shortClass(octet >> 2)}, ECN: ${congestion[octet & 3]})`;
}

/** `0x9d77 [unverified]`. */
export function checksumWords(verdict: string): (bytes: Uint8Array, at: number) => string {
  return (bytes, at) => `${hexNumber(u16(bytes, at), 4)} [${verdict}]`;
}

/** `0x2, Don't fragment`. */
export function ipFlagWords(octet: number): string {
  const words = [
    `0x${(octet >> 5).toString(16)}`,
    ...(octet & 0x80 ? ['Reserved bit'] : []),
    ...(octet & 0x40 ? ["Don't fragment"] : []),
    ...(octet & 0x20 ? ['More fragments'] : []),
  ];
  return words.join(', ');
}

const tcpFlagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'];

/** `PSH, ACK`. */
export function tcpFlagNameText(flags: number): string {
  const names = tcpFlagNames.filter((_, bit) => (flags & (1 << bit)) !== 0);
  if ((flags & 0xe00) !== 0) names.push('Reserved');
  return names.length === 0 ? '<None>' : names.join(', ');
}

/** `0x018 (PSH, ACK)`. */
export function tcpFlagWords(flags: number): string {
  return `0x${flags.toString(16).padStart(3, '0')} (${tcpFlagNameText(flags)})`;
}

const tcpFlagLetters = 'FSRPAUECA';

/** `·······AP···`: a letter for each flag that is set. */
export function tcpFlagLetterText(flags: number): string {
  let text = '';
  for (let bit = 11; bit >= 0; bit--) text += (flags & (1 << bit)) === 0 ? '·' : (tcpFlagLetters[bit] ?? 'R');
  return text;
}
