// What rsplib's registrars themselves held, as its program hsdump printed it while a capture ran: `handlespace_dumps` in the truth beside the
// captures.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const capturesFolder = process.env.POOLSHARK_CAPTURES ?? '../shared/captures';

export interface TrueTransport {
  readonly port: number;
  readonly addresses: readonly string[];
}

export interface TrueElement {
  readonly home: number;
  readonly life: number;
  readonly policy: number;
  /** Weight or priority, load, degradation, factors: raw as on the wire. */
  readonly values: Readonly<Record<string, number>>;
  readonly user: TrueTransport | undefined;
  readonly asap: TrueTransport | undefined;
}

export interface Dump {
  readonly registrar: number;
  /** When it was asked for, and when the answer was there; seconds since 1970. */
  readonly asked: number;
  readonly answered: number;
  readonly why: string;
  /** By `pool/identifier`. */
  readonly elements: ReadonlyMap<string, TrueElement>;
}

interface Truth {
  readonly hosts: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  readonly processes: readonly { readonly host: string; readonly registrar_id?: string }[];
  readonly events: readonly { readonly action: string; readonly host?: string; readonly time: number }[];
  readonly handlespace_dumps?: readonly {
    readonly time: number;
    readonly from: string;
    readonly registrar: string;
    readonly why: string;
    readonly output: string;
  }[];
  readonly captures: readonly { readonly file: string; readonly link_type: string }[];
}

/** Each scenario that has dumps, with the captures made of it. */
export function dumpedCaptures(): { readonly path: string; readonly dumps: readonly Dump[] }[] {
  if (!existsSync(capturesFolder)) return [];
  const files = readdirSync(capturesFolder);
  return files
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const truth: Truth = JSON.parse(readFileSync(join(capturesFolder, name), 'utf8'));
      const dumps = dumpsOf(truth);
      return truth.captures.flatMap(({ file }) => {
        const found = files.find((one) => one === file || one.startsWith(`${file}.`));
        return found === undefined || dumps.length === 0 ? [] : [{ path: join(capturesFolder, found), dumps }];
      });
    });
}

function dumpsOf({ hosts, processes, events, handlespace_dumps = [] }: Truth): Dump[] {
  return handlespace_dumps.flatMap(({ time, from, registrar, why, output }) => {
    const address = registrar.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
    const host = hosts.find(({ addresses }) => addresses.includes(address))?.name;
    const id = processes.find((process) => process.host === host && process.registrar_id)?.registrar_id;
    if (id === undefined || !output.includes('Handlespace[')) return [];
    const asked = events.filter((event) => event.action === 'hsdump' && event.host === from && event.time <= time);
    return [
      {
        registrar: Number(id),
        asked: asked.at(-1)?.time ?? time - 1,
        answered: time,
        why,
        elements: elementsOf(output),
      },
    ];
  });
}

function elementsOf(output: string): Map<string, TrueElement> {
  const found = new Map<string, TrueElement>();
  let pool = '';
  for (const block of (output.split('*-- Selection:')[0] ?? '').split(/\n(?= +(?:\+-- Pool|- idx:))/)) {
    pool = /\+-- Pool "(.*)", Policy "/.exec(block)?.[1] ?? pool;
    const head =
      /- idx:#\d+: \$([0-9a-f]+) [\s\S]*home=\$([0-9a-f]+) life=(\d+)ms[\s\S]*?t=\$([0-9a-f]+) \[(.*)\]/.exec(block);
    if (!head) continue;
    const [, id, home, life, policy, values] = head as unknown as [string, string, string, string, string, string];
    found.set(`${pool}/${Number.parseInt(id, 16)}`, {
      home: Number.parseInt(home, 16),
      life: Number(life),
      policy: Number.parseInt(policy, 16),
      values: Object.fromEntries(
        [...values.matchAll(/(\w+)=(?:[\d.]+%?\(\$([0-9a-f]+)\)|(\d+))/g)].map(([, key, hex, plain]) => [
          key,
          hex === undefined ? Number(plain) : Number.parseInt(hex, 16),
        ]),
      ),
      user: transportIn(block, 'userT'),
      asap: transportIn(block, 'regT'),
    });
  }
  return found;
}

function transportIn(block: string, name: string): TrueTransport | undefined {
  const hit = new RegExp(`${name}:\\s+\\{(.*)\\} (\\d+)/`).exec(block);
  if (!hit) return undefined;
  const addresses = (hit[1] as string).split(',').map((address) => address.trim().toLowerCase());
  return { port: Number(hit[2]), addresses: addresses.sort() };
}
