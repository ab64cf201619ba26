// The audit for people: grouped by what to do, worst first; each finding with its names, frames, and how to see them.
import { type Finding, type FindingSeverity, findingSeverities } from '../../audit/finding.ts';
import { type Remedy, type Rule, remedies } from '../../audit/rule.ts';
import type { Paint, Painter } from '../paint.ts';
import { plural } from '../words.ts';
import { wrap } from '../wrap.ts';
import type { AuditView } from './audit-view.ts';

const width = 80;

export interface AuditTextOptions {
  readonly paint: Paint;
  readonly ruleOf: (number: string) => Rule | undefined;
  /** As the command that shows frames names them. */
  readonly files: readonly string[];
  /** The headline alone. */
  readonly quiet?: boolean;
}

function painterOf(severity: FindingSeverity, paint: Paint): Painter {
  return severity === 'error' ? paint.bad : severity === 'warning' ? paint.doubtful : paint.faint;
}

export function auditText(view: AuditView, options: AuditTextOptions): string {
  const { paint, ruleOf } = options;
  const { summary, findings, capture, profile } = view;
  const lines = [headline(view, paint)];
  if (options.quiet) return `${lines.join('\n')}\n`;
  lines.push(...wrap(`${plural(capture.frames, 'frame')}, profile ${profile.name}: ${profile.because}`, width, '  '));
  const groups = new Map<Remedy, Finding[]>();
  for (const finding of findings) {
    // What is but noted asks for nothing.
    const remedy = finding.severity === 'note' ? 'know' : (ruleOf(finding.rule)?.remedy ?? 'know');
    const group = groups.get(remedy);
    if (group) group.push(finding);
    else groups.set(remedy, [finding]);
  }
  const startEpoch = capture.fromEpoch ?? 0;
  for (const [remedy, group] of inGroupOrder(groups)) {
    lines.push('', paint.heading(remedies[remedy]));
    lines.push(...groupLines(group, startEpoch, options));
  }
  const [worst] = findings;
  if (worst !== undefined && summary.error + summary.warning > 0)
    lines.push('', paint.faint(`What a rule says and how sure it is: poolshark audit --explain ${worst.rule}`));
  return `${lines.join('\n')}\n`;
}

/** Worst first; of groups that are as bad, that first which cannot wait. */
function inGroupOrder(groups: ReadonlyMap<Remedy, readonly Finding[]>): (readonly [Remedy, readonly Finding[]])[] {
  const order = Object.keys(remedies);
  const worst = (group: readonly Finding[]) =>
    Math.min(...group.map(({ severity }) => findingSeverities.indexOf(severity)));
  return [...groups].sort(([a, one], [b, other]) => worst(one) - worst(other) || order.indexOf(a) - order.indexOf(b));
}

/** So many findings of one rule are shown; the others are counted. Of notes one tells what all are like. */
const shownOfRule: Readonly<Record<FindingSeverity, number>> = { error: 4, warning: 4, note: 1 };

function groupLines(group: readonly Finding[], startEpoch: number, options: AuditTextOptions): string[] {
  const lines: string[] = [];
  const seen = new Map<string, number>();
  const severities = new Map(group.map(({ rule, severity }) => [`${rule} ${severity}`, severity]));
  for (const finding of group) {
    const { rule, severity } = finding;
    const kind = `${rule} ${severity}`;
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    if (count <= shownOfRule[severity]) lines.push(...findingLines(finding, startEpoch, options));
  }
  for (const [kind, count] of seen) {
    const [rule = ''] = kind.split(' ');
    const severity = severities.get(kind) ?? 'note';
    if (count <= shownOfRule[severity]) continue;
    const more = `${plural(count - shownOfRule[severity], 'finding')} more of this rule: --only ${rule} --json shows all`;
    lines.push(`  ${severity.padEnd(7)} ${rule.padEnd(6)} ${options.paint.faint(more)}`);
  }
  return lines;
}

function headline({ summary }: AuditView, paint: Paint): string {
  const { error, warning, note } = summary;
  if (error + warning + note === 0) return paint.good('Nothing found');
  const parts = [
    error > 0 ? paint.bad(plural(error, 'error')) : '',
    warning > 0 ? paint.doubtful(plural(warning, 'warning')) : '',
    note > 0 ? plural(note, 'note') : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function findingLines(finding: Finding, startEpoch: number, { paint, files }: AuditTextOptions): string[] {
  const { severity, rule, summary, count, firstEpoch, lastEpoch, frames } = finding;
  const label = severity.padEnd(7);
  const times = count > 1 ? ` (${count} times)` : '';
  const when =
    lastEpoch - firstEpoch < 0.05
      ? at(firstEpoch, startEpoch)
      : `${at(firstEpoch, startEpoch)} to ${at(lastEpoch, startEpoch)}`;
  const [first = '', ...more] = wrap(`${summary}${times}`, width, ' '.repeat(16));
  const head = `  ${painterOf(severity, paint)(label)} ${paint.heading(rule.padEnd(6))}${first.trimStart()}`;
  const indent = ' '.repeat(16);
  // The command stays on its line, however long: it is to be copied.
  const evidence =
    frames.length === 0 ? [`${indent}${when}`] : [`${indent}${when}`, `${indent}${showCommand(finding, files)}`];
  return [head, ...more, ...evidence.map((line) => paint.faint(line))];
}

function at(epoch: number, startEpoch: number): string {
  return `+${Math.max(0, epoch - startEpoch).toFixed(1)} s`;
}

/** Frames enough to look at; all of them are in --json. */
const framesShown = 6;

/** The command that shows the frames of a finding. */
export function showCommand({ frames }: Finding, files: readonly string[]): string {
  const shown = frames.length <= framesShown ? frames : [...frames.slice(0, framesShown - 1), frames.at(-1) as number];
  const [file = 'CAPTURE', ...others] = files;
  const name = others.length > 0 ? 'CAPTURES' : file;
  return `poolshark read ${name} -Y 'frame.number in {${shown.join(', ')}}'`;
}
