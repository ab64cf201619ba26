// An event of the handlespace, or of the capture itself, as one line for people and logs.
import type { Finding } from '../../audit/finding.ts';
import type { EventView } from '../../handlespace/view.ts';
import { eventSubject } from '../event-subject.ts';
import type { Paint } from '../paint.ts';
import type { Notice } from './live-totals.ts';

const kindWidth = 24;

export function eventLine(event: EventView, paint: Paint): string {
  const kind = paint[toneOfEvent(event.kind)](event.kind.padEnd(kindWidth));
  return `${instant(event.epoch)}  #${String(event.frame).padEnd(7)} ${kind} ${eventSubject(event)}`;
}

export function findingLine({ firstEpoch, frames, severity, rule, summary }: Finding, paint: Paint): string {
  const painter = severity === 'error' ? paint.bad : severity === 'warning' ? paint.doubtful : paint.faint;
  const place = `#${frames[0] ?? 0}`.padEnd(8);
  return `${instant(firstEpoch)}  ${place} ${painter(`finding-${severity}`.padEnd(kindWidth))} ${rule} ${summary}`;
}

export function noticeLine({ epoch, kind, sentence }: Notice, paint: Paint): string {
  const painter = kind === 'failed' || kind === 'dropped' ? paint.bad : paint.doubtful;
  return `${instant(epoch)}  ${'-'.padEnd(8)} ${painter(`capture-${kind}`.padEnd(kindWidth))} ${sentence}`;
}

/** UTC with milliseconds: `2026-11-24T16:50:18.123Z`. */
export function instant(epoch: number): string {
  const ms = epoch * 1000;
  return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : 'no time';
}

/** Good news, bad news, and what deserves a look. */
export function toneOfEvent(kind: string): 'good' | 'doubtful' | 'bad' | 'faint' {
  if (/lost|suspect|silent|rejected|unreachable|disagreed|failed|dropped/.test(kind)) return 'bad';
  if (/takeover|removed|expired|home-changed|identifier/.test(kind)) return 'doubtful';
  if (/added|appeared|returned/.test(kind)) return 'good';
  return 'faint';
}
