// --state FILE: the whole state of a run, taken up at the start and written at the end. Replaced as a whole or not at all:
// a file of its own in the same folder, brought to the disk, then renamed. Nobody but its owner may read it: secrets of
// TLS connections are part of the state.
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { Auditor } from '../audit/auditor.ts';
import { StateFault } from '../bytes/octet-stream.ts';
import type { DissectorOptions } from '../dissect/dissector.ts';
import type { HandlespaceObserver } from '../handlespace/observer.ts';
import type { ProfileName } from '../handlespace/profile.ts';
import { StateDoor, type StateParts } from '../handlespace/saved-state.ts';
import { PoolUsers } from '../handlespace/users/pool-users.ts';
import { printable, UsageError } from './errors.ts';
import { savedObservers, stateClasses, stateNames } from './state-classes.ts';

/** More octets than any state has: what is tracked is bounded. */
const octetsMost = 1 << 30;

export class StateFile {
  readonly door = new StateDoor(stateClasses, stateNames);
  private readonly path: string;
  /** What this run and the next must have in common. */
  private readonly about: string;
  /** In runs that audit nothing: holds what was found before. */
  private idleAuditor: Auditor | undefined = undefined;

  /** Complains at once about a place that nothing can be written to. */
  constructor(path: string, dissection: DissectorOptions, profile: ProfileName | undefined) {
    this.about = aboutOf(dissection, profile);
    try {
      // A link to the state stays one.
      this.path = statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
      accessSync(dirname(this.path), constants.W_OK);
    } catch (error) {
      throw new UsageError(
        `--state ${printable(path)}: ${reasonOf(error)}; name a file in a folder that can be written to`,
      );
    }
  }

  /** These observers and all others that have something to remember, with the names of their parts of the state. */
  withSaved(given: readonly HandlespaceObserver[]) {
    const observers = given.filter((one) => !(one instanceof Auditor));
    const parts = new Map<string, object>();
    for (const { name, type, make } of savedObservers) {
      let observer = given.find((one) => one instanceof type);
      if (observer === undefined) {
        observer = make();
        observers.push(observer);
      }
      parts.set(name, observer);
    }
    const forgotten = observers.length - parts.size;
    if (forgotten > 0) throw new Error(`${forgotten} observers are not among the saved ones (docs/adding-state.md)`);
    let auditor = given.find((one) => one instanceof Auditor);
    if (auditor === undefined) {
      auditor = auditorBeside(parts);
      this.idleAuditor = auditor;
    } else observers.push(auditor);
    for (const [name, part] of auditor.parts) parts.set(name, part);
    return { observers, parts };
  }

  /** Gives the parts the state of the file, if there is one: false where this is the first run. */
  load(parts: StateParts): boolean {
    let octets: Uint8Array;
    try {
      const status = statSync(this.path, { throwIfNoEntry: false });
      if (status === undefined) return false;
      if (!status.isFile() || status.size > octetsMost) throw new StateFault('this is no state that poolshark saved');
      octets = readFileSync(this.path);
      this.door.load(octets, parts, this.about);
      return true;
    } catch (error) {
      const advice =
        error instanceof StateFault ? 'name another file, or remove it to begin anew' : 'name a file that can be read';
      throw new UsageError(`--state ${printable(this.path)}: ${printable(reasonOf(error))}; ${advice}`);
    }
  }

  save(parts: StateParts): void {
    const octets = this.door.save(this.#toBeSaved(parts), this.about);
    const folder = dirname(this.path);
    const draft = `${this.path}.${process.pid}.new`;
    try {
      // One that a run with the same number left behind when it was killed.
      rmSync(draft, { force: true });
      const file = openSync(draft, 'wx', 0o600);
      try {
        for (let at = 0; at < octets.length; ) at += writeSync(file, octets, at);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(draft, this.path);
      syncFolder(folder);
    } catch (error) {
      rmSync(draft, { force: true });
      throw new UsageError(
        `--state ${printable(this.path)}: it could not be written: ${printable(reasonOf(error))}; the state is as it was`,
      );
    }
  }

  /** What was found stays. What else an audit knew is no longer so where nobody audited: the next one begins anew. */
  #toBeSaved(parts: StateParts): StateParts {
    const { idleAuditor } = this;
    if (idleAuditor === undefined) return parts;
    const anew = auditorBeside(parts.more ?? new Map());
    anew.takeFindings(idleAuditor);
    return { ...parts, more: new Map([...(parts.more ?? []), ...anew.parts]) };
  }
}

/** An audit that is not asked to look, with the parts that one has that is. */
function auditorBeside(parts: ReadonlyMap<string, object>): Auditor {
  const users = parts.get('users');
  return new Auditor({ users: users instanceof PoolUsers ? users : undefined });
}

/** The options that decide what messages mean: a state goes on as it began. */
function aboutOf(
  { dialect = 'rfc', decodeAs = [], checksums = false }: DissectorOptions,
  profile?: ProfileName,
): string {
  const rules = decodeAs.map(({ layer, first, last, protocol }) => {
    const range = last > first ? `${first}-${last}` : first;
    return `-d ${layer}==${range},${protocol}`;
  });
  const options = [...(dialect === 'rfc' ? [] : [`--dialect ${dialect}`]), ...rules];
  if (checksums) options.push('--checksums');
  if (profile !== undefined) options.push(`--profile ${profile}`);
  return options.length === 0 ? 'no option about decoding' : options.join(' ');
}

/** So that the new name survives a loss of power. Not every system lets folders be opened. */
function syncFolder(folder: string): void {
  try {
    const opened = openSync(join(folder, '.'), 'r');
    fsyncSync(opened);
    closeSync(opened);
  } catch {
    // The file itself is complete either way.
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code !== undefined) return reasons[code] ?? code;
  return error instanceof Error ? error.message : String(error);
}
