// The tables of a report as CSV (RFC 4180), a file each. Spreadsheets take a cell that begins with = + - @ or a control
// character for a formula or a command: such cells get an apostrophe before them.
import type { Report } from './schema.ts';

export interface CsvFile {
  readonly name: string;
  readonly text: string;
}

export type Cell = string | number | boolean | null;

export function csvFiles(report: Report): CsvFile[] {
  return [
    csvFile('messages.csv', messageColumns, messageRows(report)),
    csvFile('elements.csv', elementColumns, elementRows(report)),
    csvFile('events.csv', eventColumns, eventRows(report)),
    csvFile('findings.csv', findingColumns, findingRows(report)),
    csvFile('response-times.csv', responseColumns, responseRows(report)),
    csvFile('checksums.csv', checksumColumns, checksumRows(report)),
  ];
}

const messageColumns = [
  'frame',
  'epoch',
  'from_role',
  'from',
  'to_role',
  'to',
  'protocol',
  'message',
  'pool',
  'element',
  'detail',
  'response_to',
  'response_seconds',
  'unanswered',
  'repeats_another',
  'sent_again',
];

function messageRows({ conversation, parties }: Report): Cell[][] {
  const nobody = { role: '', name: 'everybody' };
  return conversation.rows.map(
    ([frame, epoch, from, to, label, detail, pool, element, flags, responseTo, responseSeconds]) => {
      const sender = parties[from] ?? nobody;
      const receiver = parties[to] ?? nobody;
      const said = conversation.labels[label];
      return [
        frame,
        epoch,
        sender.role,
        sender.name,
        receiver.role,
        receiver.name,
        said?.protocol ?? '',
        said?.label ?? '',
        conversation.subjects[pool] ?? '',
        conversation.subjects[element] ?? '',
        detail,
        responseTo === 0 ? null : responseTo,
        responseSeconds,
        (flags & 2) !== 0,
        (flags & 4) !== 0,
        (flags & 8) !== 0,
      ];
    },
  );
}

const elementColumns = [
  'pool',
  'pool_hex',
  'element',
  'state',
  'home',
  'from_epoch',
  'to_epoch',
  'from_frame',
  'policy',
];

function elementRows({ pools }: Report): Cell[][] {
  return pools.flatMap(({ handle, handleHex, elements }) =>
    elements.flatMap(({ id, policy, spans }) =>
      spans.map((span): Cell[] => [
        handle,
        handleHex,
        id,
        span.state,
        span.home,
        span.fromEpoch,
        span.toEpoch,
        span.fromFrame,
        policy?.name ?? null,
      ]),
    ),
  );
}

const eventColumns = ['frame', 'epoch', 'event', 'pool', 'element', 'server', 'former_server', 'why', 'evidence'];

function eventRows({ events }: Report): Cell[][] {
  return events.map(({ frame, epoch, kind, pool, element, server, formerServer, why, evidence }) => [
    frame,
    epoch,
    kind,
    pool,
    element,
    server,
    formerServer,
    why,
    evidence.join(' '),
  ]);
}

const findingColumns = [
  'rule',
  'name',
  'severity',
  'rfc',
  'summary',
  'pool',
  'element',
  'server',
  'first_epoch',
  'last_epoch',
  'count',
  'frames',
];

function findingRows({ findings }: Report): Cell[][] {
  return findings.map((finding) => [
    finding.rule,
    finding.name,
    finding.severity,
    finding.rfc,
    finding.summary,
    finding.pool,
    finding.element,
    finding.server,
    finding.firstEpoch,
    finding.lastEpoch,
    finding.count,
    finding.frames.join(' '),
  ]);
}

const responseColumns = ['request', 'epoch', 'seconds', 'answer_frame'];

function responseRows({ responseTimes }: Report): Cell[][] {
  return responseTimes.flatMap(({ name, samples }) => samples.map((sample): Cell[] => [name, ...sample]));
}

const checksumColumns = ['frame', 'epoch', 'server', 'announced', 'computed', 'outcome'];

function checksumRows({ checksums }: Report): Cell[][] {
  return checksums.map(({ frame, epoch, server, announced, computed, outcome }) => [
    frame,
    epoch,
    server,
    announced,
    computed,
    outcome,
  ]);
}

export function csvFile(name: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): CsvFile {
  return { name, text: [columns, ...rows].map((row) => `${row.map(cellText).join(',')}\r\n`).join('') };
}

export function cellText(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const safe = /^[\s=+\-@|%]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
