// Random messages for property tests, made from the tables: whatever stands in the index is generated. Values come in the
// shape that decodeValues gives, so that decode(encode(m)) can be compared with m.
import fc, { type Arbitrary } from 'fast-check';
import { ipv4Text, ipv6Text } from '../src/bytes/address.ts';
import type { CauseValues, MessageValues, ParameterValues, Values } from '../src/encode/values.ts';
import {
  asapMessages,
  causeOf,
  causes,
  enrpMessages,
  messageOf,
  parameterOf,
  parameters,
  policies,
  policyOf,
} from '../src/protocol/registry.ts';
import type {
  CauseDefinition,
  Field,
  FieldValue,
  MessageDefinition,
  ParameterDefinition,
  PolicyDefinition,
  Protocol,
  Slot,
} from '../src/protocol/schema.ts';

/** Objects as literals make them: fast-check's own have no prototype now and then, and would not be deeply equal. */
function plain<Shape extends object>(shape: { [Key in keyof Shape]: Arbitrary<Shape[Key]> }): Arbitrary<Shape> {
  return fc.record<Shape>(shape, { noNullPrototype: true }) as Arbitrary<Shape>;
}

const octets = (maxLength: number, minLength = 0) => fc.uint8Array({ minLength, maxLength });
const uint32 = fc.nat(0xffffffff);

export function fieldValueArbitrary(field: Field): Arbitrary<FieldValue> {
  switch (field.type) {
    case 'uint8':
      return fc.nat(0xff);
    case 'uint16':
      return fc.nat(0xffff);
    case 'uint32':
      return fc.oneof(uint32, fc.constantFrom(0, 1, 0xffffffff));
    case 'int32':
      return fc.integer({ min: -0x80000000, max: 0x7fffffff });
    case 'fraction32':
      return fc.oneof(uint32, fc.constantFrom(0, 0xffffffff)).map((share) => share / 0xffffffff);
    case 'uint64':
    case 'microseconds64':
      return fc.bigInt({ min: 0n, max: 0xffffffffffffffffn });
    case 'microseconds32':
      return uint32;
    case 'double':
      return fc.double();
    case 'workload16':
      return fc.oneof(
        fc.nat(0xfffe).map((share) => share / 0xfffe),
        fc.constant(Number.NaN),
      );
    case 'text':
      return fc.stringMatching(/^[ -~]{0,20}$/);
    case 'ipv4':
      return octets(4, 4).map((bytes) => ipv4Text(bytes, 0));
    case 'ipv6':
      return octets(16, 16).map((bytes) => ipv6Text(bytes, 0));
    case 'bytes':
      return octets(40);
    case 'flag':
      return fc.boolean();
  }
}

function valuesArbitrary(fields: readonly Field[]): Arbitrary<Values> {
  return plain(Object.fromEntries(fields.map((field) => [field.key, fieldValueArbitrary(field)])));
}

/** The protocol in hand (a message inside an error is of the same one), and how deep the nesting is. */
export interface Place {
  readonly protocol: Protocol;
  readonly depth: number;
}

function deeper({ protocol, depth }: Place): Place {
  return { protocol, depth: depth + 1 };
}

/** `rest` stands in the values only where there are octets to keep. */
function withRest<Target extends object>(target: Target, rest: Uint8Array): Target & { rest?: Uint8Array } {
  return rest.length > 0 ? { ...target, rest } : target;
}

export function unknownParameterArbitrary(): Arbitrary<ParameterValues> {
  const unknownType = fc.nat(0xffff).filter((type) => parameterOf(type) === undefined);
  return fc.tuple(unknownType, octets(21)).map(([type, rest]) => withRest({ type }, rest));
}

/** The parameters that the slots ask for, in their order, with sensible counts. */
function slotsArbitrary(slots: readonly Slot[], where: Place): Arbitrary<ParameterValues[]> {
  const lists = slots.map((slot) =>
    fc.array(slotArbitrary(slot, where), { minLength: slot.least, maxLength: Math.min(slot.most, slot.least + 2) }),
  );
  return fc.tuple(...lists).map((found) => found.flat());
}

