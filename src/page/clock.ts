// The time slider, which rules all views; buttons that lead to what happened before and after; a link to share.
import type { Sentence } from '../report/full/schema.ts';
import { choiceHash } from './choice.ts';
import type { Context } from './context.ts';
import { node } from './nodes.ts';
import { seconds } from './words.ts';

const marksShown = 120;
const sliderSteps = 10_000;

interface Mark {
  readonly epoch: number;
  readonly text: string;
  readonly tone: string;
}

/** `sections`: what there is to jump to. */
export function clockBar(context: Context, sections: readonly (readonly [id: string, title: string])[]): HTMLElement {
  const { chooser, fromEpoch, toEpoch, report } = context;
  const duration = Math.max(toEpoch - fromEpoch, 1e-6);
  const marks = marksOf(report.notes, report.sentences);
  const slider = node('input', {
    type: 'range',
    id: 'slider',
    min: 0,
    max: sliderSteps,
    step: 1,
    'aria-label': 'Moment in the capture',
  });
  slider.addEventListener('input', () => {
    chooser.choose({ at: fromEpoch + (Number(slider.value) / sliderSteps) * duration });
  });
  const shown = node('output', { for: 'slider', 'aria-live': 'off' });
  const jump = (to: Mark | undefined) => () => {
    if (to !== undefined) chooser.choose({ at: to.epoch });
  };
  const before = () => jump(marks.findLast(({ epoch }) => epoch < chooser.choice.at - 1e-6))();
  const after = () => jump(marks.find(({ epoch }) => epoch > chooser.choice.at + 1e-6))();
  const copied = node('span', { role: 'status', class: 'hint' });
  const share = async () => {
    const link = `${location.href.replace(/#.*$/, '')}${choiceHash(chooser.choice, fromEpoch)}`;
    history.replaceState(null, '', choiceHash(chooser.choice, fromEpoch));
    try {
      await navigator.clipboard.writeText(link);
      copied.textContent = 'link copied';
    } catch {
      copied.textContent = 'the address bar has the link';
    }
  };
  chooser.follow(({ at }) => {
    const value = String(Math.round(((at - fromEpoch) / duration) * sliderSteps));
    if (slider.value !== value) slider.value = value;
    const clock = new Date(Math.round(at * 1000)).toISOString().slice(11, 23);
    shown.value = `${seconds(at - fromEpoch)} · ${clock} UTC`;
    slider.setAttribute('aria-valuetext', seconds(at - fromEpoch));
  });
  return node(
    'div',
    { class: 'clock', role: 'region', 'aria-label': 'Time' },
    node(
      'div',
      {},
      node(
        'div',
        { class: 'bar' },
        shown,
        node('button', { type: 'button', click: before, id: 'before' }, '← before'),
        node('button', { type: 'button', click: after, id: 'after' }, 'after →'),
        node('button', { type: 'button', click: () => void share(), id: 'share' }, 'Link to this'),
        copied,
        node('nav', { 'aria-label': 'Parts' }, ...sections.map(([id, title]) => node('a', { href: `#${id}` }, title))),
      ),
      slider,
      markStrip(marks, context, duration),
    ),
  );
}

/** What happened, as small marks below the slider; the keyboard reaches them by the two buttons. */
function markStrip(marks: readonly Mark[], { chooser, fromEpoch }: Context, duration: number): HTMLElement {
  const strip = node('div', { class: 'marks', 'aria-hidden': 'true' });
  for (const { epoch, text, tone } of marks.slice(0, marksShown)) {
    const mark = node('button', {
      type: 'button',
      class: tone,
      tabindex: -1,
      title: `${seconds(epoch - fromEpoch)} ${text}`,
      click: () => chooser.choose({ at: epoch }),
    });
    mark.style.left = `${(100 * (epoch - fromEpoch)) / duration}%`;
    strip.append(mark);
  }
  return strip;
}

function marksOf(notes: Context['report']['notes'], sentences: readonly Sentence[]): readonly Mark[] {
  const told = sentences.flatMap(({ epoch, text, tone }): Mark[] => (epoch === null ? [] : [{ epoch, text, tone }]));
  const noted = notes.map(({ epoch, text, tone }): Mark => ({ epoch, text, tone }));
  const all = [...noted, ...told].sort((one, other) => one.epoch - other.epoch);
  return all.filter(({ epoch }, at) => at === 0 || epoch - (all[at - 1] as Mark).epoch > 1e-4);
}
