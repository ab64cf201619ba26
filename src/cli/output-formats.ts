// The formats of -T: what makes each of them. To add one: its name in src/report/read/frame-output.ts, its maker here.

import process from 'node:process';
import packageFile from '../../package.json' with { type: 'json' };
import type { CaptureSource } from '../capture/source.ts';
import type { Dissection } from '../dissect/dissection.ts';
import { findField, isField, nearestFields } from '../dissect/fields/catalog.ts';
import type { FrameLinks } from '../dissect/transactions/frame-links.ts';
import { FieldLines } from '../report/read/field-lines.ts';
import type { FilterCompiler, FrameOutput, OutputFormat } from '../report/read/frame-output.ts';
import { NdjsonLines } from '../report/read/ndjson-lines.ts';
import { PacketSummaries } from '../report/read/packet-summaries.ts';
import { TerminalLines } from '../report/read/terminal-lines.ts';
import { TimeColumn } from '../report/read/time-column.ts';
import { EkLines } from '../report/read/tree/ek-lines.ts';
import { FieldJson } from '../report/read/tree/field-json.ts';
import { HexDumps } from '../report/read/tree/hex-dump.ts';
import { JsonLines } from '../report/read/tree/json-lines.ts';
import { PdmlLines } from '../report/read/tree/pdml-lines.ts';
import { TreeLines } from '../report/read/tree/tree-lines.ts';
import type { TextBuffer } from '../report/text-buffer.ts';
import { printable, UsageError } from './errors.ts';
import { parseFieldOptions } from './field-options.ts';
import { lineColours } from './line-colours.ts';
import { isColoured } from './paint.ts';
import type { ReadOptions } from './read-options.ts';
import { decimals, summaryOutput } from './summary-output.ts';

/** What a format is made for. */
export interface OutputContext {
  readonly options: ReadOptions;
  readonly out: TextBuffer;
  readonly source: CaptureSource;
  readonly paths: readonly string[];
  /** What messages have to do with each other. */
  readonly links: FrameLinks;
  readonly compile: FilterCompiler;
}

/** Checks its options, which is before any input is opened, and gives what makes the output. */
type Format = (options: ReadOptions) => (context: OutputContext) => FrameOutput;

const formats: Readonly<Record<OutputFormat, Format>> = {
  text: (options) => {
    if (isTree(options)) return tree(options);
    return (context) => (options.hex ? new HexDumps(context.out) : terminalSummary(context));
  },
  tabs: () => (context) => summary(context, '\t'),
  psml: () => packetSummaries,
  json: (options) => json(options, undefined),
  jsonraw: (options) => json(options, 'only'),
  ek: (options) => {
    const names = someFields(options);
    const only = protocolSet(options.onlyProtocols ?? options.wholeProtocols);
    return ({ out, links }) =>
      names === undefined ? new EkLines(out, { only }) : new FieldJson(names, 'ek', out, links);
  },
  pdml: () => (context) => {
    const { out, paths, source } = context;
    const creator = `poolshark/${packageFile.version}`;
    const [file = ''] = paths;
    return new PdmlLines(out, { creator, file, time: new Date().toUTCString(), interfaceName: interfaceNames(source) });
  },
  fields: (options) => {
    const names = wantedFields(options.field ?? []);
    const fieldOptions = parseFieldOptions(options.fieldOption ?? []);
    return ({ out, links }) => new FieldLines(names, fieldOptions, out, links);
  },
};

const takesFields: readonly OutputFormat[] = ['fields', 'json', 'ek'];

/** Options that would change nothing are refused: whoever gives them expects something. */
function checkFormat(options: ReadOptions): void {
  const { output, ndjson, verbose, onlyTrees, hex, onlyProtocols, wholeProtocols } = options;
  if ((onlyProtocols ?? wholeProtocols) !== undefined && output !== 'ek' && !output.startsWith('json'))
    throw new UsageError('-j and -J choose the protocols of JSON: they need -T json, jsonraw or ek');
  if (ndjson && (verbose || onlyTrees !== undefined || hex))
    throw new UsageError('--ndjson is a form of its own: it cannot be had with -V, -O or -x');
}

