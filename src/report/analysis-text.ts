// `analyze` for a terminal: what is in the capture, on one screen, and what to ask next.
import type { ElementView, PoolView } from '../handlespace/view.ts';
import type { AnalysisView, ExpertRow } from './analysis-view.ts';
import { columns } from './columns.ts';
import type { Paint } from './paint.ts';
import { serverTable, summary } from './pools-text.ts';
import type { SecuredRow } from './secured-view.ts';
import { loadSummary } from './users-text.ts';
import { duration, grouped, moment, octets, plural } from './words.ts';

/** More pools and elements than this are counted, not listed: `pools` lists them. */
const poolsShown = 12;
const elementsShown = 6;
const movesShown = 6;
const securedShown = 6;

export function analysisText(view: AnalysisView, paint: Paint): string {
  const { capture, servers, pools } = view;
  const parts = [captureText(view, paint)];
  if (view.messages.length === 0) {
    for (const row of view.secured.slice(0, securedShown)) parts.push(`  ${securedSentence(row, paint)}`);
    parts.push('', view.secured.length > 0 ? protectedSentence : nothingSentence);
    return `${parts.join('\n')}\n`;
  }
  parts.push('', messageTable(view, paint));
  if (view.exchanges.length > 0) parts.push('', exchangeTable(view, paint));
  const held = pools.map((pool) => ({ ...pool, elements: pool.elements.filter(isHeld) }));
  const living = held.filter((pool) => pool.elements.length > 0);
  parts.push('', `${paint.heading('Handlespace at the end:')} ${summary(servers, living)}`);
  if (servers.length > 0) parts.push(serverTable(servers, paint));
  for (const pool of pools.slice(0, poolsShown)) {
    parts.push(poolLines(pool, view, paint));
    const load = view.load.find(({ handleHex }) => handleHex === pool.handleHex);
    if (load !== undefined) parts.push(...loadSummary(load, paint));
  }
  if (pools.length > poolsShown) parts.push(`  … and ${plural(pools.length - poolsShown, 'pool')} more`);
  for (const move of view.moves.slice(0, movesShown))
    parts.push(
      `  ${paint.doubtful('moved')} ${plural(move.elements, 'element')} of ${paint.server(move.from)} to ${paint.server(move.to)} at ${since(view, move.firstEpoch)} (frames ${move.firstFrame} to ${move.lastFrame})`,
    );
  for (const row of view.secured.slice(0, securedShown)) parts.push(`  ${securedSentence(row, paint)}`);
  if (view.secured.length > securedShown)
    parts.push(`  … and ${plural(view.secured.length - securedShown, 'secured connection')} more`);
  parts.push('', checksumSentence(view, paint));
  for (const line of remarks(view, paint)) parts.push(line);
  parts.push('', nextSteps(capture.files[0] ?? 'FILE', view, paint));
  return `${parts.join('\n')}\n`;
}

const nothingSentence =
  'No ASAP or ENRP message in here. On other ports or PPIDs than the usual? Then look with: poolshark read';
const protectedSentence = 'What these connections carry is protected. Their secrets open it: --tls-keylog FILE';

/** `secured 10.1.0.2:40000 to 10.1.0.1:3864: ASAP in TLS 1.3, TLS_AES_128_GCM_SHA256, decrypted`. */
function securedSentence(row: SecuredRow, paint: Paint): string {
  const how = [row.version ?? 'TLS', row.cipherSuite, row.serverName, row.reading].filter((word) => word !== null);
  return `${paint.good('secured')} ${row.client} to ${row.server}: ${row.protocol.toUpperCase()} in ${how.join(', ')}`;
}

