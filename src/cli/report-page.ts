import type { Report } from '../report/full/schema.ts';
export function pageText(_data: Report): string {
  return '';
}
