// Two small captures with frames missing, and one seed; degraded.slow.ts has them all.
import { test } from 'node:test';
import { measure } from './measure.ts';

test('of small captures with frames missing much is found, and nothing false is called certain', (context) =>
  measure(context, ['samples/a-basic.pcap', 'samples/takeover.pcap'], [1], { '20 % of frames dropped': 95 }));
