// Which colours the terminal gets: --color auto|always|never, NO_COLOR, none in a pipe.
import process from 'node:process';
import { Chalk, supportsColor } from 'chalk';
import { noPaint, type Paint } from '../report/paint.ts';

export type ColorChoice = 'auto' | 'always' | 'never';

/** Whether standard output gets colours. */
export function isColoured(choice: ColorChoice = 'auto'): boolean {
  if (choice !== 'auto') return choice === 'always';
  const colourless = process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== '';
  return !colourless && process.stdout.isTTY && supportsColor !== false;
}

export function choosePaint(choice: ColorChoice = 'auto'): Paint {
  if (!isColoured(choice)) return noPaint;
  const chalk = new Chalk({ level: 1 });
  return {
    heading: chalk.bold,
    good: chalk.green,
    doubtful: chalk.yellow,
    bad: chalk.red,
    faint: chalk.dim,
    server: chalk.magenta,
    element: chalk.cyan,
  };
}
