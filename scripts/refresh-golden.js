// Makes samples/golden anew: what tshark prints for each sample, as summary lines and with -T fields. Needs tshark in the path.
//   node scripts/refresh-golden.js            writes samples/golden
//   node scripts/refresh-golden.js FOLDER     writes there instead (the slow test compares)
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { blocksOf, forms } from './tree-blocks.js';

const folder = process.argv[2] ?? 'samples/golden';
const run = (...words) =>
  execFileSync('tshark', words, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });

const policy = 'type weight priority load degradation load_dpf weight_dpf distance value'.split(' ');
const common = [
  ...'message_type message_flags message_length parameter_type parameter_length parameter_value parameter_padding'.split(
    ' ',
  ),
  ...'ipv4_address ipv6_address dccp_transport_port dccp_transport_reserved dccp_transport_service_code'.split(' '),
  ...'sctp_transport_port tcp_transport_port udp_transport_port udp_transport_reserved udp_lite_transport_port'.split(
    ' ',
  ),
  ...'udp_lite_transport_reserved transport_use pool_handle_pool_handle pool_element_pe_identifier'.split(' '),
  ...'pool_element_home_enrp_server_identifier pool_element_registration_life cookie pe_identifier pe_checksum'.split(
    ' ',
  ),
  ...'cause_code cause_length cause_info cause_padding r_bit'.split(' '),
  ...policy.map((tail) => `pool_member_selection_policy_${tail}`),
];
const enrpOnly = [
  ...'m_bit t_bit w_bit message_value reserved receiver_servers_id sender_servers_id target_servers_id'.split(' '),
  ...'server_information_server_identifier update_action'.split(' '),
];
const transport = [
  ...'frame.len ip.src ip.dst ipv6.src ipv6.dst udp.srcport udp.dstport tcp.srcport tcp.dstport sctp.srcport'.split(
    ' ',
  ),
  ...'sctp.dstport sctp.verification_tag sctp.chunk_type sctp.chunk_flags sctp.chunk_length sctp.data_tsn_raw'.split(
    ' ',
  ),
  ...'sctp.data_sid sctp.data_ssn sctp.data_payload_proto_id'.split(' '),
];
/** Of rsplib's applications tshark itself tells all fields. */
const applications = /^F\t[^\t]*\t((?:componentstatus|pingpong|calcapp|fractalgenerator)protocol|ssp)\.\S+/;
const applicationFields = run('-G', 'fields')
  .split('\n')
  .filter((row) => applications.test(row))
  .map((row) => row.split('\t')[2]);
const fields = [
  'frame.number',
  ...[...common, 'h_bit', 'server_identifier', 'hropt_items'].map((tail) => `asap.${tail}`),
  ...[...common, ...enrpOnly].map((tail) => `enrp.${tail}`),
  ...transport,
  ...applicationFields,
];

mkdirSync(folder, { recursive: true });
const version = /\d+\.\d+\.\d+/.exec(run('--version'))?.[0];
const captures = readdirSync('samples').filter((name) => /\.pcap(ng)?$/.test(name));
for (const capture of captures) {
  const table = run('-n', '-r', join('samples', capture), '-T', 'fields', ...fields.flatMap((field) => ['-e', field]));
  // Level 9 without a time stamp: the same table gives the same file.
  writeFileSync(join(folder, `${capture}.tsv.gz`), gzipSync(table, { level: 9 }));
  const summary = run('-n', '-r', join('samples', capture));
  writeFileSync(join(folder, `${capture}.txt.gz`), gzipSync(summary, { level: 9 }));
  for (const [form, words] of Object.entries(forms)) {
    const blocks = blocksOf(form, run('-n', '-r', join('samples', capture), ...words));
    writeFileSync(join(folder, `${capture}.${form}.gz`), gzipSync(blocks, { level: 9 }));
  }
}
writeFileSync(join(folder, 'index.json'), `${JSON.stringify({ tshark: version, captures, fields }, undefined, 2)}\n`);
