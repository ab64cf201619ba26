// What the experts of a frame say: the sentence of each with its numbers, and Wireshark's facts about it (`_ws.expert.*`).
import { expertCodes, severityUnder } from '../protocol/expert-codes.ts';
import { type ExpertCode, type ExpertProfile, groupNumbers, severityNumbers } from '../protocol/expert-levels.ts';
import { limitField, limitWords } from '../protocol/expert-limits.ts';
import { unknownMessageAction, unknownParameterAction } from '../protocol/rserpool/unknown-type-action.ts';
import type { ExpertList } from './experts.ts';
import { layerNames } from './layer.ts';

export function expertCode(list: ExpertList, index: number): ExpertCode {
  return expertCodes[list.code[index] as number] as ExpertCode;
}

/** `asap`, `enrp`, `sctp` …; `frame` for what has no protocol of its own. */
export function expertLayer(list: ExpertList, index: number): string {
  return layerNames[list.layer[index] as number] ?? 'frame';
}

/** The length field that set the limit: `enrp.message_length`; '' where none did. */
export function expertLimit(list: ExpertList, index: number): string {
  return limitField(list.limitedBy[index] as number, expertLayer(list, index));
}

/** Digits of the numbers that codes of this kind print: a message type or flags octet, a policy type; others have 16 bits. */
const hexDigits: Readonly<Record<string, number>> = { message: 2, policy: 8 };

function hex(code: string, value: number): string {
  return `0x${value.toString(16).padStart(hexDigits[kindOf(code)] ?? 4, '0')}`;
}

/** `message` of `message.too_short`. */
function kindOf(code: string): string {
  return code.slice(0, code.indexOf('.'));
}

const unnamed: Readonly<Record<string, string>> = { message: 'The message', cause: 'The error cause' };

function actionOf(code: string, type: number): string {
  const action = code.startsWith('message.') ? unknownMessageAction(type) : unknownParameterAction(type);
  return action === undefined
    ? 'its two top bits are reserved'
    : `its two top bits (${action.bits.toString(2).padStart(2, '0')}) say: ${action.about}`;
}

/** The sentence without place and source: `Server Information needs 36 bytes, 10 left in the message`. */
export function expertMessage(list: ExpertList, index: number): string {
  const { code, sentence, detail } = expertCode(list, index);
  if (detail === undefined) return sentence;
  const needed = list.needed[index] as number;
  const available = list.available[index] as number;
  const words: Readonly<Record<string, () => string>> = {
    subject: () => list.subject[index]?.name ?? unnamed[kindOf(code)] ?? 'The parameter',
    needed: () => `${needed}`,
    available: () => `${available}`,
    hex: () => hex(code, available),
    limit: () => limitWords(list.limitedBy[index] as number),
    action: () => actionOf(code, available),
  };
  return detail.replace(/\{(\w+)\}/g, (whole, word: string) => words[word]?.() ?? whole);
}

/**
 * The whole sentence: `Server Information needs 36 bytes, 10 left in the message (RFC 5354 §3.11), frame 17 byte 62`.
 * `frame` is the number of the frame, which the list does not know.
 */
export function expertText(list: ExpertList, index: number, frame: number): string {
  const { rfc, detail } = expertCode(list, index);
  // About a length the section that describes the subject says more than the one about lengths.
  const source = (detail?.includes('{needed}') && list.subject[index]?.rfc) || rfc;
  const place = list.inFrame[index] === 1 ? `frame ${frame} byte ` : `frame ${frame}, reassembled byte `;
  return `${expertMessage(list, index)}${source === '' ? '' : ` (${source})`}, ${place}${list.offset[index]}`;
}

/** `_ws.expert.severity`. */
export function expertSeverityNumber(list: ExpertList, index: number, profile: ExpertProfile = 'rfc'): number {
  return severityNumbers[severityUnder(expertCode(list, index), profile)].value;
}

/** `_ws.expert.group`. */
export function expertGroupNumber(list: ExpertList, index: number): number {
  return groupNumbers[expertCode(list, index).group].value;
}

/** `_ws.malformed`: something in the frame could not be read as what it claims to be. */
export function isMalformed(list: ExpertList): boolean {
  for (let index = 0; index < list.count; index++) {
    const { group, severity } = expertCode(list, index);
    if (group === 'malformed' && severity === 'error') return true;
  }
  return false;
}
