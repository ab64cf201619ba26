// The application protocols that rsplib ships, and how they are told: by PPID, or by UDP port.
import { u32 } from '../../bytes/read.ts';
import type { Field } from '../schema.ts';
import { componentStatusPort } from '../transport.ts';
import type { ApplicationMessage, ApplicationProtocol } from './application.ts';
import { calcApp } from './calc-app.ts';
import { componentStatus } from './component-status.ts';
import { fractalGenerator } from './fractal-generator.ts';
import { pingPong } from './ping-pong.ts';
import { scriptingService } from './scripting-service.ts';

export type { ApplicationMessage, ApplicationProtocol, Records } from './application.ts';

export const applications: readonly ApplicationProtocol[] = [
  fractalGenerator,
  pingPong,
  calcApp,
  scriptingService,
  componentStatus,
];

const byPpid = new Map(applications.flatMap((protocol) => protocol.ppids.map((ppid) => [ppid, protocol])));

export function applicationOfPpid(ppid: number): ApplicationProtocol | undefined {
  return byPpid.get(ppid);
}

/** Told by one of the ports and by the numbers that must stand in bytes[at] to bytes[end - 1]. */
export function applicationOfDatagram(
  sourcePort: number,
  destinationPort: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): ApplicationProtocol | undefined {
  if (sourcePort !== componentStatusPort && destinationPort !== componentStatusPort) return undefined;
  const isSigned = componentStatus.signature?.every(
    ({ offset, size, value }) =>
      at + offset + size <= end && (size === 1 ? bytes[at + offset] : u32(bytes, at + offset)) === value,
  );
  return isSigned ? componentStatus : undefined;
}

export function applicationMessageOf({ messages }: ApplicationProtocol, type: number): ApplicationMessage | undefined {
  return messages.find((message) => message.type === type);
}

function withParts(field: Field): readonly Field[] {
  return [field, ...(field.parts ?? []).flatMap(withParts)];
}

/** Each of its fields; of several that share a filter name the first. */
export function fieldsOfApplication({ header, messages }: ApplicationProtocol): readonly Field[] {
  const all = [
    ...header,
    ...messages.flatMap(({ flags, fields, records }) => [...flags, ...fields, ...(records?.fields ?? [])]),
  ].flatMap(withParts);
  return [...new Map(all.toReversed().map((field) => [field.filter, field])).values()].toReversed();
}
