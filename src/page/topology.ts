// Who is home to whom, and who uses whom, at the moment of the slider: servers in the middle, their elements around them, users
// below. At a takeover the elements walk to their new home.
import type { Report } from '../report/full/schema.ts';
import { type Context, serverClass } from './context.ts';
import { Moments, type Now } from './moment.ts';
import { node, section, svg } from './nodes.ts';
import { whenSeen } from './seen.ts';
import { clip, short } from './words.ts';

const width = 760;
const height = 440;
const middle = { x: width / 2, y: 190 };
const innerRadius = 86;
const outerRadius = 165;
/** More elements of a server are one dot with a number. */
const dotsShown = 24;
const usersShown = 12;

interface Place {
  readonly x: number;
  readonly y: number;
}

export function topologySection(context: Context): HTMLElement {
  const moments = new Moments(context.report);
  const picture = svg('svg', {
    class: 'topology',
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': 'Servers, the elements whose home they are, and pool users at this moment',
  });
  const words = node('p', { class: 'hint' });
  const draw = () => {
    const { at } = context.chooser.choice;
    const now = moments.at(at);
    picture.replaceChildren(...drawing(context, now, at));
    words.textContent = now.servers
      .map(({ server, owned, span }) => `${server.id} ${span?.state ?? 'unknown'}, home of ${owned}`)
      .join('; ');
  };
  const part = section('topology', 'Who belongs to whom', picture, words);
  const ask = whenSeen(part, draw);
  context.chooser.follow((_, changed) => {
    if (changed.has('at') || changed.has('element')) ask();
  });
  return part;
}

function drawing(context: Context, now: Now, at: number): SVGElement[] {
  const { report } = context;
  const servers = report.servers.map((server, index) => ({
    server,
    place: around(innerRadius, report.servers.length === 1 ? null : index / report.servers.length),
    now: now.servers.find((one) => one.server.id === server.id),
  }));
  const edges: SVGElement[] = [];
  const dots: SVGElement[] = [];
  const places = new Map<string, Place>();
  for (const [index, { server, place, now: known }] of servers.entries()) {
    for (const other of servers.slice(index + 1)) edges.push(line(place, other.place, 'edge', 1));
    const own = now.pools.flatMap(({ elements }) => elements.filter(({ span }) => span.home === server.id));
    const share = 1 / Math.max(1, servers.length);
    const shown = own.length <= dotsShown ? own : [];
    for (const [at2, { element, span }] of shown.entries()) {
      const turn = index / servers.length + share * 0.86 * ((at2 + 0.5) / shown.length - 0.5);
      const spot = around(outerRadius, turn);
      places.set(element.name, spot);
      const colour = serverClass(context, server.id);
      const isPale = span.state !== 'registered';
      edges.push(line(place, spot, `edge ${colour} ${isPale ? 'gone' : ''}`, 1.6));
      dots.push(elementDot(context, element.name, spot, `${colour} ${isPale ? 'gone' : ''}`));
    }
    if (own.length > dotsShown) {
      const spot = around(outerRadius, index / servers.length);
      edges.push(line(place, spot, `edge ${serverClass(context, server.id)}`, 3));
      dots.push(
        svg('circle', { cx: spot.x, cy: spot.y, r: 20, class: `node ${serverClass(context, server.id)}` }),
        label({ x: spot.x, y: spot.y + 38 }, `${own.length} elements`),
      );
      for (const { element } of own) places.set(element.name, spot);
    }
    const isThere = known?.span?.state === 'active';
    dots.push(
      svg('circle', {
        cx: place.x,
        cy: place.y,
        r: 17,
        class: `node ${serverClass(context, server.id)} ${isThere ? '' : 'gone'}`,
      }),
      label({ x: place.x, y: place.y + 31 }, `${server.id}${isThere ? '' : ` (${known?.span?.state ?? 'not seen'})`}`),
    );
  }
  const users = userPlaces(report);
  for (const [index, spot] of users) {
    const name = report.parties[index]?.name ?? '?';
    dots.push(
      svg('rect', { x: spot.x - 9, y: spot.y - 9, width: 18, height: 18, rx: 4, class: 'node user' }),
      label({ x: spot.x, y: spot.y + 24 }, clip(name, 22)),
    );
    edges.push(...userEdges(report, index, spot, places, at));
  }
  return [...edges, ...dots];
}

/** Sessions that stand at this moment. */
function userEdges(
  report: Report,
  party: number,
  spot: Place,
  places: ReadonlyMap<string, Place>,
  at: number,
): SVGElement[] {
  const own = new Set(report.parties[party]?.addresses ?? []);
  const numbers = new Set(
    report.users.filter(({ addresses }) => addresses.some((address) => own.has(address))).map(({ number }) => number),
  );
  const used = new Set<string>();
  for (const { user, pool, element, startEpoch, endEpoch } of report.sessions)
    if (numbers.has(user) && startEpoch <= at && (endEpoch ?? Number.POSITIVE_INFINITY) > at)
      used.add(`${pool}/${element}`);
  return [...used].flatMap((name) => {
    const place = places.get(name);
    return place === undefined ? [] : [line(spot, place, 'edge', 1.6, '5 4')];
  });
}

function userPlaces({ parties }: Report): (readonly [number, Place])[] {
  const users = parties.flatMap(({ role }, index) => (role === 'PU' ? [index] : [])).slice(0, usersShown);
  return users.map((index, at) => [index, { x: (width * (at + 1)) / (users.length + 1), y: height - 42 }]);
}

/** `turn`: share of the circle, from the top; null is the middle. */
function around(radius: number, turn: number | null): Place {
  if (turn === null) return middle;
  const angle = 2 * Math.PI * turn - Math.PI / 2;
  return { x: middle.x + 1.55 * radius * Math.cos(angle), y: middle.y + radius * Math.sin(angle) };
}

function elementDot(context: Context, name: string, { x, y }: Place, style: string): SVGElement {
  const isChosen = context.chooser.choice.element === name;
  return svg(
    'g',
    { class: style },
    svg('circle', { cx: x, cy: y, r: isChosen ? 11 : 8, class: 'node' }),
    svg('text', { x, y: y - 13, 'text-anchor': 'middle' }, clip(short(name), 20)),
    svg('title', {}, name),
  );
}

function line(from: Place, to: Place, style: string, thickness: number, dashes = ''): SVGElement {
  return svg('line', {
    x1: from.x,
    y1: from.y,
    x2: to.x,
    y2: to.y,
    class: style,
    'stroke-width': thickness,
    ...(dashes === '' ? {} : { 'stroke-dasharray': dashes }),
  });
}

function label({ x, y }: Place, text: string): SVGElement {
  return svg('text', { x, y, 'text-anchor': 'middle' }, text);
}
