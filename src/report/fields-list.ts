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
  const fields = entries.map(({ name, type, meaning, source, ours, values }) => {
    const named = values.flatMap((list) => list.values.map(({ value, name }) => ({ value, name })));
    return { name, type, meaning, source, ours, ...(named.length > 0 ? { values: named } : {}) };
  });
  return `${JSON.stringify({ schema: 'poolshark.fields/1', fields }, undefined, 2)}\n`;
}
