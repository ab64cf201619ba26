// A report as Markdown, for tickets and wikis. What comes from the wire is escaped: no mark of it becomes a link, a table
// border, mark-up or HTML.

import { findingSeverities } from '../../audit/finding.ts';
import { duration, grouped, plural } from '../words.ts';
import type { ElementSpan, Report, Sentence } from './schema.ts';

const rowsShown = 40;
const findingsShown = 60;

export function markdownText(report: Report): string {
  const { capture } = report;
  const parts = [
    `# ${capture.files.map((file) => escaped(file === '-' ? 'standard input' : file)).join(', ')}`,
    report.sentences.map(sentenceLine).join('\n'),
    serverPart(report),
    ...report.pools.slice(0, rowsShown).map((pool) => poolPart(report, pool)),
    report.pools.length > rowsShown ? `… and ${plural(report.pools.length - rowsShown, 'pool')} more.` : '',
    findingPart(report),
    messagePart(report),
    responsePart(report),
    associationPart(report),
    report.thinned.length === 0
      ? ''
      : `## Left out\n\n${report.thinned.map((text) => `- ${escaped(text)}`).join('\n')}`,
    `Made by ${escaped(report.program)}. Times count from the first frame.`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/**
 * Every mark that Markdown or a forge gives a meaning: mark-up, HTML, table borders, links, what would be taken for an address
 * or somebody's name, and what begins a list or a heading where it stands first.
 */
export function escaped(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]#!|~$^]/g, '\\$&')
    .replaceAll('://', '&#58;//')
    .replaceAll('@', '&#64;')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`)
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

function sentenceLine({ text, tone }: Sentence): string {
  const marks = { plain: '', good: '', notable: '**Note.** ', bad: '**Look.** ' };
  return `- ${marks[tone]}${escaped(text)}`;
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const shown = rows.slice(0, rowsShown).map(line);
  const more = rows.length > rowsShown ? `\n\n… and ${plural(rows.length - rowsShown, 'row')} more.` : '';
  return [line(heads), line(heads.map(() => '---')), ...shown].join('\n') + more;
}

function since({ capture }: Report, epoch: number): string {
  return `+${duration(Math.max(0, epoch - (capture.fromEpoch ?? epoch)))}`;
}

function serverPart(report: Report): string {
  if (report.servers.length === 0) return '';
  const rows = report.servers.map(({ id, state, ownedElements, checksum, asapAddresses }) => [
    `\`${id}\``,
    state,
    String(ownedElements),
    `${grouped(checksum.verified)} agree, ${grouped(checksum.inFlight)} in flight, ${grouped(checksum.disagreed)} disagree, ${grouped(checksum.unverifiable)} unverifiable`,
    escaped(asapAddresses.join(', ')),
  ]);
  return `## ENRP servers\n\n${table(['server', 'state at the end', 'owns', 'PE checksums', 'ASAP addresses'], rows)}`;
}

function poolPart(report: Report, { handle, policy, elements }: Report['pools'][number]): string {
  const spanText = ({ fromEpoch, toEpoch, home, state }: ElementSpan) =>
    `${since(report, fromEpoch)} to ${toEpoch === null ? 'the end' : since(report, toEpoch)}: ${state}${home === null ? '' : ` at \`${home}\``}`;
  const rows = elements.map(({ id, spans }) => [
    `\`${id}\``,
    spans.slice(0, 6).map(spanText).join('; ') + (spans.length > 6 ? '; …' : ''),
  ]);
  return `## Pool ${escaped(shortened(handle))}\n\n${escaped(policy?.name ?? 'policy not seen')}, ${plural(elements.length, 'pool element')}.\n\n${table(['element', 'membership'], rows)}`;
}

const handleShown = 80;

function shortened(handle: string): string {
  return handle.length <= handleShown ? handle : `${handle.slice(0, handleShown)}…`;
}

/** Errors, then warnings, then notes; within each as they were found. */
export function worstFirst(findings: Report['findings']): Report['findings'] {
  return findings.toSorted(
    (one, other) => findingSeverities.indexOf(one.severity) - findingSeverities.indexOf(other.severity),
  );
}

function findingPart(report: Report): string {
  if (report.findings.length === 0) return '';
  const rows = worstFirst(report.findings)
    .slice(0, findingsShown)
    .map(({ rule, severity, rfc, summary, count, frames }) => [
      escaped(rule),
      severity,
      escaped(summary),
      escaped(rfc),
      String(count),
      frames
        .slice(0, 5)
        .map((frame) => `#${frame}`)
        .join(' '),
    ]);
  return `## Findings\n\n${table(['rule', 'severity', 'what', 'by', 'times', 'frames'], rows)}`;
}

function messagePart({ messages }: Report): string {
  if (messages.length === 0) return '';
  const rows = messages.map(({ protocol, name, count, rate }) => [
    `${protocol.toUpperCase()} ${escaped(name)}`,
    grouped(count),
    rate.toFixed(2),
  ]);
  return `## Messages\n\n${table(['message', 'count', 'per second'], rows)}`;
}

function responsePart({ responseTimes }: Report): string {
  if (responseTimes.length === 0) return '';
  const time = (seconds: number | null | undefined) =>
    seconds === null || seconds === undefined ? '–' : duration(seconds);
  const rows = responseTimes.map(({ name, requests, unanswered, quantiles, mostSeconds }) => [
    escaped(name),
    grouped(requests),
    grouped(unanswered),
    time(quantiles?.p50),
    time(quantiles?.p90),
    time(quantiles?.p99),
    time(mostSeconds),
  ]);
  return `## Response times\n\n${table(['request', 'sent', 'unanswered', 'half within', '90 % within', '99 % within', 'slowest'], rows)}`;
}

function associationPart({ associations, parties }: Report): string {
  const troubled = associations.filter(({ resent, gaps }) => resent > 0 || gaps > 0);
  if (troubled.length === 0) return '';
  const name = (place: number) => escaped(shortened(parties[place]?.name ?? '?'));
  const rows = troubled.map(({ number, parties: [one, other], messages, resent, gaps }) => [
    String(number),
    `${name(one)} and ${name(other)}`,
    grouped(messages),
    grouped(resent),
    grouped(gaps),
  ]);
  return `## Associations with losses\n\n${table(['association', 'between', 'messages', 'sent again', 'gaps in the capture'], rows)}`;
}
