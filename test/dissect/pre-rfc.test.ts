// Captures from before the RFCs: how they are told, and what is read of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Dissector, type DissectorOptions } from '../../src/dissect/dissector.ts';
import { ExpertList } from '../../src/dissect/experts.ts';
import { FieldExtractor } from '../../src/dissect/fields/field-extractor.ts';
import { layer } from '../../src/dissect/layer.ts';
import { MessageWalker } from '../../src/dissect/walk.ts';
import { encodeValues } from '../../src/encode/encode-message.ts';
import { policyOf } from '../../src/encode/parameters.ts';
import { preRfcDialect, rfcDialect } from '../../src/protocol/dialect.ts';
import { expertCodes } from '../../src/protocol/expert-codes.ts';
import { asapMessages, enrpMessages } from '../../src/protocol/registry.ts';
import { weightedRoundRobin } from '../../src/protocol/rserpool/policies.ts';
import { messageArbitrary } from '../arbitraries.ts';
import { asapDraft, enrpDraft } from '../drafts.ts';
import { presence, register, registered, resolve } from '../handlespace/words.ts';
import { associationBetween, frameOf } from './watch.ts';

interface Said {
  readonly bytes: Uint8Array;
  readonly ppid: number;
}

const asap = (bytes: Uint8Array): Said => ({ bytes, ppid: 11 });
const enrp = (bytes: Uint8Array): Said => ({ bytes, ppid: 12 });
const old = { registering: asap(asapDraft(register('Alpha', 1))), present: enrp(enrpDraft(presence(1, 0xffff))) };

/** In which frames the notice stands, and from which on the flag. */
function toldOf(said: readonly Said[], options: DissectorOptions = {}) {
  const dissector = new Dissector(options);
  const peers = associationBetween();
  const notices: number[] = [];
  let flag = 0;
  for (const [index, message] of said.entries())
    for (const bytes of peers.data('client', message)) {
      const d = dissector.dissect(frameOf(bytes, index + 1));
      for (const code of d.experts.code.subarray(0, d.experts.count))
        if (expertCodes[code]?.code === 'dialect.pre_rfc') notices.push(index + 1);
      if (dissector.looksPreRfc && flag === 0) flag = index + 1;
    }
  return { notices, flag };
}

test('three messages with the numbers of the drafts are told, once', () => {
  const { registering, present } = old;
  assert.deepEqual(toldOf([present, registering, present, present, registering]), { notices: [3], flag: 3 });
});

test('one or two messages with the numbers of the drafts may be an accident', () => {
  assert.deepEqual(toldOf([old.present, old.registering]), { notices: [], flag: 0 });
});

test('where the numbers of the RFCs were seen, nobody is told to read those of the drafts', () => {
  const { present } = old;
  assert.deepEqual(toldOf([enrp(presence(1, 0xffff)), present, present, present]), { notices: [], flag: 0 });
  assert.deepEqual(toldOf([present, present, asap(register('Alpha', 1)), present]), { notices: [], flag: 0 });
});

test('one octet that changed does not make a message one of the drafts', () => {
  const changed = register('Alpha', 1);
  // The number of the Pool Handle becomes that of the drafts; the Pool Element behind it keeps its own.
  changed[5] = 0x07;
  const whole = asap(changed);
  const cut = { bytes: old.present.bytes.subarray(0, -4), ppid: 12 };
  const longer = presence(1, 0xffff);
  longer[13] = 0x0d;
  longer[15] = 0x08;
  assert.equal(toldOf([cut, cut, cut, cut]).flag, 0);
  assert.equal(toldOf([enrp(longer), enrp(longer), enrp(longer), enrp(longer)]).flag, 0);
  assert.equal(toldOf([whole, whole, whole, whole]).flag, 0);
});

test('whoever asked for the numbers of the drafts is told nothing', () => {
  const { present } = old;
  assert.deepEqual(toldOf([present, present, present, present], { dialect: 'pre-rfc' }), { notices: [], flag: 0 });
});

function fieldsOf(message: Said, ...names: readonly string[]): string[] {
  const extractor = new FieldExtractor(names);
  const dissector = new Dissector({ dialect: 'pre-rfc' });
  for (const bytes of associationBetween().data('client', message))
    extractor.extract(dissector.dissect(frameOf(bytes)));
  return extractor.columns.map((column) =>
    Array.from({ length: column.count }, (_, index) => column.text(index)).join(','),
  );
}

test('fields of a message of the drafts have their names of today, and the numbers that are on the wire', () => {
  const policy = policyOf(weightedRoundRobin, { weight: 70_000 });
  const message = asap(asapDraft(register('Alpha', 0x200, { policy })));
  assert.deepEqual(
    fieldsOf(
      message,
      'asap.parameter_type',
      'asap.pool_handle_pool_handle',
      'asap.pool_element_pe_identifier',
      'asap.sctp_transport_port',
      'asap.ipv4_address',
      'asap.pool_member_selection_policy_type',
      'asap.pool_member_selection_policy_weight',
    ),
    ['0x0007,0x0008,0x0003,0x0001,0x0006', '416c706861', '0x00000200', '7000', '10.1.0.11', '0x00000002', '70000'],
  );
});

test('a Presence of the drafts shows its checksum and the flags of its server', () => {
  assert.deepEqual(
    fieldsOf(old.present, 'enrp.pe_checksum', 'enrp.cookie', 'rserpool.server_information_flags').slice(0, 2),
    ['0xffff', ''],
  );
});

const newer = rfcDialect.parameters.filter(({ type }) => preRfcDialect.parameterForRfc(type) === undefined);

for (const definition of [...asapMessages, ...enrpMessages])
  test(`a walked ${definition.wireshark} is the same in both dialects, by the RFCs' numbers`, () => {
    fc.assert(
      fc.property(messageArbitrary(definition), (values) => {
        // What the drafts do not have cannot be said in their numbers; what cannot be read is not compared.
        fc.pre(!JSON.stringify(values).match(/"(rest|raw)":/));
        fc.pre(
          !numbersIn('type', values.parameters).some((type) => newer.some((parameter) => parameter.type === type)),
        );
        fc.pre(numbersIn('policyType', values).every((type) => preRfcDialect.policyForRfc(type) !== undefined));
        const [now, then] = [rfcDialect, preRfcDialect].map((dialect) => {
          const walker = new MessageWalker();
          walker.dialect = dialect;
          const bytes = encodeValues(values, dialect);
          const experts = new ExpertList();
          const protocol = definition.protocol === 'asap' ? layer.asap : layer.enrp;
          const tree = walker.walk(protocol, bytes, 0, bytes.length, bytes.length, experts);
          return { types: [...tree.type.subarray(0, tree.count)].map((type) => type & 0xffff), experts: experts.count };
        });
        assert.deepEqual(then, now);
      }),
      { numRuns: 60 },
    );
  });

/** All numbers under a key, however deep. */
function numbersIn(wanted: string, value: unknown): number[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([key, inside]) =>
    key === wanted && typeof inside === 'number' ? [inside] : numbersIn(wanted, inside),
  );
}

test('a registration and its answer, both of the drafts, are whole messages', () => {
  for (const bytes of [asapDraft(registered('Alpha', 1)), asapDraft(resolve('Alpha'))]) {
    const walker = new MessageWalker();
    walker.dialect = preRfcDialect;
    const experts = new ExpertList();
    walker.walk(layer.asap, bytes, 0, bytes.length, bytes.length, experts);
    assert.equal(experts.count, 0);
  }
});