function captureText(view: AnalysisView, paint: Paint): string {
  const { capture, protocols } = view;
  const seconds = capture.fromEpoch === null || capture.toEpoch === null ? 0 : capture.toEpoch - capture.fromEpoch;
  const from = capture.fromEpoch === null ? '' : `, from ${moment(capture.fromEpoch)}`;
  const shares = protocols.map((row) => `${row.name} ${grouped(row.frames)}`);
  return [
    paint.heading(capture.files.map((file) => (file === '-' ? 'standard input' : file)).join(', ')),
    `  ${plural(capture.frames, 'frame')}, ${octets(capture.octets)}, ${duration(seconds)}${from}`,
    ...wrapped(`  ${paint.faint('with')} `, shares),
  ].join('\n');
}

/** Items in lines of at most 80 columns. */
function wrapped(before: string, items: readonly string[]): string[] {
  if (items.length === 0) return [`${before}no protocol that is known here`];
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    if (line !== '' && line.length + item.length > 70) {
      lines.push(`${line},`);
      line = item;
    } else line = line === '' ? item : `${line}, ${item}`;
  }
  lines.push(line);
  return lines.map((text, index) => (index === 0 ? before + text : `       ${text}`));
}

function messageTable(view: AnalysisView, paint: Paint): string {
  return columns(
    ['message', 'count', 'per s', 'octets'].map((head) => paint.faint(head)),
    view.messages.map((row) => [
      `${row.protocol.toUpperCase()} ${row.name}`,
      grouped(row.count),
      row.rate >= 99.95 ? grouped(Math.round(row.rate)) : row.rate.toFixed(2),
      octets(row.octets),
    ]),
    [1, 2, 3],
  );
}

function exchangeTable(view: AnalysisView, paint: Paint): string {
  const time = (seconds: number | null) => (seconds === null ? '-' : duration(seconds));
  return columns(
    ['request', 'sent', 'answered', 'unanswered', 'repeated', 'least', 'mean', 'most'].map((head) => paint.faint(head)),
    view.exchanges.map((row) => [
      row.name,
      grouped(row.requests),
      grouped(row.answered),
      row.unanswered > 0 ? paint.doubtful(grouped(row.unanswered)) : '0',
      row.repeated > 0 ? paint.doubtful(grouped(row.repeated)) : '0',
      time(row.leastSeconds),
      time(row.meanSeconds),
      time(row.mostSeconds),
    ]),
    [1, 2, 3, 4, 5, 6, 7],
  );
}

function isHeld(element: ElementView): boolean {
  return element.state !== 'removed' && element.state !== 'registering';
}

function since(view: AnalysisView, epoch: number): string {
  return `+${duration(Math.max(0, epoch - (view.capture.fromEpoch ?? epoch)))}`;
}

/** A pool with what it holds; what has left it is counted, and listed where nothing else is left. */
function poolLines(pool: PoolView, view: AnalysisView, paint: Paint): string {
  const held = pool.elements.filter(isHeld);
  const gone = pool.elements.filter((element) => element.state === 'removed');
  const policy = pool.policy === null ? 'policy not seen' : pool.policy.name;
  const asking = pool.elements.length - held.length - gone.length;
  const pending = asking === 0 ? '' : `, ${asking} registering`;
  const left = gone.length === 0 ? '' : paint.faint(`, ${plural(gone.length, 'element')} left`);
  const shown = [...held, ...(held.length === 0 ? gone : [])].slice(0, elementsShown);
  const lines = shown.map((element) => {
    const home = element.homeServer === null ? 'home unknown' : `home ${paint.server(element.homeServer)}`;
    const state = element.state === 'registered' ? '' : `, ${paint.doubtful(element.state)}`;
    const until = element.removed
      ? ` from ${since(view, element.since.epoch)} to ${since(view, element.removed.epoch)}`
      : '';
    return `    ${paint.element(element.id)}  ${home}${element.removed ? paint.faint(until) : state}`;
  });
  const rest = (held.length === 0 ? gone.length : held.length) - shown.length;
  if (rest > 0) lines.push(`    … and ${plural(rest, 'element')} more`);
  return [
    `  ${paint.heading(pool.handle)}  ${policy}, ${plural(held.length, 'element')}${pending}${left}`,
    ...lines,
  ].join('\n');
}

