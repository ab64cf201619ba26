// Reads the wanted fields of ASAP and ENRP messages by the tables, with the borders that Wireshark works with: a message
// reaches to the end of the user message whatever its length says, what is nested may use its parent's padding, and the
// first thing that does not fit ends the message. The walk (walk.ts) is stricter about borders and goes on after faults.
import { padded4, u16, unsigned } from '../../bytes/read.ts';
import { cookieFilter } from '../../protocol/applications/cookies.ts';
import { type Dialect, rfcDialect } from '../../protocol/dialect.ts';
import {
  asapMessages,
  causeCodes,
  causeOf,
  causes,
  enrpMessages,
  messageOf,
  messageTypesOf,
} from '../../protocol/registry.ts';
import { cookie } from '../../protocol/rserpool/cookie.ts';
import { causeHeader, messageHeader, parameterHeader, policyValue } from '../../protocol/rserpool/headers.ts';
import { poolMemberSelectionPolicy } from '../../protocol/rserpool/policy.ts';
import type { Contents, Enumeration, Field, ParameterDefinition, Protocol } from '../../protocol/schema.ts';
import type { Message } from '../message.ts';
import { CookieReader } from './cookie-reader.ts';
import { type FieldInfo, rserpoolInfos } from './field-info.ts';
import type { FieldSink, FieldSinks, PartSink } from './sink.ts';
import { type TableReader, tableReader } from './table-reader.ts';

/** Deeper nesting is not followed: an Error that holds a message that holds an Error … */
const depthLimit = 40;

/** Fields whose numbers are named by the registry, not by an enumeration of their own. */
function namesIn(protocol: Protocol, field: Field, dialect: Dialect): Enumeration | undefined {
  switch (field.key) {
    case messageHeader.type.key:
      return messageTypesOf(protocol);
    case parameterHeader.type.key:
      return dialect.parameterTypes;
    case causeHeader.code.key:
      return causeCodes;
    case poolMemberSelectionPolicy.fields[0].key:
      return dialect.policyTypes;
    default:
      return field.values;
  }
}

/** One field under all its names. */
function infosOf(protocol: Protocol, field: Field, dialect: Dialect): readonly FieldInfo[] {
  const isFlag = field.type === 'flag';
  return rserpoolInfos(protocol, field, {
    values: namesIn(protocol, field, dialect),
    // Wireshark has a message value under ENRP only.
    ours: field.ours || (field === messageHeader.value && protocol === 'asap'),
    ...(isFlag ? { partOf: `${protocol}.${messageHeader.flags.filter}` } : {}),
  });
}

type Table = { readonly fields: readonly Field[]; readonly flags?: readonly Field[] };

export class MessageReader {
  readonly #protocol: Protocol;
  readonly #dialect: Dialect;
  readonly #sinks: FieldSinks;
  readonly #parts: PartSink | undefined;
  readonly #compiled = new Map<Table, TableReader>();
  readonly #messageHeader: TableReader;
  readonly #messageLength: TableReader;
  readonly #parameterHeader: TableReader;
  readonly #causeHeader: TableReader;
  readonly #messageValue: readonly FieldSink[];
  readonly #parameterValue: readonly FieldSink[];
  readonly #parameterPadding: readonly FieldSink[];
  readonly #causeInfo: readonly FieldSink[];
  readonly #causePadding: readonly FieldSink[];
  readonly #policyValue: readonly FieldSink[];
  #bytes: Uint8Array = new Uint8Array(0);
  /** Where the innermost container ends, or the capture. What is in it may claim to reach further. */
  #limit = 0;
  readonly #cookies: CookieReader | undefined;
  /** What else the association carries: it tells whose cookies without a mark are. */
  #applicationPpid = 0;

  constructor(protocol: Protocol, sinks: FieldSinks, dialect: Dialect = rfcDialect) {
    this.#protocol = protocol;
    this.#dialect = dialect;
    this.#sinks = sinks;
    this.#parts = sinks.parts;
    const wanted = (field: Field) => infosOf(protocol, field, dialect).flatMap((info) => sinks.find(info) ?? []);
    this.#messageHeader = this.#table([], [messageHeader.type, messageHeader.flags]);
    this.#messageLength = this.#table([], [messageHeader.length]);
    this.#parameterHeader = this.#table([], [parameterHeader.type, parameterHeader.length]);
    this.#causeHeader = this.#table([], [causeHeader.code, causeHeader.length]);
    this.#messageValue = wanted(messageHeader.value);
    this.#parameterValue = wanted(parameterHeader.value);
    this.#parameterPadding = wanted(parameterHeader.padding);
    this.#causeInfo = wanted(causeHeader.info);
    this.#causePadding = wanted(causeHeader.padding);
    this.#policyValue = wanted(policyValue);
    this.#cookies = protocol === 'asap' && sinks.wants(cookieFilter) ? new CookieReader(sinks) : undefined;
    // All at once, so that who lists the fields hears of each.
    for (const table of protocol === 'asap' ? asapMessages : enrpMessages) this.#tableOf(table);
    for (const table of [...dialect.parameters, ...dialect.policies, ...causes])
      if ('fields' in table) this.#tableOf(table);
  }

