// A terminal for tests: a tmux of their own, keys sent, panes read.
import { spawnSync } from 'node:child_process';

export interface Terminal {
  keys(...keys: readonly string[]): void;
  /** The lines that are shown now. With `escapes` their colours, too. */
  text(escapes?: boolean): string;
  /** Waits until what is shown fits; gives it. */
  until(shown: RegExp): Promise<string>;
  resize(columns: number, rows: number): void;
  /** All that is written to the terminal from now on goes into this file as well. */
  record(path: string): void;
  close(): void;
}

export const whyNoTerminal: string | false = spawnSync('tmux', ['-V']).status === 0 ? false : 'tmux is not installed';

let count = 0;
const patienceMs = 15_000;

/** Runs the command in a shell, and keeps the terminal after its end, with its exit code shown. */
export function openTerminal(
  command: string,
  columns: number,
  rows: number,
  env: Readonly<Record<string, string>> = {},
): Terminal {
  const socket = `poolshark-${process.pid}-${count++}`;
  const tmux = (...words: string[]) =>
    spawnSync('tmux', ['-L', socket, '-f', '/dev/null', ...words], { encoding: 'utf8' });
  const set = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  tmux(
    'new-session',
    '-d',
    '-x',
    String(columns),
    '-y',
    String(rows),
    `env ${set.join(' ')} ${command}; echo "ended with $?"; sleep 60`,
  );
  const text = (escapes = false) => tmux('capture-pane', '-p', ...(escapes ? ['-e'] : [])).stdout;
  return {
    keys: (...keys) => void tmux('send-keys', ...keys),
    text,
    async until(shown) {
      const begun = Date.now();
      for (;;) {
        const now = text();
        if (shown.test(now)) return now;
        if (Date.now() - begun > patienceMs) throw new Error(`${shown} is not shown:\n${now}`);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
    resize: (newColumns, newRows) => void tmux('resize-window', '-x', String(newColumns), '-y', String(newRows)),
    record: (path) => void tmux('pipe-pane', `cat > ${path}`),
    close: () => void tmux('kill-server'),
  };
}