function slotArbitrary(slot: Slot, where: Place): Arbitrary<ParameterValues> {
  const of = slot.of.length > 0 ? slot.of.map((type) => parameterOf(type)!) : parameters;
  const known = fc.oneof(...of.map((definition) => parameterArbitrary(definition, where)));
  return slot.of.length > 0 ? known : fc.oneof(known, unknownParameterArbitrary());
}

export function policyArbitrary(policy: PolicyDefinition): Arbitrary<ParameterValues> {
  const rest = policy.layoutUnknown ? octets(12) : fc.constant(new Uint8Array(0));
  return fc
    .tuple(valuesArbitrary(policy.fields), rest)
    .map(([values, more]) => withRest({ type: 8, values: { policyType: policy.type, ...values } }, more));
}

export function unknownPolicyArbitrary(): Arbitrary<ParameterValues> {
  const unknownType = uint32.filter((type) => policyOf(type) === undefined);
  return fc
    .tuple(unknownType, octets(12))
    .map(([policyType, rest]) => withRest({ type: 8, values: { policyType } }, rest));
}

export function parameterArbitrary(definition: ParameterDefinition, where: Place): Arbitrary<ParameterValues> {
  const { type, fields, contents, slots } = definition;
  const values = valuesArbitrary(fields);
  switch (contents) {
    case 'policy':
      return fc.oneof(...policies.map(policyArbitrary), unknownPolicyArbitrary());
    case 'parameters':
      return plain({ type: fc.constant(type), values, parameters: slotsArbitrary(slots, where) });
    case 'causes':
      return plain({
        type: fc.constant(type),
        values,
        causes: fc.array(anyCauseArbitrary(deeper(where)), { minLength: 1, maxLength: 3 }),
      });
    default:
      return plain({ type: fc.constant(type), values });
  }
}

export function causeArbitrary(definition: CauseDefinition, where: Place): Arbitrary<CauseValues> {
  const code = fc.constant(definition.code);
  switch (definition.contents) {
    case 'parameter':
      return plain({ code, parameters: slotsArbitrary(definition.slots, deeper(where)) });
    case 'message':
      return plain({ code, message: anyMessageArbitrary(where.protocol, where.depth + 1) });
    default:
      return code.map((value) => ({ code: value }));
  }
}

function anyCauseArbitrary(where: Place): Arbitrary<CauseValues> {
  // Messages and parameters inside causes can hold causes again; below the second level only flat ones are made.
  const usable = where.depth < 2 ? causes : causes.filter((cause) => cause.contents === 'none');
  const unknown = fc
    .tuple(
      fc.nat(0xffff).filter((code) => causeOf(code) === undefined),
      octets(9),
    )
    .map(([code, rest]) => withRest({ code }, rest));
  return fc.oneof(...usable.map((cause) => causeArbitrary(cause, where)), unknown);
}

export function messageArbitrary(definition: MessageDefinition, depth = 0): Arbitrary<MessageValues> {
  const { protocol, type, flags, fields, slots } = definition;
  const named = flags.reduce((mask, flag) => mask | (flag.mask ?? 0), 0);
  const round = slotsArbitrary(slots, { protocol, depth });
  const body = definition.slotsRepeat ? fc.array(round, { maxLength: 3 }).map((found) => found.flat()) : round;
  return plain({
    protocol: fc.constant(protocol),
    type: fc.constant(type),
    flags: plain(Object.fromEntries(flags.map((flag) => [flag.key, fc.boolean()]))),
    otherFlags: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(0xff)).map((bits) => bits & ~named),
    values: valuesArbitrary(fields),
    parameters: body,
  });
}

export function unknownMessageArbitrary(protocol: Protocol): Arbitrary<MessageValues> {
  const unknownType = fc.nat(0xff).filter((type) => messageOf(protocol, type) === undefined);
  return fc
    .tuple(unknownType, fc.nat(0xff), octets(10))
    .map(([type, otherFlags, value]) => ({ type, otherFlags, value }))
    .map(({ type, otherFlags, value }) =>
      withRest({ protocol, type, flags: {}, otherFlags, values: {}, parameters: [] }, value),
    );
}

export function anyMessageArbitrary(protocol: Protocol, depth = 0): Arbitrary<MessageValues> {
  const usable = protocol === 'asap' ? asapMessages : enrpMessages;
  return fc.oneof(...usable.map((message) => messageArbitrary(message, depth)), unknownMessageArbitrary(protocol));
}
