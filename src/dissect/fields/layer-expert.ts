// What Wireshark finds remarkable in a lower layer: an expert of its own name, told with the fields that all experts have
// (`_ws.expert…`). In a tree it stands below the field that it is about.
import { groupNumbers, type LayerExpert, severityNumbers } from '../../protocol/expert-levels.ts';
import type { FieldInfo } from './field-info.ts';
import type { FieldSink, FieldSinks } from './sink.ts';

/** All experts have this name; what is told of one is a part of it. */
export const expertName = '_ws.expert';
const made = { format: 'dec', size: 4, generated: true, partOf: expertName } as const;

/** Tells the expert's own name and, where somebody asks, what all experts have. */
class ExpertSink implements FieldSink {
  readonly #info: FieldInfo;
  readonly #severity: number;
  readonly #group: number;
  readonly #heading: FieldSink | undefined;
  readonly #own: FieldSink | undefined;
  readonly #message: FieldSink | undefined;
  readonly #severitySink: FieldSink | undefined;
  readonly #groupSink: FieldSink | undefined;

  constructor(info: FieldInfo, [severity, group]: LayerExpert, sinks: FieldSinks) {
    this.#info = info;
    this.#severity = severityNumbers[severity].value;
    this.#group = groupNumbers[group].value;
    const kind = `${severityNumbers[severity].name}/${groupNumbers[group].name}`;
    const { partOf, partOfAny } = info;
    this.#heading = sinks.find({
      ...made,
      name: expertName,
      label: 'Expert Info',
      kind: 'none',
      partOf,
      partOfAny,
      words: (bytes, at, size) => `Expert Info (${kind}): ${this.#sentence(bytes, at, size)}`,
    });
    this.#own = sinks.find({ ...info, generated: true, partOf: expertName, partOfAny: undefined });
    this.#message = sinks.find({
      ...made,
      name: `${expertName}.message`,
      label: 'Message',
      kind: 'string',
      hidden: true,
    });
    this.#severitySink = sinks.find({
      ...made,
      name: `${expertName}.severity`,
      label: 'Severity level',
      kind: 'uint32',
      namesNumber: () => severityNumbers[severity].name,
    });
    this.#groupSink = sinks.find({
      ...made,
      name: `${expertName}.group`,
      label: 'Group',
      kind: 'uint32',
      namesNumber: () => groupNumbers[group].name,
    });
  }

  get isIdle(): boolean {
    return [this.#heading, this.#own, this.#message, this.#severitySink, this.#groupSink].every(
      (sink) => sink === undefined,
    );
  }

  #sentence(bytes: Uint8Array, at: number, size: number): string {
    return this.#info.words?.(bytes, at, size) ?? this.#info.label;
  }

  octets(bytes: Uint8Array, at: number, size: number): void {
    this.#heading?.octets(bytes, at, size);
    this.#own?.octets(bytes, at, size);
    this.#message?.text(this.#sentence(bytes, at, size));
    this.#severitySink?.number(this.#severity, bytes, at, 0);
    this.#groupSink?.number(this.#group, bytes, at, 0);
  }

  number(_value: number, bytes: Uint8Array, at: number, size: number): void {
    this.octets(bytes, at, size);
  }

  time(): void {}
  text(): void {}
}

/** Who wants this field, or what its expert has in common with all; undefined: nobody. */
export function sinkOf(info: FieldInfo, sinks: FieldSinks): FieldSink | undefined {
  if (info.expert === undefined) return sinks.find(info);
  const sink = new ExpertSink(info, info.expert, sinks);
  return sink.isIdle ? undefined : sink;
}
