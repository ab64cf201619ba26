import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allFields } from '../../src/protocol/filter-fields.ts';

// `tshark -G fields` of 4.0.17: name, type, display of every field of ASAP and ENRP.
const shared = `
message_type UINT8 DEC
message_flags UINT8 HEX
message_length UINT16 DEC
cause_code UINT16 HEX
cause_length UINT16 DEC
cause_info BYTES -
cause_padding BYTES -
parameter_type UINT16 HEX
parameter_length UINT16 DEC
parameter_value BYTES -
parameter_padding BYTES -
ipv4_address IPv4 -
ipv6_address IPv6 -
dccp_transport_port UINT16 DEC
dccp_transport_reserved UINT16 DEC
dccp_transport_service_code UINT16 DEC
sctp_transport_port UINT16 DEC
transport_use UINT16 DEC
tcp_transport_port UINT16 DEC
udp_transport_port UINT16 DEC
udp_transport_reserved UINT16 DEC
udp_lite_transport_port UINT16 DEC
udp_lite_transport_reserved UINT16 DEC
pool_member_selection_policy_type UINT32 HEX
pool_member_selection_policy_weight UINT32 DEC
pool_member_selection_policy_priority UINT32 DEC
pool_member_selection_policy_load DOUBLE -
pool_member_selection_policy_degradation DOUBLE -
pool_member_selection_policy_load_dpf DOUBLE -
pool_member_selection_policy_weight_dpf DOUBLE -
pool_member_selection_policy_distance UINT32 DEC
pool_member_selection_policy_value BYTES -
pool_handle_pool_handle BYTES -
pool_element_pe_identifier UINT32 HEX
pool_element_home_enrp_server_identifier UINT32 HEX
pool_element_registration_life INT32 DEC
cookie BYTES -
pe_identifier UINT32 HEX
pe_checksum UINT16 HEX`;

const asapOnly = `
hropt_items UINT32 DEC
server_identifier UINT32 HEX
h_bit BOOLEAN -
r_bit BOOLEAN -`;

const enrpOnly = `
message_value BYTES -
server_information_server_identifier UINT32 HEX
sender_servers_id UINT32 HEX
receiver_servers_id UINT32 HEX
target_servers_id UINT32 HEX
update_action UINT16 DEC
reserved UINT16 HEX
r_bit BOOLEAN -
w_bit BOOLEAN -
m_bit BOOLEAN -
t_bit BOOLEAN -`;

const wiresharkTypes: Readonly<Record<string, string>> = {
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  int32: 'INT32',
  fraction32: 'DOUBLE',
  ipv4: 'IPv4',
  ipv6: 'IPv6',
  bytes: 'BYTES',
  flag: 'BOOLEAN',
};

const displays: Readonly<Record<string, string>> = { dec: 'DEC', hex: 'HEX', none: '-', percent: '-', fraction: '-' };

function rows(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}

const expected = { asap: rows(shared + asapOnly), enrp: rows(shared + enrpOnly) };

test('the list in this file has the 93 fields of tshark 4.0.17', () => {
  assert.equal(expected.asap.length + expected.enrp.length, 93);
});

for (const protocol of ['asap', 'enrp'] as const) {
  const fields = new Map(allFields(protocol).map((field) => [field.name, field]));
  test(`every ${protocol} field of Wireshark exists here, with its type and display`, () => {
    for (const [tail, type, display] of expected[protocol]) {
      const field = fields.get(`${protocol}.${tail}`);
      assert.ok(field, `${protocol}.${tail} is missing`);
      assert.equal(wiresharkTypes[field.wiresharkType], type, field.name);
      assert.equal(displays[field.display], display, field.name);
      assert.equal(field.ours, false, field.name);
    }
  });

  test(`every ${protocol} field that Wireshark lacks is marked as ours and has a name under rserpool`, () => {
    const known = new Set(expected[protocol].map(([tail]) => `${protocol}.${tail}`));
    for (const field of fields.values()) {
      if (known.has(field.name)) continue;
      assert.equal(field.ours, true, field.name);
      assert.match(field.alias ?? '', /^rserpool\./);
    }
  });

  test(`every ${protocol} field has a meaning and names its document`, () => {
    for (const field of fields.values()) {
      assert.ok(field.meanings.every((meaning) => meaning.length > 2) && field.meanings.length > 0, field.name);
      assert.ok(field.rfcs.length > 0 && field.rfcs.every((rfc) => /^(RFC \d+ §|draft-|rsplib)/.test(rfc)), field.name);
    }
  });
}

test('the R bit of ENRP has both of its meanings', () => {
  const bit = allFields('enrp').find((field) => field.name === 'enrp.r_bit');
  assert.equal(bit?.meanings.length, 2);
  assert.deepEqual(
    bit.values.map((values) => values.values[0]?.name),
    ['Reply required', 'Rejected'],
  );
});
