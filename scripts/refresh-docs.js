// Writes the documents that are made from the tables of src/protocol. With --check it changes nothing and exits 1 where a
// document is not what the tables say.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'tsx/esm/api';

register();

/** Path of each document, and the module and function that make its text. */
const documents = [
  { path: 'docs/experts.md', module: './docs/experts.ts', make: 'expertsDocument' },
  { path: 'docs/audit-rules.md', module: './docs/audit-rules.ts', make: 'auditRulesDocument' },
  { path: 'docs/fields.md', module: './docs/fields.ts', make: 'fieldsDocument' },
];

const check = process.argv.includes('--check');
let stale = 0;
for (const { path, module, make } of documents) {
  const fresh = (await import(module))[make]();
  if (existsSync(path) && readFileSync(path, 'utf8') === fresh) continue;
  stale++;
  if (check) process.stderr.write(`${path} is not what the tables say; run: node scripts/refresh-docs.js\n`);
  else writeFileSync(path, fresh);
}
process.exit(check && stale > 0 ? 1 : 0);
