// What each ENRP server is known to hold, against what rsplib's registrars held themselves, dump by dump: nothing that we say is
// held or lacking may be wrong, and what is unknown may be little.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dissector } from '../../src/dissect/dissector.ts';
import { copyView, type HeldView } from '../../src/handlespace/copies/copy-view.ts';
import { ServerCopies } from '../../src/handlespace/copies/server-copies.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import type { PolicyView, TransportView } from '../../src/handlespace/view.ts';
import { eachFrame } from './golden-pools.ts';
import { capturesFolder, type Dump, dumpedCaptures, type TrueElement, type TrueTransport } from './registrar-dumps.ts';

/** What we say of each element by `pool/identifier`: what is held, or a word; and whether we call it certain. */
interface Saying {
  readonly what: HeldView | 'lacking' | 'unknown';
  readonly isCertain: boolean;
}
type Said = ReadonlyMap<string, Saying>;

interface Tally {
  right: number;
  unknown: number;
  /** Facts of held elements that the capture does not tell. */
  untold: number;
  readonly wrong: string[];
  /** Of those, what we called certain: that a server holds an element, and under which home. */
  wronglyCertain: number;
}

const captures = dumpedCaptures();

/** Names as in the registrar's dump, and the fields of the policies in ours. */
const valueNames: Readonly<Record<string, string>> = {
  weight: 'w',
  priority: 'w',
  load: 'l',
  degradation: 'ldeg',
  loadDpf: 'ldpf',
  weightDpf: 'wdpf',
};

function said(copies: ServerCopies, handlespace: Handlespace, server: number, now: number): Said {
  const view = copyView(copies, server, handlespace.state, now);
  const found = new Map<string, Saying>();
  for (const { handle, elements } of view?.pools ?? [])
    for (const element of elements)
      found.set(`${handle}/${Number(element.id)}`, {
        what: element.state === 'stale' ? 'unknown' : element,
        isCertain: element.certainty === 'certain',
      });
  for (const { pool, id, state, certainty } of view?.lacking ?? [])
    found.set(`${pool}/${Number(id)}`, { what: state, isCertain: certainty === 'certain' });
  return found;
}

function sameTransport(ours: TransportView | null, truth: TrueTransport | undefined): boolean {
  if (ours === null || truth === undefined) return true;
  return ours.port === truth.port && [...ours.addresses].sort().join() === truth.addresses.join();
}

function wrongValues(ours: PolicyView | null, truth: TrueElement): string[] {
  if (ours === null) return [];
  if (Number(ours.type) !== truth.policy) return [`policy ${ours.type}`];
  return Object.entries(valueNames).flatMap(([key, name]) => {
    const value = ours[key];
    const wanted = truth.values[name];
    if (typeof value !== 'number' || wanted === undefined) return [];
    const raw = key === 'weight' || key === 'priority' ? value : Math.round(value * 0xffffffff);
    return Math.abs(raw - wanted) <= 1 ? [] : [`${key} ${raw} not ${wanted}`];
  });
}

/** Empty where it is right; a word for each fact that is wrong. */
function wrongFacts(ours: HeldView, truth: TrueElement): string[] {
  const found = wrongValues(ours.policy, truth);
  if (Number(ours.homeServer) !== truth.home) found.push(`home ${ours.homeServer}`);
  if (ours.registrationLifeRaw !== null && ours.registrationLifeRaw !== truth.life) found.push('life');
  if (!sameTransport(ours.userTransport, truth.user)) found.push('user transport');
  if (!sameTransport(ours.asapTransport, truth.asap)) found.push('ASAP transport');
  return found;
}

function judge(dump: Dump, moments: readonly Said[], tally: Tally): void {
  const keys = new Set([...dump.elements.keys(), ...moments.flatMap((one) => [...one.keys()])]);
  for (const key of keys) {
    const truth = dump.elements.get(key);
    const verdicts = moments.map((one) => {
      const ours = one.get(key)?.what ?? (truth === undefined ? 'lacking' : 'unknown');
      if (ours === 'unknown') return 'unknown';
      if (ours === 'lacking') return truth === undefined ? 'right' : 'wrong: we say it is lacking';
      if (truth === undefined) return 'wrong: we say it is held';
      const facts = wrongFacts(ours, truth);
      return facts.length === 0 ? 'right' : `wrong: ${facts.join(', ')}`;
    });
    const ours = moments[1]?.get(key)?.what;
    if (typeof ours === 'object')
      tally.untold += [ours.policy, ours.userTransport, ours.asapTransport, ours.registrationLifeRaw].filter(
        (one) => one === null,
      ).length;
    // What changes while it is being asked for is right either way.
    if (verdicts.includes('right')) tally.right++;
    else if (verdicts.includes('unknown')) tally.unknown++;
    else {
      tally.wrong.push(`0x${dump.registrar.toString(16)} ${dump.why}: ${key}: ${verdicts[1]}`);
      const isOfHolding = verdicts.every((verdict) => /we say|home/.test(verdict));
      if (isOfHolding && moments.every((one) => one.get(key)?.isCertain)) tally.wronglyCertain++;
    }
  }
}

