// Whom an event of the handlespace befell, and why: what stands behind its kind in every list of events.
import type { EventView } from '../handlespace/view.ts';

export function eventSubject(
  event: Pick<EventView, 'kind' | 'pool' | 'element' | 'server' | 'formerServer' | 'why'>,
): string {
  const subject = [event.pool === null ? '' : `${event.pool}/${event.element}`, event.server ?? ''];
  const from = event.formerServer === null ? '' : otherServer(event.kind, event.formerServer);
  const why = event.why === null ? '' : `: ${event.why}`;
  return `${subject.filter(Boolean).join(' at ')}${from}${why}`;
}

/** What the second server of an event has to do with it. */
function otherServer(kind: string, server: string): string {
  if (kind === 'takeover-stopped') return ` (${server} wanted to take over)`;
  if (kind.startsWith('takeover-')) return ` of ${server}`;
  return kind === 'server-returned' ? ` (taken over by ${server})` : ` (before: ${server})`;
}
