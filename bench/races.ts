// What is measured against what, and how fast is fast enough.
import { fileURLToPath } from 'node:url';

export interface Runner {
  readonly label: string;
  readonly command: readonly string[];
}

export interface Opponent extends Runner {
  /** So many times faster than it we want to be; undefined: only for comparison. */
  readonly target?: number;
}

export interface Race {
  readonly title: string;
  readonly packets: number;
  readonly ours: Runner;
  readonly opponents: readonly Opponent[];
  /** So many times as many repetitions as the others: where the target is near, and the machine shared. */
  readonly times?: number;
}

export const memoryTargetMegabytes = 150;
/** How much more memory a longer capture may take: what the garbage collector likes to leave lying about. */
export const growthTarget = 1.25;

/** The audit hangs on the same walk through each message. */
export const auditMayTake = 1.3;

const program = fileURLToPath(new URL('../bin/poolshark.js', import.meta.url));

export function poolshark(command: string, file: string): Runner {
  return { label: `poolshark ${command}`, command: [process.execPath, program, command, file] };
}

export interface Captures {
  readonly packets: number;
  readonly rserpool: string;
  readonly mixed: string;
}

export function races({ packets, rserpool, mixed }: Captures): Race[] {
  return [
    {
      title: 'read: a line for each packet',
      packets,
      ours: poolshark('read', rserpool),
      opponents: [
        { label: 'tshark -n', command: ['tshark', '-n', '-r', rserpool], target: 6 },
        { label: 'tcpdump -nn', command: ['tcpdump', '-nn', '-r', rserpool] },
      ],
    },
    {
      title: 'analyze: a capture of RSerPool alone',
      packets,
      ours: poolshark('analyze', rserpool),
      opponents: [
        {
          label: 'tshark -n -q -z asap,stat -z enrp,stat',
          command: ['tshark', '-n', '-q', '-r', rserpool, '-z', 'asap,stat', '-z', 'enrp,stat'],
          target: 1,
        },
      ],
    },
    {
      title: 'audit: at most 30 % more than analyze',
      packets,
      ours: { label: 'poolshark audit', command: [...poolshark('audit', rserpool).command, '--fail-on', 'never'] },
      opponents: [{ ...poolshark('analyze', rserpool), target: 1 / auditMayTake }],
      times: 3,
    },
    {
      title: 'analyze: 2 % RSerPool among other traffic',
      packets,
      ours: poolshark('analyze', mixed),
      opponents: [
        {
          label: "tshark -n -Y 'asap or enrp'",
          command: ['tshark', '-n', '-r', mixed, '-Y', 'asap or enrp'],
          target: 15,
        },
      ],
    },
  ];
}
