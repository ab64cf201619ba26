// What the audit waits for, held against the simplest thing that does the same: a list in order. It keeps few in one way and
// many in another, so the numbers go up and down through both.
import assert from 'node:assert/strict';
import test from 'node:test';
import { AssociationTable } from '../../src/audit/association-table.ts';
import { Expected } from '../../src/audit/expected.ts';
import { Bounds } from '../../src/dissect/bounds.ts';

interface Entry {
  readonly epoch: number;
  readonly name: number;
}

/** xorshift32. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

class Model {
  list: { key: number; entry: Entry }[] = [];
  forgotten = 0;

  meet(key: number): Entry | undefined {
    const found = this.list.find((one) => one.key === key);
    this.list = this.list.filter((one) => one !== found);
    return found?.entry;
  }

  expect(key: number, entry: Entry, most: number): Entry | undefined {
    const before = this.meet(key);
    this.list.push({ key, entry });
    if (this.list.length > most) {
      this.list.shift();
      this.forgotten++;
    }
    return before;
  }

  overdue(until: number): string[] {
    const due = this.list.filter(({ entry }) => entry.epoch <= until);
    this.list = this.list.filter(({ entry }) => entry.epoch > until);
    return due.map(({ key, entry }) => `${key} ${entry.name}`);
  }
}

for (const most of [5, 30, 1000])
  test(`few and many that wait are kept alike, at most ${most}`, () => {
    const random = randomNumbers(0x5eed + most);
    const bounds = new Bounds({ expectations: most });
    const expected = new Expected<Entry>();
    const model = new Model();
    const keys = [3, 2 ** 40 + 1, -7, ...Array.from({ length: 60 }, (_, index) => index * 2 ** 33 + 11)];
    let largest = 0;
    for (let step = 0; step < 20_000; step++) {
      const key = keys[random(keys.length)] as number;
      // Waves: now more come than go, now fewer.
      const comes = (step >> 9) % 2 === 0 ? 7 : 2;
      const dice = random(10);
      if (dice < comes) {
        const entry = { epoch: step, name: step };
        assert.equal(expected.expect(key, entry, bounds), model.expect(key, entry, most));
      } else if (dice < 9) assert.equal(expected.meet(key), model.meet(key));
      else if (random(20) === 0) {
        const due: string[] = [];
        const next = expected.overdue(step, 100, (entry, at) => due.push(`${at} ${entry.name}`));
        assert.deepEqual(due, model.overdue(step - 100));
        assert.ok(next > step && next <= step + 100, 'what is expected from now on is due later');
        for (const { entry } of model.list) assert.ok(next <= entry.epoch + 100, 'nothing is due before');
      } else assert.equal(expected.find(key), model.list.find((one) => one.key === key)?.entry);
      assert.equal(expected.size, model.list.length);
      largest = Math.max(largest, expected.size);
    }
    assert.equal(bounds.gone.expectations, model.forgotten);
    assert.ok(largest >= Math.min(most, 40), `there were ${largest} at most`);
    const handed: number[] = [];
    expected.each(expected.size, (_, key) => {
      handed.push(key);
      if (handed.length % 2 === 0) expected.meet(key);
    });
    assert.deepEqual(
      handed,
      model.list.map(({ key }) => key),
    );
    expected.clear();
    assert.equal(expected.size, 0);
  });

test('what is remembered of associations stays theirs while the table grows and turns over', () => {
  const table = new AssociationTable();
  for (let number = 1; number <= 40_000; number++) {
    const place = table.room(number);
    for (const index of [1, 11]) assert.equal(table.word(place, index), 0);
    table.setWord(place, 1, -number);
    table.setWord(place, 11, number);
  }
  for (const number of [40_000, 39_999, 20_000, 7_233]) {
    const place = table.find(number);
    assert.equal(table.word(place, 1), -number);
    assert.equal(table.word(place, 11), number);
  }
  assert.equal(table.find(100), -1, 'another has taken its place');
});