export function chooseFormat(options: ReadOptions): (context: OutputContext) => FrameOutput {
  checkFormat(options);
  if (options.ndjson)
    return ({ out, links, paths }) => new NdjsonLines(out, { links, file: paths.length === 1 ? paths[0] : undefined });
  if (!takesFields.includes(options.output)) {
    if ((options.field ?? []).length > 0)
      throw new UsageError('-e names fields to print: it needs -T fields, json or ek');
    parseFieldOptions(options.fieldOption ?? []);
  }
  return formats[options.output](options);
}

/** -V, and -O, which implies it. */
export function isTree({ verbose, onlyTrees }: ReadOptions): boolean {
  return verbose === true || onlyTrees !== undefined;
}

function tree({ onlyTrees, hex }: ReadOptions): (context: OutputContext) => FrameOutput {
  const only = protocolSet(onlyTrees);
  return ({ out, source, links }) => new TreeLines(out, { only, hex, links, interfaceName: interfaceNames(source) });
}

function json(options: ReadOptions, raw: 'only' | undefined): (context: OutputContext) => FrameOutput {
  const names = someFields(options);
  const { duplicateKeys, onlyProtocols, wholeProtocols, hex } = options;
  const only = protocolSet(onlyProtocols ?? wholeProtocols);
  return ({ out, links }) =>
    names === undefined
      ? new JsonLines(out, {
          uniqueKeys: duplicateKeys === false,
          raw: raw ?? (hex ? 'also' : undefined),
          only,
          shallow: onlyProtocols !== undefined,
        })
      : new FieldJson(names, 'json', out, links);
}

/** Protocols by their filter names, with commas or spaces between them. */
function protocolSet(words: string | undefined): ReadonlySet<string> | undefined {
  if (words === undefined) return undefined;
  const names = words.split(/[\s,]+/).filter((word) => word !== '');
  for (const name of names)
    if (findField(name)?.kind !== 'protocol')
      throw new UsageError(`${printable(name)} is no protocol here; see poolshark fields`);
  return new Set(names);
}

/** What the capture calls the interface of a frame. */
function interfaceNames(source: CaptureSource): (d: Dissection) => string {
  return ({ frame }) => source.interfaces[frame.interfaceIndex]?.name ?? '';
}

/** The summary as it is in a pipe; in a terminal cut to its width, and in colours where they are wanted. */
function terminalSummary(context: OutputContext): FrameOutput {
  const { options, out, compile } = context;
  // A terminal that tells no width has none to fit.
  const width = process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : undefined;
  const isPainted = isColoured(options.color);
  if (width === undefined && !isPainted && options.colorRules === undefined) return summary(context, ' ');
  // Rules of the user are checked even where nobody sees colours.
  const colours = isPainted || options.colorRules !== undefined ? lineColours(options.colorRules, compile) : undefined;
  const painter = isPainted ? colours : undefined;
  return new TerminalLines(out, (lines) => summary({ ...context, out: lines }, ' '), width, painter);
}

function summary({ options, out, source }: OutputContext, separator: ' ' | '\t'): FrameOutput {
  return summaryOutput(options, out, source, separator);
}

function packetSummaries({ options, out, source }: OutputContext): FrameOutput {
  return new PacketSummaries(out, new TimeColumn(options.time, options.timeUnit), decimals(source));
}

function someFields({ field }: ReadOptions): readonly string[] | undefined {
  return field === undefined ? undefined : wantedFields(field);
}

function wantedFields(names: readonly string[]): readonly string[] {
  if (names.length === 0) throw new UsageError('-T fields needs at least one field: name it with -e');
  const unknown = [...new Set(names.filter((name) => !isField(name)))].sort();
  if (unknown.length > 0) {
    const lines = unknown.map((name) => `\n\t${printable(name)}${hint(name)}`);
    throw new UsageError(`Some fields aren't valid:${lines.join('')}`);
  }
  return names;
}

function hint(name: string): string {
  const near = nearestFields(name);
  return near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`;
}
