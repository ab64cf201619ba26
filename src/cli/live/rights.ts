// Giving up root: where `live` is started by root, it runs itself again as an ordinary user who keeps one right, to capture
// (CAP_NET_RAW, handed on to the engine by setpriv(1)). What reads packets of strangers should not own the machine.
import { spawn, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import process from 'node:process';
import { findProgram } from '../../live/engines.ts';
import { complain, printable, UsageError } from '../errors.ts';

export interface RightsChoice {
  /** --user: whom to become; `root` stays what it is. */
  readonly user: string | undefined;
  /** Files that will be written, and made anew later. */
  readonly outputs: readonly string[];
}

/** Set for the second run, so that it does not start a third one. */
const marker = 'POOLSHARK_RIGHTS_DROPPED';

/** Root becomes whoever called sudo; where nobody did, nobody. */
const nobody = 'nobody';

/** Gives the exit code of the run as another user; undefined where this process goes on itself. */
export async function runWithFewerRights({ user, outputs }: RightsChoice): Promise<number | undefined> {
  if (process.getuid?.() !== 0 || process.env[marker] !== undefined || user === 'root') return undefined;
  const sudoUser = process.env.SUDO_UID;
  const target = user ?? (sudoUser !== undefined && sudoUser !== '0' ? sudoUser : nobody);
  const ids = idsOf(target);
  if (ids === undefined) {
    if (user !== undefined) throw new UsageError(`--user ${printable(user)}: there is no such user`);
    return undefined;
  }
  const reason = whyNot(ids, outputs);
  if (reason !== undefined) {
    if (user !== undefined) throw new UsageError(`--user ${printable(user)}: ${reason}`);
    if (outputs.length > 0) complain(`stays root: ${reason}; --user root says that this is meant`);
    return undefined;
  }
  return again(ids);
}

interface Ids {
  readonly user: string;
  readonly group: string;
}

function idsOf(user: string): Ids | undefined {
  const id = (word: string) => spawnSync('id', [word, user], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const ids = { user: id('-u'), group: id('-g') };
  return /^\d+$/.test(ids.user) && /^\d+$/.test(ids.group) ? ids : undefined;
}

function dropping({ user, group }: Ids): string[] {
  const kept = '-all,+net_raw';
  const guarding = groupOfDumpcap();
  const groups = guarding === undefined ? '--clear-groups' : `--groups=${guarding}`;
  return [`--reuid=${user}`, `--regid=${group}`, groups, `--inh-caps=${kept}`, `--ambient-caps=${kept}`];
}

/** As Debian sets it up, only root and the group wireshark may run it: who is neither is let into that group. */
function groupOfDumpcap(): number | undefined {
  const path = findProgram('dumpcap', process.env.PATH ?? '');
  const status = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  return status === undefined || status.gid === 0 || (status.mode & 1) !== 0 ? undefined : status.gid;
}

/** The kernel is asked, as the other user: what can be read and written is more than bits of modes. */
function whyNot(ids: Ids, outputs: readonly string[]): string | undefined {
  const may = (flag: string, path: string) => spawnSync('setpriv', [...dropping(ids), 'test', flag, path]).status;
  const program = process.argv[1] ?? '';
  const status = may('-r', program);
  if (status === null) return 'setpriv is not installed (Debian package util-linux)';
  if (status !== 0) return `user ${ids.user} cannot read ${printable(program)}`;
  const folders = new Set(outputs.map((path) => dirname(path)));
  const closed = [...folders].find((folder) => may('-w', folder) !== 0);
  if (closed !== undefined) return `user ${ids.user} cannot write in ${printable(closed)}`;
  const shut = outputs.find((path) => spawnSync('test', ['-e', path]).status === 0 && may('-w', path) !== 0);
  return shut === undefined ? undefined : `user ${ids.user} cannot write ${printable(shut)}`;
}

/** Signals to this process are meant for the other one; those of a terminal reach both. */
const passedOn = ['SIGTERM', 'SIGHUP', 'SIGUSR1'] as const;

function again(ids: Ids): Promise<number> {
  const words = [...dropping(ids), process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn('setpriv', words, { stdio: 'inherit', env: { ...process.env, [marker]: ids.user } });
  for (const signal of passedOn) process.on(signal, () => child.kill(signal));
  // Ctrl-C of a terminal reaches the other process without our help; one that was sent to us alone does not.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
