// Each rule is shown to fire and to keep silent: a made capture that breaks exactly this rule, and its healthy twin.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Auditor } from '../../src/audit/auditor.ts';
import type { Finding } from '../../src/audit/finding.ts';
import { auditRules } from '../../src/audit/rules/index.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { conformanceRules } from '../../src/protocol/conformance-rules.ts';
import { expertCodes } from '../../src/protocol/expert-codes.ts';
import { brokenRules } from '../dissect/experts/broken-rules.ts';
import { framesOf, type Way } from '../dissect/experts/raised.ts';
import { frameOf } from '../dissect/watch.ts';
import { Scene } from './scene.ts';
import { asapStories } from './stories/asap.ts';
import { enrpStories } from './stories/enrp.ts';
import { operationStories } from './stories/operations.ts';
import type { StoryPair } from './stories/story-pair.ts';
import { threatStories } from './stories/threats.ts';

const stories: readonly StoryPair[] = [...asapStories, ...enrpStories, ...operationStories, ...threatStories];

function findingsOf({ options, bare }: StoryPair, tell: (scene: Scene) => void): Finding[] {
  const scene = new Scene(options);
  if (!bare) scene.begin();
  tell(scene);
  return scene.findings;
}

const rulesOf = (findings: readonly Finding[]) => new Set(findings.map(({ rule }) => rule));
const listed = (findings: readonly Finding[]) =>
  findings.map(({ rule, severity, summary }) => `${severity} ${rule} ${summary}`).join('\n');

for (const story of stories) {
  const { rule, what, broken, healthy, also = [] } = story;
  test(`${rule}: ${what}`, () => {
    const found = findingsOf(story, broken);
    const twin = findingsOf(story, healthy);
    const usual = rulesOf(twin);
    assert.ok(rulesOf(found).has(rule), `does not fire; there are\n${listed(found)}`);
    assert.ok(!usual.has(rule), `the healthy twin fires\n${listed(twin)}`);
    const others = found.filter((one) => one.rule !== rule && !also.includes(one.rule) && !usual.has(one.rule));
    assert.equal(listed(others), '', 'and nothing else');
    const loud = twin.filter(({ severity, rule: number }) => severity !== 'note' && !also.includes(number));
    assert.equal(listed(loud), '', 'the healthy twin is healthy');
  });
}

/** Rules that the audit finds in one message sent in this way. */
function rulesOfMessage(bytes: Uint8Array, way: Way = {}): Set<string> {
  const auditor = new Auditor();
  const handlespace = new Handlespace({
    profile: 'rfc',
    observers: [auditor],
  });
  const dissector = new Dissector();
  const frames = framesOf(bytes, way);
  frames.forEach((frame, index) => {
    const cut = (index === frames.length - 1 ? way.cut : index === 0 ? way.cutInit : 0) ?? 0;
    const kept = frame.slice(0, frame.length - cut);
    handlespace.apply(dissector.dissect(frameOf(kept, index + 1, { originalLength: frame.length })));
  });
  return rulesOf(auditor.findings(1_700_000_010));
}

const isFormat = (number: string) => /^[FT]\d+$/.test(number);

test('each rule of format and transport fires for the message that breaks it, and not for its healthy twin', () => {
  for (const { code, what, broken, healthy, way, healthyWay } of brokenRules) {
    const { rules = [] } = expertCodes.find((expert) => expert.code === code)!;
    const found = rulesOfMessage(broken, way);
    const twin = rulesOfMessage(healthy, healthyWay ?? way);
    for (const rule of rules) {
      assert.ok(found.has(rule), `${rule}: ${what} is not found`);
      assert.ok(!twin.has(rule), `${rule}: found in the healthy twin of ${what}`);
    }
    const others = [...found].filter((rule) => isFormat(rule) && !rules.includes(rule) && !twin.has(rule));
    assert.deepEqual(others, [], what);
  }
});

test('every rule has a story that breaks it, and every story is of a rule', () => {
  const told = new Set([
    ...stories.map(({ rule }) => rule),
    ...brokenRules.flatMap(({ code }) => expertCodes.find((expert) => expert.code === code)?.rules ?? []),
  ]);
  const numbers = auditRules.map(({ number }) => number);
  assert.equal(new Set(numbers).size, numbers.length, 'a number is given once');
  assert.deepEqual(
    [...numbers].filter((number) => !told.has(number)),
    [],
    'without a story',
  );
  assert.deepEqual(
    [...told].filter((number) => !numbers.includes(number)),
    [],
    'without a rule',
  );
});

test('the catalogue has every rule of the conformance tables and every threat of RFC 5355', () => {
  const numbers = new Set(auditRules.map(({ number }) => number));
  const upTo = (family: string, last: number) => Array.from({ length: last }, (_, index) => `${family}${index + 1}`);
  const wanted = [
    ...conformanceRules.map(({ number }) => number),
    ...upTo('F', 28),
    ...upTo('T', 14),
    ...upTo('A', 45),
    ...upTo('E', 34),
    ...upTo('S2.', 17),
  ];
  assert.deepEqual(
    wanted.filter((number) => !numbers.has(number)),
    [],
  );
});

test('every rule says what it needs, when it may be wrong, and what to do', () => {
  for (const { number, name, rule, rfc, needs, doubt, advice } of auditRules) {
    assert.match(name, /^[a-z0-9-]+$/, number);
    assert.match(rule, /^[A-Z].*[^.]$/, number);
    assert.match(advice, /^[A-Z].*\.$/, number);
    for (const text of [rfc, needs, doubt]) assert.ok(text.length > 3, number);
  }
});
