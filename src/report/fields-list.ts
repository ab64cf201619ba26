// The list of all fields, as columns of text or as JSON.
import type { FieldEntry } from '../dissect/fields/catalog.ts';

/** One field a line; `width` is that of the terminal, undefined in a pipe. */
export function fieldsText(entries: readonly FieldEntry[], width?: number): string {
  const longest = (text: (entry: FieldEntry) => string) => Math.max(0, ...entries.map((entry) => text(entry).length));
  const nameWidth = longest(({ name }) => name);
  const typeWidth = longest(({ type }) => type);
  return entries
    .map(({ name, type, meaning, source }) => {
      const line = `${name.padEnd(nameWidth)}  ${type.padEnd(typeWidth)}  ${meaning} (${source})`;
      return `${width !== undefined && line.length > width ? `${line.slice(0, Math.max(width - 1, 1))}…` : line}\n`;
    })
    .join('');
}

export function fieldsJson(entries: readonly FieldEntry[]): string {
  return `${JSON.stringify({ schema: 'poolshark.fields/1', fields: entries }, undefined, 2)}\n`;
}
