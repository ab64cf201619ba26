// Findings as they grow: the same thing about the same ones is counted, not told again. Bounded, however long it runs.
import type { Bounds } from '../dissect/bounds.ts';
import type { Finding, FindingSeverity } from './finding.ts';
import type { Rule } from './rule.ts';

/** So many frames of one finding are kept: the first ones and the latest. */
const framesKept = 24;
/** The key of the finding that counts the subjects of a rule beyond those that are kept. */
const beyond = -1;

/** What is told when a finding is made. */
export interface Told {
  readonly summary: string;
  readonly pool?: string | undefined;
  readonly element?: string | undefined;
  readonly server?: string | undefined;
  /** Where left out: the frame in hand. */
  readonly frames?: readonly number[] | undefined;
  /** rsplib does this by habit: a note under its profile. */
  readonly habit?: boolean | undefined;
  /** In place of the rule's own. */
  readonly severity?: FindingSeverity | undefined;
  /** When it began, where that is not now. */
  readonly since?: number | undefined;
  /** When it ended, where that was before now. */
  readonly until?: number | undefined;
  /** How often it happened, where it is told at once. */
  readonly count?: number | undefined;
}

export class OpenFinding {
  readonly rule: Rule;
  readonly told: Told;
  readonly frames: number[];
  readonly firstEpoch: number;
  lastEpoch: number;
  count: number;

  constructor(rule: Rule, told: Told, frames: readonly number[], epoch: number) {
    this.rule = rule;
    this.told = told;
    this.frames = frames.slice(0, framesKept);
    this.firstEpoch = told.since ?? epoch;
    this.lastEpoch = Math.max(told.until ?? epoch, this.firstEpoch);
    this.count = told.count ?? 1;
  }

  addFrame(frame: number): void {
    const { frames } = this;
    if (frames[frames.length - 1] === frame) return;
    if (frames.length < framesKept) frames.push(frame);
    else {
      // Neither splice() nor copyWithin(): this comes with each packet of a flood.
      for (let place = framesKept / 2; place < framesKept - 1; place++) frames[place] = frames[place + 1] as number;
      frames[framesKept - 1] = frame;
    }
  }

  view(isRsplib: boolean): Finding {
    const { rule, told, frames, firstEpoch, lastEpoch, count } = this;
    return {
      rule: rule.number,
      name: rule.name,
      severity: told.habit && isRsplib ? 'note' : (told.severity ?? rule.severity),
      rfc: rule.rfc,
      summary: told.summary,
      frames: [...frames],
      pool: told.pool ?? null,
      element: told.element ?? null,
      server: told.server ?? null,
      firstEpoch,
      lastEpoch,
      count,
    };
  }
}

export class FindingList {
  private readonly byRule = new Map<Rule, Map<number, OpenFinding>>();
  /** Called when something is found for the first time. */
  onNew: ((view: (isRsplib: boolean) => Finding) => void) | undefined = undefined;

  /** `key` tells subjects of one rule apart. `tell` is called the first time only. */
  add(rule: Rule, key: number, frame: number, epoch: number, { most, gone }: Bounds, tell: () => Told): void {
    if (this.again(rule, key, frame, epoch)) return;
    const subjectsKept = most.findings;
    let subjects = this.byRule.get(rule);
    if (subjects === undefined) {
      subjects = new Map();
      this.byRule.set(rule, subjects);
    }
    const isBeyond = subjects.size >= subjectsKept;
    if (isBeyond) {
      gone.findings++;
      if (this.again(rule, beyond, frame, epoch)) return;
    }
    const told = isBeyond ? { summary: `${rule.rule}: not so for more than ${subjectsKept} others` } : tell();
    const made = new OpenFinding(rule, told, told.frames ?? [frame], epoch);
    subjects.set(isBeyond ? beyond : key, made);
    this.onNew?.((isRsplib) => made.view(isRsplib));
  }

  /** Counts what was told before; false where it is new. To be asked first where it happens often: add() needs a closure. */
  again(rule: Rule, key: number, frame: number, epoch: number): boolean {
    const found = this.byRule.get(rule)?.get(key);
    if (found === undefined) return false;
    found.count++;
    found.lastEpoch = epoch;
    found.addFrame(frame);
    return true;
  }

  has(rule: Rule, key: number): boolean {
    return this.byRule.get(rule)?.has(key) ?? false;
  }

  get size(): number {
    let size = 0;
    for (const subjects of this.byRule.values()) size += subjects.size;
    return size;
  }

  views(isRsplib: boolean): Finding[] {
    return [...this.byRule.values()].flatMap((subjects) => [...subjects.values()].map((one) => one.view(isRsplib)));
  }
}
