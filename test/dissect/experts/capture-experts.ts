// The warnings and errors of a whole capture, for the tests on real traffic.
import { basename } from 'node:path';
import { openCapture } from '../../../src/capture/open.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { expertCode, expertText } from '../../../src/dissect/expert-text.ts';
import { MessageExperts } from '../../../src/dissect/message-experts/message-experts.ts';
import { severityUnder } from '../../../src/protocol/expert-codes.ts';
import type { ExpertProfile } from '../../../src/protocol/expert-levels.ts';

/** `p-stranger` of `samples/p-stranger.pcap.zst`. */
export function captureName(path: string): string {
  return basename(path).replace(/\.pcap(ng)?(\.(gz|zst|lz4))?$/, '');
}

/** By code, the first of each as a sentence. */
export async function complaintsOf(path: string, profile: ExpertProfile): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const dissector = new Dissector();
  const checker = new MessageExperts();
  const source = await openCapture(path);
  do
    while (source.next()) {
      const dissection = dissector.dissect(source.frame);
      checker.check(dissection);
      const { experts } = dissection;
      for (let index = 0; index < experts.count; index++) {
        const code = expertCode(experts, index);
        const severity = severityUnder(code, profile);
        if ((severity === 'error' || severity === 'warning') && !found.has(code.code))
          found.set(code.code, expertText(experts, index, source.frame.number));
      }
    }
  while (await source.fill());
  source.close();
  return found;
}
