// Refuses tables that contradict themselves: a number given twice, or one filter name with two types.
import type { CauseDefinition, Field, MessageDefinition, ParameterDefinition, PolicyDefinition } from './schema.ts';

/** A mistake in our own tables; the program cannot run with it. */
export class TableError extends Error {
  override readonly name = 'TableError';
}

function refuseTwice(what: string, numbers: readonly number[]): void {
  const seen = new Set<number>();
  for (const number of numbers) {
    if (seen.has(number)) throw new TableError(`two ${what} have the number 0x${number.toString(16)}`);
    seen.add(number);
  }
}

function refuseTwoTypes(fields: readonly Field[]): void {
  const types = new Map<string, string>();
  for (const field of fields) {
    for (const filter of [field.filter, field.enrpFilter ?? field.filter]) {
      const before = types.get(filter);
      if (before !== undefined && before !== field.type) {
        throw new TableError(`the filter name ${filter} stands for ${before} and for ${field.type}`);
      }
      types.set(filter, field.type);
    }
  }
}

function refuseSharedKeys(container: string, fields: readonly Field[]): void {
  const keys = new Set<string>();
  for (const field of fields) {
    if (keys.has(field.key)) throw new TableError(`${container} has two fields with the key ${field.key}`);
    keys.add(field.key);
  }
}

export function checkTables(
  messages: readonly MessageDefinition[],
  parameters: readonly ParameterDefinition[],
  causes: readonly CauseDefinition[],
  policies: readonly PolicyDefinition[],
): void {
  for (const protocol of ['asap', 'enrp'] as const) {
    const own = messages.filter((message) => message.protocol === protocol);
    refuseTwice(
      `${protocol} messages`,
      own.map((message) => message.type),
    );
  }
  refuseTwice(
    'parameters',
    parameters.map((parameter) => parameter.type),
  );
  refuseTwice(
    'causes',
    causes.map((cause) => cause.code),
  );
  refuseTwice(
    'policies',
    policies.map((policy) => policy.type),
  );
  refuseTwoTypes([
    ...messages.flatMap((message) => [...message.flags, ...message.fields]),
    ...parameters.flatMap((parameter) => parameter.fields),
    ...policies.flatMap((policy) => policy.fields),
  ]);
  for (const message of messages) refuseSharedKeys(message.name, [...message.flags, ...message.fields]);
  for (const container of [...parameters, ...policies]) refuseSharedKeys(container.name, container.fields);
}
