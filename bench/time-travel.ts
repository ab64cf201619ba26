// Time travel on the benchmark's capture: how long the first pass takes with and without snapshots, and then a random moment.
// Also what saving and taking up the whole state costs. node --import tsx bench/time-travel.ts [packets]
import { openCapture } from '../src/capture/open.ts';
import { Dissector } from '../src/dissect/dissector.ts';
import { Handlespace } from '../src/handlespace/handlespace.ts';
import { StateDoor } from '../src/handlespace/saved-state.ts';
import { TimeTravel } from '../src/handlespace/time-travel.ts';
import { PoolUsers } from '../src/handlespace/users/pool-users.ts';
import { capture } from './captures.ts';

const packets = Number(process.argv[2] ?? 1_000_000);
const moments = 100;
const path = process.argv[3] ?? (await capture('rserpool', packets));
const door = new StateDoor();

function asNew() {
  const users = new PoolUsers();
  const handlespace = new Handlespace({ observers: [users] });
  return { dissector: new Dissector(), handlespace, more: new Map([['users', users]]) };
}

/** Processor time: others may be at work on the machine. */
async function milliseconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const plain = asNew();
const follow = await milliseconds(async () => {
  const source = await openCapture(path);
  do while (source.next()) plain.handlespace.apply(plain.dissector.dissect(source.frame));
  while (await source.fill());
});
let saved = new Uint8Array(0);
for (let run = 0; run < 3; run++) {
  const save = await milliseconds(() => {
    saved = Uint8Array.from(door.save(plain, ''));
  });
  const load = await milliseconds(() => door.load(saved, asNew(), ''));
  console.log(`save ${save.toFixed(0)} ms, load ${load.toFixed(0)} ms, ${(saved.length / 1e6).toFixed(2)} MB`);
}
const travel = new TimeTravel(() => openCapture(path), asNew(), door);
const first = await milliseconds(() => travel.goToEnd());
const frames = travel.frames ?? 0;
console.log(
  `first pass ${first.toFixed(0)} ms (${follow.toFixed(0)} ms without snapshots), ` +
    `${travel.snapshotCount} snapshots of ${(travel.snapshotOctets / 1e6).toFixed(1)} MB`,
);
let seed = 1;
const times: number[] = [];
for (let moment = 0; moment < moments; moment++) {
  seed = (seed * 48271) % 0x7fffffff;
  const frame = 1 + (seed % frames);
  times.push(await milliseconds(() => travel.goTo({ frame })));
}
times.sort((a, b) => a - b);
const sum = times.reduce((total, one) => total + one, 0);
console.log(
  `${moments} random moments: mean ${(sum / moments).toFixed(0)} ms, median ${times[moments >> 1]?.toFixed(0)} ms, most ${times.at(-1)?.toFixed(0)} ms; ` +
    `resident ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
);
