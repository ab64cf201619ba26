// `-z expert`: what is remarkable in the packets, by severity, in tshark's layout.
import type { Dissection } from '../../../dissect/dissection.ts';
import { ExpertList } from '../../../dissect/experts.ts';
import { layer, layerNames } from '../../../dissect/layer.ts';
import { MessageWalker } from '../../../dissect/walk.ts';
import { type ExpertGroup, expertCodes, type Severity } from '../../../protocol/expert-codes.ts';
import { filtered, type Tap, type TapDefinition } from './tap.ts';

/** Worst first, with tshark's titles and the words that -z takes. */
const severities: readonly (readonly [severity: Severity, title: string, word: string])[] = [
  ['error', 'Errors', 'error'],
  ['warning', 'Warns', 'warn'],
  ['note', 'Notes', 'note'],
  ['chat', 'Chats', 'chat'],
  ['comment', 'Comments', 'comment'],
];

/** As tshark's table names them. */
const groupTitles: Readonly<Record<ExpertGroup, string>> = {
  malformed: 'Malformed',
  protocol: 'Protocol',
  sequence: 'Sequence',
  checksum: 'Checksum',
  undecoded: 'Undecoded',
  reassembly: 'Reassemble',
  security: 'Security',
  assumption: 'Assumption',
};

interface Finding {
  readonly code: number;
  readonly protocol: string;
  count: number;
}

class ExpertSummary implements Tap {
  readonly #shown: number;
  readonly #found = new Map<string, Finding>();
  /** What is wrong inside messages; whoever dissects only names their layers. */
  readonly #walker = new MessageWalker();
  readonly #inMessages = new ExpertList();

  /** `shown` severities, from the worst on. */
  constructor(shown: number) {
    this.#shown = shown;
  }

  write(d: Dissection): void {
    this.#count(d.experts);
    for (let index = 0; index < d.messageCount; index++) {
      const message = d.messages[index];
      if (message === undefined || message.copy) continue;
      const { protocol, bytes, start, end, declaredEnd } = message;
      if (protocol !== layer.asap && protocol !== layer.enrp) continue;
      this.#inMessages.reset(d.frame.bytes, d.frame.start);
      this.#walker.walk(protocol, bytes, start, end, declaredEnd, this.#inMessages);
      this.#count(this.#inMessages);
    }
  }

  text(): string {
    const found = [...this.#found.values()];
    const tables = severities.slice(0, this.#shown).flatMap(([severity, title]) => {
      const rows = found.filter(({ code }) => expertCodes[code]?.severity === severity);
      if (rows.length === 0) return [];
      const total = rows.reduce((sum, { count }) => sum + count, 0);
      return [
        '',
        `${title} (${total})`,
        '=============',
        '   Frequency      Group           Protocol  Summary',
        ...rows.map(line),
      ];
    });
    return tables.length === 0 ? '' : `${tables.join('\n')}\n`;
  }

  #count(experts: ExpertList): void {
    for (let index = 0; index < experts.count; index++) {
      const code = experts.code[index] as number;
      const protocol = (layerNames[experts.layer[index] as number] ?? 'frame').toUpperCase();
      const key = `${code} ${protocol}`;
      const found = this.#found.get(key);
      if (found === undefined) this.#found.set(key, { code, protocol, count: 1 });
      else found.count++;
    }
  }
}

function line({ code, protocol, count }: Finding): string {
  const entry = expertCodes[code];
  if (entry === undefined) return '';
  const summary = entry.rfc === '' ? entry.sentence : `${entry.sentence} (${entry.rfc})`;
  return `${String(count).padStart(12)} ${groupTitles[entry.group].padStart(10)} ${protocol.padStart(18)}  ${summary}`;
}

export const expertTap: TapDefinition = {
  name: 'expert',
  syntax: '[,error|warn|note|chat|comment][,filter]',
  about: 'what is remarkable in the packets, by severity',
  make(rest, context) {
    let shown = severities.length;
    let filter = rest.replace(/^,/, '');
    const [first = '', ...others] = filter.split(',');
    const least = severities.findIndex(([, , word]) => word === first.toLowerCase().replace(/^warning$/, 'warn'));
    if (least >= 0) {
      shown = least + 1;
      filter = others.join(',');
    }
    return filtered(new ExpertSummary(shown), filter, context);
  },
};
