// What the program prints for one list of words after the other, from one process: starting it costs more than most answers.
import { spawnSync } from 'node:child_process';
import process from 'node:process';

export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function answersTo(questions: readonly (readonly string[])[]): Answer[] {
  const run = spawnSync(process.execPath, ['scripts/print-in-turn.js'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    input: JSON.stringify(questions.map((words) => ({ words }))),
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1' },
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}
