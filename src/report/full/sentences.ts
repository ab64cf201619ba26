// What a capture tells in sentences: the first thing that a reader of a report reads, and all that some read.
import type { Finding } from '../../audit/finding.ts';
import type { EventView } from '../../handlespace/view.ts';
import { checksumSentence } from '../analysis-text.ts';
import type { AnalysisView } from '../analysis-view.ts';
import type { Party } from '../flow/ladder.ts';
import { noPaint } from '../paint.ts';
import { duration, grouped, moment, plural } from '../words.ts';
import type { AssociationReport, PoolReport, ResponseTimes, Sentence, ServerReport, Tone } from './schema.ts';
import { takeoverSentences } from './takeover-story.ts';

export interface SentenceFacts {
  readonly analysis: Omit<AnalysisView, 'load'>;
  readonly findings: readonly Finding[];
  readonly servers: readonly ServerReport[];
  readonly pools: readonly PoolReport[];
  readonly events: readonly EventView[];
  readonly parties: readonly Party[];
  readonly responseTimes: readonly ResponseTimes[];
  readonly associations: readonly AssociationReport[];
}

export function sentencesOf(facts: SentenceFacts): Sentence[] {
  const { analysis, servers, events } = facts;
  if (analysis.messages.length === 0)
    return [
      sentence(captureText(facts), 'plain'),
      sentence('There is no ASAP or ENRP message in this capture, so nothing can be told about pools.', 'notable'),
    ];
  const fromEpoch = analysis.capture.fromEpoch ?? 0;
  return [
    sentence(captureText(facts), 'plain'),
    sentence(partiesText(facts), 'plain'),
    ...membership(facts),
    ...takeoverSentences(events, servers, fromEpoch),
    ...refusals(events, fromEpoch),
    ...answers(facts.responseTimes),
    proof(servers),
    ...audited(facts),
    ...transport(facts),
  ];
}

function sentence(text: string, tone: Tone, epoch: number | null = null): Sentence {
  return { text, tone, epoch };
}

function captureText({ analysis: { capture } }: SentenceFacts): string {
  if (capture.fromEpoch === null || capture.toEpoch === null) return 'The capture is empty.';
  const span = duration(capture.toEpoch - capture.fromEpoch);
  return `${plural(capture.frames, 'frame')} in ${span}, from ${moment(capture.fromEpoch)}.`;
}

function partiesText({ parties, pools, servers }: SentenceFacts): string {
  const users = parties.filter(({ role }) => role === 'PU').length;
  const elements = pools.reduce((sum, pool) => sum + pool.elements.length, 0);
  const list = [
    plural(servers.length, 'ENRP server'),
    plural(pools.length, 'pool'),
    plural(elements, 'pool element'),
    plural(users, 'pool user'),
  ];
  return `It shows ${list.slice(0, -1).join(', ')} and ${list.at(-1)}.`;
}

function membership({ pools, analysis }: SentenceFacts): Sentence[] {
  const spans = pools.flatMap(({ elements }) => elements.flatMap((element) => element.spans));
  if (spans.length === 0) return [];
  // Spans of one element join without a gap, so that those that begin and end at one moment leave the number as it is.
  const steps = spans.flatMap(({ fromEpoch, toEpoch }): [number, number][] => [
    [fromEpoch, 1],
    [toEpoch ?? Number.POSITIVE_INFINITY, -1],
  ]);
  steps.sort(([one, up], [other, down]) => one - other || up - down);
  let now = 0;
  let most = 0;
  for (const [epoch, step] of steps) {
    if (epoch === Number.POSITIVE_INFINITY) break;
    now += step;
    most = Math.max(most, now);
  }
  const end = now === 0 ? 'none is registered' : `${grouped(now)} ${now === 1 ? 'is' : 'are'} registered`;
  const first = Math.min(...spans.map(({ fromEpoch }) => fromEpoch));
  const text = `At most ${plural(most, 'pool element')} ${most === 1 ? 'is' : 'are'} in the pools at a time; at the end ${end}.`;
  return [sentence(text, 'plain', first === Number.POSITIVE_INFINITY ? analysis.capture.fromEpoch : first)];
}

