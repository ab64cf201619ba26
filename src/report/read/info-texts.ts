// Texts of the Protocol and Info columns, made once from the tables: each is a number of a slot in `phrases`.

import { type ApplicationProtocol, applicationMessageOf, applications } from '../../protocol/applications/index.ts';
import { messageOf } from '../../protocol/registry.ts';
import type { Protocol } from '../../protocol/schema.ts';
import { chunkOf } from '../../protocol/sctp/chunks.ts';
import { Phrases } from '../text-slots.ts';

const all = new Phrases(256);

export const phrases = all.slots;

/** Gives the slot of a text. */
export function phrase(text: string): number {
  return all.add(text);
}

function table(text: (type: number) => string): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, type) => phrase(text(type)));
}

function messageInfos(protocol: Protocol, unknown: string): Uint8Array {
  return table((type) => `${messageOf(protocol, type)?.wireshark ?? unknown} `);
}

/** By message type. */
export const asapInfos = messageInfos('asap', 'Unknown ASAP type');
export const enrpInfos = messageInfos('enrp', 'Unknown ENRP Type');

/** By chunk type: `INIT `, `UNKNOWN `. */
export const chunkInfos = table((type) => `${chunkOf(type)?.wireshark ?? 'UNKNOWN'} `);

export interface ApplicationTexts {
  readonly column: number;
  readonly infos: Uint8Array;
}

function applicationTexts(application: ApplicationProtocol): ApplicationTexts {
  const info = (type: number) => applicationMessageOf(application, type)?.wireshark ?? application.unknown;
  return { column: phrase(application.column), infos: table((type) => `${info(type)} `) };
}

const textsOf: ReadonlyMap<ApplicationProtocol, ApplicationTexts> = new Map(
  applications.map((application) => [application, applicationTexts(application)]),
);

export function textsOfApplication(application: ApplicationProtocol): ApplicationTexts {
  return textsOf.get(application) as ApplicationTexts;
}

/** By PPID as a signed number, as it stands in the layer. */
export const applicationsByPpid: ReadonlyMap<number, ApplicationTexts> = new Map(
  applications.flatMap((application) =>
    application.ppids.map((ppid) => [ppid | 0, textsOfApplication(application)] as const),
  ),
);
