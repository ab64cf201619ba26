// What all parts of the page share: the data, the choice of the reader, colours of servers.
import type { Report, Tone } from '../report/full/schema.ts';
import type { Chooser } from './choice.ts';
import { node } from './nodes.ts';

export interface Context {
  readonly report: Report;
  readonly chooser: Chooser;
  readonly fromEpoch: number;
  readonly toEpoch: number;
}

export type NoteTone = Tone | 'takeover';

const colours = 8;

/** Class that sets the colour of a server; servers beyond the eighth share colours. */
export function serverClass({ report }: Context, id: string | null): string {
  const place = report.servers.findIndex((server) => server.id === id);
  return place < 0 ? '' : `c${place % colours}`;
}

export function serverColour({ report }: Context, id: string | null): string {
  const place = report.servers.findIndex((server) => server.id === id);
  return place < 0 ? 'var(--soft)' : `var(--c${place % colours})`;
}

export function serverName(context: Context, id: string | null): HTMLElement {
  return node(
    'span',
    { class: `mono ${serverClass(context, id)}` },
    node('span', { class: 'dot', 'aria-hidden': 'true' }),
    id ?? 'unknown',
  );
}
