// `-z expert`: what is remarkable in the packets, by severity, in tshark's layout.
import type { Dissection } from '../../../dissect/dissection.ts';
import type { ExpertList } from '../../../dissect/experts.ts';
import { layerNames } from '../../../dissect/layer.ts';
import { MessageExperts } from '../../../dissect/message-experts/message-experts.ts';
import { expertCodes } from '../../../protocol/expert-codes.ts';
import { groupNumbers, type Severity } from '../../../protocol/expert-levels.ts';
import { filtered, type Tap, type TapDefinition } from './tap.ts';

/** Worst first, with tshark's titles and the words that -z takes. */
const severities: readonly (readonly [severity: Severity, title: string, word: string])[] = [
  ['error', 'Errors', 'error'],
  ['warning', 'Warns', 'warn'],
  ['note', 'Notes', 'note'],
  ['chat', 'Chats', 'chat'],
  ['comment', 'Comments', 'comment'],
];

interface Finding {
  readonly code: number;
  readonly protocol: string;
  count: number;
}

class ExpertSummary implements Tap {
  readonly #shown: number;
  readonly #found = new Map<string, Finding>();
  readonly #messages = new MessageExperts();

  /** `shown` severities, from the worst on. */
  constructor(shown: number) {
    this.#shown = shown;
  }

  write(d: Dissection): void {
    // Another output of this run may have had the messages checked.
    if (!d.experts.messagesChecked) this.#messages.check(d);
    this.#count(d.experts);
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
  return `${String(count).padStart(12)} ${groupNumbers[entry.group].name.padStart(10)} ${protocol.padStart(18)}  ${summary}`;
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
