// The colours of summary lines: which rules hold, compiled, and what each makes of a line.
import { readFileSync } from 'node:fs';
import { Chalk, supportsColor } from 'chalk';
import { type ColourRule, colourRules, type LineColour, parseColourRules } from '../report/read/colour-rules.ts';
import type { FilterCompiler, FrameFilter } from '../report/read/frame-output.ts';
import type { Painter, PaintLine } from '../report/read/terminal-lines.ts';
import { complain, printable, UsageError } from './errors.ts';

/** What gives a frame its colour: the first rule that fits. Throws where the user's rules are none. */
export function lineColours(path: string | undefined, compile: FilterCompiler): Painter {
  const rules = path === undefined ? colourRules : readRules(path);
  const compiled = compiledRules(path ?? '', rules, compile);
  const mindful = compiled.flatMap(([{ skip }]) => (skip === undefined ? [] : [skip]));
  return {
    paintOf(d) {
      let painted: PaintLine | undefined;
      for (const [fits, paint] of compiled)
        if (painted !== undefined) fits.skip?.(d);
        else if (fits(d)) painted = paint;
      return painted;
    },
    skip(d) {
      for (const skip of mindful) skip(d);
    },
  };
}

/** As Wireshark does, leaves out rules whose filters are none here (a protocol that we do not read), and says so. */
function compiledRules(
  path: string,
  rules: readonly ColourRule[],
  compile: FilterCompiler,
): readonly (readonly [FrameFilter, PaintLine])[] {
  const compiled: (readonly [FrameFilter, PaintLine])[] = [];
  const left: string[] = [];
  for (const rule of rules) {
    try {
      compiled.push([compile(rule.filter), painter(rule)]);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      left.push(`"${printable(rule.name)}": ${error.message.split('\n')[0]}`);
    }
  }
  const [first] = left;
  if (first === undefined) return compiled;
  const what = `--color-rules ${printable(path)}: ${left.length} of ${rules.length} rules cannot be used; the first is ${first}`;
  if (compiled.length === 0) throw new UsageError(what);
  complain(what);
  return compiled;
}

/** `--color-rules help`: our own rules, their colours by name. */
export function colourRulesText(): string {
  return colourRules
    .map(({ name, filter, colour }) => `${name.padEnd(28)} ${String(colour).padEnd(9)} ${filter}\n`)
    .join('');
}

function readRules(path: string): readonly ColourRule[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new UsageError(
      `--color-rules ${printable(path)}: ${code === 'ENOENT' ? 'it does not exist' : 'it cannot be read'}`,
    );
  }
  const rules = parseColourRules(text);
  if ('why' in rules) throw new UsageError(`--color-rules ${printable(path)}: line ${rules.line}: ${rules.why}`);
  return rules;
}

function painter({ colour }: ColourRule): PaintLine {
  const chalk = new Chalk({ level: supportsColor === false ? 1 : supportsColor.level });
  if (typeof colour !== 'string') {
    const { background, foreground } = colour;
    return chalk.bgRgb(...background).rgb(...foreground);
  }
  const named: Readonly<Record<LineColour, PaintLine>> = {
    good: chalk.green,
    doubtful: chalk.yellow,
    bad: chalk.red,
    takeover: chalk.magentaBright,
    question: chalk.cyan,
    update: chalk.blue,
    faint: chalk.dim,
  };
  return named[colour];
}
