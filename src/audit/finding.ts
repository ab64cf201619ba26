// What the audit found: one record for all times that the same thing happened to the same ones.

export const findingSeverities = ['error', 'warning', 'note'] as const;
export type FindingSeverity = (typeof findingSeverities)[number];

/** As `audit --json` has it: `poolshark.audit/1`. */
export interface Finding {
  /** Number of the rule: `E27`. */
  readonly rule: string;
  readonly name: string;
  readonly severity: FindingSeverity;
  readonly rfc: string;
  /** One sentence with the names in it. */
  readonly summary: string;
  /** The first and the last frames that show it; not all where it came often. */
  readonly frames: readonly number[];
  readonly pool: string | null;
  readonly element: string | null;
  readonly server: string | null;
  readonly firstEpoch: number;
  readonly lastEpoch: number;
  readonly count: number;
}
