// Which lines of the summary get which colour: rules in order, the first whose filter fits counts. The form of a file of
// rules is Wireshark's (`colorfilters`), so that those of rsplib and one's own work.

/** Red, green, blue, 0 to 255 each. */
export type Rgb = readonly [number, number, number];

export interface ColourRule {
  readonly name: string;
  /** A display filter. */
  readonly filter: string;
  /** What people call the colour in a terminal; or exact colours, as in Wireshark's files. */
  readonly colour: LineColour | { readonly background: Rgb; readonly foreground: Rgb };
}

export type LineColour = 'good' | 'doubtful' | 'bad' | 'takeover' | 'question' | 'update' | 'faint';

/** Ours: by meaning. Names and filters are shown by `read --color-rules help`. */
export const colourRules: readonly ColourRule[] = [
  {
    name: 'rejected, or an error',
    filter:
      'asap.r_bit == 1 || asap.cause_code || enrp.cause_code || asap.message_type == 14 || enrp.message_type == 10',
    colour: 'bad',
  },
  { name: 'takeover', filter: 'enrp.message_type in {7, 8, 9} || asap.h_bit == 1', colour: 'takeover' },
  { name: 'unreachable', filter: 'asap.message_type == 9', colour: 'bad' },
  { name: 'association aborted', filter: 'sctp.chunk_type == 6', colour: 'bad' },
  { name: 'registration', filter: 'asap.message_type in {1, 3}', colour: 'good' },
  { name: 'deregistration', filter: 'asap.message_type in {2, 4}', colour: 'doubtful' },
  { name: 'handle resolution', filter: 'asap.message_type in {5, 6}', colour: 'question' },
  { name: 'handlespace between servers', filter: 'enrp.message_type in {2..6}', colour: 'update' },
  { name: 'keep-alive', filter: 'asap.message_type in {7, 8} || enrp.message_type == 1', colour: 'faint' },
  { name: 'announcement', filter: 'asap.message_type == 10', colour: 'faint' },
  { name: 'retransmission', filter: 'rserpool.retransmission', colour: 'doubtful' },
  { name: 'SCTP only', filter: 'sctp && !asap && !enrp', colour: 'faint' },
];

export interface RuleFault {
  readonly line: number;
  readonly why: string;
}

const form = /^(!?)@([^@]*)@(.*)@\[(\d+),(\d+),(\d+)\]\[(\d+),(\d+),(\d+)\]\s*$/;

/** Reads a file of rules: `@name@filter@[r,g,b][r,g,b]`, background first, 16 bits a colour; `!` switches a rule off. */
export function parseColourRules(text: string): readonly ColourRule[] | RuleFault {
  const rules: ColourRule[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const parts = form.exec(line);
    if (parts === null) return { line: index + 1, why: 'a rule has the form @name@filter@[r,g,b][r,g,b]' };
    const [, off, name = '', filter = '', ...colours] = parts;
    const octets = colours.map((colour) => Math.min(Number(colour), 0xffff) >> 8);
    if (off === '!') continue;
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = octets;
    rules.push({ name, filter, colour: { background: [a, b, c], foreground: [d, e, f] } });
  }
  return rules;
}
