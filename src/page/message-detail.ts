// The chosen message: who to whom, what it answers, its fields as a tree, and its octets; a line of the tree lights the octets
// that it tells.
import type { ConversationRow } from '../report/full/schema.ts';
import type { Context } from './context.ts';
import { linkButton, node } from './nodes.ts';
import { flag } from './talk-rows.ts';
import { clip, seconds, span } from './words.ts';

const deepest = 4;

export function messageDetail(context: Context, row: ConversationRow): HTMLElement[] {
  const { report, fromEpoch, chooser } = context;
  const { conversation, parties, trees } = report;
  const [frame, epoch, from, to, label, detail, , element, flags, responseTo, responseSeconds, tree] = row;
  const said = conversation.labels[label];
  const name = (place: number) =>
    parties[place] === undefined
      ? 'everybody'
      : `${parties[place].role === 'anyone' ? '' : `${parties[place].role} `}${clip(parties[place].name, 60)}`;
  const facts: (HTMLElement | string)[] = [
    node('p', {}, `${name(from)} → ${name(to)}`),
    node('p', { class: 'hint' }, `frame ${frame}, ${seconds(epoch - fromEpoch)}, ${said?.protocol.toUpperCase()}`),
  ];
  const subject = conversation.subjects[element];
  if (subject !== undefined || detail !== '')
    facts.push(
      node('p', {}, [subject === undefined ? '' : clip(subject, 80), detail].filter((text) => text !== '').join(', ')),
    );
  if (responseTo > 0)
    facts.push(
      node(
        'p',
        {},
        'Answers ',
        linkButton(`#${responseTo}`, () => chooser.choose({ frame: responseTo })),
        responseSeconds === null ? '.' : ` after ${span(responseSeconds)}.`,
      ),
    );
  const marks = [
    (flags & flag.unanswered) !== 0 ? 'Nothing in the capture answers it.' : '',
    (flags & flag.repeats) !== 0 ? 'It repeats an earlier request.' : '',
    (flags & flag.resent) !== 0 ? 'SCTP sent it again.' : '',
  ].filter((text) => text !== '');
  for (const mark of marks) facts.push(node('p', { class: 'state error' }, mark));
  const kept = trees[tree];
  if (kept === undefined)
    facts.push(
      node(
        'p',
        { class: 'hint' },
        `Its octets are not kept in this report; poolshark read -V -Y 'frame.number == ${frame}' shows them.`,
      ),
    );
  else facts.push(...treeAndOctets(context, kept.lines, kept.hex));
  return [
    node('h3', {}, said?.label ?? '?'),
    ...facts.map((fact) => (typeof fact === 'string' ? node('p', {}, fact) : fact)),
  ];
}

function treeAndOctets({ report }: Context, lines: readonly number[], hex: string): HTMLElement[] {
  const octets = node('div', { class: 'hex', 'aria-label': 'Octets of the message', role: 'group' });
  const cells: HTMLElement[] = [];
  for (let at = 0; at < hex.length; at += 2) {
    const cell = node('span', {}, hex.slice(at, at + 2));
    cells.push(cell);
    octets.append(cell, (at / 2) % 16 === 15 ? '\n' : (at / 2) % 8 === 7 ? '  ' : ' ');
  }
  const light = (start: number, size: number) => {
    for (const [at, cell] of cells.entries()) cell.classList.toggle('lit', at >= start && at < start + size);
  };
  const items: HTMLElement[] = [];
  for (let at = 0; at < lines.length; at += 4) {
    const [line = 0, depth = 0, start = 0, size = 0] = lines.slice(at, at + 4);
    const item = node(
      'li',
      { class: `d${Math.min(depth, deepest)}`, tabindex: size > 0 ? 0 : -1 },
      report.treeLines[line] ?? '',
    );
    const show = () => light(start, size);
    item.addEventListener('mouseenter', show);
    item.addEventListener('focus', show);
    items.push(item);
  }
  return [node('ul', { class: 'tree' }, ...items), octets];
}
