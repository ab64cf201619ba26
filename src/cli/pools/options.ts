// The options of `pools`, as its forms get them.
import type { StateOptions } from '../options.ts';

export interface PoolsOptions extends StateOptions {
  readonly at?: string;
  readonly all?: true;
  readonly events?: true;
  readonly users?: true;
  readonly diff?: readonly string[];
  readonly history?: string;
  readonly watch?: true;
  readonly speed?: number;
  readonly view?: string;
  readonly compare?: true;
}
