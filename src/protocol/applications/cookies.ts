// The state cookies of rsplib's pool elements, inside ASAP's Cookie parameter (RFC 5354 §3.13): what a session needs to go
// on at another pool element. A cookie is read only where its mark, or its association, and its size leave no doubt.
import { enumeration, u8, u32, u64 } from '../declare.ts';
import type { Field } from '../schema.ts';
import type { ApplicationProtocol } from './application.ts';
import { calcApp, jobFields } from './calc-app.ts';
import { fractalGenerator, fractalParameter } from './fractal-generator.ts';
import { pingPong } from './ping-pong.ts';

/** Wireshark does not look into cookies: the fields are ours. */
export const cookieFilter = 'rserpool.cookie.';

export interface CookieLayout {
  readonly application: ApplicationProtocol;
  /** The text that it begins with; undefined: nothing but its association tells whose it is. */
  readonly mark: string | undefined;
  /** Octets, all of them. */
  readonly size: number;
  /** Octets before the first field. */
  readonly offset: number;
  readonly fields: readonly Field[];
}

/** Whose cookie it is, as the number of IANA for the application's messages. */
export const cookieApplication = u8('application', {
  filter: 'application',
  label: 'Application',
  about: 'payload protocol identifier of the application that it belongs to',
  values: enumeration(
    'Application of a Cookie',
    [fractalGenerator, pingPong, calcApp].map(({ ppids, name }) => ({ value: ppids[0] ?? 0, name, rfc: 'rsplib' })),
  ),
});

/** The same fields under shorter names: what stands before `_` says which message they come from. */
function inCookie(fields: readonly Field[]): readonly Field[] {
  return fields.map((field) => ({ ...field, filter: field.filter.slice(field.filter.indexOf('_') + 1) }));
}

export const cookieLayouts: readonly CookieLayout[] = [
  {
    application: pingPong,
    mark: '<PP-TD1>',
    size: 16,
    offset: 8,
    fields: [u64('replyNumber', { filter: 'replyno', label: 'ReplyNo', about: 'answers given so far' })], // 8..15
  },
  {
    application: fractalGenerator,
    mark: '<FG-TD1>',
    size: 76,
    // The mark, then the header of the Parameter message that the session began with.
    offset: 12,
    fields: [
      ...inCookie(fractalParameter.fields), // 12..67
      u32('currentX', { filter: 'current_x', label: 'CurrentX', about: 'place in its line of the next point' }), // 68..71
      u32('currentY', { filter: 'current_y', label: 'CurrentY', about: 'line of the next point' }), // 72..75
    ],
  },
  { application: calcApp, mark: undefined, size: 20, offset: 0, fields: inCookie(jobFields) }, // 0..19
];

/** Whose cookie stands in bytes[start] to bytes[end - 1]; `ppid` is what its association carries besides, 0 if unknown. */
export function cookieLayoutOf(bytes: Uint8Array, start: number, end: number, ppid: number): CookieLayout | undefined {
  return cookieLayouts.find(
    ({ application, mark, size }) =>
      size === end - start && (mark === undefined ? application.ppids.includes(ppid) : begins(mark, bytes, start)),
  );
}

function begins(mark: string, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < mark.length; index++) if (bytes[start + index] !== mark.charCodeAt(index)) return false;
  return true;
}
