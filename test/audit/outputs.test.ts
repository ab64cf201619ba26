// What programs get of the audit (SARIF, JUnit), and what a policy file may say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { readPolicy } from '../../src/audit/policy/policy-file.ts';
import { auditRules } from '../../src/audit/rules/index.ts';
import { type AuditView, auditView } from '../../src/report/audit/audit-view.ts';
import { junitXml } from '../../src/report/audit/junit.ts';
import { sarifLog } from '../../src/report/audit/sarif.ts';
import { auditCapture } from './audit-capture.ts';

async function viewOf(path: string): Promise<AuditView> {
  const { findings, fromEpoch } = await auditCapture(path);
  const capture = { files: [path], frames: 1, fromEpoch, toEpoch: fromEpoch + 60, gaps: 0 };
  return auditView(capture, { name: 'rsplib', registrationLifeUnit: 'ms', because: 'as asked' }, findings);
}

const view = await viewOf('samples/takeover.pcap');
const strange = await viewOf('samples/p-stranger.pcap');

test('SARIF output is valid by the schema of SARIF 2.1.0, and its lines are frames', () => {
  const schema = JSON.parse(readFileSync('test/audit/sarif-2.1.0.golden.json', 'utf8'));
  // The schema is of JSON Schema's draft 4, whose words it uses in a way that later drafts have as well.
  delete schema.$schema;
  delete schema.id;
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
  for (const one of [view, strange]) {
    const log = JSON.parse(JSON.stringify(sarifLog(one, auditRules, '0.1.0')));
    const isValid: boolean = validate(log);
    assert.ok(isValid, JSON.stringify(validate.errors?.slice(0, 3)));
    const [run] = log.runs;
    assert.equal(run.results.length, one.findings.length);
    for (const [index, { ruleId, ruleIndex, locations }] of run.results.entries()) {
      assert.equal(run.tool.driver.rules[ruleIndex].id, ruleId);
      const lines = locations.map(
        (location: { physicalLocation: { region: { startLine: number } } }) =>
          location.physicalLocation.region.startLine,
      );
      assert.deepEqual(lines, one.findings[index]!.frames);
    }
  }
  assert.ok(!validate({ version: '2.1.0', runs: [{}] }), 'the schema refuses what is no log');
});

test('JUnit output has a test for each rule, which fails where there is an error or a warning', () => {
  const xml = junitXml(strange, auditRules);
  assert.equal([...xml.matchAll(/<testcase /g)].length, auditRules.length);
  const loud = strange.findings.filter(({ severity }) => severity !== 'note');
  assert.equal([...xml.matchAll(/<failure /g)].length, loud.length);
  assert.match(xml, new RegExp(`failures="${new Set(loud.map(({ rule }) => rule)).size}"`));
  // Tags are closed in the order in which they were opened.
  const open: string[] = [];
  for (const [, closing, name, empty] of xml.matchAll(/<(\/?)([a-z-]+)(?:\s[^<>]*?)?(\/?)>/g))
    if (closing) assert.equal(open.pop(), name);
    else if (!empty) open.push(name!);
  assert.deepEqual(open, []);
});

test('faults of a policy file are told with line and column', () => {
  const isRule = (number: string) => number === 'E7';
  const placed = (text: string) => {
    const [fault] = readPolicy(text, isRule).faults;
    return fault && `${fault.line}:${fault.column} ${fault.reason}`;
  };
  assert.match(placed('version: 1\npools:\n  Alpha:\n    last: 2\n') ?? '', /^4:5 a pool has no key last/);
  assert.match(placed('version: 1\npools:\n  Alpha: { least: two }\n') ?? '', /^3:19 least is a whole number/);
  assert.match(placed('version: 1\nservers: [10.1.0.300]\n') ?? '', /^2:11 10\.1\.0\.300 is no identifier/);
  assert.match(placed('version: 1\nseverities: { E99: note }\n') ?? '', /^2:15 E99 is no rule/);
  assert.match(
    placed('version: 1\npools:\n  Alpha: { least: 3, most: 2 }\n') ?? '',
    /^3:28 most \(2\) is below least \(3\)/,
  );
  assert.match(placed('version: 1\npools: [\n') ?? '', /^\d+:\d+ /);
  assert.match(placed('version: 2\n') ?? '', /^1:10 version must be 1/);
  assert.equal(placed('version: 1\nseverities: { E7: ignore }\nusers: [10.0.0.0/8, "fd00::/16"]\n'), undefined);
});
