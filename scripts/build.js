// Bundles src/cli into dist/, and the library into dist/library: a few files start in a third of the time that fifty imports
// take.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

// Pieces bear a hash of their contents in their names: those of the last build would stay for ever. Types are made by
// scripts/types.js, which npm calls before this one where it packs.
for (const name of existsSync('dist') ? readdirSync('dist') : [])
  if (name !== 'types') rmSync(join('dist', name), { recursive: true, force: true });

const modules = {
  bundle: true,
  // What a command works with stands in pieces of its own, read when that command runs.
  splitting: true,
  minifyWhitespace: true,
  minifySyntax: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // commander, cli-table3 and pcap-parser are CommonJS: their require() of Node's own modules needs this.
  banner: {
    js: "import { createRequire as requireMaker } from 'node:module'; const require = requireMaker(import.meta.url);",
  },
  // React's own: without its checks for developers, and without their memory.
  define: { 'process.env.NODE_ENV': '"production"' },
  // Only ink's mode for developers asks for it.
  external: ['react-devtools-core'],
  logLevel: 'warning',
};
await build({
  ...modules,
  // A process begins with a file of its own.
  entryPoints: { poolshark: 'src/cli/main.ts', 'cap-child': 'src/cli/live/cap-child.ts' },
  outdir: 'dist',
});
// By themselves: pieces that they share with commands would make more files to read where a command starts.
// A worker starts sooner where it needs no loader of ES modules.
await build({
  ...modules,
  splitting: false,
  format: 'cjs',
  banner: {},
  entryPoints: { 'line-worker': 'src/cli/threads/line-worker.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
});
await build({ ...modules, entryPoints: { index: 'src/index.ts' }, outdir: 'dist/library' });

// The program and the look of a report's page, to be put into the HTML file: no module, no reference to anything else.
const page = {
  outdir: 'dist',
  bundle: true,
  minify: true,
  target: 'es2023',
  legalComments: 'none',
  logLevel: 'warning',
};
await build({
  ...page,
  entryPoints: { page: 'src/page/main.ts' },
  platform: 'browser',
  format: 'iife',
  charset: 'ascii',
});
await build({ ...page, entryPoints: { page: 'src/page/page.css' }, target: 'chrome120' });
