// Runs captures through statistics of -z, without the command line.
import { openCapture } from '../../src/capture/open.ts';
import type { Dissection } from '../../src/dissect/dissection.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { FieldExtractor } from '../../src/dissect/fields/field-extractor.ts';
import { FrameClock } from '../../src/dissect/fields/frame-clock.ts';
import { filterProtocol } from '../../src/dissect/fields/frame-protocols.ts';
import type { FilterCompiler } from '../../src/report/read/frame-output.ts';
import { findTap } from '../../src/report/read/taps/all-taps.ts';
import { type Tap, TapError } from '../../src/report/read/taps/tap.ts';
import type { TimeFormat } from '../../src/report/read/time-column.ts';

/** Of the filter language the names of protocols and fields: true where a frame has them. */
const filterByName: FilterCompiler = (name) => {
  if (!name.includes('.')) return (d) => hasProtocol(d, name);
  const extractor = new FieldExtractor([name]);
  return (d) => {
    extractor.extract(d);
    return (extractor.columns[0]?.count ?? 0) > 0;
  };
};

function hasProtocol(d: Dissection, name: string): boolean {
  for (let index = 0; index < d.layers.count; index++) if (filterProtocol(d, index) === name) return true;
  return false;
}

/** The texts of these statistics over the frames whose number passes. */
export async function tapTexts(
  path: string,
  asked: readonly (readonly [argument: string, time: TimeFormat])[],
  passes: (frame: number) => boolean = () => true,
): Promise<readonly string[]> {
  const clock = new FrameClock();
  const taps = asked.map(([argument, time]): Tap => {
    const found = findTap(argument);
    if (found === undefined) throw new TapError(argument);
    return found.definition.make(found.rest, { compile: filterByName, clock, time });
  });
  const source = await openCapture(path);
  const dissector = new Dissector();
  do {
    while (source.next()) {
      const { frame } = source;
      clock.tick(frame.seconds, frame.nanoseconds);
      const d = dissector.dissect(frame);
      for (const tap of taps)
        if (passes(frame.number)) tap.write(d);
        else tap.skip?.(d);
    }
  } while (await source.fill());
  source.close();
  return taps.map((tap) => tap.text());
}
