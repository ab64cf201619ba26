// The page of a report, with the program and style that the build has made from src/page.
import { readFileSync } from 'node:fs';
import { htmlText, type PageAssets } from '../report/full/html.ts';
import type { Report } from '../report/full/schema.ts';

/** The look of the page, for pages without a program. */
export function pageStyle(): string {
  return pageAssets().style;
}

export function pageText(report: Report): string {
  return htmlText(report, pageAssets());
}

/** Beside the bundled program; where this file runs from the sources, in the folder that the build fills. */
function pageAssets(): PageAssets {
  const read = (name: string) => {
    for (const place of [`./${name}`, `../../dist/${name}`]) {
      try {
        return readFileSync(new URL(place, import.meta.url), 'utf8');
      } catch {
        // The other place has it.
      }
    }
    throw new Error(`${name} is missing beside the program: it is not built`);
  };
  return { script: read('page.js').trim(), style: read('page.css').trim() };
}
