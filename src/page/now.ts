// The handlespace at the moment of the slider: servers with what they own and announce, pools with their elements.
import type { Context } from './context.ts';
import { serverName } from './context.ts';
import type { ElementNow, Now, PoolNow, ServerNow } from './moment.ts';
import { Moments } from './moment.ts';
import { linkButton, node, replaceChildren, section, table } from './nodes.ts';
import { whenSeen } from './seen.ts';
import { clip, counted, grouped, seconds, short } from './words.ts';

const elementsShown = 250;
const poolsShown = 60;

export function nowSection(context: Context): HTMLElement {
  const { report, chooser } = context;
  const moments = new Moments(report);
  const head = node('p', { class: 'hint', id: 'now-words' });
  const servers = node('div', { id: 'now-servers' });
  const pools = node('div', { id: 'now-pools' });
  const handles = report.pools.map(({ handle }) => handle);
  const choose = node(
    'select',
    { 'aria-label': 'Pool', id: 'pool' },
    ...['all pools', ...handles.map((handle) => clip(handle, 60))].map((text, at) =>
      node('option', { value: at }, text),
    ),
  );
  choose.addEventListener('change', () => chooser.choose({ pool: handles[choose.selectedIndex - 1] ?? null }));
  const show = () => {
    const { at, pool } = chooser.choice;
    choose.selectedIndex = pool === null ? 0 : handles.indexOf(pool) + 1;
    const now = moments.at(at);
    head.textContent = headText(now, at - context.fromEpoch);
    replaceChildren(servers, serverTable(now, context));
    replaceChildren(
      pools,
      ...poolParts(pool === null ? now.pools : now.pools.filter((one) => one.pool.handle === pool), context),
    );
  };
  const tools = handles.length > 1 ? node('div', { class: 'tools' }, choose) : null;
  const part = section('now', 'The handlespace at this moment', head, servers, tools, pools);
  const ask = whenSeen(part, show);
  chooser.follow((_, changed) => {
    if (changed.has('at') || changed.has('element') || changed.has('pool')) ask();
  });
  return part;
}

/** Rows of all pools together are bounded: what the slider makes anew must be made at once. */
function poolParts(pools: readonly PoolNow[], context: Context): HTMLElement[] {
  const parts: HTMLElement[] = [];
  let left = elementsShown;
  for (const [at, pool] of pools.entries()) {
    if (left <= 0 || at >= poolsShown) {
      parts.push(node('p', { class: 'more' }, `… and ${counted(pools.length - at, 'pool')} more: choose one above.`));
      break;
    }
    parts.push(...poolPart(pool, context, left));
    left -= pool.elements.length;
  }
  return parts;
}

function headText(now: Now, at: number): string {
  const elements = now.pools.reduce((sum, pool) => sum + pool.elements.length, 0);
  return `${seconds(at)}: ${counted(now.servers.length, 'ENRP server')}, ${counted(now.pools.length, 'pool')}, ${counted(elements, 'pool element')}. Move the slider to travel in time.`;
}

function serverTable(now: Now, context: Context): HTMLElement {
  const heads = ['ENRP server', 'state', 'owns', 'PE checksum', 'agree', 'in flight', 'disagree', 'unverifiable'];
  const rows = now.servers.map((server) => serverRow(server, context));
  return table('ENRP servers at this moment', heads, rows, [2, 4, 5, 6, 7]);
}

function serverRow({ server, span, owned, checksum }: ServerNow, context: Context) {
  const state = span?.state ?? 'unknown';
  const tallies = checksum?.tallies ?? [0, 0, 0, 0];
  return [
    serverName(context, server.id),
    node('span', { class: `state ${state}` }, state),
    grouped(owned),
    checksum === null
      ? '–'
      : node(
          'span',
          {},
          node('span', { class: 'mono' }, checksum.announced),
          ' ',
          node(
            'span',
            { class: `state ${checksum.outcome === 'in flight' ? '' : checksum.outcome}` },
            outcomeText(checksum.outcome),
          ),
        ),
    ...tallies.map(grouped),
  ];
}

function outcomeText(outcome: string): string {
  return outcome === 'verified' ? 'agrees' : outcome === 'disagreed' ? 'disagrees' : outcome;
}

function poolPart({ pool, elements }: PoolNow, context: Context, most: number): HTMLElement[] {
  const shown = elements.slice(0, most);
  const heads = ['element', 'home', 'state', 'since', 'policy', 'user transport'];
  const part = table(
    `Pool ${clip(pool.handle, 60)}`,
    heads,
    shown.map((element) => elementRow(element, context)),
  );
  for (const [at, row] of [...part.querySelectorAll('tbody tr')].entries())
    if (shown[at]?.element.name === context.chooser.choice.element) row.classList.add('chosen');
  const more = elements.length - shown.length;
  return [
    node(
      'h3',
      {},
      clip(pool.handle, 120),
      node(
        'span',
        { class: 'hint' },
        `  ${pool.policy?.name ?? 'policy not seen'}, ${counted(elements.length, 'element')}`,
      ),
    ),
    part,
    ...(more > 0
      ? [
          node(
            'p',
            { class: 'more' },
            `… and ${counted(more, 'element')} more: choose one among the bands to see it here.`,
          ),
        ]
      : []),
  ];
}

function elementRow({ element, span }: ElementNow, context: Context) {
  const { chooser, fromEpoch } = context;
  const isChosen = chooser.choice.element === element.name;
  const choose = () => chooser.choose({ element: isChosen ? null : element.name });
  const { policy, userTransport } = element;
  const button = linkButton(element.id, choose, `${isChosen ? 'Leave' : 'Follow'} ${clip(element.name, 80)}`);
  button.classList.add('mono');
  return [
    button,
    serverName(context, span.home),
    node('span', { class: `state ${span.state}` }, span.state),
    linkButton(seconds(span.fromEpoch - fromEpoch), () => chooser.choose({ at: span.fromEpoch })),
    policy === null ? '–' : policyText(policy),
    userTransport === null
      ? '–'
      : short(
          `${userTransport.protocol} ${userTransport.addresses.slice(0, 2).join(', ')}${userTransport.addresses.length > 2 ? ' …' : ''} port ${userTransport.port}`,
        ),
  ];
}

function policyText(policy: Readonly<Record<string, string | number>>): string {
  const values = Object.entries(policy).filter(([key]) => key !== 'type' && key !== 'name');
  const words = values.map(
    ([key, value]) => `${key} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`,
  );
  return [String(policy.name), ...words].join(', ');
}