async function tallyOf(
  path: string,
  dumps: readonly Dump[],
  lost: () => boolean = () => false,
): Promise<Tally & { dumps: number }> {
  const copies = new ServerCopies();
  const handlespace = new Handlespace({ observers: [copies] });
  const dissector = new Dissector();
  const due = dumps
    .flatMap((dump) => [dump.asked - 1, dump.asked, dump.answered + 1].map((epoch, index) => ({ dump, epoch, index })))
    .sort((a, b) => a.epoch - b.epoch);
  const found = new Map<Dump, Said[]>(dumps.map((dump) => [dump, []]));
  let [now, first] = [0, Number.NaN];
  const look = (until: number) => {
    while (due[0] !== undefined && due[0].epoch < until) {
      const { dump, epoch, index } = due.shift() as (typeof due)[0];
      const moments = found.get(dump) as Said[];
      moments[index] = said(copies, handlespace, dump.registrar, epoch);
    }
  };
  await eachFrame(path, (frame) => {
    now = frame.seconds + frame.nanoseconds / 1e9;
    if (Number.isNaN(first)) first = now;
    look(now);
    if (lost()) return;
    handlespace.apply(dissector.dissect(frame));
  });
  // A dump that was asked for just after the last frame finds what the capture ends with.
  const inside = dumps.filter(({ asked }) => asked > first && asked < now + 2);
  look(Number.POSITIVE_INFINITY);
  const tally: Tally = { right: 0, unknown: 0, untold: 0, wrong: [], wronglyCertain: 0 };
  for (const dump of inside) judge(dump, found.get(dump) as Said[], tally);
  return { ...tally, dumps: inside.length };
}

const all: Tally = { right: 0, unknown: 0, untold: 0, wrong: [], wronglyCertain: 0 };

test('captures with dumps are there', { skip: captures.length > 0 ? false : `no ${capturesFolder}` }, () => {});

for (const { path, dumps } of captures)
  test(`what each server is known to hold in ${path} is what it held`, async (context) => {
    const tally = await tallyOf(path, dumps);
    all.right += tally.right;
    all.unknown += tally.unknown;
    all.wrong.push(...tally.wrong);
    const sum = tally.right + tally.unknown + tally.wrong.length;
    context.diagnostic(
      `${tally.dumps} dumps, ${sum} entries: ${tally.right} right, ${tally.unknown} unknown, ${tally.wrong.length} wrong; ${tally.untold} facts not told`,
    );
    assert.deepEqual(tally.wrong.slice(0, 12), []);
  });

test('of all that the registrars held, 99 of 100 are known', { skip: captures.length === 0 }, (context) => {
  const sum = all.right + all.unknown + all.wrong.length;
  context.diagnostic(
    `${sum} entries: ${((100 * all.right) / sum).toFixed(2)} % right, ${all.unknown} unknown, ${all.wrong.length} wrong`,
  );
  assert.ok(all.right / sum > 0.99);
});

/** The same numbers each time (Lehmer). */
function losing(share: number, seed: number): () => boolean {
  let number = seed;
  return () => {
    number = (number * 48271) % 0x7fffffff;
    return number / 0x7fffffff < share;
  };
}

const small = captures.filter(({ path }) =>
  /\/(b-policies|c-takeover-dump|d-pe-failure|g-multihomed|i-apps-csp|o-handles)\.pcap/.test(path),
);

for (const share of [0.01, 0.05, 0.2])
  test(`where the capture lacks ${100 * share} % of the frames, no element is falsely called certain`, {
    skip: small.length === 0,
  }, async (context) => {
    const sum = { right: 0, unknown: 0, wrong: 0, wronglyCertain: 0 };
    for (const { path, dumps } of small)
      for (const seed of [11, 23]) {
        const tally = await tallyOf(path, dumps, losing(share, seed));
        sum.right += tally.right;
        sum.unknown += tally.unknown;
        sum.wrong += tally.wrong.length;
        sum.wronglyCertain += tally.wronglyCertain;
      }
    const entries = sum.right + sum.unknown + sum.wrong;
    const percent = (count: number) => `${((100 * count) / entries).toFixed(1)} %`;
    context.diagnostic(
      `${entries} entries: ${percent(sum.right)} right, ${percent(sum.unknown)} unknown, ${percent(sum.wrong)} wrong, ${sum.wronglyCertain} of these called certain`,
    );
    assert.equal(sum.wronglyCertain, 0);
  });
