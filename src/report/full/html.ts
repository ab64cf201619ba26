// A report as one HTML file: sentences and tables stand in it as text, for readers without JavaScript and for printers; the data
// and the page's program lie behind them. The content security policy names this style and this script by their hashes and
// nothing else: whatever a capture holds, nothing of it runs and no request leaves the file.
import { createHash } from 'node:crypto';
import { duration, grouped, octets, plural } from '../words.ts';
import { worstFirst } from './markdown.ts';
import type { ElementSpan, Report } from './schema.ts';

/** What is built from src/page. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

const rowsShown = 200;

/** All up to the body. Without a script none may run. */
export function documentHead(title: string, program: string, style: string, script: string | undefined): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${escaped(program)}">
<title>${escaped(shortened(title))}</title>
<style>${style}</style>
</head>`;
}

export function htmlText(report: Report, { script, style }: PageAssets): string {
  const title = `${report.capture.files.map((file) => (file === '-' ? 'standard input' : file)).join(', ')} – Poolshark`;
  return `${documentHead(title, report.program, style, script)}
<body>
<header class="top"><p class="brand">Poolshark report</p><h1>${report.capture.files.map((file) => escaped(shortened(file === '-' ? 'standard input' : file))).join(', ')}</h1>
<p class="facts">${escaped(captureFacts(report))}</p></header>
<main id="main">
<section id="story" aria-labelledby="story-head"><h2 id="story-head">What happened</h2>
<ol class="story">${report.sentences.map(({ text, tone, epoch }) => `<li class="${tone}"${epoch === null ? '' : ` data-epoch="${epoch}"`}>${escaped(text)}</li>`).join('\n')}</ol></section>
<div class="fixed">
${[servers(report), pools(report), findings(report), messages(report), responses(report), associations(report), thinned(report)].filter((part) => part !== '').join('\n')}
</div>
</main>
<footer><p>Made by ${escaped(report.program)}. Times count from the first frame of the capture. Frame numbers are those of the capture, as Wireshark shows them.</p>
<noscript><p>Without JavaScript this page shows sentences and tables. With it there are charts, a time slider, the conversation and the octets of its messages.</p></noscript></footer>
<script type="application/json" id="report-data">${jsonForPage(report)}</script>
<script>${script}</script>
</body>
</html>
`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (mark) => `&#${mark.codePointAt(0)};`);
}

