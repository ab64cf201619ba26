#!/usr/bin/env node
// Hands the arguments to the program that `npm run build` made of src/cli.
import { existsSync } from 'node:fs';

const program = new URL('../dist/poolshark.js', import.meta.url);
if (existsSync(program)) await (await import(program.href)).main(process.argv.slice(2));
else {
  process.stderr.write('poolshark: not built yet: run npm install (or npm start) in its folder\n');
  process.exitCode = 2;
}
