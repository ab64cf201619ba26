// One line for each change of the handlespace, as `pools --events` and `pools --watch` print them.
import type { EventView } from '../../handlespace/view.ts';
import { eventSubject } from '../event-subject.ts';

export function changeLine(event: EventView, start: number): string {
  const time = `+${Math.max(0, event.epoch - start).toFixed(3)}s`;
  return `${`#${event.frame}`.padEnd(8)}${time.padEnd(12)}${event.kind.padEnd(23)} ${eventSubject(event)}`;
}
