// Ladders of captures and of told stories, as `flow` makes them.
import { openCapture } from '../../../src/capture/open.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { Handlespace } from '../../../src/handlespace/handlespace.ts';
import { foldedLadder } from '../../../src/report/flow/folded-ladder.ts';
import type { Ladder } from '../../../src/report/flow/ladder.ts';
import { ladderLines, lanesThatFit } from '../../../src/report/flow/ladder-lines.ts';
import { LadderRecorder } from '../../../src/report/flow/ladder-recorder.ts';
import { noPaint } from '../../../src/report/paint.ts';
import { frameOf } from '../../dissect/watch.ts';
import type { Story } from '../../handlespace/story.ts';

function recording(kept?: number) {
  const recorder = new LadderRecorder(kept);
  const dissector = new Dissector();
  const handlespace = new Handlespace({ onEvent: (event) => recorder.noteEvent(event) });
  return {
    take(frame: Parameters<Dissector['dissect']>[0]) {
      const d = dissector.dissect(frame);
      handlespace.apply(d);
      recorder.take(d, handlespace.state);
    },
    finish() {
      handlespace.finish();
      return recorder.finish(handlespace.state);
    },
    handlespace,
  };
}

export async function ladderOfCapture(path: string, kept?: number) {
  const { take, finish, handlespace } = recording(kept);
  const source = await openCapture(path);
  do while (source.next()) take(source.frame);
  while (await source.fill());
  source.close();
  return { ladder: finish(), traffic: handlespace.traffic };
}

export function ladderOfStory(story: Story): Ladder {
  const { take, finish } = recording();
  for (const [index, { bytes, ...time }] of story.frames.entries()) take(frameOf(bytes, index + 1, time));
  return finish();
}

/** As a terminal of this width shows it. */
export function textOf(ladder: Ladder, { width = 80, folds = true, rowLimit = 1000 } = {}): string {
  const folded = foldedLadder(ladder, ladder, lanesThatFit(width), folds);
  return ladderLines({ ...folded, rowLimit, width, paint: noPaint });
}
