// --annotate: the captures again as one pcapng, each finding as a comment on its frames, the summary as one on the section.
import { closeSync, openSync } from 'node:fs';
import packageFile from '../../package.json' with { type: 'json' };
import type { Finding } from '../audit/finding.ts';
import { copyCapture } from '../capture/capture-copy.ts';
import type { AuditView } from '../report/audit/audit-view.ts';
import { plural } from '../report/words.ts';
import { checkCapturePath } from './capture-output.ts';
import { printable, UsageError } from './errors.ts';
import { forEachFrame, openInputs } from './input.ts';

/** Checks what can be checked before any input is opened: the captures are read a second time. */
export function checkAnnotation(path: string, inputs: readonly string[]): void {
  if (inputs.includes('-'))
    throw new UsageError('--annotate: standard input can be read only once; write it to a file first');
  if (path === '-') throw new UsageError('--annotate -: standard output has the findings; name a file');
  checkCapturePath(path, inputs);
}

export async function annotate(path: string, paths: readonly string[], view: AuditView, count?: number): Promise<void> {
  const comments = new Map<number, string[]>();
  for (const finding of view.findings)
    for (const frame of finding.frames) {
      const own = comments.get(frame);
      if (own) own.push(commentOf(finding));
      else comments.set(frame, [commentOf(finding)]);
    }
  const inputs = await openInputs(paths, {}, 'annotating');
  let descriptor: number;
  try {
    descriptor = openSync(path, 'w');
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^[A-Z0-9]+: /, '').replace(/, open.*$/s, '') : '';
    throw new UsageError(`--annotate ${printable(path)}: cannot be written: ${reason}`);
  }
  const copy = copyCapture(descriptor, inputs.source, 'pcapng', `poolshark ${packageFile.version}`, [summaryOf(view)]);
  await forEachFrame(inputs.source, (frame) => copy.write(frame, ...(comments.get(frame.number) ?? [])), count);
  copy.end();
  closeSync(descriptor);
  inputs.finish();
}

function commentOf({ rule, severity, summary, count }: Finding): string {
  return `${severity} ${rule}: ${summary}${count > 1 ? ` (${count} times)` : ''}`;
}

function summaryOf({ summary, findings }: AuditView): string {
  const { error, warning, note } = summary;
  const head = `poolshark audit: ${plural(error, 'error')}, ${plural(warning, 'warning')}, ${plural(note, 'note')}`;
  return [head, ...findings.filter(({ severity }) => severity === 'error').map(commentOf)].join('\n');
}
