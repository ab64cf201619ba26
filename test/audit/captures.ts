// The findings about one real capture, held against the reviewed lists.
import assert from 'node:assert/strict';
import { auditCapture } from './audit-capture.ts';
import { attacks, deserved, reviewed, usualNotes } from './reviewed.ts';

export async function holdAgainstReview(path: string, name: string): Promise<void> {
  const { findings } = await auditCapture(path);
  const listed = findings.map(({ rule, severity, summary }) => `${severity} ${rule} ${summary}`).join('\n');
  const counts: Record<string, number> = {};
  for (const { rule, severity } of findings)
    if (severity !== 'note') counts[rule] = (counts[rule] ?? 0) + 1;
    else assert.ok(usualNotes[rule], `${name}: nobody has looked at the note ${rule}\n${listed}`);
  const wanted = Object.fromEntries((reviewed[name] ?? []).map(({ rule, count }) => [rule, count]));
  assert.deepEqual(counts, wanted, `${name}\n${listed}`);
  for (const { capture, rule, names, epoch, within, story } of deserved) {
    if (capture !== name) continue;
    const found = findings.filter((finding) => finding.rule === rule && names.test(finding.summary));
    assert.ok(found.length > 0, `${name}: ${story}, and no finding ${rule} says so\n${listed}`);
    if (epoch === 0) continue;
    const [{ firstEpoch }] = found as [(typeof found)[0]];
    assert.ok(Math.abs(firstEpoch - epoch) <= within, `${name}: ${story} at ${epoch}; ${rule} says ${firstEpoch}`);
  }
  if (name === 'p-stranger') return;
  const attacked = findings.filter(({ rule }) => attacks.includes(rule));
  assert.deepEqual(attacked, [], `${name}: nobody attacks anybody`);
}