export function checksumSentence(view: Pick<AnalysisView, 'servers'>, paint: Paint): string {
  const sum = { verified: 0, inFlight: 0, disagreed: 0, unverifiable: 0 };
  for (const { checksum } of view.servers) {
    sum.verified += checksum.verified;
    sum.inFlight += checksum.inFlight;
    sum.disagreed += checksum.disagreed;
    sum.unverifiable += checksum.unverifiable;
  }
  const all = sum.verified + sum.inFlight + sum.disagreed + sum.unverifiable;
  if (all === 0) return paint.doubtful('No server announced a PE checksum, so nothing proves this picture.');
  const parts = [`${grouped(sum.verified)} of ${plural(all, 'announced PE checksum')} equal ours`];
  if (sum.inFlight > 0) parts.push(`${grouped(sum.inFlight)} with changes that were on their way`);
  if (sum.unverifiable > 0) parts.push(`${grouped(sum.unverifiable)} came before we could know`);
  if (sum.disagreed > 0) parts.push(`${grouped(sum.disagreed)} ${sum.disagreed === 1 ? 'disagrees' : 'disagree'}`);
  const sentence = `${parts.join(', ')}.`;
  if (sum.disagreed > 0) return paint.bad(sentence);
  return sum.verified + sum.inFlight === all
    ? paint.good(`${sentence} The servers themselves confirm this picture.`)
    : paint.doubtful(sentence);
}

function remarks(view: AnalysisView, paint: Paint): string[] {
  const lines = [
    paint.faint(
      `Registration Life is in ${view.profile.registrationLifeUnit === 'ms' ? 'milliseconds' : 'seconds'}: ${view.profile.because}.`,
    ),
  ];
  for (const { sentence } of view.unknown) lines.push(paint.doubtful(sentence));
  const faults = view.experts.filter((row) => row.severity === 'error' || row.severity === 'warning');
  for (const row of faults.slice(0, 6)) lines.push(paint.doubtful(expertSentence(row)));
  if (faults.length > 6)
    lines.push(paint.doubtful(`… and ${plural(faults.length - 6, 'other kind')} of fault (--json)`));
  return lines;
}

/** `error: Parameter is longer than what holds it (RFC 5354 §3): twice, first in frame 62, asap byte 58: 200 needed, 12 there` */
function expertSentence({ severity, sentence, rfc, count, first }: ExpertRow): string {
  const source = rfc === '' ? '' : ` (${rfc})`;
  const numbers = first.needed > 0 ? `: ${first.needed} needed, ${first.available} there` : '';
  return `${severity}: ${sentence}${source}, ${plural(count, 'time')}, first in frame ${first.frame}, ${first.layer} at byte ${first.offset}${numbers}`;
}

function nextSteps(file: string, view: AnalysisView, paint: Paint): string {
  const name = /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
  const steps: [string, string][] = [
    [`poolshark pools ${name}`, 'every element with its transports'],
    [`poolshark pools ${name} --events`, 'what changed, when, proved by which frames'],
    ...(view.load.some(({ asked, sessions }) => asked + sessions > 0)
      ? [[`poolshark pools ${name} --users`, 'who used which element, and is that as promised'] as [string, string]]
      : []),
    [`poolshark read ${name}`, 'packet by packet'],
  ];
  if (view.capture.fromEpoch !== null && view.capture.toEpoch !== null) {
    const middle = Math.round((view.capture.toEpoch - view.capture.fromEpoch) / 2);
    steps.push([`poolshark pools ${name} --at +${middle}s`, 'the handlespace at that moment']);
  }
  const width = Math.max(...steps.map(([command]) => command.length));
  return `${paint.faint('Next:')}\n${steps.map(([command, what]) => `  ${command.padEnd(width)}  ${paint.faint(what)}`).join('\n')}`;
}
