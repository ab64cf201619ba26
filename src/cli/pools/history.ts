// `pools --history SUBJECT`: everything that happened to one pool element, pool or ENRP server.
import { hexNumber } from '../../bytes/text.ts';
import { History } from '../../handlespace/history/history.ts';
import { parseSubject } from '../../handlespace/history/subject.ts';
import { historyText } from '../../report/pools/history-text.ts';
import { historyLine, type PoolsHistoryView } from '../../report/pools/history-view.ts';
import { dissectionOf } from '../dissection-options.ts';
import { printable, UsageError } from '../errors.ts';
import { follow } from '../follow.ts';
import { openInputs } from '../input.ts';
import { parseMoment } from '../moment.ts';
import { print } from '../output.ts';
import { choosePaint } from '../paint.ts';
import type { PoolsOptions } from './options.ts';

export async function poolsHistory(paths: readonly string[], text: string, options: PoolsOptions): Promise<number> {
  const subject = parseSubject(text);
  if (subject === undefined)
    throw new UsageError(
      'no subject given: name a pool element (Alpha/0x200), a pool (Alpha) or a server (0x0a000001)',
    );
  const history = new History(subject);
  const dissection = dissectionOf(options);
  const inputs = await openInputs(paths, options);
  const followed = await follow(inputs, {
    dissection: dissection(inputs.source),
    at: options.at === undefined ? undefined : parseMoment(options.at),
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    observers: [history],
  });
  const entries = history.finish(followed.handlespace.state, followed.now);
  const view: PoolsHistoryView = {
    schema: 'poolshark.pools-history/1',
    capture: followed.capture,
    subject: { kind: subject.kind, name: subject.kind === 'server' ? hexNumber(subject.id) : printable(text) },
    leftOut: history.book.entries.leftOut,
    lines: entries.map(historyLine),
  };
  print(options.json ? `${JSON.stringify(view, undefined, 1)}\n` : historyText(view, choosePaint(options.color)));
  return inputs.finish();
}