/** JSON that no parser of HTML takes for an end of its element. */
function jsonForPage(report: Report): string {
  return JSON.stringify(report).replace(
    /[<>&\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

const textShown = 120;

/** A pool handle may have 64 KB. */
export function shortened(text: string): string {
  return text.length <= textShown ? text : `${text.slice(0, textShown)}…`;
}

function captureFacts({ capture, profile, servers: all, pools: pooled }: Report): string {
  const seconds = capture.fromEpoch === null || capture.toEpoch === null ? 0 : capture.toEpoch - capture.fromEpoch;
  return [
    plural(capture.frames, 'frame'),
    octets(capture.octets),
    duration(seconds),
    plural(all.length, 'ENRP server'),
    plural(pooled.length, 'pool'),
    `timers of ${profile.name === 'rfc' ? 'the RFCs' : 'rsplib'}: ${profile.because}`,
  ].join(' · ');
}

function section(id: string, title: string, body: string): string {
  return `<section aria-labelledby="fixed-${id}"><h2 id="fixed-${id}">${escaped(title)}</h2>${body}</section>`;
}

export function tableHtml(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
  styles: readonly string[] = [],
): string {
  const shown = rows.slice(0, rowsShown);
  const cell = (text: string, at: number) =>
    `<td${numbers.includes(at) ? ' class="number"' : ''}>${escaped(shortened(text))}</td>`;
  const more =
    rows.length > shown.length ? `<p class="more">… and ${plural(rows.length - shown.length, 'row')} more.</p>` : '';
  return `<div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr>${heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join('')}</tr></thead><tbody>${shown.map((row, at) => `<tr${styles[at] === undefined ? '' : ` class="${styles[at]}"`}>${row.map(cell).join('')}</tr>`).join('\n')}</tbody></table></div>${more}`;
}

function since({ capture }: Report, epoch: number): string {
  return `+${duration(Math.max(0, epoch - (capture.fromEpoch ?? epoch)))}`;
}

function servers(report: Report): string {
  if (report.servers.length === 0) return '';
  const rows = report.servers.map(({ id, state, ownedElements, checksum, asapAddresses }) => [
    id,
    state,
    grouped(ownedElements),
    grouped(checksum.verified),
    grouped(checksum.inFlight),
    grouped(checksum.disagreed),
    grouped(checksum.unverifiable),
    asapAddresses.join(', '),
  ]);
  const heads = [
    'server',
    'state',
    'owns',
    'checksums agree',
    'in flight',
    'disagree',
    'unverifiable',
    'ASAP addresses',
  ];
  return section('servers', 'ENRP servers at the end', tableHtml(heads, rows, [2, 3, 4, 5, 6]));
}

function pools(report: Report): string {
  const spanText = ({ fromEpoch, toEpoch, home, state }: ElementSpan) =>
    `${since(report, fromEpoch)} to ${toEpoch === null ? 'the end' : since(report, toEpoch)}: ${state}${home === null ? '' : ` at ${home}`}`;
  return report.pools
    .slice(0, 50)
    .map(({ handle, policy, elements }, index) => {
      const rows = elements.map(({ id, spans }) => [
        id,
        spans.slice(0, 5).map(spanText).join('; ') + (spans.length > 5 ? `; and ${spans.length - 5} more` : ''),
      ]);
      const title = `Pool ${shortened(handle)}: ${policy?.name ?? 'policy not seen'}, ${plural(elements.length, 'pool element')}`;
      // Which spans there are must be read whole.
      return section(`pool-${index}`, title, membershipTable(rows));
    })
    .join('\n');
}

function membershipTable(rows: readonly (readonly string[])[]): string {
  const shown = rows.slice(0, rowsShown);
  const more =
    rows.length > shown.length
      ? `<p class="more">… and ${plural(rows.length - shown.length, 'element')} more.</p>`
      : '';
  return `<div class="scroll" tabindex="0" role="region" aria-label="Membership"><table><thead><tr><th scope="col">element</th><th scope="col">membership</th></tr></thead><tbody>${shown.map((row) => `<tr>${row.map((text) => `<td>${escaped(text)}</td>`).join('')}</tr>`).join('\n')}</tbody></table></div>${more}`;
}

function findings(report: Report): string {
  if (report.findings.length === 0) return '';
  const rows = worstFirst(report.findings).map(({ rule, severity, summary, rfc, count, frames }) => [
    rule,
    severity,
    summary,
    rfc,
    grouped(count),
    frames
      .slice(0, 8)
      .map((frame) => `#${frame}`)
      .join(' '),
  ]);
  return section('findings', 'Findings', tableHtml(['rule', 'severity', 'what', 'by', 'times', 'frames'], rows, [4]));
}

function messages(report: Report): string {
  if (report.messages.length === 0) return '';
  const rows = report.messages.map(({ protocol, name, count, rate }) => [
    `${protocol.toUpperCase()} ${name}`,
    grouped(count),
    rate.toFixed(2),
  ]);
  return section('messages', 'Messages', tableHtml(['message', 'count', 'per second'], rows, [1, 2]));
}

function responses(report: Report): string {
  if (report.responseTimes.length === 0) return '';
  const time = (seconds: number | null | undefined) =>
    seconds === null || seconds === undefined ? '–' : duration(seconds);
  const rows = report.responseTimes.map(({ name, requests, unanswered, quantiles, mostSeconds }) => [
    name,
    grouped(requests),
    grouped(unanswered),
    time(quantiles?.p50),
    time(quantiles?.p90),
    time(quantiles?.p99),
    time(mostSeconds),
  ]);
  const heads = ['request', 'sent', 'unanswered', 'half within', '90 % within', '99 % within', 'slowest'];
  return section('times', 'Response times', tableHtml(heads, rows, [1, 2, 3, 4, 5, 6]));
}

function associations(report: Report): string {
  const { associations: all, parties } = report;
  if (all.length === 0) return '';
  const rows = all.map(({ number, parties: [one, other], messages: count, resent, gaps, endedBy }) => [
    String(number),
    parties[one]?.name ?? '?',
    parties[other]?.name ?? '?',
    grouped(count),
    grouped(resent),
    grouped(gaps),
    endedBy === null ? 'stands' : 'ended',
  ]);
  const heads = ['association', 'between', 'and', 'messages', 'sent again', 'gaps in the capture', 'at the end'];
  return section('associations', 'Associations', tableHtml(heads, rows, [3, 4, 5]));
}

function thinned(report: Report): string {
  if (report.thinned.length === 0) return '';
  return section(
    'thinned',
    'Left out',
    `<ul>${report.thinned.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul>`,
  );
}
