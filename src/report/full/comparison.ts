// Two captures side by side: what differs in pools, conduct, rates and times. Made of two reports; the tables are the data, so that
// page, Markdown, CSV and JSON say the same: `poolshark.comparison/1`.
import { duration, grouped } from '../words.ts';
import { type ComparisonRow, type ComparisonTable, joined, numberVerdict, presence, worst } from './comparison-rows.ts';
import type { ElementReport, PoolReport, Report, Sentence } from './schema.ts';

export interface Comparison {
  readonly schema: 'poolshark.comparison/1';
  readonly program: string;
  readonly before: Side;
  readonly after: Side;
  readonly sentences: readonly Sentence[];
  readonly tables: readonly ComparisonTable[];
}

interface Side {
  readonly files: readonly string[];
  readonly frames: number;
  readonly seconds: number;
}

export function comparisonOf(before: Report, after: Report): Comparison {
  const tables = [
    poolTable(before, after),
    elementTable(before, after),
    serverTable(before, after),
    findingTable(before, after),
    timeTable(before, after),
    rateTable(before, after),
  ];
  return {
    schema: 'poolshark.comparison/1',
    program: after.program,
    before: sideOf(before),
    after: sideOf(after),
    sentences: sentencesOf(before, after, tables),
    tables,
  };
}

function sideOf({ capture }: Report): Side {
  return { files: capture.files, frames: capture.frames, seconds: secondsOf(capture) };
}

function secondsOf({ fromEpoch, toEpoch }: Report['capture']): number {
  return fromEpoch === null || toEpoch === null ? 0 : toEpoch - fromEpoch;
}

const none = '–';

/** What one can say of a pool in a line. */
interface PoolFacts {
  readonly elements: number;
  readonly most: number;
  readonly moves: number;
  readonly suspectSeconds: number;
}

function factsOf({ elements }: PoolReport, end: number): PoolFacts {
  const spans = elements.flatMap((element) => element.spans);
  const ends = spans.flatMap(({ fromEpoch, toEpoch }): [number, number][] => [
    [fromEpoch, 1],
    [toEpoch ?? end, -1],
  ]);
  ends.sort(([one, up], [other, down]) => one - other || up - down);
  let now = 0;
  let most = 0;
  for (const [, step] of ends) {
    now += step;
    most = Math.max(most, now);
  }
  return {
    elements: elements.length,
    most,
    moves: elements.reduce((sum, element) => sum + movesOf(element), 0),
    suspectSeconds: spans
      .filter(({ state }) => state !== 'registered')
      .reduce((sum, { fromEpoch, toEpoch }) => sum + (toEpoch ?? end) - fromEpoch, 0),
  };
}

/** How often the element got another home. */
function movesOf({ spans }: ElementReport): number {
  return spans.filter(({ home }, at) => at > 0 && home !== spans[at - 1]?.home).length;
}

function poolTable(before: Report, after: Report): ComparisonTable {
  const rows = joined(before.pools, after.pools, ({ handleHex }) => handleHex).map(([one, other]): ComparisonRow => {
    const a = one && factsOf(one, before.capture.toEpoch ?? 0);
    const b = other && factsOf(other, after.capture.toEpoch ?? 0);
    const policies = [one?.policy?.name ?? none, other?.policy?.name ?? none];
    const pair = (pick: (facts: PoolFacts) => string) =>
      `${a === undefined ? none : pick(a)} → ${b === undefined ? none : pick(b)}`;
    const verdict =
      presence(one, other) ??
      worst(
        policies[0] === policies[1] ? 'same' : 'differs',
        a?.elements === b?.elements ? 'same' : 'differs',
        a?.moves === b?.moves ? 'same' : 'differs',
        numberVerdict(a?.suspectSeconds ?? 0, b?.suspectSeconds ?? 0, true),
      );
    return {
      cells: [
        (one ?? other)?.handle ?? '',
        policies[0] === policies[1] ? (policies[0] as string) : policies.join(' → '),
        pair(({ elements }) => grouped(elements)),
        pair(({ most }) => grouped(most)),
        pair(({ moves }) => grouped(moves)),
        pair(({ suspectSeconds }) => (suspectSeconds === 0 ? '0' : duration(suspectSeconds))),
      ],
      verdict,
    };
  });
  const heads = ['pool', 'policy', 'elements', 'at most at a time', 'changes of home', 'time suspect or stale'];
  return { key: 'pools', title: 'Pools', heads, rows };
}

