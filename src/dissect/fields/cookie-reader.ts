// Reads the wanted fields of rsplib's state cookies, by the tables of src/protocol/applications/cookies.ts.
import {
  type CookieLayout,
  cookieApplication,
  cookieFilter,
  cookieLayoutOf,
  cookieLayouts,
} from '../../protocol/applications/cookies.ts';
import type { Field } from '../../protocol/schema.ts';
import { infoOf } from './field-info.ts';
import type { FieldSink, FieldSinks } from './sink.ts';
import { type TableReader, tableReader } from './table-reader.ts';

export class CookieReader {
  readonly #application: FieldSink | undefined;
  readonly #tables: ReadonlyMap<CookieLayout, TableReader>;

  constructor(sinks: FieldSinks) {
    const infos = (field: Field) => [infoOf(`${cookieFilter}${field.filter}`, field, { ours: true, generated: true })];
    this.#application = infos(cookieApplication).map((info) => sinks.find(info))[0];
    this.#tables = new Map(cookieLayouts.map((layout) => [layout, tableReader([], layout.fields, infos, sinks)]));
  }

  /** The cookie in bytes[start] to bytes[end - 1]; `ppid` is what its association carries besides. */
  read(bytes: Uint8Array, start: number, end: number, ppid: number): void {
    const layout = cookieLayoutOf(bytes, start, end, ppid);
    if (layout === undefined) return;
    this.#application?.number(layout.application.ppids[0] ?? 0, bytes, start, end - start);
    this.#tables.get(layout)?.read(bytes, start + layout.offset, end);
  }
}
