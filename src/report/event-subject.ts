// Whom an event of the handlespace befell, and why: what stands behind its kind in every list of events.
import type { EventView } from '../handlespace/view.ts';

export function eventSubject(event: Pick<EventView, 'pool' | 'element' | 'server' | 'formerServer' | 'why'>): string {
  const subject = [event.pool === null ? '' : `${event.pool}/${event.element}`, event.server ?? ''];
  const from = event.formerServer === null ? '' : ` (before: ${event.formerServer})`;
  const why = event.why === null ? '' : `: ${event.why}`;
  return `${subject.filter(Boolean).join(' at ')}${from}${why}`;
}