function elementTable(before: Report, after: Report): ComparisonTable {
  const all = (report: Report) =>
    report.pools.flatMap(({ handleHex, elements }) =>
      elements.map((element) => ({ key: `${handleHex}/${element.id}`, element })),
    );
  const rows = joined(all(before), all(after), ({ key }) => key).flatMap(([one, other]): ComparisonRow[] => {
    const homes = (element: ElementReport | undefined) =>
      element === undefined
        ? none
        : [...new Set(element.spans.map(({ home }) => home ?? 'unknown'))].slice(0, 4).join(', then ');
    const [a, b] = [homes(one?.element), homes(other?.element)];
    const verdict = presence(one, other) ?? (a === b ? 'same' : 'differs');
    return verdict === 'same' ? [] : [{ cells: [(one ?? other)?.element.name ?? '', a, b], verdict }];
  });
  return {
    key: 'elements',
    title: 'Pool elements that differ',
    heads: ['element', 'homes before', 'homes after'],
    rows,
  };
}

function serverTable(before: Report, after: Report): ComparisonTable {
  const rows = joined(before.servers, after.servers, ({ id }) => id).map(([one, other]): ComparisonRow => {
    const pair = (pick: (server: Report['servers'][number]) => string) =>
      `${one === undefined ? none : pick(one)} → ${other === undefined ? none : pick(other)}`;
    const verdict =
      presence(one, other) ??
      worst(
        one?.state === other?.state ? 'same' : 'differs',
        numberVerdict(one?.silences.length ?? 0, other?.silences.length ?? 0, true),
        numberVerdict(one?.checksum.disagreed ?? 0, other?.checksum.disagreed ?? 0, true),
      );
    return {
      cells: [
        (one ?? other)?.id ?? '',
        pair(({ state }) => state),
        pair(({ silences }) => grouped(silences.length)),
        pair(({ checksum }) => grouped(checksum.verified)),
        pair(({ checksum }) => grouped(checksum.disagreed)),
      ],
      verdict,
    };
  });
  const heads = ['ENRP server', 'state at the end', 'silences', 'checksums that agree', 'that disagree'];
  return { key: 'servers', title: 'ENRP servers', heads, rows };
}

/** Rule by rule: the names in the sentences differ from run to run. */
function findingTable(before: Report, after: Report): ComparisonTable {
  const byRule = ({ findings }: Report) => {
    const rules = new Map<
      string,
      { readonly rule: string; readonly severity: string; readonly name: string; count: number; summary: string }
    >();
    for (const { rule, severity, name, count, summary } of findings) {
      const key = `${rule} ${severity}`;
      const known = rules.get(key);
      if (known === undefined) rules.set(key, { rule, severity, name, count, summary });
      else known.count += count;
    }
    return [...rules.values()];
  };
  const rows = joined(byRule(before), byRule(after), ({ rule, severity }) => `${rule} ${severity}`).map(
    ([one, other]): ComparisonRow => {
      const found = one ?? other;
      const verdict =
        one === undefined ? 'worse' : other === undefined ? 'better' : numberVerdict(one.count, other.count, true);
      return {
        cells: [
          found?.rule ?? '',
          found?.severity ?? '',
          (found?.name ?? '').replaceAll('-', ' '),
          one === undefined ? none : grouped(one.count),
          other === undefined ? none : grouped(other.count),
          (other ?? one)?.summary ?? '',
        ],
        verdict: found?.severity === 'note' && verdict !== 'same' ? 'differs' : verdict,
      };
    },
  );
  return {
    key: 'conduct',
    title: 'Conduct',
    heads: ['rule', 'severity', 'what', 'before', 'after', 'for example'],
    rows,
  };
}