function refusals(events: readonly EventView[], fromEpoch: number): Sentence[] {
  const rejected = events.filter(({ kind }) => kind === 'registration-rejected');
  const reported = events.filter(({ kind }) => kind === 'unreachable-reported');
  const at = (found: readonly EventView[]) => `first at +${duration((found[0]?.epoch ?? fromEpoch) - fromEpoch)}`;
  const sentences: Sentence[] = [];
  if (rejected.length > 0)
    sentences.push(
      sentence(
        `${plural(rejected.length, 'registration')} refused, ${at(rejected)}.`,
        'bad',
        rejected[0]?.epoch ?? null,
      ),
    );
  if (reported.length > 0)
    sentences.push(
      sentence(
        `${plural(reported.length, 'report')} that a pool element cannot be reached, ${at(reported)}.`,
        'notable',
        reported[0]?.epoch ?? null,
      ),
    );
  return sentences;
}

function answers(rows: readonly ResponseTimes[]): Sentence[] {
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  if (requests === 0) return [];
  const missing = rows.filter(({ unanswered }) => unanswered > 0);
  const slowest = rows.toSorted((one, other) => (other.mostSeconds ?? 0) - (one.mostSeconds ?? 0))[0];
  const slow =
    slowest?.mostSeconds === null || slowest === undefined
      ? ''
      : ` The slowest answer took ${duration(slowest.mostSeconds)} (${slowest.name}).`;
  if (missing.length === 0) return [sentence(`All ${grouped(requests)} requests are answered.${slow}`, 'good')];
  const parts = missing.map(
    ({ name, unanswered, requests: asked }) => `${grouped(unanswered)} of ${grouped(asked)} × ${name}`,
  );
  return [sentence(`Not answered: ${parts.join(', ')}.${slow}`, 'notable')];
}

function proof(servers: readonly ServerReport[]): Sentence {
  const text = checksumSentence({ servers }, noPaint);
  const isBad = servers.some(({ checksum }) => checksum.disagreed > 0);
  const isProven = servers.every(({ checksum }) => checksum.unverifiable === 0) && !isBad;
  return sentence(text, isBad ? 'bad' : isProven ? 'good' : 'notable');
}

function audited({ findings }: SentenceFacts): Sentence[] {
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  const [errors, warnings, notes] = [count('error'), count('warning'), count('note')];
  if (errors + warnings === 0)
    return [
      sentence(
        notes === 0 ? 'The audit finds nothing.' : `The audit finds nothing but ${plural(notes, 'note')}.`,
        'good',
      ),
    ];
  const worst = findings.find(({ severity }) => severity === (errors > 0 ? 'error' : 'warning'));
  const first = worst === undefined ? '' : ` First: ${worst.summary} (${worst.rule}).`;
  const counts = [
    errors > 0 ? plural(errors, 'error') : '',
    warnings > 0 ? plural(warnings, 'warning') : '',
    notes > 0 ? plural(notes, 'note') : '',
  ];
  const text = counts.filter((part) => part !== '').join(', ');
  return [sentence(`The audit finds ${text}.${first}`, errors > 0 ? 'bad' : 'notable', worst?.firstEpoch ?? null)];
}

function transport({ associations, analysis }: SentenceFacts): Sentence[] {
  const resent = associations.reduce((sum, association) => sum + association.resent, 0);
  const sentences: Sentence[] = [];
  if (resent > 0)
    sentences.push(
      sentence(
        `SCTP sent ${plural(resent, 'chunk')} of data again, over ${plural(associations.filter((one) => one.resent > 0).length, 'association')}.`,
        'notable',
      ),
    );
  if (analysis.capture.gaps > 0)
    sentences.push(
      sentence(
        `The capture lacks data that its receivers acknowledged, ${plural(analysis.capture.gaps, 'time')}: what it told is unknown.`,
        'bad',
      ),
    );
  return sentences;
}
