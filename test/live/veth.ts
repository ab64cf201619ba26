// Two network namespaces joined by a veth pair, for tests that capture really. They need root and iproute2.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

export interface Link {
  /** Name of the interface that is captured on, in its own namespace. */
  readonly interface: string;
  /** Runs the program in the namespace that listens. */
  live(...words: readonly string[]): LiveRun;
  /** The same as a command for a shell. */
  command(...words: readonly string[]): string;
  /** Sends a capture from the other end while others go on; gives what the sender says of it. */
  send(capture: string, ...words: readonly string[]): Promise<string>;
  /** Sends a capture from the other end. */
  replay(capture: string, ...words: readonly string[]): void;
  /** What an HTTP server in the listening namespace answers. */
  get(url: string): string;
  /** Takes the interfaces away, and puts new ones of the same names in their place. */
  unplug(): void;
  plug(): void;
  remove(): void;
}

export interface LiveRun {
  readonly child: ChildProcess;
  /** Settles when it says that it captures. */
  readonly ready: Promise<void>;
  /** Asks it to end, waits, gives all that it wrote. */
  end(signal?: NodeJS.Signals): Promise<LiveOutput>;
  readonly done: Promise<LiveOutput>;
}

export interface LiveOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** Why such tests cannot run here; false where they can. */
export function whyNoLink(...programs: readonly string[]): string | false {
  if (process.getuid?.() !== 0) return 'network namespaces take root';
  for (const program of ['ip', 'tcpreplay', ...programs]) if (!has(program)) return `${program} is not installed`;
  return spawnSync('unshare', ['-n', 'true']).status === 0 ? false : 'network namespaces are not allowed here';
}

export function makeLink(): Link {
  const id = `${process.pid % 10_000}`;
  const [near, far] = [`psn${id}`, `psf${id}`];
  const [listening, sending] = [`pl${id}`, `ps${id}`];
  const run = (...words: string[]) => spawnSync('ip', words, { encoding: 'utf8' });
  run('netns', 'add', near);
  run('netns', 'add', far);
  const plug = () => {
    run('link', 'add', sending, 'netns', far, 'type', 'veth', 'peer', 'name', listening, 'netns', near);
    for (const [namespace, name] of [
      [near, listening],
      [far, sending],
    ] as const) {
      // The kernel's own announcements of IPv6 would mix with what is sent.
      run('netns', 'exec', namespace, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1');
      run('-n', namespace, 'link', 'set', 'lo', 'up');
      run('-n', namespace, 'link', 'set', name, 'up');
    }
  };
  plug();
  return {
    interface: listening,
    live: (...words) => startLive(['netns', 'exec', near, process.execPath, 'bin/poolshark.js', 'live', ...words]),
    command: (...words) => `ip netns exec ${near} ${process.execPath} bin/poolshark.js live ${words.join(' ')}`,
    async send(capture, ...words) {
      const sender = spawn('ip', ['netns', 'exec', far, 'tcpreplay', '-K', '-i', sending, ...words, capture]);
      let said = '';
      sender.stdout.on('data', (text: Buffer) => {
        said += text;
      });
      await once(sender, 'close');
      return said;
    },
    replay(capture, ...words) {
      const sent = spawnSync('ip', ['netns', 'exec', far, 'tcpreplay', '-q', '-i', sending, ...words, capture], {
        encoding: 'utf8',
      });
      if (sent.status !== 0) throw new Error(sent.stderr);
    },
    get: (url) =>
      spawnSync(
        'ip',
        [
          'netns',
          'exec',
          near,
          process.execPath,
          '-e',
          `fetch('${url}').then((r) => r.text()).then((t) => process.stdout.write(t))`,
        ],
        { encoding: 'utf8' },
      ).stdout,
    unplug: () => void run('-n', near, 'link', 'del', listening),
    plug,
    remove() {
      run('netns', 'del', near);
      run('netns', 'del', far);
    },
  };
}

function startLive(words: readonly string[]): LiveRun {
  const child = spawn('ip', [...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => {
    stdout += text;
  });
  const ready = new Promise<void>((resolve) => {
    child.stderr.on('data', (text: Buffer) => {
      stderr += text;
      if (stderr.includes('capturing on')) resolve();
    });
    child.on('close', () => resolve());
  });
  const done = once(child, 'close').then(([code]) => ({ stdout, stderr, code: code as number | null }));
  return {
    child,
    ready,
    done,
    end(signal = 'SIGINT') {
      child.kill(signal);
      return done;
    },
  };
}

/** Number of the process of the engine that captures on this interface, whose name no other test uses. */
export function engineOn(name: string, engine = 'tcpdump'): number {
  for (const id of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const words = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
      if (words[0]?.endsWith(`/${engine}`) && words.includes(name)) return Number(id);
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error(`nobody captures on ${name}`);
}

/** Whose a process is, and which capabilities it has. */
export function statusOf(id: number): { readonly uid: number; readonly effective: bigint } {
  const status = readFileSync(`/proc/${id}/status`, 'utf8');
  const [, uid = ''] = /^Uid:\s+(\d+)/m.exec(status) ?? [];
  const [, effective = ''] = /^CapEff:\s+(\w+)/m.exec(status) ?? [];
  return { uid: Number(uid), effective: BigInt(`0x${effective}`) };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
