// A random story, played to the model and to the wire; the handlespace that is rebuilt from the wire beside the model's.
import { Dissector } from '../../../src/dissect/dissector.ts';
import { Handlespace } from '../../../src/handlespace/handlespace.ts';
import { viewOf } from '../../../src/handlespace/view.ts';
import { frameOf } from '../../dissect/watch.ts';
import { randomFrom } from '../degraded/degradations.ts';
import { Scope } from './scope.ts';
import { type Mischief, Wire } from './wire.ts';

const begin = 1_700_000_000;

export interface Outcome {
  /** `Alpha/0x00000001 at 0x0a000001 weight 3`, sorted. */
  readonly held: readonly string[];
  readonly rebuilt: readonly string[];
  /** Of the rebuilt ones, those that are called certain, with certain attributes. */
  readonly certain: readonly string[];
  readonly disagreed: number;
  readonly frames: number;
}

export function play(seed: number, steps: number, mischief: Mischief): Outcome {
  const random = randomFrom(seed);
  const wire = new Wire(random, mischief);
  const scope = new Scope(wire, random, 2 + Math.floor(random() * 2));
  for (let step = 0; step < steps; step++) scope.step();
  scope.rest();
  const handlespace = new Handlespace();
  const dissector = new Dissector();
  const frames = wire.inOrder();
  for (const [index, { bytes, at }] of frames.entries()) {
    const seconds = begin + Math.floor(at / 1000);
    handlespace.apply(dissector.dissect(frameOf(bytes, index + 1, { seconds, milliseconds: Math.floor(at % 1000) })));
  }
  handlespace.finish();
  const { pools, servers } = viewOf(handlespace.state, begin + wire.now / 1000);
  const hex = (id: number) => `0x${id.toString(16).padStart(8, '0')}`;
  const elements = pools.flatMap(({ handle, elements: members }) =>
    members
      .filter(({ state }) => state !== 'removed' && state !== 'registering')
      .map((element) => ({ words: `${handle}/${element.id} at ${element.homeServer}`, element })),
  );
  const all = ({ words, element }: (typeof elements)[number]) => `${words} weight ${element.policy?.weight}`;
  return {
    held: [...scope.held.values()]
      .map(({ handle, id, home, weight }) => `${handle}/${hex(id)} at ${hex(home)} weight ${weight}`)
      .sort(),
    rebuilt: elements.map(all).sort(),
    certain: elements
      .filter(({ element }) => element.state === 'registered' && element.certainty === 'certain')
      .map((one) => (one.element.attributes.certainty === 'certain' ? all(one) : one.words))
      .sort(),
    disagreed: servers.reduce((sum, { checksum }) => sum + checksum.disagreed, 0),
    frames: frames.length,
  };
}
