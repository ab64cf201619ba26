// The ladder as a picture (SVG 1.1): stands by itself, without script, font or reference; light or dark as the reader's.

import { clipped } from '../display-width.ts';
import { duration, plural } from '../words.ts';
import type { FoldedLadder } from './folded-ladder.ts';
import type { Lane } from './lanes.ts';
import { detailOf, labelOf, marksOf, routineOf, shortIds, timeOf } from './row-words.ts';
import { isUnanswered, type MessageRow, type Row } from './rows.ts';

const timeWidth = 74;
const laneWidth = 150;
const headHeight = 58;
const rowHeight = 30;
const characterWidth = 6.1;

const style = `
svg{font:12px system-ui,sans-serif;background:#fff;color:#1d2433}
text{fill:currentColor}.faint{fill:#667085}.head{font-weight:600}
.PR{fill:#b42318}.PE{fill:#175cd3}.PU{fill:#067647}
.life{stroke:#d0d5dd;stroke-width:1}.arrow{stroke:currentColor;stroke-width:1.4;fill:none}.tip{fill:currentColor}
.bad{color:#b42318;fill:#b42318}.takeover{color:#7a2e9e;fill:#7a2e9e}.answer{stroke-dasharray:5 3}
.note{fill:#f2f4f7}.note.bad{fill:#fee4e2}.note.takeover{fill:#f4ebff}
@media(prefers-color-scheme:dark){svg{background:#12161f;color:#e4e7ec}.faint{fill:#98a2b3}.life{stroke:#344054}
.PR{fill:#f97066}.PE{fill:#84adff}.PU{fill:#47cd89}.bad{color:#f97066;fill:#f97066}.takeover{color:#d6a5f5;fill:#d6a5f5}
.note{fill:#1f2633}.note.bad{fill:#4a1512}.note.takeover{fill:#3b1f4d}}
`;

export function svgText({ ladder, lanes: { lanes }, rows }: FoldedLadder, rowLimit: number): string {
  const shown = rows.slice(0, rowLimit);
  const rest = rows.length - shown.length;
  const width = Math.max(timeWidth + laneWidth * lanes.length + 30, 560);
  const height = headHeight + rowHeight * (shown.length + (rest > 0 ? 1 : 0)) + 20;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Ladder of messages">`,
    `<style>${style}</style>`,
    ...lanes.map((lane, index) => headOf(lane, index, height)),
  ];
  for (const [index, row] of shown.entries()) {
    const y = headHeight + rowHeight * index + 18;
    parts.push(rowOf(row, y, row.epoch - ladder.fromEpoch, width, lanes.length));
  }
  if (rest > 0) parts.push(textAt(timeWidth, height - 16, `${plural(rest, 'row')} more left out`, 'faint'));
  parts.push('</svg>');
  return `${parts.join('\n')}\n`;
}

function laneX(lane: number): number {
  return timeWidth + laneWidth * (lane + 0.5);
}

function headOf({ role, name }: Lane, index: number, height: number): string {
  const x = laneX(index);
  const room = Math.floor((laneWidth - 8) / 6.6);
  return [
    `<line class="life" x1="${x}" x2="${x}" y1="${headHeight - 12}" y2="${height - 10}"/>`,
    `<text class="head ${role}" x="${x}" y="20" text-anchor="middle">${role === 'anyone' ? '?' : role}</text>`,
    `<text class="head" x="${x}" y="36" text-anchor="middle">${escapedXml(clipped(shortIds(name), room))}</text>`,
  ].join('');
}

function rowOf(row: Row, y: number, seconds: number, width: number, count: number): string {
  if (row.kind === 'gap') {
    const span = row.seconds >= 1 ? duration(row.seconds) : '';
    const text = [span, routineOf(row)].filter((word) => word !== '').join(': ');
    return textAt(timeWidth, y + 4, clipped(`⋮ ${text}`, roomFor(width - timeWidth)), 'faint');
  }
  const time = textAt(timeWidth - 12, y + 4, `+${seconds.toFixed(3)}`, 'faint', 'end');
  if (row.kind === 'note') {
    const { text, tone } = row.note;
    return `${time}<rect class="note ${tone}" x="${timeWidth}" y="${y - 11}" width="${width - timeWidth - 16}" height="21" rx="4"/>${textAt(timeWidth + 8, y + 4, clipped(shortIds(text), roomFor(width - timeWidth - 30)), tone)}`;
  }
  return time + messageParts(row, y, width, count);
}

function messageParts(row: MessageRow, y: number, width: number, count: number): string {
  const [first] = row.arrows as readonly [MessageRow['arrows'][number], ...MessageRow['arrows'][number][]];
  const marks = marksOf(row);
  const tone = marks.includes('no answer') && first.tone === 'plain' ? 'bad' : first.tone;
  const words = [labelOf(row), detailOf(row), timeOf(row), marks].filter((word) => word !== '').join(' ');
  const targets = row.to.length === 0 ? [] : row.to;
  const from = laneX(row.from);
  const ends = targets.map(laneX);
  const left = Math.min(from, ...ends);
  const style = first.responseTo > 0 ? 'arrow answer' : 'arrow';
  const lines = ends.map((to) => arrowTo(from, to === from ? to + 30 : to, y + 6, style, isUnanswered(first)));
  const everybody = targets.length === 0 ? arrowTo(from, laneX(count - 1) + 40, y + 6, style, false) : '';
  const room = roomFor(width - left - 20);
  return `<g class="${tone}">${lines.join('')}${everybody}${textAt(left + 6, y + 1, clipped(words, room), tone)}</g>`;
}

function arrowTo(from: number, to: number, y: number, style: string, isLost: boolean): string {
  const back = to > from ? -1 : 1;
  const tip = isLost
    ? `<path class="arrow" d="M${to - 4} ${y - 4}l8 8m0 -8l-8 8"/>`
    : `<path class="tip" d="M${to} ${y}l${8 * back} -4v8z"/>`;
  return `<line class="${style}" x1="${from}" x2="${to}" y1="${y}" y2="${y}"/>${tip}`;
}

function roomFor(width: number): number {
  return Math.max(8, Math.floor(width / characterWidth));
}

function textAt(x: number, y: number, text: string, style: string, anchor = 'start'): string {
  return `<text class="${style}" x="${x}" y="${y}" text-anchor="${anchor}">${escapedXml(text)}</text>`;
}

function escapedXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.codePointAt(0)};`);
}
