// What `interfaces` does: asks an engine which interfaces it can capture on.

import type { EngineName } from '../../live/engine.ts';
import { listInterfaces } from '../../live/interface-list.ts';
import { printable, UsageError } from '../errors.ts';
import { print } from '../output.ts';
import { engineFor } from './our-engines.ts';

export function interfaces({ engine, json }: { readonly engine: EngineName | 'auto'; readonly json?: true }): number {
  const listed = listInterfaces(engineFor(engine));
  if (listed.length === 0)
    throw new UsageError('there is no interface that you may capture on; docs/operations.md says what rights it takes');
  if (json) {
    print(`${JSON.stringify(listed, undefined, 1)}\n`);
    return 0;
  }
  print(
    listed
      .map(
        ({ number, name, description }) =>
          `${number}. ${printable(name)}${description === undefined ? '' : ` (${printable(description)})`}\n`,
      )
      .join(''),
  );
  return 0;
}
