// Bundles src/cli into dist/: a few files start in a third of the time that fifty imports take.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

// Pieces bear a hash of their contents in their names: those of the last build would stay for ever.
rmSync('dist', { recursive: true, force: true });

await build({
  // A worker and a process begin with a file of their own each.
  entryPoints: {
    poolshark: 'src/cli/main.ts',
    'line-worker': 'src/cli/threads/line-worker.ts',
    'cap-child': 'src/cli/live/cap-child.ts',
  },
  outdir: 'dist',
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
});

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
