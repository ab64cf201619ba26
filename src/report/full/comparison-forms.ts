// A comparison of two captures as a page, as Markdown and as CSV.
import { duration, plural } from '../words.ts';
import type { Comparison } from './comparison.ts';
import type { ComparisonTable } from './comparison-rows.ts';
import { type CsvFile, csvFile } from './csv.ts';
import { documentHead, escaped as escapedHtml, shortened, tableHtml } from './html.ts';
import { escaped, table as tableMarkdown } from './markdown.ts';

const marks: Readonly<Record<string, string>> = {
  same: '',
  differs: '≠',
  better: '▲ better',
  worse: '▼ worse',
  'only before': 'gone',
  'only after': 'new',
};

function filesOf({ files }: Comparison['before']): string {
  return files.map((file) => (file === '-' ? 'standard input' : file)).join(', ');
}

function withMarks({ heads, rows }: ComparisonTable): {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  return { heads: [...heads, ''], rows: rows.map(({ cells, verdict }) => [...cells, marks[verdict] ?? verdict]) };
}

export function comparisonMarkdown(comparison: Comparison): string {
  const { before, after, sentences, tables, program } = comparison;
  const parts = tables
    .filter(({ rows }) => rows.length > 0)
    .map((one) => {
      const { heads, rows } = withMarks(one);
      return `## ${one.title}\n\n${tableMarkdown(
        heads,
        rows.map((row) => row.map((cell) => escaped(shortened(cell)))),
      )}`;
    });
  return `${[
    `# ${escaped(filesOf(before))} against ${escaped(filesOf(after))}`,
    sentences.map(({ text }) => `- ${escaped(text)}`).join('\n'),
    ...parts,
    `Made by ${escaped(program)}.`,
  ].join('\n\n')}\n`;
}

export function comparisonCsv({ tables }: Comparison): CsvFile[] {
  return tables.map(({ key, heads, rows }) =>
    csvFile(
      `${key}.csv`,
      [...heads, 'verdict'],
      rows.map(({ cells, verdict }) => [...cells, verdict]),
    ),
  );
}

/** It needs no program: all that it shows is text. */
export function comparisonHtml(comparison: Comparison, style: string): string {
  const { before, after, sentences, tables, program } = comparison;
  const title = `${filesOf(before)} against ${filesOf(after)}`;
  const side = (name: string, { frames, seconds }: Comparison['before']) =>
    `${name}: ${plural(frames, 'frame')}, ${duration(seconds)}`;
  const parts = tables
    .filter(({ rows }) => rows.length > 0)
    .map((one) => {
      const { heads, rows } = withMarks(one);
      const styles = one.rows.map(({ verdict }) => `verdict-${verdict.replace(' ', '-')}`);
      return `<section aria-labelledby="${one.key}"><h2 id="${one.key}">${escapedHtml(one.title)}</h2>${tableHtml(heads, rows, [], styles)}</section>`;
    });
  return `${documentHead(`${title} – Poolshark`, program, style, undefined)}
<body>
<header class="top"><p class="brand">Poolshark comparison</p><h1>${escapedHtml(shortened(filesOf(before)))} → ${escapedHtml(shortened(filesOf(after)))}</h1>
<p class="facts">${escapedHtml(`${side('before', before)} · ${side('after', after)}`)}</p></header>
<main>
<section aria-labelledby="story"><h2 id="story">What differs</h2><ol class="story">${sentences.map(({ text, tone }) => `<li class="${tone}">${escapedHtml(text)}</li>`).join('\n')}</ol></section>
${parts.join('\n')}
</main>
<footer><p>Made by ${escapedHtml(program)}. Before → after. Times and rates that differ by less than a quarter count as the same.</p></footer>
</body>
</html>
`;
}
