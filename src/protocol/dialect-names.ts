// Which tables messages are read by: those of the RFCs, or those of the drafts before them. Apart from the tables
// themselves, so that the command line can name them without loading them.
export const dialectNames = ['rfc', 'pre-rfc'] as const;
export type DialectName = (typeof dialectNames)[number];
