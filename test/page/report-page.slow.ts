// The page of a report in a real browser: it is silent, asks nobody, and shows what `pools` shows at the same moment.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Report } from '../../src/report/full/schema.ts';
import type { PoolsView } from '../../src/report/pools-view.ts';
import { builtPage, hostileStory, reportOfStory } from '../report/full/reported.ts';
import { launch, open, seeAll, withoutBrowser } from './opened.ts';

const folder = mkdtempSync(join(tmpdir(), 'poolshark-page-'));
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

function poolshark(...words: string[]): string {
  const run = spawnSync(process.execPath, ['bin/poolshark.js', ...words], { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(run.stderr, '');
  return run.stdout;
}

function reportOf(capture: string): string {
  const path = join(folder, `${capture.replaceAll('/', '-')}.html`);
  poolshark('report', capture, '-o', path);
  return path;
}

/** Texts of the cells of each row of the tables at the moment of the slider. */
async function tablesNow(
  page: Page,
): Promise<{ readonly servers: string[][]; readonly pools: Record<string, string[][]> }> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const rows = (part: string) =>
    page.$$eval(`${part} tbody tr`, (lines) =>
      lines.map((line) => [...line.children].map((cell) => cell.textContent ?? '')),
    );
  const handles = await page.$$eval('#now-pools h3', (heads) =>
    heads.map((head) => head.firstChild?.textContent ?? ''),
  );
  const pools: Record<string, string[][]> = {};
  for (const [at, handle] of handles.entries())
    pools[handle] = await rows(`#now-pools h3:nth-of-type(${at + 1}) + div`);
  return { servers: await rows('#now-servers'), pools };
}

const samples = readdirSync('samples')
  .filter((name) => /\.pcap$/.test(name))
  .map((name) => `samples/${name}`);

describe('the page', { skip: withoutBrowser }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());

  test('of each sample opens without a word in the console and without a request', async () => {
    for (const capture of [...samples, 'samples/tls/tls13-asap.pcapng']) {
      const { page, complaints } = await open(browser, reportOf(capture));
      await seeAll(page);
      assert.deepEqual(complaints, [], capture);
      assert.ok(await page.locator('.story li').count(), capture);
      await page.close();
    }
  });

  test('shows at each moment what pools --at shows: who is registered, whose, in which state, and each tally', async () => {
    for (const capture of ['samples/takeover.pcap', 'samples/d-pe-cut.pcap', 'samples/l-errors.pcap']) {
      const file = reportOf(capture);
      const { page } = await open(browser, file);
      await page.locator('#now').scrollIntoViewIfNeeded();
      for (const at of [0.5, 6, 11.1, 15, 19.7, 24, 28.81, 35, 41.5, 55, 68, 71]) {
        const { servers, pools } = JSON.parse(poolshark('pools', capture, '--json', '--at', `+${at}s`)) as PoolsView;
        await page.evaluate((hash) => {
          location.hash = hash;
        }, `#at=${at}`);
        await page.waitForFunction(
          (text) => document.querySelector('#now-words')?.textContent?.startsWith(text),
          `+${at.toFixed(2)} s`,
        );
        const shown = await tablesNow(page);
        assert.deepEqual(
          shown.servers.map(([id, state, owns, , ...tallies]) => [id, state, owns, ...tallies]),
          servers.map(({ id, state, ownedElements, checksum }) =>
            [
              id,
              state,
              ownedElements,
              checksum.verified,
              checksum.inFlight,
              checksum.disagreed,
              checksum.unverifiable,
            ].map(String),
          ),
          `${capture} +${at}`,
        );
        assert.deepEqual(
          Object.fromEntries(
            Object.entries(shown.pools).map(([handle, rows]) => [handle, rows.map((row) => row.slice(0, 3))]),
          ),
          Object.fromEntries(
            pools.map(({ handle, elements }) => [
              handle,
              elements.map(({ id, homeServer, state }) => [id, homeServer ?? 'unknown', state]),
            ]),
          ),
          `${capture} +${at}`,
        );
      }
      await page.close();
    }
  });

  test('holds the findings that audit --json tells', () => {
    for (const capture of ['samples/takeover.pcap', 'samples/d-pe-cut.pcap', 'samples/l-errors.pcap']) {
      const path = join(folder, 'findings.json');
      poolshark('report', capture, '-o', path);
      const { findings } = JSON.parse(readFileSync(path, 'utf8')) as Report;
      const audit = spawnSync(process.execPath, ['bin/poolshark.js', 'audit', capture, '--json'], { encoding: 'utf8' });
      const told = JSON.parse(audit.stdout) as { findings: Report['findings'] };
      const words = ({ rule, severity, summary, count }: Report['findings'][number]) =>
        `${severity} ${rule} ${count} ${summary}`;
      assert.deepEqual(findings.map(words).sort(), told.findings.map(words).sort(), capture);
      assert.ok(findings.length > 0);
    }
  });

  test('has a slider that arrow keys move, and all views follow', async () => {
    const { page, complaints } = await open(browser, reportOf('samples/takeover.pcap'), '#at=24');
    await page.locator('#now').scrollIntoViewIfNeeded();
    await page.waitForSelector('#now-servers tbody tr');
    const before = await tablesNow(page);
    await page.focus('#slider');
    for (let press = 0; press < 3; press++) await page.keyboard.press('PageUp');
    await page.waitForFunction(() => !document.querySelector('#now-words')?.textContent?.startsWith('+24.00'));
    const after = await tablesNow(page);
    assert.notDeepEqual(after.pools, before.pools);
    await page.click('#after');
    assert.match((await page.textContent('.clock output')) ?? '', /^\+80\.8/);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test('is searched and filtered; a link leads to a moment, an element and a message', async () => {
    const { page, complaints } = await open(
      browser,
      reportOf('samples/takeover.pcap'),
      '#at=28.82&pe=Alpha%2F0x00000200&frame=680',
    );
    assert.match(
      (await page.textContent('#detail')) ?? '',
      /Keep-Alive.*from its new home.*H Bit: Want to be new ENRP server/s,
    );
    assert.match((await page.textContent('#leave')) ?? '', /only Alpha\/0x200/);
    const ofElement = await page.textContent('#found');
    await page.click('#leave');
    // The page draws when the browser does: a moment later on a busy machine.
    const found = (pattern: string) =>
      page.waitForFunction(
        (text) => new RegExp(text).test(document.querySelector('#found')?.textContent ?? ''),
        pattern,
      );
    await found(`^(?!${ofElement}$)`);
    await page.fill('#search', 'takeover');
    await found('^2 rows of 953 messages$');
    await page.fill('#search', '');
    await page.check('#routine');
    await found('^953 rows');
    await page.focus('#rows');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => /frame=\d+/.test(location.hash));
    // A line of the tree lights the octets that it tells.
    await page.hover('#detail .tree li >> nth=2');
    assert.ok(await page.locator('.hex span.lit').count());
    assert.deepEqual(complaints, []);
    await page.close();
  });

  for (const colorScheme of ['light', 'dark'] as const)
    test(`has nothing that axe calls serious, in ${colorScheme}`, async () => {
      for (const capture of ['samples/takeover.pcap', 'samples/p-stranger.pcap']) {
        // The script of the page is the only one that its policy lets in.
        const { page } = await open(browser, reportOf(capture), '#at=28.82&frame=680', {
          colorScheme,
          bypassCSP: true,
        });
        await seeAll(page);
        await page.addScriptTag({ path: axePath });
        const found = await page.evaluate(async () => {
          const { axe } = window as unknown as {
            axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
          };
          const { violations } = await axe.run();
          return violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(
              ({ id, nodes }) =>
                `${id}: ${nodes
                  .slice(0, 3)
                  .map(({ html }) => html.slice(0, 160))
                  .join(' | ')}`,
            );
        });
        assert.deepEqual(found, [], capture);
        await page.close();
      }
    });

  test('takes no harm from pool handles that want to be scripts, mark-up, links or very long', async () => {
    const path = join(folder, 'hostile.html');
    writeFileSync(path, builtPage(reportOfStory(hostileStory(), '<img src=x onerror=alert(9)>.pcap')));
    const { page, complaints } = await open(
      browser,
      path,
      '#at=2.1&pe=%3Cscript%3E&pool=%22%3E%3Cimg&frame=1e9&finding=-1',
    );
    await seeAll(page);
    await page.click('#before');
    await page.fill('#search', '<script>');
    assert.match((await page.textContent('#found')) ?? '', /^\d+ rows? of/);
    // Whatever a handle says, no element of the page came out of it.
    assert.equal(await page.locator('main img, main script, main iframe, main a[href^="javascript"]').count(), 0);
    const words = (await page.textContent('main')) ?? '';
    assert.match(words, /<script>alert\(1\)<\/script>/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    assert.doesNotMatch(words, /[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test('of a comparison needs no script and asks nobody', async () => {
    const path = join(folder, 'changes.html');
    poolshark('report', 'samples/a-basic.pcap', '--against', 'samples/takeover.pcap', '-o', path);
    const { page, complaints } = await open(browser, path);
    assert.ok(await page.locator('tr.verdict-only-after').count());
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test('tells its story without JavaScript, and on paper', async () => {
    const file = reportOf('samples/takeover.pcap');
    const { page } = await open(browser, file, '', { javaScriptEnabled: false });
    const text = await page
      .locator('main')
      .allInnerTexts()
      .then((texts) => texts.join());
    assert.match(text, /0x0a000001 begins to take over 0x0a000002/);
    assert.match(text, /0x00000200\s+\+11 s to \+19\.6 s: registered at 0x0a000002/);
    await page.close();
    const live = await open(browser, file);
    await live.page.emulateMedia({ media: 'print' });
    assert.ok(await live.page.locator('.fixed table').first().isVisible());
    assert.ok(!(await live.page.locator('#slider').isVisible()));
    const pdf = await live.page.pdf({ format: 'A4' });
    assert.ok(pdf.length > 50_000);
    await live.page.close();
  });

  test('stays quick and of a size that can be mailed with hundreds of thousands of frames', async (t) => {
    const capture = '../shared/captures/j-large.pcap.zst';
    try {
      statSync(capture);
    } catch {
      t.skip(`${capture} is not here`);
      return;
    }
    const file = reportOf(capture);
    assert.ok(statSync(file).size < 6_000_000, `${statSync(file).size} octets`);
    const { page, complaints } = await open(browser, file);
    const longest = await page.evaluate(async () => {
      const slider = document.querySelector('#slider') as HTMLInputElement;
      let most = 0;
      for (let step = 0; step < 40; step++) {
        const start = performance.now();
        slider.value = String(step * 250);
        slider.dispatchEvent(new Event('input'));
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        most = Math.max(most, performance.now() - start);
      }
      return most;
    });
    assert.ok(longest < 1000, `a move of the slider took ${longest} ms`);
    assert.deepEqual(complaints, []);
    await page.close();
  });
});

test('the numbers of the report are those of analyze and pools', () => {
  const path = join(folder, 'takeover.json');
  poolshark('report', 'samples/takeover.pcap', '-o', path);
  const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  const analysis = JSON.parse(poolshark('analyze', 'samples/takeover.pcap', '--json'));
  assert.deepEqual(report.messages, analysis.messages);
  assert.deepEqual(report.capture, analysis.capture);
  for (const [at, row] of analysis.exchanges.entries())
    assert.deepEqual({ ...report.responseTimes[at], ...row }, report.responseTimes[at]);
  assert.deepEqual(
    report.servers.map(({ spans: _spans, silences: _silences, ...server }) => server),
    analysis.servers,
  );
  const sum = report.rates.types.reduce(
    (total, { counts }) => total + counts.reduce((one, other) => one + other, 0),
    0,
  );
  assert.equal(
    sum,
    analysis.messages.reduce((total: number, { count }: { count: number }) => total + count, 0),
  );
});
