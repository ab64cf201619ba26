// The names of a ring of capture files, as tshark makes them: `trace_00001_20261124165018.pcapng`. Local time, as there.
import { unlinkSync } from 'node:fs';

export class RingFiles {
  readonly #stem: string;
  readonly #ending: string;
  readonly #kept: number;
  readonly #paths: string[] = [];
  #count = 0;

  /** `kept`: so many files stay, the oldest are removed. */
  constructor(path: string, kept = Number.POSITIVE_INFINITY) {
    const [, stem = path, ending = ''] = /^(.*?[^/])(\.[^./]*)$/s.exec(path) ?? [];
    this.#stem = stem;
    this.#ending = ending;
    this.#kept = kept;
  }

  /** The next file's path; the file that is one too many is removed. */
  next(now: Date): string {
    this.#count++;
    const path = `${this.#stem}_${String(this.#count).padStart(5, '0')}_${stampOf(now)}${this.#ending}`;
    this.#paths.push(path);
    if (this.#paths.length > this.#kept) {
      const oldest = this.#paths.shift() as string;
      try {
        unlinkSync(oldest);
      } catch {
        // Somebody else has taken it away.
      }
    }
    return path;
  }
}

function stampOf(now: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${day}${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
