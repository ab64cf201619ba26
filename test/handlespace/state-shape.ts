// The shape of saved states as text: its version, each class with its fields, and the keys of the plain objects that the
// samples lead to. Kept beside the tests, so that nobody changes it unawares; scripts/refresh-state-shape.ts writes it anew.
import { existsSync, readdirSync } from 'node:fs';
import { GraphCodec } from '../../src/bytes/graph-codec.ts';
import { stateClasses } from '../../src/cli/state-classes.ts';
import { stateVersion } from '../../src/handlespace/state-version.ts';

export const shapePath = 'test/handlespace/state-shape.golden.txt';

export const samples = ['samples', 'samples/tls'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .map((name) => `${folder}/${name}`),
);

export function keyLogOf(path: string): string | undefined {
  const log = path.replace(/\.pcap(ng)?$/, '.keys');
  return existsSync(log) ? log : undefined;
}

/** `plain`: the keys of all plain objects. */
export function shapeText(plain: ReadonlySet<string>): string {
  return `${[`version ${stateVersion}`, new GraphCodec(stateClasses).shape, '', ...[...plain].sort()].join('\n')}\n`;
}
