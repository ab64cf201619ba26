// `npm run bench`: Poolshark against tshark and tcpdump on a million packets, in one run and in turn, so that whatever
// else the machine does hits all alike. --quick: 100 000 packets. --runs N: repetitions.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { capture } from './captures.ts';
import type { SizeFigures } from './handlespace-size.ts';
import { growthTarget, memoryTargetMegabytes, type Opponent, poolshark, type Race, races } from './races.ts';
import { run, Series } from './run.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, runs: { type: 'string' } } });
const packets = values.quick ? 100_000 : 1_000_000;
const longer = values.quick ? 4 : 2;
const runs = Math.max(1, Number(values.runs ?? (values.quick ? 3 : 5)));
const verdicts: { readonly text: string; readonly met: boolean }[] = [];

function versionOf(program: string): string | undefined {
  const { status, stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? (stdout || stderr).split('\n')[0] : undefined;
}

const installed = new Map(['tshark', 'tcpdump'].map((program) => [program, versionOf(program)]));
const isThere = ({ command: [program = ''] }: Opponent) =>
  program === process.execPath || installed.get(program) !== undefined;

function judge(text: string, met: boolean): string {
  verdicts.push({ text, met });
  return met ? 'met' : 'MISSED';
}

/** `5.4`, `0.82`. */
const figure = (ratio: number) => ratio.toFixed(ratio < 2 ? 2 : 1);
const megabytes = (value: number | undefined) => (value === undefined ? 'unknown' : value.toFixed(0));

async function runRace(race: Race): Promise<void> {
  const opponents = race.opponents.filter(isThere);
  const runners = [race.ours, ...opponents];
  const series = runners.map(() => new Series());
  const turns = runs * (race.times ?? 1);
  for (let turn = 0; turn < turns; turn++)
    for (const [index, { command }] of runners.entries()) series[index]!.add(await run(command));
  const ours = series[0]!;
  const table = new Table({
    head: [race.title, 'least s', 'median s', 'packets/s', 'peak MB', 'ratio (median)', 'target'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const [index, runner] of runners.entries()) {
    const one = series[index]!;
    const ratio = one.least / ours.least;
    let target = '';
    if (index === 0) {
      const fits = (one.peakMegabytes ?? 0) < memoryTargetMegabytes;
      target = `< ${memoryTargetMegabytes} MB ${judge(`${runner.label}: ${megabytes(one.peakMegabytes)} MB`, fits)}`;
    } else {
      const wanted = (runner as Opponent).target;
      const text = `${race.title}: ${Number(ratio.toPrecision(2))} times as fast as ${runner.label}`;
      if (wanted !== undefined) target = `>= ${Number(wanted.toFixed(2))} ${judge(text, ratio >= wanted)}`;
    }
    table.push([
      runner.label,
      one.least.toFixed(2),
      one.median.toFixed(2),
      Math.round(race.packets / one.least).toLocaleString('en'),
      megabytes(one.peakMegabytes),
      index === 0 ? '' : `${figure(ratio)} (${figure(one.median / ours.median)})`,
      target,
    ]);
  }
  console.log(table.toString());
}

/** The same traffic for longer must not take more memory. */
async function compareMemory(short: string, long: string): Promise<void> {
  const table = new Table({
    head: ['memory', `${packets.toLocaleString('en')} packets`, `${longer} times as many`, 'growth', 'target'],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const command of ['read', 'analyze']) {
    const peaks: (number | undefined)[] = [];
    for (const file of [short, long]) {
      const series = new Series();
      for (let turn = 0; turn < Math.min(runs, 3); turn++) series.add(await run(poolshark(command, file).command));
      peaks.push(series.peakMegabytes);
    }
    const [before, after] = peaks;
    if (before === undefined || after === undefined) continue;
    const growth = after / before;
    const fits = growth <= growthTarget && after < memoryTargetMegabytes;
    const verdict = judge(`${command}: ${megabytes(after)} MB with ${longer} times as many packets`, fits);
    table.push([
      `poolshark ${command}`,
      `${megabytes(before)} MB`,
      `${megabytes(after)} MB`,
      growth.toFixed(2),
      `<= ${growthTarget} and < ${memoryTargetMegabytes} MB ${verdict}`,
    ]);
  }
  console.log(table.toString());
}

/** Many pool elements: what each costs, and that an event costs no more for it. Ten times the elements, cold caches and all. */
function compareSizes(): void {
  const table = new Table({
    head: ['handlespace', 'pools', 'bytes per element', 'µs per event', 'target'],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  const sizes = values.quick ? [1_000, 10_000] : [10_000, 100_000];
  const figures = sizes.map((elements) => {
    const words = ['--expose-gc', '--import', 'tsx', 'bench/handlespace-size.ts', String(elements)];
    const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    return JSON.parse(stdout) as SizeFigures;
  });
  for (const [index, { elements, pools, bytesPerElement, microsecondsPerEvent }] of figures.entries()) {
    const growth = microsecondsPerEvent / (figures[0] as SizeFigures).microsecondsPerEvent;
    const text = `an event with ${elements.toLocaleString('en')} elements costs ${growth.toFixed(2)} of one with a tenth`;
    table.push([
      `${elements.toLocaleString('en')} elements`,
      pools,
      bytesPerElement,
      microsecondsPerEvent.toFixed(1),
      index === 0 ? '' : `growth ${growth.toFixed(2)} <= 2 ${judge(text, growth <= 2)}`,
    ]);
  }
  console.log(table.toString());
}

for (const [program, version] of installed)
  if (version === undefined) console.log(`${program} is NOT INSTALLED: nothing is compared with it`);
const [rserpool, mixed, long] = await Promise.all([
  capture('rserpool', packets),
  capture('mixed', packets),
  capture('rserpool', packets * longer),
]);
const [cpu] = cpus();
console.log(`${cpu?.model.trim()}, ${cpus().length} cores, Node ${process.version}, ${process.platform}`);
for (const version of installed.values()) if (version !== undefined) console.log(version);
console.log(`${packets.toLocaleString('en')} packets, ${runs} repetitions in turn; ratios of the least times\n`);
for (const race of races({ packets, rserpool: rserpool as string, mixed: mixed as string })) await runRace(race);
await compareMemory(rserpool as string, long as string);
compareSizes();
console.log('');
for (const { text, met } of verdicts) console.log(`${met ? 'met   ' : 'MISSED'}  ${text}`);
process.exitCode = verdicts.every(({ met }) => met) ? 0 : 1;
