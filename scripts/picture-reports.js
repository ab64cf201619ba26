// Makes the pictures of docs/pictures: parts of reports on the samples, in a real browser (Debian's Chromium). Run it after the
// build, where the page looks different:  node scripts/picture-reports.js
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const folder = mkdtempSync(join(tmpdir(), 'poolshark-pictures-'));

/** Name of the picture, sample, what is chosen, part of the page (the top of the window where none is named), colours. */
const pictures = [
  { name: 'report', sample: 'takeover', hash: '#at=24', height: 860 },
  { name: 'membership', sample: 'takeover', hash: '#at=24', part: '#bands' },
  { name: 'moment', sample: 'takeover', hash: '#at=29', part: '#now' },
  { name: 'topology', sample: 'takeover', hash: '#at=28.82', part: '#topology' },
  { name: 'conversation', sample: 'takeover', hash: '#at=28.82&frame=680', part: '#talk' },
  { name: 'findings', sample: 'l-errors', hash: '#finding=0', part: '#findings' },
  { name: 'times', sample: 'takeover', hash: '#at=24', part: '#times' },
  { name: 'rates', sample: 'takeover', hash: '#at=24', part: '#rates' },
  { name: 'use', sample: 'd-pe-cut', hash: '#at=32', part: '#load' },
  { name: 'proof', sample: 'takeover', hash: '#at=24', part: '#proof' },
  { name: 'dark', sample: 'takeover', hash: '#at=28.82&frame=680', part: '#talk', colorScheme: 'dark' },
];

function reportOf(sample) {
  const path = join(folder, `${sample}.html`);
  const run = spawnSync(process.execPath, ['bin/poolshark.js', 'report', `samples/${sample}.pcap`, '-o', path]);
  if (run.status !== 0) throw new Error(String(run.stderr));
  return path;
}

const files = new Map([...new Set(pictures.map(({ sample }) => sample))].map((sample) => [sample, reportOf(sample)]));
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-lcd-text',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
for (const { name, sample, hash, part, height = 900, colorScheme = 'light' } of pictures) {
  const page = await browser.newPage({ viewport: { width: 1000, height }, colorScheme });
  await page.goto(pathToFileURL(files.get(sample)).href + hash);
  const path = join('docs/pictures', `${name}.png`);
  if (part === undefined) {
    await page.waitForTimeout(500);
    await page.screenshot({ path });
  } else {
    // What follows the window would lie over the part.
    await page.evaluate(() => document.querySelector('.clock').remove());
    const section = page.locator(part);
    await section.scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
    await section.screenshot({ path });
  }
  await page.close();
}
await browser.close();
