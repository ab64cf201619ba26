// The conversation: a ladder with a row for each message, searchable; beside it the message that was chosen. However many rows
// there are, only those in sight are in the document.
import type { ConversationRow } from '../report/full/schema.ts';
import type { Context } from './context.ts';
import { messageDetail } from './message-detail.ts';
import { node, replaceChildren, section } from './nodes.ts';
import { RowList } from './row-list.ts';
import { isRoutine, type Search, type TalkRow, talkRows, wordsOf } from './talk-rows.ts';
import { clip, counted, short } from './words.ts';

export function talkSection(context: Context): HTMLElement {
  const { report, chooser } = context;
  const { conversation } = report;
  const texts = new Map<ConversationRow, string>();
  const textOf = (row: ConversationRow) => {
    let text = texts.get(row);
    if (text === undefined) {
      text = wordsOf(report, row);
      texts.set(row, text);
    }
    return text;
  };
  let search: Search = { text: '', label: -1, party: -1, showsRoutine: false, element: null };
  let rows: readonly TalkRow[] = [];
  const list = new RowList(context);
  const detail = node(
    'div',
    { class: 'detail', 'aria-live': 'polite', id: 'detail' },
    node('p', { class: 'hint' }, 'Choose a message to see its fields and octets. Arrow keys move through the rows.'),
  );
  const found = node('span', { class: 'hint', role: 'status', id: 'found' });
  const refresh = () => {
    rows = talkRows(report, search, textOf);
    list.show(rows);
    const messages = rows.filter(({ kind }) => kind === 'message').length;
    found.textContent = `${counted(messages, 'row')} of ${counted(conversation.total, 'message')}`;
  };
  const change = (part: Partial<Search>) => {
    search = { ...search, ...part };
    refresh();
    list.reveal(chooser.choice.at);
  };
  const box = node('input', {
    type: 'search',
    id: 'search',
    placeholder: 'Search: registration alpha 10.1.0.5',
    'aria-label': 'Search messages',
  });
  box.addEventListener('input', () => change({ text: box.value.toLowerCase() }));
  const kinds = select(
    'Kind of message',
    ['all messages', ...conversation.labels.map(({ protocol, label }) => `${protocol.toUpperCase()} ${label}`)],
    (at) => change({ label: at - 1 }),
  );
  const who = select(
    'Party',
    ['everybody', ...report.parties.slice(0, 300).map(({ role, name }) => `${role} ${clip(short(name), 40)}`)],
    (at) => change({ party: at - 1 }),
  );
  const routine = node('input', { type: 'checkbox', id: 'routine' });
  routine.addEventListener('change', () => change({ showsRoutine: routine.checked }));
  const leave = node('button', {
    type: 'button',
    hidden: true,
    id: 'leave',
    click: () => chooser.choose({ element: null }),
  });
  chooser.follow(({ at, element, frame }, changed) => {
    if (changed.has('element')) {
      search = { ...search, element };
      leave.hidden = element === null;
      leave.textContent = element === null ? '' : `only ${clip(short(element), 40)} ×`;
      refresh();
    }
    if (changed.has('frame') && frame !== null) {
      const row = conversation.rows.find(([number]) => number === frame);
      if (row !== undefined) {
        replaceChildren(detail, ...messageDetail(context, row));
        // A message that the list does not show now: all are shown, so that it is among them.
        if (isRoutine(row) && !search.showsRoutine) {
          routine.checked = true;
          search = { ...search, showsRoutine: true };
          refresh();
        }
        if (row[1] !== at) chooser.choose({ at: row[1] });
      } else replaceChildren(detail, node('p', {}, `Frame ${frame} is not among the messages that this report keeps.`));
    }
    if (changed.has('at') || changed.has('element') || changed.has('frame')) list.reveal(chooser.choice.at, frame);
  });
  return section(
    'talk',
    'Who said what to whom',
    node('div', { class: 'tools' }, box, kinds, who, node('label', {}, routine, 'routine, too'), leave, found),
    node('div', { class: 'talk' }, node('div', {}, list.heads, list.box), detail),
    node(
      'p',
      { class: 'hint screen-only' },
      'Keep-alives, announcements and what else comes by the clock are counted between the rows.',
    ),
  );
}

function select(label: string, options: readonly string[], chosen: (place: number) => void): HTMLSelectElement {
  const made = node(
    'select',
    { 'aria-label': label },
    ...options.map((text, at) => node('option', { value: at }, text)),
  );
  made.addEventListener('change', () => chosen(made.selectedIndex));
  return made;
}
