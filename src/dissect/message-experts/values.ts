// Values of fixed fields and flags that the RFCs do not allow (RFC 5354 §3.3 to §3.7, §4; RFC 5353 §2.4).
import { u16 } from '../../bytes/read.ts';
import type { ExpertName } from '../../protocol/expert-codes.ts';
import { type FieldFault, fieldFaults } from '../../protocol/field-faults.ts';
import { widthOf } from '../../protocol/field-width.ts';
import type { Field, MessageDefinition } from '../../protocol/schema.ts';
import { layer } from '../layer.ts';
import type { Definition } from '../walk.ts';
import type { CheckedMessage } from './checked-message.ts';

interface FieldCheck {
  readonly fault: FieldFault;
  /** From the start of the message or parameter. */
  readonly offset: number;
  readonly named: ReadonlySet<number>;
}

const compiled = new Map<Definition, readonly FieldCheck[]>();
interface Latest {
  readonly definition: Definition;
  readonly checks: readonly FieldCheck[];
}

/** The same by kind (ENRP's messages are a fourth) and the lowest octet of the type: asked with each message. */
const latest: (Latest | undefined)[] = new Array(1024).fill(undefined);
const ofEnrp = 3;

/** The checks of a message or parameter, made from the tables when it is first seen. */
function checksOf(definition: Definition): readonly FieldCheck[] {
  const known = compiled.get(definition);
  if (known !== undefined) return known;
  const checks: FieldCheck[] = [];
  let offset = 4;
  for (const field of 'fields' in definition ? definition.fields : []) {
    const fault = fieldFaults.find(({ container, field: key }) => container === definition.key && key === field.key);
    if (fault !== undefined) checks.push({ fault, offset, named: namedValues(field) });
    offset += widthOf(field);
  }
  compiled.set(definition, checks);
  return checks;
}

function namedValues({ values }: Field): ReadonlySet<number> {
  return new Set(values?.values.map(({ value }) => value));
}

export function hasCheckedValues(definition: Definition): boolean {
  return checksOf(definition).length > 0;
}

/** All fields that have a check are of 16 bits: test/dissect/experts holds the tables against that. */
export function checkValues(message: CheckedMessage, node: number, definition: Definition): void {
  const { tree } = message;
  const kind = node === 0 && message.protocol === layer.enrp ? ofEnrp : (tree.kind[node] as number);
  const place = (kind << 8) | ((tree.type[node] as number) & 255);
  let entry = latest[place];
  if (entry?.definition !== definition) {
    entry = { definition, checks: checksOf(definition) };
    latest[place] = entry;
  }
  const { checks } = entry;
  // By index: an iterator is an object.
  for (let index = 0; index < checks.length; index++) {
    const { fault, offset, named } = checks[index] as FieldCheck;
    const at = (tree.start[node] as number) + offset;
    if (at + 2 > (tree.end[node] as number)) return;
    const value = u16(tree.bytes, at);
    const code = codeOf(fault, value, named.has(value));
    if (code !== undefined) message.report(code, node, at, 0, value);
  }
}

function codeOf({ notNamed, notZero, namedOnly }: FieldFault, value: number, isNamed: boolean): ExpertName | undefined {
  if (notZero === undefined) return isNamed ? undefined : notNamed;
  if (value === 0) return undefined;
  return isNamed && namedOnly !== undefined ? namedOnly : notZero;
}

/** Bits of the flags octet that the message does not have, and those that only an Internet-Draft gives it. */
export function checkFlags(message: CheckedMessage, node: number, { flags }: MessageDefinition): void {
  const { tree } = message;
  const at = (tree.start[node] as number) + 1;
  if (at >= (tree.end[node] as number)) return;
  const octet = tree.bytes[at] as number;
  if (octet === 0) return;
  let defined = 0;
  for (const { mask = 0, rfc } of flags) {
    defined |= mask;
    if ((octet & mask) !== 0 && rfc?.startsWith('draft-')) message.report('message.draft_flag', node, at, 0, mask);
  }
  const undefinedBits = octet & ~defined;
  if (undefinedBits !== 0) message.report('message.undefined_flags', node, at, 0, undefinedBits);
}
