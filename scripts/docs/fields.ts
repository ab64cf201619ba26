// docs/fields.md: every field that filters and -e know, from the catalog that `poolshark fields` prints.
import { allEntries, type FieldEntry } from '../../src/dissect/fields/catalog.ts';

const groups: readonly (readonly [heading: string, prefixes: readonly string[]])[] = [
  ['ASAP', ['asap.']],
  ['ENRP', ['enrp.']],
  ['What messages have to do with each other, and other fields of our own', ['rserpool.']],
  ['SCTP', ['sctp.']],
  ['Application protocols of rsplib', ['fractal', 'pingpong', 'calcapp', 'ssp.', 'componentstatus']],
  ['TLS', ['tls.']],
  ['UDP and TCP', ['udp.', 'tcp.']],
  ['IP', ['ip.', 'ipv6.']],
  ['Tunnels', ['gre.', 'vxlan.', 'geneve.', 'mpls.']],
  ['Links', ['eth.', 'vlan.', 'sll.']],
  ['Experts', ['_ws.']],
  ['The frame', ['frame.']],
];

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function row({ name, type, meaning, source, ours }: FieldEntry): string {
  return `| \`${name}\` | ${type} | ${cell(meaning)}${ours ? ' *(not in Wireshark)*' : ''} | ${cell(source)} |`;
}

export function fieldsDocument(): string {
  const entries = allEntries();
  const parts = [
    '# Fields',
    '',
    '<!-- Made by scripts/refresh-docs.js from the tables; edit those. -->',
    '',
    `${entries.length} fields for \`-Y\`, \`-e\`, \`-z\` and colour rules. Names are Wireshark's; what Wireshark does not have is marked.`,
    'The same list in a terminal: `poolshark fields`, and `poolshark fields --json` with the names of all numbers.',
  ];
  const head = ['', '| field | type | meaning | source |', '| --- | --- | --- | --- |'];
  const told = new Set<FieldEntry>();
  for (const [heading, prefixes] of groups) {
    const here = entries.filter(
      (entry) => entry.kind !== 'protocol' && prefixes.some((prefix) => entry.name.startsWith(prefix)),
    );
    for (const entry of here) told.add(entry);
    if (here.length > 0) parts.push('', `## ${heading}`, ...head, ...here.map(row));
  }
  const others = entries.filter((entry) => !told.has(entry));
  parts.push('', '## Protocols', ...head, ...others.map(row), '');
  return parts.join('\n');
}
