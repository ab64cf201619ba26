// Where the packets of `live` come from: interfaces, now, or a capture that is played.
import type { CaptureSource } from '../../capture/source.ts';
import type { EngineCounts } from '../../live/engine.ts';
import { joinGroups } from '../../live/join-groups.ts';
import type { LiveNotice } from '../../live/live-input.ts';
import { complain, printable } from '../errors.ts';
import type { LiveOptions } from './live-options.ts';
import { openLive } from './open-live.ts';

export interface Feed {
  readonly source: CaptureSource;
  /** The packets' clock is ours: time passes also where none comes. */
  readonly isLive: boolean;
  /** What is watched, for headings: `eth0, eth1 (dumpcap)`. */
  readonly title: string;
  /** One sentence for standard error when it begins. */
  readonly greeting: string;
  readonly counts: EngineCounts;
  /** Interfaces that are not there now. */
  readonly away: readonly string[];
  /** Why it ended before anybody asked. */
  readonly failures: readonly string[];
  /** For engines that tell their counts when asked. */
  askCounts(): void;
  /** No more is to be captured; what was captured until now still comes. */
  stop(): void;
  /** Waits until all is told about it. */
  finish(): Promise<void>;
  close(): void;
}

export async function openLiveFeed(options: LiveOptions, onNotice: (notice: LiveNotice) => void): Promise<Feed> {
  const source = await openLive(options, onNotice);
  const { engine } = source;
  const names = (options.interface ?? []).map(printable);
  const groups = options.join ? await joinGroups(options.interface ?? []) : undefined;
  for (const fault of groups?.faults ?? []) complain(`--join: ${printable(fault)}`);
  return {
    source,
    isLive: true,
    title: `${names.join(', ')} (${engine.name})`,
    greeting: `capturing on ${names.map((name) => `'${name}'`).join(', ')} with ${engine.name} (${engine.knows})`,
    get counts() {
      return source.counts;
    },
    get away() {
      return source.away;
    },
    get failures() {
      return source.failures;
    },
    askCounts: () => source.askCounts(),
    stop: () => source.stop(),
    finish: () => source.finish(),
    close() {
      groups?.leave();
      source.close();
    },
  };
}
