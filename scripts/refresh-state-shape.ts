// Writes down the shape of saved states, from which test/handlespace/saved-state.test.ts tells that it has changed:
// node --import tsx scripts/refresh-state-shape.ts
import { writeFileSync } from 'node:fs';
import { travel } from '../test/handlespace/saved-state.ts';
import { keyLogOf, samples, shapePath, shapeText } from '../test/handlespace/state-shape.ts';

const plain = new Set<string>();
for (const path of samples) {
  await travel(path, { keyLog: keyLogOf(path), isCut: () => true, notePlain: (keys) => plain.add(keys) });
}
writeFileSync(shapePath, shapeText(plain));
