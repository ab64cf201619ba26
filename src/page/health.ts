// Findings with their evidence, associations with what was lost on them, and what is wrong with single packets.
import type { Context } from './context.ts';
import { linkButton, node, section, table } from './nodes.ts';
import { clip, counted, grouped, seconds, short } from './words.ts';

const rowsShown = 200;
const severities = ['error', 'warning', 'note'];
const framesShown = 8;

export function findingSection(context: Context): HTMLElement | null {
  const { findings } = context.report;
  const { chooser, fromEpoch } = context;
  if (findings.length === 0) return null;
  // A link names the place in the data, whatever the order here.
  const sorted = findings
    .map((finding, place) => ({ finding, place }))
    .sort((one, other) => severities.indexOf(one.finding.severity) - severities.indexOf(other.finding.severity));
  const rows = sorted
    .slice(0, rowsShown)
    .map(({ finding, place }) => [
      node('span', { class: `state ${finding.severity}` }, finding.severity),
      linkButton(
        finding.rule,
        () => chooser.choose({ finding: place, at: finding.firstEpoch }),
        `Link to finding ${finding.rule}`,
      ),
      clip(finding.summary, 400),
      finding.rfc,
      grouped(finding.count),
      linkButton(seconds(finding.firstEpoch - fromEpoch), () => chooser.choose({ at: finding.firstEpoch })),
      node(
        'span',
        {},
        ...finding.frames
          .slice(0, framesShown)
          .flatMap((frame) => [linkButton(`#${frame}`, () => chooser.choose({ frame })), ' ']),
      ),
    ]);
  const part = table('Findings', ['severity', 'rule', 'what', 'by', 'times', 'first at', 'evidence'], rows, [4]);
  part.classList.add('tall');
  const lines = [...part.querySelectorAll('tbody tr')];
  chooser.follow(({ finding }, changed) => {
    if (!changed.has('finding')) return;
    for (const [at, line] of lines.entries()) line.classList.toggle('chosen', sorted[at]?.place === finding);
  });
  return section(
    'findings',
    'Findings',
    part,
    findings.length > rowsShown
      ? node('p', { class: 'more' }, `… and ${counted(findings.length - rowsShown, 'finding')} more.`)
      : null,
  );
}

export function associationSection(context: Context): HTMLElement {
  const { associations, parties, experts, capture } = context.report;
  const { fromEpoch, chooser } = context;
  const name = (place: number) => {
    const party = parties[place];
    return party === undefined ? '?' : `${party.role === 'anyone' ? '?' : party.role} ${clip(short(party.name), 40)}`;
  };
  const troubled = (one: (typeof associations)[number]) => one.resent + one.gaps;
  const sorted = associations.toSorted((one, other) => troubled(other) - troubled(one) || one.number - other.number);
  const rows = sorted
    .slice(0, rowsShown)
    .map((one) => [
      String(one.number),
      name(one.parties[0]),
      name(one.parties[1]),
      linkButton(seconds(one.firstEpoch - fromEpoch), () => chooser.choose({ at: one.firstEpoch })),
      one.endedBy === null
        ? 'stands at the end'
        : `${seconds(one.lastEpoch - fromEpoch)}${one.endedBy === 'unknown' ? '' : `, by ${name(one.parties[one.endedBy === 'first' ? 0 : 1])}`}`,
      grouped(one.messages),
      one.resent === 0 ? '0' : node('span', { class: 'state warning' }, grouped(one.resent)),
      one.gaps === 0 ? '0' : node('span', { class: 'state error' }, grouped(one.gaps)),
    ]);
  const heads = ['association', 'between', 'and', 'from', 'ended', 'messages', 'sent again', 'gaps in the capture'];
  const resent = associations.reduce((sum, one) => sum + one.resent, 0);
  const expertRows = experts.map(({ severity, sentence, rfc, count, first }) => [
    node('span', { class: `state ${severity}` }, severity),
    sentence,
    rfc,
    grouped(count),
    linkButton(`#${first.frame}`, () => chooser.choose({ frame: first.frame })),
  ]);
  const part = table('Associations', heads, rows, [5, 6, 7]);
  part.classList.add('tall');
  return section(
    'associations',
    'How the messages travelled',
    node(
      'p',
      {},
      `${counted(associations.length, 'SCTP association')} carried ASAP or ENRP; ${counted(resent, 'chunk')} of data sent again; the capture lacks acknowledged data ${counted(capture.gaps, 'time')}.`,
    ),
    associations.length === 0 ? null : part,
    associations.length > rowsShown
      ? node('p', { class: 'more' }, `… and ${counted(associations.length - rowsShown, 'association')} more.`)
      : null,
    expertRows.length === 0 ? null : node('h3', {}, 'What is wrong or remarkable in single packets'),
    expertRows.length === 0 ? null : table('Experts', ['severity', 'what', 'by', 'times', 'first'], expertRows, [3]),
  );
}
