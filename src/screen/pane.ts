// A pane as every pane is: rows with what they open, of which those are made into lines that fit.
import type { Line } from './line.ts';
import type { Row } from './ui-state.ts';

export interface PaneRow extends Row {
  readonly line: () => Line;
}

export interface Pane {
  readonly title: string;
  readonly rows: readonly PaneRow[];
  /** Said where there are none. */
  readonly empty: string;
}

export function contains(text: string, filter: string): boolean {
  return filter === '' || text.toLowerCase().includes(filter.toLowerCase());
}
