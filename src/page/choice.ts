// What the reader looks at: a moment, and perhaps an element, a pool, a message or a finding. It stands behind the # of the
// address, so that a link shows somebody else the same.
export interface Choice {
  /** Seconds since 1970. */
  readonly at: number;
  /** `Alpha/0x00000100` */
  readonly element: string | null;
  /** Handle of a pool. */
  readonly pool: string | null;
  /** A message, by its frame. */
  readonly frame: number | null;
  /** Place in the list of findings. */
  readonly finding: number | null;
}

export type Part = keyof Choice;

type Listener = (choice: Choice, changed: ReadonlySet<Part>) => void;

/** `fromEpoch`: `at` is written as seconds since then. */
export function parseChoice(hash: string, fromEpoch: number, toEpoch: number): Partial<Choice> {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const number = (name: string) => {
    const text = words.get(name);
    const value = text === null ? Number.NaN : Number(text.replace(/^\+/, ''));
    return Number.isFinite(value) ? value : null;
  };
  const at = number('at');
  return {
    ...(at === null ? {} : { at: Math.min(Math.max(fromEpoch + at, fromEpoch), toEpoch) }),
    element: words.get('pe'),
    pool: words.get('pool'),
    frame: number('frame'),
    finding: number('finding'),
  };
}

export function choiceHash({ at, element, pool, frame, finding }: Choice, fromEpoch: number): string {
  const words = new URLSearchParams();
  words.set('at', (at - fromEpoch).toFixed(6).replace(/\.?0+$/, ''));
  if (element !== null) words.set('pe', element);
  if (pool !== null) words.set('pool', pool);
  if (frame !== null) words.set('frame', String(frame));
  if (finding !== null) words.set('finding', String(finding));
  return `#${words.toString()}`;
}

export class Chooser {
  private current: Choice;
  private readonly listeners: Listener[] = [];

  constructor(choice: Choice) {
    this.current = choice;
  }

  get choice(): Choice {
    return this.current;
  }

  /** Told of each change, and at once of how it is. */
  follow(listener: Listener): void {
    this.listeners.push(listener);
    listener(this.current, new Set(['at', 'element', 'pool', 'frame', 'finding']));
  }

  choose(change: Partial<Choice>): void {
    const before = this.current;
    this.current = { ...before, ...change };
    const changed = new Set((Object.keys(change) as Part[]).filter((part) => before[part] !== this.current[part]));
    if (changed.size === 0) return;
    for (const listener of this.listeners) listener(this.current, changed);
  }
}
