// Data of reports on captures and on told stories, as `report` makes them.
import { readFileSync } from 'node:fs';
import { openCapture } from '../../../src/capture/open.ts';
import { analysisOf } from '../../../src/cli/analysis.ts';
import { AnalysisCounts } from '../../../src/cli/analysis-counts.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { Handlespace } from '../../../src/handlespace/handlespace.ts';
import { htmlText } from '../../../src/report/full/html.ts';
import { ReportRecorder } from '../../../src/report/full/report-recorder.ts';
import type { Report } from '../../../src/report/full/schema.ts';
import { frameOf } from '../../dissect/watch.ts';
import { A, B, Story } from '../../handlespace/story.ts';
import {
  add,
  deregister,
  deregistered,
  presence,
  register,
  registered,
  resolve,
  resolved,
} from '../../handlespace/words.ts';

function recording(files: readonly string[]) {
  const recorder = new ReportRecorder();
  const dissector = new Dissector();
  const handlespace = new Handlespace({
    observers: recorder.observers,
    onEvent: (event) => {
      counts.note(event);
      recorder.event(event);
    },
  });
  const counts = new AnalysisCounts();
  let frames = 0;
  let fromEpoch: number | null = null;
  let toEpoch: number | null = null;
  return {
    take(frame: Parameters<Dissector['dissect']>[0]) {
      const d = dissector.dissect(frame);
      handlespace.apply(d);
      counts.count(d);
      recorder.frame(d, handlespace);
      frames++;
      toEpoch = frame.seconds + frame.nanoseconds / 1e9;
      fromEpoch ??= toEpoch;
    },
    finish(): Report {
      handlespace.finish();
      const capture = { files, frames, fromEpoch, toEpoch, gaps: handlespace.state.gaps };
      const now = toEpoch ?? 0;
      const followed = { handlespace, dissector, capture, counts, now, at: { frame: frames, epoch: toEpoch } };
      return recorder.report('poolshark 0', handlespace, analysisOf(followed), now);
    },
  };
}

export async function reportOfCapture(path: string): Promise<Report> {
  const { take, finish } = recording([path]);
  const source = await openCapture(path);
  do while (source.next()) take(source.frame);
  while (await source.fill());
  source.close();
  return finish();
}

export function reportOfStory(story: Story, file = 'story.pcap'): Report {
  const { take, finish } = recording([file]);
  for (const [index, { bytes, ...time }] of story.frames.entries()) take(frameOf(bytes, index + 1, time));
  return finish();
}

/** With the program and the look that the build has made. */
export function builtPage(report: Report): string {
  const [script = '', style = ''] = ['page.js', 'page.css'].map((name) => readFileSync(`dist/${name}`, 'utf8').trim());
  return htmlText(report, { script, style });
}

/** Pool handles that want to be mark-up, scripts, formulas, commands of a terminal, links, names of users, or very long. */
export const hostileHandles: readonly string[] = [
  '<script>alert(1)</script>',
  '</script><img src=x onerror=alert(2)>',
  "=cmd|' /C calc'!A0",
  '@SUM(1+1)*cmd',
  '+1+1',
  '-2+3',
  '"quoted",comma',
  '\u001b[2J\u001b]0;owned\u0007',
  '\u202egnp.exe\u2066',
  '[link](javascript:alert(3))',
  '| a | table |\n\n# heading',
  'https://evil.example/ @everyone www.evil.example',
  ['$', '{7*7}{{7*7}}`id`'].join(''),
  '--><!--',
  'H'.repeat(60_000),
];

/** All of them registered, resolved, told to a peer and gone again. */
export function hostileStory(): Story {
  const story = new Story();
  story.announce(A);
  const peer = story.peers(A, B).say('client', presence(A, 0xffff)).say('server', presence(B, 0xffff));
  const element = story.element(A);
  for (const [index, handle] of hostileHandles.entries()) {
    const id = index + 1;
    const isLong = handle.length > 1000;
    element.say('client', register(handle, id)).say('server', registered(handle, id));
    if (!isLong) peer.say('client', add(A, B, handle, id));
    element.say('client', resolve(handle)).say('server', resolved(handle, [[id, { home: A }]]));
  }
  story.wait(2);
  for (const [index, handle] of hostileHandles.entries()) {
    if (index % 2 === 0)
      element.say('client', deregister(handle, index + 1)).say('server', deregistered(handle, index + 1));
  }
  return story;
}
