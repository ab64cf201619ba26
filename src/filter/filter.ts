// The door of this room: a display filter's text becomes a test of frames, or a fault that can be shown.
import { Checker } from './checker.ts';
import { compileCondition } from './condition-compiler.ts';
import { Fault, type FilterError, filterError } from './fault.ts';
import type { FieldTable } from './field-table.ts';
import type { Columns } from './operands.ts';
import { parseFilter } from './parser.ts';

export interface CompiledFilter {
  readonly ok: true;
  readonly text: string;
  /** The fields and protocols that it reads; test() wants their values in this order. */
  readonly fields: readonly string[];
  /** True where it asks for layers (`ip.src#2`): then values must know theirs. */
  readonly usesLayers: boolean;
  /** True where it asks only whether fields are there, as in `asap or enrp`. */
  readonly isPresence: boolean;
  /** Whether the frame with these values passes. */
  test(columns: Columns): boolean;
}

/** Never throws for a text, whatever stands in it. An empty one passes every frame. */
export function compileFilter(text: string, table: FieldTable): CompiledFilter | FilterError {
  try {
    const condition = parseFilter(text);
    if (condition === undefined)
      return { ok: true, text, fields: [], usesLayers: false, isPresence: true, test: () => true };
    const checker = new Checker(table);
    const test = compileCondition(condition, checker);
    const { columns: fields, usesLayers, usesValues } = checker;
    return { ok: true, text, fields, usesLayers, isPresence: !usesLayers && !usesValues, test };
  } catch (fault) {
    if (fault instanceof Fault) return filterError(text, fault);
    throw fault;
  }
}
