// The samples that are real captures give the findings that their stories deserve, and no others.
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { holdAgainstReview } from './captures.ts';

const samples: readonly (readonly [file: string, capture: string])[] = [
  ['samples/takeover.pcap', 'c-takeover'],
  ['samples/a-basic.pcap', 'a-basic'],
  ['samples/d-pe-cut.pcap', 'd-pe-cut'],
  ['samples/h-ipv6.pcap', 'h-ipv6'],
  ['samples/k-midstream-snap96.pcap', 'k-midstream-snap96'],
  ['samples/l-errors.pcap', 'l-errors'],
  ['samples/n-udp-encap.pcap', 'n-udp-encap'],
  ['samples/p-stranger.pcap', 'p-stranger'],
];

for (const [file, capture] of samples)
  test(`${file} gives the findings that were reviewed`, { skip: !existsSync(file) }, () =>
    holdAgainstReview(file, capture),
  );
