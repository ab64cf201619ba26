// What a capture cannot tell of its handlespace, in sentences: what it lacks is known, what that hides is not.

import { hexNumber } from '../bytes/text.ts';
import { answeredBy, exchanges } from '../protocol/exchanges.ts';
import type { HandlespaceState } from './state.ts';
import type { MessageCount, Traffic } from './traffic.ts';

export interface Unknown {
  readonly code:
    | 'gaps'
    | 'hole'
    | 'begun-before'
    | 'no-enrp'
    | 'no-asap'
    | 'no-requests'
    | 'no-answers'
    | 'incomplete-server';
  readonly sentence: string;
}

/** So few requests without an answer may be chance. */
const fewest = 3;

function total(counts: readonly (MessageCount | undefined)[]): number {
  return counts.reduce((sum, one) => sum + (one?.count ?? 0), 0);
}

export function unknownsOf(state: HandlespaceState, traffic: Traffic): Unknown[] {
  const found: Unknown[] = [];
  const say = (code: Unknown['code'], sentence: string) => found.push({ code, sentence });
  if (state.gaps > 0)
    say('gaps', `The capture lacks data that was acknowledged, ${times(state.gaps)}: what it told is not known.`);
  if (state.holes > 0)
    say(
      'hole',
      `The capture stood still, ${times(state.holes)}, ${state.holeSeconds} seconds in all, the last time before frame ${state.holeFrame}: what was said then is not known.`,
    );
  if (state.begunBefore > 0)
    say(
      'begun-before',
      `${count(state.begunBefore, 'association')} had begun before the capture: what was told there until then is not known, nor all addresses of the ends.`,
    );
  const asap = total(traffic.asap);
  const enrp = total(traffic.enrp);
  if (asap > 0 && enrp === 0)
    say(
      'no-enrp',
      'The capture has no ENRP: nothing confirms who is home to whom, and takeovers show only in keep-alives.',
    );
  // Announcements (0x0a) tell of servers alone.
  if (enrp > 0 && asap - (traffic.asap[0x0a]?.count ?? 0) === 0)
    say('no-asap', 'The capture has no ASAP but announcements: elements are known from what servers tell each other.');
  const requests = traffic.exchanges.reduce((sum, one) => sum + one.requests, 0);
  const answers = answerCount(traffic);
  if (requests >= fewest && answers === 0)
    say('no-answers', 'The capture has requests and no answers: perhaps one direction only.');
  if (answers >= fewest && requests === 0)
    say('no-requests', 'The capture has answers and no requests: perhaps one direction only.');
  const incomplete = [...state.servers.values()].filter((server) => server.heard && !server.complete);
  for (const { id } of incomplete.slice(0, 8))
    say(
      'incomplete-server',
      `Not all that ${hexNumber(id)} owns may be known: no checksum of it has confirmed it since.`,
    );
  return found;
}

/** Messages that are only ever answers. */
function answerCount({ asap, enrp }: Traffic): number {
  let sum = 0;
  for (const [protocol, counts] of [
    ['asap', asap],
    ['enrp', enrp],
  ] as const)
    for (const [type, one] of counts.entries()) {
      if (one === undefined) continue;
      if (answeredBy(protocol, type).some((kind) => exchanges[kind]?.counted)) sum += one.count;
    }
  return sum;
}

function times(number: number): string {
  return number === 1 ? 'once' : `${number} times`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
