// A terminal that shows one picture after the other, on its second screen, so that what stood there before comes back (the control
// sequences of ECMA-48 and xterm).
import process from 'node:process';
import { print } from '../output.ts';

const enter = '\x1b[?1049h\x1b[?25l';
const leave = '\x1b[?25h\x1b[?1049l';
const home = '\x1b[H';
const clearLine = '\x1b[K';
const clearBelow = '\x1b[J';

export class Screen {
  #last = '';

  get columns(): number {
    return process.stdout.columns || 80;
  }

  get rows(): number {
    return process.stdout.rows || 24;
  }

  open(): void {
    print(enter);
  }

  /** Writes over what is there: nothing flickers, and nothing is written where nothing changed. */
  draw(lines: readonly string[]): void {
    const picture = `${home}${lines.map((line) => `${line}${clearLine}`).join('\r\n')}${clearBelow}`;
    if (picture === this.#last) return;
    this.#last = picture;
    print(picture);
  }

  close(lines: readonly string[]): void {
    print(`${leave}${lines.join('\n')}\n`);
  }
}
