// Charts by Observable Plot, without what the content security policy forbids: the rules that Plot would write into each chart
// stand in page.css. A line across the charts of time shows the moment that the slider is at.
import * as Plot from '@observablehq/plot';
import type { Context } from './context.ts';
import { node } from './nodes.ts';
import { axisTime } from './words.ts';

const leastWidth = 320;
const resizeMs = 120;

/** Makes the options of a chart of this width. */
export type ChartOf = (width: number) => Plot.PlotOptions;

export interface ChartPlaces {
  /** Seconds since the first frame at this place of the screen; undefined beside the chart. */
  readonly secondsAt: (clientX: number) => number | undefined;
  /** What stands on the band at this height. */
  readonly bandAt: (clientY: number) => string | undefined;
}

export interface ChartOptions {
  readonly context: Context;
  /** What it shows, for who cannot see it. */
  readonly label: string;
  readonly chart: ChartOf;
  /** Its x axis is time: the moment is marked, and a click chooses one. */
  readonly isTime?: boolean;
  readonly onClick?: (places: ChartPlaces, event: MouseEvent) => void;
}

export function chartFigure({ context, label, chart, isTime = false, onClick }: ChartOptions): HTMLElement {
  const figure = node('figure', { class: 'chart' });
  const cursor = node('div', { class: 'cursor' });
  let drawn: (SVGSVGElement & Plot.Plot) | undefined;
  const draw = () => {
    const width = Math.max(leastWidth, Math.floor(figure.clientWidth));
    const made = Plot.plot({ ...chart(width), width, className: 'plot', ariaLabel: label }) as SVGSVGElement &
      Plot.Plot;
    for (const style of made.querySelectorAll('style')) style.remove();
    // The picture as a whole is named; names of its parts say `rule` and `bar`.
    for (const part of made.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
    made.setAttribute('role', 'img');
    drawn = made;
    figure.replaceChildren(made);
    if (isTime) {
      figure.append(cursor);
      place();
    }
  };
  const place = () => {
    const x = drawn?.scale('x');
    if (drawn === undefined || x === undefined) return;
    const at = x.apply(context.chooser.choice.at - context.fromEpoch) as number;
    cursor.style.left = `${(100 * at) / drawn.viewBox.baseVal.width}%`;
  };
  const places: ChartPlaces = {
    secondsAt(clientX) {
      const x = drawn?.scale('x');
      if (drawn === undefined || x?.invert === undefined) return undefined;
      const box = drawn.getBoundingClientRect();
      const seconds = x.invert(((clientX - box.left) / box.width) * drawn.viewBox.baseVal.width) as number;
      return Math.min(Math.max(seconds, 0), context.toEpoch - context.fromEpoch);
    },
    bandAt(clientY) {
      const y = drawn?.scale('y');
      if (drawn === undefined || y?.domain === undefined) return undefined;
      const box = drawn.getBoundingClientRect();
      const at = ((clientY - box.top) / box.height) * drawn.viewBox.baseVal.height;
      const half = (y.bandwidth ?? 0) / 2;
      return (y.domain as readonly string[]).find(
        (value) => Math.abs((y.apply(value) as number) + half - at) <= half + 2,
      );
    },
  };
  if (isTime) {
    context.chooser.follow((_, changed) => {
      if (changed.has('at')) place();
    });
    figure.addEventListener('click', (event) => {
      if (onClick !== undefined) onClick(places, event);
      else {
        const seconds = places.secondsAt(event.clientX);
        if (seconds !== undefined) context.chooser.choose({ at: context.fromEpoch + seconds });
      }
    });
  }
  redrawWhereSeen(figure, draw);
  return figure;
}

/** Drawn when it comes near the screen, and again when its width has changed. */
function redrawWhereSeen(figure: HTMLElement, draw: () => void): void {
  let width = 0;
  let timer = 0;
  let isSeen = false;
  const redraw = () => {
    if (!isSeen || figure.clientWidth === 0 || figure.clientWidth === width) return;
    width = figure.clientWidth;
    draw();
  };
  new IntersectionObserver(
    (entries, observer) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      isSeen = true;
      observer.disconnect();
      redraw();
    },
    { rootMargin: '400px' },
  ).observe(figure);
  new ResizeObserver(() => {
    clearTimeout(timer);
    timer = window.setTimeout(redraw, width === 0 ? 0 : resizeMs);
  }).observe(figure);
  // What nobody has scrolled to yet is printed, too.
  window.addEventListener('beforeprint', () => {
    isSeen = true;
    redraw();
  });
}

/** The axis of time: seconds since the first frame. */
export function timeScale({ fromEpoch, toEpoch }: Context): Plot.ScaleOptions {
  return { type: 'linear', domain: [0, Math.max(toEpoch - fromEpoch, 0.001)], label: null };
}

export function timeAxis({ fromEpoch, toEpoch }: Context): Plot.Markish {
  const whole = toEpoch - fromEpoch;
  return Plot.axisX({ tickFormat: (value: number) => axisTime(value, whole), label: 'time since the first frame (s)' });
}
