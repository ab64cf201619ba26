// What each key makes of the screen: a function of the state before, and of what the picture holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cursorIndex,
  type Key,
  type Picture,
  press,
  type Row,
  startState,
  type UiState,
} from '../../src/screen/ui-state.ts';

const rows: Row[] = Array.from({ length: 50 }, (_, place) => ({
  place: place + 100,
  opens: { kind: 'message', place: place + 100 },
  ladder: { kind: 'ladder', place: place + 100 },
}));
const picture: Picture = { rows, height: 10, openedLines: 35, isReplay: false };

function after(keys: readonly Key[], given: Partial<Picture> = {}): UiState {
  return keys.reduce((ui, key) => press(ui, key, { ...picture, ...given }).ui, startState());
}

const index = (ui: UiState, list = rows) => cursorIndex(ui.focus, ui.panes[ui.focus], list);

test('the cursor stays between the first and the last row', () => {
  assert.equal(index(after(['up'])), 0);
  assert.equal(index(after(['down', 'down', 'j', 'k'])), 2);
  assert.equal(index(after(['pagedown', 'pagedown'])), 20);
  assert.equal(index(after(['end', 'down'])), 49);
  assert.equal(index(after(['end', 'pageup', 'home'])), 0);
});

test('a list that runs on shows its newest entry until somebody goes up, and keeps that entry then', () => {
  const newest = after(['4']);
  assert.equal(index(newest), 49);
  const up = after(['4', 'up', 'up']);
  assert.equal(index(up), 47);
  // Ten entries have gone at the front, ten have come at the end.
  const later = rows.slice(10).concat(rows.slice(0, 10).map((row) => ({ ...row, place: row.place + 50 })));
  assert.equal(later[index(up, later)]?.place, 147);
  assert.equal(index(after(['4', 'up', 'G'])), 49);
});

test('an entry that is gone leaves the cursor at the oldest that is kept', () => {
  const first = after(['4', 'home']);
  assert.equal(index(first, rows.slice(20)), 0);
});

test('the text of a filter is typed, shown with Enter, dropped with Esc', () => {
  const typing = after(['/', 'A', 'l', 'x', 'backspace', 'q']);
  assert.equal(typing.typing, 'Alq');
  assert.equal(press(typing, 'enter', picture).ui.panes.pools.filter, 'Alq');
  assert.equal(press(typing, 'escape', picture).ui.panes.pools.filter, '');
  assert.equal(after(['/', 'A', 'enter', 'escape']).panes.pools.filter, '');
});

test('Enter opens what is under the cursor; q closes it, and ends only when nothing is open', () => {
  const opened = after(['4', 'up', 'enter']);
  assert.deepEqual(opened.opened, { kind: 'message', place: 148 });
  const closed = press(opened, 'q', picture);
  assert.equal(closed.ui.opened, undefined);
  assert.equal(closed.effect, undefined);
  assert.deepEqual(press(closed.ui, 'q', picture).effect, { kind: 'quit' });
  assert.deepEqual(press(opened, 'ctrl-c', picture).effect, { kind: 'quit' });
});

test('what is opened scrolls to its last line and no further; l goes on to the ladder', () => {
  assert.equal(after(['4', 'enter', 'end', 'down']).scroll, 25);
  assert.equal(after(['4', 'enter', 'up']).scroll, 0);
  assert.deepEqual(after(['4', 'enter', 'l']).opened, { kind: 'ladder', place: 149 });
});

test('Tab goes round the panes, numbers go straight to one', () => {
  assert.equal(after(['tab']).focus, 'servers');
  assert.equal(after(['backtab']).focus, 'users');
  assert.equal(after(['5']).focus, 'findings');
});

test('orders come round; lists in order of time have no other', () => {
  assert.deepEqual([after(['o']).panes.pools.sort, after(['o']).said], [1, 'by state']);
  assert.equal(after(['o', 'o', 'o', 'o', 'o']).panes.pools.sort, 0);
  assert.equal(after(['4', 'o']).panes.messages.sort, 0);
});

test('only what is played can be stepped and has a speed', () => {
  assert.match(after(['.']).said, /live -r/);
  const replay = { ...picture, isReplay: true };
  assert.deepEqual(press(startState(), ',', replay).effect, { kind: 'step', frames: -1 });
  assert.deepEqual(press(startState(), '+', replay).effect, { kind: 'speed', factor: 2 });
  assert.deepEqual(press(startState(), ' ', replay).effect, { kind: 'halt', halted: true });
});

test('keys on an empty screen do nothing and break nothing', () => {
  for (const key of ['up', 'down', 'pageup', 'end', 'enter', 'l', 'o', '/', 'escape'])
    assert.doesNotThrow(() => after([key], { rows: [], height: 1, openedLines: 0 }));
});
