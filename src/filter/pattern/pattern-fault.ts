// What is wrong with a regular expression, and where in it.
export class PatternFault extends Error {
  /** Octets before the fault. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}
