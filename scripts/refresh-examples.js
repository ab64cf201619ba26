// Puts the real output of each command that README.md and docs/ show behind `<!-- example: … -->` marks; where the mark
// begins with `$`, the command stands above its output. With --check it changes nothing and exits 1 where a document shows
// something else than the program prints.
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
const example = /<!-- example: (\$ )?(.*) -->\n```\n([\s\S]*?)```\n<!-- end -->/g;

// What the caller's terminal wants is nothing that a document should show.
const { FORCE_COLOR: _colour, ...environment } = process.env;
const options = {
  encoding: 'utf8',
  env: { ...environment, NODE: process.execPath, TZ: 'UTC', COLUMNS: '80' },
  maxBuffer: 1 << 26,
};

/** A run of poolshark, its output perhaps piped into something else. Anything more is for a shell. */
function plain(command) {
  const [, words, , filter] = /^poolshark ((?:[^|'<>]|'[^']*')*?)( \| (.*))?$/.exec(command.replace(' 2>&1', '')) ?? [];
  if (words === undefined || filter?.includes('poolshark')) return undefined;
  return {
    words: [...words.matchAll(/(?:'[^']*'|[^' ])+/g)].map(([word]) => word.replaceAll("'", '')),
    joined: command.includes(' 2>&1'),
    filter,
  };
}

function shell(text, input) {
  return spawnSync('sh', ['-c', `poolshark() { "$NODE" bin/poolshark.js "$@"; }\n${text}`], { ...options, input });
}

/** What each command prints. One that fails, or says on standard error what its example does not show, ends the run. */
function outputs(commands) {
  const found = new Map();
  const see = (command, { status, stdout, stderr }) => {
    if (status !== 0 || stderr !== '') throw new Error(`${command}: exit ${status}: ${stderr}`);
    found.set(command, stdout);
  };
  const inTurn = commands.filter((command) => plain(command) !== undefined);
  const input = JSON.stringify(inTurn.map(plain));
  const run = spawnSync(process.execPath, ['scripts/print-in-turn.js'], { ...options, input });
  if (run.status !== 0) throw new Error(`scripts/print-in-turn.js: ${run.stderr}`);
  for (const [at, answer] of JSON.parse(run.stdout).entries()) {
    const command = inTurn[at];
    const { filter } = plain(command);
    see(command, filter === undefined || answer.stderr !== '' ? answer : shell(filter, answer.stdout));
  }
  for (const command of commands) if (!found.has(command)) see(command, shell(command));
  return found;
}

const texts = documents.map((path) => [path, readFileSync(path, 'utf8')]);
const prints = outputs([...new Set(texts.flatMap(([, text]) => [...text.matchAll(example)].map(([, , c]) => c)))]);
let stale = 0;
for (const [path, text] of texts) {
  const fresh = text.replace(example, (_, prompt = '', command, shown) => {
    // Blanks at the ends of lines cannot be seen in a document, and editors take them away.
    const lines = prints.get(command).trimEnd().replace(/ +$/gm, '');
    const now = `${prompt === '' ? '' : `$ ${command}\n`}${lines}\n`;
    if (check && now !== shown) process.stderr.write(`${path} does not show what "${command}" prints\n`);
    return `<!-- example: ${prompt}${command} -->\n\`\`\`\n${now}\`\`\`\n<!-- end -->`;
  });
  if (fresh === text) continue;
  stale++;
  if (!check) writeFileSync(path, fresh);
}
if (check && stale > 0) {
  process.stderr.write('run: node scripts/refresh-examples.js\n');
  process.exitCode = 1;
}
