// What `live` does: captures on interfaces until somebody ends it, or plays a capture, and shows what happens while it happens.
import process from 'node:process';
import { FrameLinks } from '../../dissect/transactions/frame-links.ts';
import { checkCapturePath } from '../capture-output.ts';
import { loadFilters } from '../display-filter.ts';
import { dissectionOf } from '../dissection-options.ts';
import { complain, UsageError } from '../errors.ts';
import { stateFileOf } from '../follow.ts';
import { openLiveFeed } from './feed.ts';
import { parseListen } from './listen-address.ts';
import { type Limits, type LiveOptions, parseLimits } from './live-options.ts';
import { openReplayFeed, parseSpeed } from './replay-feed.ts';
import { runWithFewerRights } from './rights.ts';
import { type Plan, Session } from './session.ts';

/** Gives the exit code. */
export async function live(options: LiveOptions): Promise<number> {
  const plan = await planOf(options);
  return (options.readFile ?? []).length > 0 ? play(plan) : capture(plan);
}

async function play(plan: Plan): Promise<number> {
  const { options } = plan;
  const speed = parseSpeed(options.speed);
  const feed = await openReplayFeed(options, speed);
  try {
    return await new Session(plan, feed).run();
  } finally {
    feed.close();
  }
}

async function capture(plan: Plan): Promise<number> {
  const { options } = plan;
  const outputs = [options.write, options.state].filter((path): path is string => path !== undefined && path !== '-');
  const code = await runWithFewerRights({ user: options.user, outputs });
  if (code !== undefined) return code;
  let session: Session | undefined;
  const feed = await openLiveFeed(options, ({ kind, sentence }) => session?.notice(kind, sentence));
  try {
    const state = await stateFileOf(options, plan.dissection(feed.source));
    session = new Session(plan, feed, state);
    return await session.run();
  } finally {
    feed.close();
  }
}

async function planOf(options: LiveOptions): Promise<Plan> {
  const limits = parseLimits('-a', options.autostop);
  const ring = parseLimits('-b', options.ringBuffer);
  check(options, limits, ring);
  if (options.metrics !== undefined) parseListen(options.metrics);
  const { displayFilter } = options;
  const keep = displayFilter === undefined ? undefined : (await loadFilters(new FrameLinks()))(displayFilter);
  return { options, limits, ring, keep, dissection: dissectionOf(options), onScreen: isOnScreen(options) };
}

function isOnScreen({ plain, ndjson, quiet, write, messages }: LiveOptions): boolean {
  if (plain || ndjson || quiet || messages || write === '-' || !process.stdout.isTTY) return false;
  if (process.env.TERM !== 'dumb' && process.env.TERM !== undefined) return true;
  complain('this terminal has no screen to draw on (TERM): one line an event, as with --plain');
  return false;
}

function check(options: LiveOptions, limits: Limits, ring: Limits): void {
  const { write, readFile = [] } = options;
  const names = options.interface ?? [];
  if (names.length === 0 && readFile.length === 0)
    throw new UsageError('live: no interface given: name one with -i; poolshark interfaces lists them');
  if (names.length > 0 && readFile.length > 0)
    throw new UsageError('-i watches an interface and -r plays a capture: choose');
  if (options.json) throw new UsageError('--json is one document at the end: live has --ndjson, an object an event');
  if (options.plain && options.ndjson) throw new UsageError('--plain and --ndjson are two forms of one output: choose');
  if (readFile.length > 0 && options.state !== undefined)
    throw new UsageError('--state goes on from run to run of a capture; what is played begins anew each time');
  if (readFile.length > 0 && write !== undefined)
    throw new UsageError(
      '-w records what is captured; what is played is a capture already (poolshark read -w copies it)',
    );
  if (Object.keys(ring).length > 0) {
    if (write === undefined || write === '-')
      throw new UsageError('-b makes files one after the other: it needs -w FILE');
    const { files: _, ...when } = ring;
    if (Object.keys(when).length === 0)
      throw new UsageError(
        '-b files:N: it also needs when to begin the next: filesize:, duration:, interval: or packets:',
      );
  }
  if ((limits.kilobytes ?? limits.files) !== undefined && write === undefined)
    throw new UsageError('-a filesize: and files: measure the recording: they need -w FILE');
  if (write !== undefined) checkCapturePath(write, []);
  if (write === '-' && (options.ndjson || options.plain || options.messages))
    throw new UsageError('-w -: packets and lines cannot share standard output');
}
