// What `report` does: follows the captures, keeps what a report tells, and writes it in the form that was asked for.
import { existsSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageFile from '../../package.json' with { type: 'json' };
import { type FindingSeverity, findingSeverities } from '../audit/finding.ts';
import type { Comparison } from '../report/full/comparison.ts';
import { type CsvFile, csvFiles } from '../report/full/csv.ts';
import { markdownText } from '../report/full/markdown.ts';
import { ReportRecorder } from '../report/full/report-recorder.ts';
import type { Report } from '../report/full/schema.ts';
import { octets } from '../report/words.ts';
import { analysisOf } from './analysis.ts';
import { dissectionOf } from './dissection-options.ts';
import { printable, UsageError } from './errors.ts';
import { follow } from './follow.ts';
import { openInputs } from './input.ts';
import type { SharedOptions } from './options.ts';
import { print } from './output.ts';
import { formatOf, type ReportFormat } from './report-format.ts';
import { pageStyle, pageText } from './report-page.ts';

export interface ReportOptions extends SharedOptions {
  readonly output?: string;
  readonly format?: ReportFormat;
  /** --against: captures to compare with. */
  readonly against?: readonly string[];
  /** Of the captures that are reported on, or of those that they are held against. */
  readonly failOn: FindingSeverity | 'never';
  readonly profile?: 'rfc' | 'rsplib';
}

export async function report(paths: readonly string[], options: ReportOptions): Promise<number> {
  const target = targetOf(options);
  refuseInputs(target.path, [...(options.readFile ?? []), ...paths, ...(options.against ?? [])]);
  const { data, exitCode } = await reportOf(paths, options);
  if (options.against === undefined) {
    write(formsOf(data), target);
    return exitCode || failureOf(data, options);
  }
  // The second is told by the same options, but not read with -r.
  const { readFile: _first, ...others } = options;
  const second = await reportOf(options.against, others);
  const { comparisonOf } = await import('../report/full/comparison.ts');
  write(await comparisonForms(comparisonOf(data, second.data)), target);
  return Math.max(exitCode, second.exitCode) || failureOf(second.data, options);
}

/** 1 where the audit has found what the user calls a failure. */
function failureOf({ findings }: Report, { failOn }: ReportOptions): number {
  if (failOn === 'never') return 0;
  const bad = findingSeverities.slice(0, findingSeverities.indexOf(failOn) + 1);
  return findings.some(({ severity }) => bad.includes(severity)) ? 1 : 0;
}

/** What is written, made when its form is asked for. */
interface Forms {
  readonly html: () => string;
  readonly md: () => string;
  readonly json: () => string;
  readonly csv: () => readonly CsvFile[];
}

function formsOf(data: Report): Forms {
  return {
    html: () => pageText(data),
    md: () => markdownText(data),
    json: () => `${JSON.stringify(data)}\n`,
    csv: () => csvFiles(data),
  };
}

async function comparisonForms(comparison: Comparison): Promise<Forms> {
  const { comparisonCsv, comparisonHtml, comparisonMarkdown } = await import('../report/full/comparison-forms.ts');
  return {
    html: () => comparisonHtml(comparison, pageStyle()),
    md: () => comparisonMarkdown(comparison),
    json: () => `${JSON.stringify(comparison)}\n`,
    csv: () => comparisonCsv(comparison),
  };
}

/** The data of a report on these captures. */
async function reportOf(
  paths: readonly string[],
  options: ReportOptions,
): Promise<{ readonly data: Report; readonly exitCode: number }> {
  const dissection = dissectionOf(options);
  const inputs = await openInputs(paths, options);
  const recorder = new ReportRecorder();
  const followed = await follow(inputs, {
    dissection: dissection(inputs.source),
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    observers: recorder.observers,
    counting: true,
    onEvent: (event) => recorder.event(event),
    onDissection: (d, handlespace) => recorder.frame(d, handlespace),
  });
  const program = `poolshark ${packageFile.version}`;
  const data = recorder.report(program, followed.handlespace, analysisOf(followed), followed.now);
  return { data, exitCode: inputs.finish() };
}

interface Target {
  /** `-`: standard output. */
  readonly path: string;
  readonly format: ReportFormat;
}

function targetOf({ output, format }: ReportOptions): Target {
  if (output === undefined)
    throw new UsageError('no file named to write: give -o report.html, or .md, .json, .csv; -o - is standard output');
  const told = format ?? (output === '-' ? undefined : formatOf(output));
  if (told === undefined)
    throw new UsageError(
      `-o ${printable(output)}: its ending tells no form of a report; name it .html, .md, .json or .csv, or give --format`,
    );
  if (told === 'csv' && output === '-')
    throw new UsageError('-o -: CSV is a folder of tables, which standard output cannot hold; name a folder');
  return { path: output, format: told };
}

/** A report must not take the place of a capture. */
function refuseInputs(path: string, inputs: readonly string[]): void {
  if (path === '-' || !existsSync(path)) return;
  const real = realpathSync(path);
  if (inputs.some((input) => input !== '-' && existsSync(input) && realpathSync(input) === real))
    throw new UsageError(`-o ${printable(path)}: this is one of the captures; name another file`);
}

function write(forms: Forms, { path, format }: Target): void {
  if (format === 'csv') {
    writeFolder(forms.csv(), path);
    return;
  }
  const text = forms[format]();
  if (path === '-') {
    print(text);
    return;
  }
  attempt(path, () => writeFileSync(path, text));
  print(`${printable(path)}: ${octets(Buffer.byteLength(text))}\n`);
}

function writeFolder(files: readonly CsvFile[], path: string): void {
  if (existsSync(path) && !statSync(path).isDirectory())
    throw new UsageError(`-o ${printable(path)}: CSV is a folder of tables, and this is a file; name another folder`);
  attempt(path, () => {
    mkdirSync(path, { recursive: true });
    for (const { name, text } of files) writeFileSync(join(path, name), text);
  });
  print(`${printable(path)}: ${files.map(({ name }) => name).join(', ')}\n`);
}

function attempt(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const why = code === 'ENOENT' ? 'its folder does not exist' : code === 'EACCES' ? 'permission denied' : code;
    throw new UsageError(`-o ${printable(path)}: it cannot be written: ${why}`);
  }
}