function timeTable(before: Report, after: Report): ComparisonTable {
  const time = (seconds: number | null | undefined) =>
    seconds === null || seconds === undefined ? none : duration(seconds);
  const share = (row: Report['responseTimes'][number] | undefined) =>
    row === undefined || row.requests === 0 ? 0 : row.unanswered / row.requests;
  const rows = joined(before.responseTimes, after.responseTimes, ({ name }) => name).map(
    ([one, other]): ComparisonRow => {
      const [a, b] = [one?.quantiles, other?.quantiles];
      const timed = a && b ? [numberVerdict(a.p50, b.p50, true), numberVerdict(a.p99, b.p99, true)] : [];
      return {
        cells: [
          (one ?? other)?.name ?? '',
          `${time(a?.p50)} → ${time(b?.p50)}`,
          `${time(a?.p99)} → ${time(b?.p99)}`,
          `${time(one?.mostSeconds)} → ${time(other?.mostSeconds)}`,
          `${grouped(one?.unanswered ?? 0)} of ${grouped(one?.requests ?? 0)} → ${grouped(other?.unanswered ?? 0)} of ${grouped(other?.requests ?? 0)}`,
        ],
        verdict: presence(one, other) ?? worst(...timed, numberVerdict(share(one), share(other), true)),
      };
    },
  );
  const heads = ['request', 'half within', '99 % within', 'slowest', 'unanswered'];
  return { key: 'times', title: 'Response times', heads, rows };
}

function rateTable(before: Report, after: Report): ComparisonTable {
  const rows = joined(before.messages, after.messages, ({ protocol, type }) => `${protocol} ${type}`).map(
    ([one, other]): ComparisonRow => {
      const found = one ?? other;
      const rate = (row: Report['messages'][number] | undefined) => (row === undefined ? none : row.rate.toFixed(2));
      return {
        cells: [
          `${found?.protocol.toUpperCase()} ${found?.name}`,
          `${grouped(one?.count ?? 0)} → ${grouped(other?.count ?? 0)}`,
          `${rate(one)} → ${rate(other)}`,
        ],
        verdict: presence(one, other) ?? numberVerdict(one?.rate ?? 0, other?.rate ?? 0),
      };
    },
  );
  return { key: 'rates', title: 'Messages', heads: ['message', 'count', 'per second'], rows };
}

function sentencesOf(before: Report, after: Report, tables: readonly ComparisonTable[]): Sentence[] {
  const [a, b] = [sideOf(before), sideOf(after)];
  const say = (text: string, tone: Sentence['tone']): Sentence => ({ text, tone, epoch: null });
  const sentences = [
    say(
      `Before: ${grouped(a.frames)} frames in ${duration(a.seconds)}. After: ${grouped(b.frames)} frames in ${duration(b.seconds)}.`,
      'plain',
    ),
  ];
  for (const { title, rows } of tables) {
    const differing = rows.filter(({ verdict }) => verdict !== 'same');
    if (differing.length === 0) continue;
    const names = differing.slice(0, 4).map(({ cells }) => shortened(cells[0] ?? ''));
    const more = differing.length > names.length ? ` and ${differing.length - names.length} more` : '';
    const isWorse = differing.some(({ verdict }) => verdict === 'worse');
    const isBetter = !isWorse && differing.some(({ verdict }) => verdict === 'better');
    sentences.push(
      say(
        `${title}: ${names.join(', ')}${more} ${isWorse ? 'differ, some for the worse' : isBetter ? 'differ, some for the better' : 'differ'}.`,
        isWorse ? 'bad' : isBetter ? 'good' : 'notable',
      ),
    );
  }
  if (sentences.length === 1)
    sentences.push(say('In pools, conduct, times and rates the two captures are alike.', 'good'));
  return sentences;
}

const nameShown = 60;

function shortened(text: string): string {
  return text.length <= nameShown ? text : `${text.slice(0, nameShown)}…`;
}
