// The experts of a frame as fields, under Wireshark's names for them (`_ws.expert…`).
import { groupNumbers, otherGroupNumbers, severityNumbers } from '../../protocol/expert-levels.ts';
import type { Enumeration } from '../../protocol/schema.ts';
import type { Dissection } from '../dissection.ts';
import { expertCode, expertGroupNumber, expertMessage, expertSeverityNumber, isMalformed } from '../expert-text.ts';
import { MessageExperts } from '../message-experts/message-experts.ts';
import type { FieldInfo } from './field-info.ts';
import type { FieldKind } from './field-values.ts';
import type { FieldSink, FieldSinks } from './sink.ts';

const none = new Uint8Array(0);

function numbers(name: string, list: readonly { readonly value: number; readonly name: string }[]): Enumeration {
  return { name, values: list.map(({ value, name }) => ({ value, name, rfc: 'Wireshark' })) };
}

interface ExpertField {
  readonly info: FieldInfo;
  readonly meaning: string;
}

function field(name: string, label: string, kind: FieldKind, meaning: string, values?: Enumeration): ExpertField {
  const ours = name.startsWith('rserpool.');
  return { info: { name, label, kind, format: 'dec', size: 4, generated: true, values, ours }, meaning };
}

export const expertFields = {
  expert: field('_ws.expert', 'Expert Info', 'none', 'something is wrong or remarkable'),
  message: field('_ws.expert.message', 'Message', 'string', 'what is wrong, as a sentence'),
  severity: field(
    '_ws.expert.severity',
    'Severity level',
    'uint32',
    'how bad it is',
    numbers('Severity', Object.values(severityNumbers)),
  ),
  group: field(
    '_ws.expert.group',
    'Group',
    'uint32',
    'what kind it is of',
    numbers('Group', [...Object.values(groupNumbers), ...otherGroupNumbers]),
  ),
  code: field('rserpool.expert', 'Expert', 'string', 'code of what is wrong: parameter.overruns_parent'),
  malformed: field('_ws.malformed', 'Malformed Packet', 'none', 'something could not be read as what it claims to be'),
} as const;

/** Tells the wanted facts about the experts of a frame; undefined where none is wanted. */
export function expertReader(sinks: FieldSinks): ((d: Dissection) => void) | undefined {
  if (!sinks.wants('_ws.') && !sinks.wants('rserpool.expert')) return undefined;
  const wanted = (of: ExpertField): FieldSink | undefined => sinks.find(of.info);
  const expert = wanted(expertFields.expert);
  const message = wanted(expertFields.message);
  const severity = wanted(expertFields.severity);
  const group = wanted(expertFields.group);
  const code = wanted(expertFields.code);
  const malformed = wanted(expertFields.malformed);
  const check = new MessageExperts();
  return (d) => {
    check.check(d);
    const { experts } = d;
    for (let index = 0; index < experts.count; index++) {
      expert?.text(expertCode(experts, index).code);
      message?.text(expertMessage(experts, index));
      severity?.number(expertSeverityNumber(experts, index), none, 0, 4);
      group?.number(expertGroupNumber(experts, index), none, 0, 4);
      code?.text(expertCode(experts, index).code);
    }
    if (malformed !== undefined && isMalformed(experts)) malformed.text('Malformed Packet');
  };
}
