// Puts the real output of each command that README.md and docs/ show behind `<!-- example: … -->` marks. With --check it
// changes nothing and exits 1 where a document shows something else than the program prints.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const check = process.argv.includes('--check');
const documents = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
let stale = 0;
for (const path of documents) {
  const text = readFileSync(path, 'utf8');
  const fresh = text.replace(/<!-- example: poolshark (.*) -->\n```\n[\s\S]*?```\n<!-- end -->/g, (_, words) => {
    const run = spawnSync(process.execPath, ['bin/poolshark.js', ...words.split(' ')], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`${path}: poolshark ${words}: exit ${run.status}: ${run.stderr}`);
    return `<!-- example: poolshark ${words} -->\n\`\`\`\n${run.stdout.trimEnd()}\n\`\`\`\n<!-- end -->`;
  });
  if (fresh === text) continue;
  stale++;
  if (check)
    process.stderr.write(
      `${path} shows an example that is not what the program prints; run: node scripts/refresh-examples.js\n`,
    );
  else writeFileSync(path, fresh);
}
process.exit(check && stale > 0 ? 1 : 0);
