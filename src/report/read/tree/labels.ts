// What stands before and behind a field's value where people read it: `Type: ASAP Registration (1)`,
// `.... ...1 = R Bit: Rejected`. Words and forms are Wireshark's.
import { hexText, safeText } from '../../../bytes/text.ts';
import { type FieldInfo, infoNumber, infoText, numberText } from '../../../dissect/fields/field-info.ts';
import { differenceText, timeText } from '../../../dissect/fields/frame-time.ts';
import type { FieldNode } from '../../../dissect/fields/packet-tree.ts';
import { readNumber } from '../../../dissect/fields/value-text.ts';
import type { Enumeration } from '../../../protocol/schema.ts';

/** Octets that are shown of a field of octets. */
const octetsShown = 36;

/** The value as `-T fields` writes it; octets with colons, as in JSON and PDML. */
export function shownValue({ info, value, bytes, at, size }: FieldNode): string {
  if (info.kind === 'none' || info.kind === 'protocol') return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(info, value);
  if (value !== undefined)
    return info.kind === 'absolute time'
      ? timeText(value.seconds, value.nanoseconds)
      : differenceText(value.seconds, value.nanoseconds);
  if (info.kind === 'bytes') return colonHex(bytes, at, at + size);
  return infoText(info, bytes, at, size);
}

export function colonHex(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += (at > start ? ':' : '') + hexText(bytes, at, at + 1);
  return text;
}

/** The number of an integer or boolean field; undefined for other kinds, and for integers that no number holds. */
export function nodeNumber({ info, value, bytes, at }: FieldNode): number | undefined {
  if (typeof value === 'number') return value;
  return value === undefined && /^(u?int(8|16|24|32)|frame|bool|double)/.test(info.kind)
    ? infoNumber(info, bytes, at)
    : undefined;
}

/** `0100 .... = `: which bits of its octets a field is; empty where it is all of them. */
function bits({ info, bytes, at }: FieldNode): string {
  const { mask, size } = info;
  const shown = info.bits ?? size * 8;
  if (mask === undefined || info.bits === 0) return '';
  const number = readNumber(bytes, at, size);
  let text = '';
  for (let bit = shown - 1; bit >= 0; bit--) {
    const one = 2 ** bit;
    text += Math.floor(mask / one) % 2 === 0 ? '.' : String(Math.floor(number / one) % 2);
    if (bit > 0 && bit % 4 === 0) text += ' ';
  }
  return `${text} = `;
}

/** The name that tshark has for the number; undefined where it has none. */
export function nameOf(values: Enumeration, number: number): string | undefined {
  const named = values.values.find(({ value }) => value === number);
  return named === undefined || named.wiresharkKnows === false ? undefined : (named.wireshark ?? named.name);
}

function named(info: FieldInfo, number: number): string {
  const text = numberText(info, number);
  if (info.namesNumber !== undefined) return info.namesNumber(number);
  if (info.kind === 'boolean') {
    const name = info.values === undefined ? undefined : nameOf(info.values, number);
    return name ?? (number === 0 ? 'Not set' : 'Set');
  }
  if (info.values !== undefined) return `${nameOf(info.values, number) ?? 'Unknown'} (${text})`;
  if (info.kind === 'double')
    return info.format === 'percent' || info.format === 'workload'
      ? `${number.toFixed(2)}%`
      : info.format === 'fraction'
        ? number.toFixed(5)
        : text;
  if (info.bothBases) return `${text} (${number})`;
  // What a scaled number was before stands behind it.
  if (info.scale !== undefined) return `${text} bytes (${number / info.scale})`;
  return text + (info.unit ?? '');
}

function valueLabel(node: FieldNode): string {
  const { info, bytes, at, size } = node;
  if (info.words !== undefined) return info.words(bytes, at, size);
  if (info.none !== undefined && bytes.subarray(at, at + size).every((octet) => octet === 0xff)) return info.none;
  const number = nodeNumber(node);
  if (number !== undefined) return named(info, number);
  if (info.kind !== 'bytes' || node.value !== undefined) return shownValue(node) + (info.unit ?? '');
  if (info.text)
    return `${size === 0 ? '<MISSING>' : hexText(bytes, at, at + size)} (${safeText(bytes, at, at + size)})`;
  const shown = Math.min(size, octetsShown);
  return hexText(bytes, at, at + shown) + (shown < size ? '…' : '');
}

/** The line of a field without brackets. */
export function fieldLabel(node: FieldNode): string {
  const { label, kind, isHeading } = node.info;
  if (kind === 'none' || kind === 'protocol') return node.info.words?.(node.bytes, node.at, node.size) ?? label;
  return `${bits(node)}${label}${isHeading ? '' : ': '}${valueLabel(node)}`;
}
