// Makes operands of expressions: looks names up, gives written values the kind of what they meet, and refuses what the
// kinds do not allow, as Wireshark does before it reads the first frame.
import type { FieldKind } from '../dissect/fields/field-values.ts';
import { arithmeticOperand, canDo, negativeOperand } from './arithmetic.ts';
import { literalOperand, type Wanted } from './constants.ts';
import { Fault } from './fault.ts';
import type { FieldTable, FilterField } from './field-table.ts';
import { functionOf, type Resolver } from './functions.ts';
import { familyOf, kindFacts } from './kinds.ts';
import {
  asOctets,
  type Columns,
  fieldOperand,
  LayerChoice,
  type Operand,
  payloadOperand,
  rawOperand,
  sliceOf,
} from './operands.ts';
import type { Arithmetic, Expression, Field, Slice, Word } from './syntax.ts';

export class Checker implements Resolver {
  readonly #table: FieldTable;
  readonly #columns = new Map<string, number>();
  /** True where a value's layer is asked for. */
  usesLayers = false;
  /** True where more is asked than whether, and how often, a field is there. */
  usesValues = false;

  constructor(table: FieldTable) {
    this.#table = table;
  }

  /** Names of the fields that operands read, in the order of their columns. */
  get columns(): readonly string[] {
    return [...this.#columns.keys()];
  }

  kindOf(expression: Expression): FieldKind | undefined {
    switch (expression.type) {
      case 'word':
        return this.field(expression)?.kind;
      case 'field':
        return expression.isRaw ? 'bytes' : this.#known(expression).kind;
      case 'slice':
        return 'bytes';
      case 'call': {
        const { kind } = functionOf(expression);
        if (kind !== undefined) return kind;
        return expression.parameters.map((one) => this.kindOf(one)).find((one) => one !== undefined);
      }
      case 'negative':
        return this.kindOf(expression.of);
      case 'arithmetic':
        return this.kindOf(expression.left) ?? this.kindOf(expression.right);
      default:
        return undefined;
    }
  }

  /** The plain field that this is: its numbers may have names, and its width is known. */
  field(expression: Expression): FilterField | undefined {
    if (expression.type === 'field') return expression.isRaw ? undefined : this.#known(expression);
    if (expression.type !== 'word' || /^:(?!:)/.test(expression.text)) return undefined;
    return this.#table.find(expression.text.replace(/^\./, ''));
  }

  /** What a value written beside this expression must become. */
  wantedBeside(expression: Expression): Wanted | undefined {
    const kind = this.kindOf(expression);
    if (kind === undefined) return undefined;
    const field = this.field(expression);
    return { kind, field, isWide: field === undefined };
  }

  /** `kind`: what a written value becomes. */
  operand(expression: Expression, kind?: FieldKind): Operand {
    return this.operandAs(expression, kind === undefined ? undefined : { kind, field: undefined, isWide: true });
  }

  operandAs(expression: Expression, wanted: Wanted | undefined): Operand {
    switch (expression.type) {
      case 'word': {
        const field = this.field(expression);
        if (field !== undefined) return this.#valuesOf(field, expression, undefined);
        if (expression.text.startsWith('.')) throw this.unknownField(expression);
        break;
      }
      case 'field': {
        const field = this.#known(expression);
        if (!expression.isRaw) return this.#valuesOf(field, expression, expression.layers);
        this.usesValues = true;
        return rawOperand(this.#column(field.name), this.#layersOf(expression));
      }
      case 'slice':
        return this.#slice(expression);
      case 'call':
        return functionOf(expression).make(expression, this, wanted?.kind);
      case 'negative':
        return this.#negative(expression.of, wanted);
      case 'arithmetic':
        return this.#arithmetic(expression, wanted);
      default:
        break;
    }
    if (wanted === undefined) throw this.#constantOnly(expression);
    return literalOperand(expression, wanted, this.#table);
  }

  /** How many values a field has in the frame; for tests of existence. */
  presence(expression: Expression): (columns: Columns) => number {
    if (expression.type === 'word') {
      const field = this.field(expression);
      if (field === undefined) throw this.unknownField(expression);
      const column = this.#column(field.name);
      return (columns) => columns[column]?.count ?? 0;
    }
    if (expression.type !== 'field')
      throw new Fault('a field is wanted here, neither a value nor what is made of fields', expression, 'a field');
    const column = this.#column(this.#known(expression).name);
    const layers = this.#layersOf(expression);
    if (layers === undefined) return (columns) => columns[column]?.count ?? 0;
    const choice = new LayerChoice(column, layers);
    return (columns) => choice.load(columns);
  }

  /** What `contains` and `matches` search: of a protocol more than its own octets. */
  searched(expression: Expression): Operand {
    const operand = this.operand(expression);
    const field = this.field(expression);
    if (field?.kind !== 'protocol') return operand;
    return payloadOperand(this.#column(field.name), expression.type === 'field' ? expression.layers : undefined);
  }

  unknownField(word: Word | Field): Fault {
    const name = word.text.replace(/^\./, '');
    if (!/^[A-Za-z_]/.test(name)) return new Fault(`${word.text} is neither a field nor a protocol`, word, 'a field');
    const place = { at: word.at, end: Math.min(word.end, word.at + word.text.length) };
    const minus = /^(.+)-\w*$/.exec(name);
    if (minus !== null && this.#table.find(minus[1] as string) !== undefined)
      return new Fault(`there is no field "${name}": a minus sign wants spaces around it`, place, `${minus[1]} - ...`);
    return new Fault(`there is no field "${name}"`, place, 'a field', nearestOf(name, this.#table));
  }

  #known(expression: Field): FilterField {
    const field = this.#table.find(expression.text.replace(/^\./, ''));
    if (field === undefined) throw this.unknownField(expression);
    return field;
  }

  #column(name: string): number {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    this.#columns.set(name, this.#columns.size);
    return this.#columns.size - 1;
  }

  #layersOf({ layers }: Field): Field['layers'] {
    if (layers !== undefined) this.usesLayers = true;
    return layers;
  }

  #valuesOf(field: FilterField, expression: Word | Field, layers: Field['layers']): Operand {
    if (layers !== undefined) this.usesLayers = true;
    this.usesValues = true;
    const operand = fieldOperand(field.kind, this.#column(field.name), layers);
    if (operand === undefined)
      throw new Fault(`${field.name} has no value: it can only be there or not`, expression, 'a field with values');
    return operand;
  }

  #slice({ of, ranges, at, end }: Slice): Operand {
    const kind = this.kindOf(of);
    if (kind === undefined) {
      if (of.type === 'word') throw this.unknownField(of);
      throw new Fault('a value that is written out has no slices', of, 'a field');
    }
    if (kindFacts[kind].canSlice !== true) {
      const hint = of.type === 'word' ? `: @${of.text} gives its octets` : '';
      throw new Fault(`this is ${kindFacts[kind].noun}, which has no slices${hint}`, of, 'a field with octets');
    }
    const octets = asOctets(this.operand(of));
    if (octets === undefined) throw new Fault('this has no slices', { at, end }, 'a field with octets');
    return sliceOf(octets, ranges);
  }

  #negative(of: Expression, wanted: Wanted | undefined): Operand {
    const kind = this.kindOf(of) ?? wanted?.kind;
    if (kind === undefined) throw this.#constantOnly(of);
    if (kindFacts[kind].canNegate !== true)
      throw new Fault(`${kindFacts[kind].noun} has no negative`, of, 'a number or a time in seconds');
    return negativeOperand(this.operandAs(of, wanted));
  }

  #arithmetic({ sign, left, right, at, end }: Arithmetic, wanted: Wanted | undefined): Operand {
    const kind = this.kindOf(left) ?? this.kindOf(right) ?? wanted?.kind;
    if (kind === undefined) throw this.#constantOnly(left);
    for (const side of [left, right]) {
      const own = this.kindOf(side) ?? kind;
      if (!canDo(own, sign)) throw new Fault(`${kindFacts[own].noun} knows no "${sign}"`, side, 'a number');
      if (familyOf(own) !== familyOf(kind))
        throw new Fault(`"${sign}" joins like with like, not ${kindFacts[kind].noun} and ${kindFacts[own].noun}`, side);
    }
    const beside: Wanted = { kind, field: undefined, isWide: true };
    const result = arithmeticOperand(sign, this.operandAs(left, beside), this.operandAs(right, beside));
    if (result === undefined) throw new Fault('division by zero', { at, end });
    return result;
  }

  #constantOnly(expression: Expression): Fault {
    if (expression.type === 'word' && /^[A-Za-z_.]/.test(expression.text)) return this.unknownField(expression);
    return new Fault('a test needs a field: this compares values that are written out', expression, 'a field');
  }
}

/** Names of the same protocol alone, where there are some. */
function nearestOf(name: string, table: FieldTable): readonly string[] {
  const nearest = table.nearest(name);
  const protocol = name.slice(0, name.indexOf('.') + 1);
  const own = protocol === '' ? [] : nearest.filter((one) => one.startsWith(protocol));
  return own.length > 0 ? own : nearest;
}
