// The findings about a capture file.
import { Auditor } from '../../src/audit/auditor.ts';
import type { Finding } from '../../src/audit/finding.ts';
import { openCapture } from '../../src/capture/open.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { PoolUsers } from '../../src/handlespace/users/pool-users.ts';

export interface Audited {
  readonly findings: readonly Finding[];
  /** Of the first frame, in seconds since 1970. */
  readonly fromEpoch: number;
}

export async function auditCapture(path: string): Promise<Audited> {
  const users = new PoolUsers();
  const auditor = new Auditor({ users });
  const handlespace = new Handlespace({ observers: [users, auditor] });
  const dissector = new Dissector();
  const source = await openCapture(path);
  let fromEpoch = Number.NaN;
  let epoch = 0;
  do {
    while (source.next()) {
      const { frame } = source;
      epoch = frame.seconds + frame.nanoseconds / 1e9;
      if (Number.isNaN(fromEpoch)) fromEpoch = epoch;
      handlespace.apply(dissector.dissect(frame));
    }
  } while (await source.fill());
  source.close();
  handlespace.finish();
  return { findings: auditor.findings(epoch), fromEpoch };
}