  read({ bytes, start, end, declaredEnd, association }: Message): void {
    this.#applicationPpid = association?.applicationPpid ?? 0;
    this.readPart(bytes, start, end, declaredEnd);
  }

  /** Of a message up to `declaredEnd` only what is before `end` is there. */
  readPart(bytes: Uint8Array, start: number, end: number, declaredEnd: number): void {
    this.#bytes = bytes;
    this.#limit = end;
    if (!this.#message(start, declaredEnd, 0)) this.#parts?.malformed(declaredEnd > end);
  }

  #table(flags: readonly Field[], fields: readonly Field[]): TableReader {
    return tableReader(flags, fields, (field) => infosOf(this.#protocol, field, this.#dialect), this.#sinks);
  }

  #tableOf(of: Table): TableReader {
    let compiled = this.#compiled.get(of);
    if (compiled === undefined) {
      compiled = this.#table(of.flags ?? [], of.fields);
      this.#compiled.set(of, compiled);
    }
    return compiled;
  }

  // The functions below give true where all fitted, so that reading goes on.

  #message(at: number, end: number, depth: number): boolean {
    const bytes = this.#bytes;
    if (!this.#fits(at, 4, end) || depth > depthLimit) return false;
    this.#messageHeader.read(bytes, at, at + 4);
    const definition = messageOf(this.#protocol, bytes[at] as number);
    if (definition === undefined) {
      this.#messageLength.read(bytes, at + 2, at + 4);
      this.#push(this.#messageValue, at + 4, Math.min(end, this.#limit) - at - 4);
      // Wireshark takes what follows for parameters in ASAP, as in all messages that are known.
      return this.#protocol === 'enrp' || this.#parameters(at + 4, end, depth);
    }
    const table = this.#tableOf(definition);
    table.readFlags(bytes, at + 1);
    this.#messageLength.read(bytes, at + 2, at + 4);
    table.read(bytes, at + 4, Math.min(end, this.#limit));
    const inside = at + 4 + table.width;
    if (inside > Math.min(end, this.#limit)) return false;
    // What follows an ENRP message that takes no parameters is nobody's.
    return (this.#protocol === 'enrp' && definition.slots.length === 0) || this.#parameters(inside, end, depth);
  }

  #parameters(from: number, end: number, depth: number): boolean {
    const limit = this.#limit;
    this.#limit = Math.min(limit, end);
    let at = from;
    while (at < end) {
      if (!this.#fits(at, 4, end)) return false;
      const length = u16(this.#bytes, at + 2);
      const left = end - at;
      const size = left >= length ? Math.min(padded4(length), left) : padded4(length);
      if (!this.#parameter(at, at + size, depth)) return false;
      // A parameter that reaches beyond its container ends an ENRP message; in ASAP Wireshark goes on behind the container.
      if (size > left && this.#protocol === 'enrp') return false;
      at += size;
    }
    this.#limit = limit;
    return true;
  }

  /** `end` is where its padding ends, by its own length. */
  #parameter(at: number, end: number, depth: number): boolean {
    const bytes = this.#bytes;
    if (!this.#fits(at, 4, end) || depth > depthLimit) return false;
    this.#parts?.begin('parameter', this.#dialect.rfcTypeOf(u16(bytes, at)), bytes, at, Math.min(end, this.#limit));
    this.#parameterHeader.read(bytes, at, at + 4);
    const length = u16(bytes, at + 2);
    const definition = this.#dialect.parameterOf(u16(bytes, at));
    const isWhole = this.#parameterValueOf(definition, at, length, end, depth);
    this.#parts?.end(isWhole);
    return isWhole;
  }

  #parameterValueOf(
    definition: ParameterDefinition | undefined,
    at: number,
    length: number,
    end: number,
    depth: number,
  ): boolean {
    if (definition === undefined || definition.wiresharkRaw) {
      if (length < 4 || !this.#rest(this.#parameterValue, at + 4, at + length, end)) return false;
      if (definition !== undefined) this.#tableOf(definition).read(this.#bytes, at + 4, at + length);
    } else if (!this.#known(definition, at, at + length, end, depth)) return false;
    return this.#padding(this.#parameterPadding, at + length, end);
  }

  #known(definition: ParameterDefinition, at: number, valueEnd: number, end: number, depth: number): boolean {
    const table = this.#tableOf(definition);
    const there = Math.min(end, this.#limit);
    if (table.isOpen && (valueEnd > there || valueEnd < at + 4)) return false;
    table.read(this.#bytes, at + 4, table.isOpen ? valueEnd : there);
    if (definition.key === cookie.key) this.#cookies?.read(this.#bytes, at + 4, valueEnd, this.#applicationPpid);
    const inside = at + 4 + table.width;
    if (inside > there) return false;
    return definition.contents === 'policy'
      ? this.#policy(inside, end, table.width)
      : this.#contents(definition.contents, inside, end, depth + 1);
  }

  #contents(contents: Contents, from: number, end: number, depth: number): boolean {
    switch (contents) {
      case 'parameters':
        return this.#parameters(from, end, depth);
      case 'causes':
        return this.#causes(from, end, depth);
      // rsplib leaves out what such causes should hold. That is no reason to stop (Wireshark does).
      case 'parameter':
        return from >= end || this.#parameter(from, end, depth);
      case 'message':
        return from >= end || this.#innerMessage(from, end, depth);
      case 'policy':
      case 'none':
        return true;
      default:
        return contents satisfies never;
    }
  }

  #innerMessage(at: number, end: number, depth: number): boolean {
    this.#parts?.beginMessage(this.#bytes, at, Math.min(end, this.#limit));
    const isWhole = this.#message(at, end, depth);
    this.#parts?.end(isWhole);
    return isWhole;
  }

  /** Behind a policy type of so many octets. */
  #policy(at: number, end: number, typeSize: number): boolean {
    const policy = this.#dialect.policyOf(unsigned(this.#bytes, at - typeSize, typeSize));
    if (policy === undefined || policy.wiresharkRaw || policy.wireshark === undefined)
      if (!this.#rest(this.#policyValue, at, end, end)) return false;
    if (policy === undefined) return true;
    const table = this.#tableOf(policy);
    table.read(this.#bytes, at, Math.min(end, this.#limit));
    return policy.wireshark === undefined || at + table.width <= Math.min(end, this.#limit);
  }

  #causes(from: number, end: number, depth: number): boolean {
    const limit = this.#limit;
    this.#limit = Math.min(limit, end);
    let at = from;
    while (at < end) {
      if (!this.#fits(at, 4, end)) return false;
      const length = u16(this.#bytes, at + 2);
      const size = padded4(length);
      if (size === 0 || !this.#cause(at, length, at + size, depth)) return false;
      at += size;
    }
    this.#limit = limit;
    return true;
  }

  #cause(at: number, length: number, end: number, depth: number): boolean {
    const code = u16(this.#bytes, at);
    this.#parts?.begin('cause', code, this.#bytes, at, Math.min(end, this.#limit));
    this.#causeHeader.read(this.#bytes, at, at + 4);
    const isWhole = this.#causeValue(code, at, length, end, depth);
    this.#parts?.end(isWhole);
    return isWhole;
  }

  #causeValue(code: number, at: number, length: number, end: number, depth: number): boolean {
    const definition = causeOf(code);
    // Causes that Wireshark does not know show their octets.
    if (definition?.wireshark === undefined) {
      if (length < 4 || !this.#rest(this.#causeInfo, at + 4, at + length, end)) return false;
    } else if (length < 4 && definition.contents !== 'none') return false;
    else if (!this.#contents(definition.contents, at + 4, end, depth + 1)) return false;
    return this.#padding(this.#causePadding, at + length, end);
  }

  #fits(at: number, size: number, end: number): boolean {
    return at + size <= end && at + size <= this.#limit;
  }

  /** All octets up to `valueEnd`, where there are any. */
  #rest(sinks: readonly FieldSink[], at: number, valueEnd: number, end: number): boolean {
    if (valueEnd <= at) return true;
    return this.#fits(at, valueEnd - at, end) && this.#push(sinks, at, valueEnd - at);
  }

  #padding(sinks: readonly FieldSink[], at: number, end: number): boolean {
    if (end <= at) return true;
    return this.#fits(at, end - at, end) && this.#push(sinks, at, end - at);
  }

  #push(sinks: readonly FieldSink[], at: number, size: number): true {
    if (size > 0) for (const sink of sinks) sink.octets(this.#bytes, at, size);
    return true;
  }
}
