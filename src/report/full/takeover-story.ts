// Each takeover as a story of a few sentences: who fell silent, who took over what, how long it took, who came back
// (RFC 5353 §3.5). Made of the events of the handlespace and of the spans of servers.
import type { EventView } from '../../handlespace/view.ts';
import { duration, plural } from '../words.ts';
import type { Sentence, ServerReport } from './schema.ts';

interface Takeover {
  readonly target: string;
  /** Who was home of the elements afterwards. */
  by: string;
  readonly initiated: EventView;
  readonly acknowledged: EventView[];
  readonly moved: EventView[];
  stopped: EventView | undefined;
  /** Given up, because not all peers agreed in time. */
  abandoned: EventView | undefined;
  /** Others that wanted the same. */
  readonly contenders: string[];
}

const namesShown = 4;
/** What moves later moves for another reason. */
const movedWithinSeconds = 30;

export function takeoverSentences(
  events: readonly EventView[],
  servers: readonly ServerReport[],
  fromEpoch: number,
): Sentence[] {
  return takeoversOf(events).flatMap((takeover) => storyOf(takeover, events, servers, fromEpoch));
}

function takeoversOf(events: readonly EventView[]): Takeover[] {
  const takeovers: Takeover[] = [];
  /** The last one of each target. */
  const open = new Map<string, Takeover>();
  for (const event of events) {
    const { kind, server, formerServer } = event;
    if (kind === 'takeover-initiated' && server !== null && formerServer !== null) {
      const takeover: Takeover = {
        target: formerServer,
        by: server,
        initiated: event,
        acknowledged: [],
        moved: [],
        stopped: undefined,
        abandoned: undefined,
        contenders: [],
      };
      takeovers.push(takeover);
      open.set(formerServer, takeover);
      continue;
    }
    const target = kind === 'takeover-stopped' ? server : formerServer;
    const takeover = target === null ? undefined : open.get(target);
    if (takeover === undefined) continue;
    if (kind === 'takeover-acknowledged') takeover.acknowledged.push(event);
    else if (kind === 'takeover-contested' && server !== null) takeover.contenders.push(server);
    else if (kind === 'takeover-abandoned') takeover.abandoned = event;
    else if (kind === 'takeover-stopped' && takeover.moved.length === 0) takeover.stopped = event;
    else if (
      kind === 'home-changed' &&
      server !== null &&
      event.epoch - takeover.initiated.epoch <= movedWithinSeconds
    ) {
      // Of several that try one wins.
      if (takeover.moved.length === 0) takeover.by = server;
      if (server === takeover.by) takeover.moved.push(event);
    }
  }
  return takeovers;
}

function storyOf(
  { target, by, initiated, acknowledged, moved, stopped, abandoned, contenders }: Takeover,
  events: readonly EventView[],
  servers: readonly ServerReport[],
  fromEpoch: number,
): Sentence[] {
  const at = (epoch: number) => `+${duration(epoch - fromEpoch)}`;
  const sentences: Sentence[] = [];
  const lastHeard = lastHeardOf(target, servers, initiated.epoch);
  const silent = initiated.epoch - (lastHeard ?? initiated.epoch);
  if (lastHeard !== null && silent > 0)
    sentences.push({
      text: `ENRP server ${target} falls silent at ${at(lastHeard)}.`,
      tone: 'bad',
      epoch: lastHeard,
    });
  const lost = events.filter(
    ({ kind, server, epoch }) =>
      kind === 'element-lost' && server === target && epoch <= initiated.epoch && epoch >= (lastHeard ?? 0) - 1,
  );
  if (lost.length > 0 && lost[0] !== undefined)
    sentences.push({
      text: `${named(lost)} ${lost.length === 1 ? 'loses its association' : 'lose their associations'} with ${target} at ${at(lost[0].epoch)}.`,
      tone: 'bad',
      epoch: lost[0].epoch,
    });
  // Who wanted to take over itself and acknowledges another yields to it.
  const wanted = new Set([initiated.server, ...contenders]);
  const agreed = [...new Set(acknowledged.map(({ server }) => server))].filter((server) => server !== null);
  const yielding = agreed.filter((server) => wanted.has(server));
  const others = agreed.filter((server) => !wanted.has(server));
  const within = duration((acknowledged.at(-1)?.epoch ?? initiated.epoch) - initiated.epoch);
  const parts = [
    contenders.length === 0 ? '' : `${[...new Set(contenders)].join(', ')} wants the same`,
    yielding.length === 0 ? '' : `${yielding.join(', ')} ${yielding.length === 1 ? 'yields' : 'yield'}`,
    others.length === 0 ? '' : `${others.join(', ')} ${others.length === 1 ? 'agrees' : 'agree'} within ${within}`,
  ].filter((part) => part !== '');
  const answers = parts.length === 0 ? 'nobody acknowledges' : parts.join('; ');
  const after = silent > 0 && lastHeard !== null ? `, ${duration(silent)} after it was last heard` : '';
  sentences.push({
    text: `${initiated.server} begins to take over ${target} at ${at(initiated.epoch)}${after}; ${answers}.`,
    tone: 'notable',
    epoch: initiated.epoch,
  });
  const [first] = moved;
  const last = moved.at(-1);
  if (first !== undefined && last !== undefined) {
    const gap =
      lost[0] === undefined
        ? ''
        : ` They were without a living home for up to ${duration(last.epoch - lost[0].epoch)}.`;
    const span = moved.length > 1 ? ` within ${duration(last.epoch - first.epoch)}` : '';
    sentences.push({
      text: `From ${at(first.epoch)} on ${by} is home of ${named(moved)}: ${plural(moved.length, 'pool element')} moved${span}.${gap}`,
      tone: 'good',
      epoch: first.epoch,
    });
  } else if (stopped !== undefined)
    sentences.push({
      text: `${target} speaks up at ${at(stopped.epoch)}: the takeover stops.`,
      tone: 'good',
      epoch: stopped.epoch,
    });
  else if (abandoned !== undefined)
    sentences.push({
      text: `It is given up at ${at(abandoned.epoch)}: not all peers agreed in time.`,
      tone: 'bad',
      epoch: abandoned.epoch,
    });
  else
    sentences.push({
      text: `No pool element was seen to move by this takeover.`,
      tone: 'plain',
      epoch: initiated.epoch,
    });
  const back = returnOf(target, servers, initiated.epoch);
  if (back !== null && stopped === undefined)
    sentences.push({
      text: `${target} is heard again at ${at(back)}${lastHeard === null ? '' : `, after ${duration(back - lastHeard)} of silence`}.`,
      tone: 'notable',
      epoch: back,
    });
  return sentences;
}

function lastHeardOf(id: string, servers: readonly ServerReport[], before: number): number | null {
  const server = servers.find((other) => other.id === id);
  return server?.silences.findLast(({ fromEpoch }) => fromEpoch <= before)?.fromEpoch ?? null;
}

function returnOf(id: string, servers: readonly ServerReport[], after: number): number | null {
  const server = servers.find((other) => other.id === id);
  return server?.silences.find(({ toEpoch }) => toEpoch !== null && toEpoch > after)?.toEpoch ?? null;
}

function named(events: readonly EventView[]): string {
  const names = [...new Set(events.map(({ pool, element }) => `${pool}/${element}`))];
  if (names.length === 1) return names[0] as string;
  if (names.length > namesShown)
    return `${names.slice(0, namesShown - 1).join(', ')} and ${names.length - namesShown + 1} more`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
