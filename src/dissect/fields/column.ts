// What one wanted field gave in one frame: its values as text, in the order of the wire.

export class Column {
  readonly name: string;
  readonly values: string[] = [];
  constructor(name: string) {
    this.name = name;
  }
}

/** The columns that are wanted, by name; two wishes for one name share a column. */
export class Columns {
  readonly #byName = new Map<string, Column>();
  readonly list: Column[] = [];

  want(name: string): Column {
    let column = this.#byName.get(name);
    if (column === undefined) {
      column = new Column(name);
      this.#byName.set(name, column);
      this.list.push(column);
    }
    return column;
  }

  /** Undefined where nobody asked for it: then its work is skipped. */
  find(name: string): Column | undefined {
    return this.#byName.get(name);
  }

  clear(): void {
    for (const column of this.list) column.values.length = 0;
  }
}
