// The handlespace of a capture once a second, whole or with frames missing: what can be compared is made plain strings.
import { openCapture } from '../../../src/capture/open.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { Handlespace } from '../../../src/handlespace/handlespace.ts';
import { type ElementView, viewOf } from '../../../src/handlespace/view.ts';

/** What decides which frames are dropped. */
export interface FrameTraits {
  readonly number: number;
  /** Share of the capture's frames before this one. */
  readonly share: number;
  readonly multicast: boolean;
  /** Whether the source address is the smaller one: one of the two directions between two hosts. */
  readonly upward: boolean;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export interface Claim {
  readonly key: string;
  readonly home: string | null;
  readonly state: string;
  readonly certainty: string;
  /** Policy with values, life and transports, each as JSON; null where it is not known. */
  readonly attributes: readonly (string | null)[];
  readonly attributesCertain: boolean;
}

export interface Sampled {
  /** One for each second of the capture. */
  readonly samples: readonly (readonly Claim[])[];
  readonly traits: readonly FrameTraits[];
  readonly frames: number;
}

function claim(pool: string, element: ElementView): Claim {
  const { registrationLifeRaw, policy, userTransport, asapTransport } = element;
  return {
    key: `${pool}/${element.id}`,
    home: element.homeServer,
    state: element.state,
    certainty: element.certainty,
    attributes: [registrationLifeRaw, policy, userTransport, asapTransport].map((fact) =>
      fact === null ? null : JSON.stringify(fact),
    ),
    attributesCertain: element.attributes.certainty === 'certain',
  };
}

const noTraits: FrameTraits[] = [];

/** `keeps`: undefined for the whole capture; then the traits of its frames are gathered, too. */
export async function sampled(path: string, keeps?: (frameNumber: number) => boolean): Promise<Sampled> {
  const source = await openCapture(path);
  const { frame } = source;
  const dissector = new Dissector();
  const handlespace = new Handlespace();
  const samples: Claim[][] = [];
  const traits: Omit<FrameTraits, 'share'>[] = [];
  let first = 0;
  let frames = 0;
  let kept = 0;
  do {
    while (source.next()) {
      const epoch = frame.seconds + frame.nanoseconds / 1e9;
      if (frames++ === 0) first = epoch;
      while (epoch >= first + samples.length + 1) {
        const now = first + samples.length + 1;
        const { pools } = viewOf(handlespace.state, now);
        samples.push(pools.flatMap(({ handleHex, elements }) => elements.map((element) => claim(handleHex, element))));
      }
      if (keeps && !keeps(frame.number)) continue;
      kept++;
      const d = dissector.dissect(frame);
      handlespace.apply(d);
      if (!keeps) traits.push(traitsOf(d, frame.number));
    }
  } while (await source.fill());
  source.close();
  return {
    samples,
    traits: keeps ? noTraits : traits.map((one, index) => ({ ...one, share: index / frames })),
    frames: kept,
  };
}

function traitsOf(d: ReturnType<Dissector['dissect']>, number: number): Omit<FrameTraits, 'share'> {
  const { addressBytes: bytes, sourceAt, destinationAt, addressLength } = d;
  let order = 0;
  for (let index = 0; index < addressLength && order === 0; index++)
    order = (bytes[sourceAt + index] as number) - (bytes[destinationAt + index] as number);
  const firstOctet = bytes[destinationAt] ?? 0;
  return {
    number,
    multicast: addressLength === 4 ? firstOctet >= 224 : firstOctet === 0xff,
    upward: order < 0,
    sourcePort: d.sourcePort,
    destinationPort: d.destinationPort,
  };
}
