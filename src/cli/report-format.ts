// The forms of a report, told by the ending of the file.
export const reportFormats = ['html', 'md', 'json', 'csv'] as const;

export type ReportFormat = (typeof reportFormats)[number];

/** Undefined where the ending is none of these. */
export function formatOf(path: string): ReportFormat | undefined {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  if (ending === 'htm') return 'html';
  if (ending === 'markdown') return 'md';
  return reportFormats.find((format) => format === ending);
}
