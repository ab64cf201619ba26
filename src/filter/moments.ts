// Dates and times of a filter, in nanoseconds since 1970: `2023-11-14 22:13:20.5`, ISO 8601, `Nov 14, 2023 22:13:20`.
// Without a zone they are in that of the process, as tshark takes them.

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const zone = String.raw`(?:\s*(UTC|Z|[+-]\d{2}(?::?\d{2})?))?`;
const clock = String.raw`(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?)?`;
const iso = new RegExp(String.raw`^\s*(\d{4})-(\d{2})-(\d{2})(?:(?:\s+|T)${clock}${zone})?\s*$`);
const american = new RegExp(String.raw`^\s*([A-Za-z]{3})\s+(\d{1,2}),\s*(\d{4})\s+${clock}${zone}\s*$`);

export const momentExample = '"2023-11-14 22:13:20.5" or "Nov 14, 2023 22:13:20"';

/** Undefined where the text is no date. */
export function momentOf(text: string): bigint | undefined {
  const found = iso.exec(text);
  if (found !== null) {
    const [, year, month, day, ...rest] = found;
    return nanoseconds(Number(year), Number(month) - 1, Number(day), rest);
  }
  const named = american.exec(text);
  if (named === null) return undefined;
  const [, name = '', day, year, ...rest] = named;
  const month = months.indexOf(name.toLowerCase());
  // tshark wants the seconds in this form.
  return month < 0 || rest[2] === undefined ? undefined : nanoseconds(Number(year), month, Number(day), rest);
}

/** Days beyond the end of their month lie in the next, as mktime has it. */
function nanoseconds(
  year: number,
  month: number,
  day: number,
  [hour = '0', minute = '0', second = '0', fraction = '', offset]: readonly (string | undefined)[],
): bigint | undefined {
  if (month > 11 || day < 1 || day > 31) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const date = new Date(0);
  if (offset === undefined) {
    date.setFullYear(year, month, day);
    date.setHours(Number(hour), Number(minute), Number(second), 0);
  } else {
    date.setUTCFullYear(year, month, day);
    date.setUTCHours(Number(hour), Number(minute), Number(second), 0);
  }
  const ahead = offset === undefined ? 0 : minutesAhead(offset);
  if (ahead === undefined) return undefined;
  return BigInt(date.getTime() - ahead * 60_000) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function minutesAhead(offset: string): number | undefined {
  if (offset === 'Z' || offset === 'UTC') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', '') || '0');
  return hours > 23 || minutes > 59 ? undefined : sign * (hours * 60 + minutes);
}

/** Seconds with up to nine decimals, as nanoseconds. */
export function secondsOf(text: string): bigint | undefined {
  const found = /^(\d{1,18})(?:\.(\d{1,9}))?$/.exec(text);
  if (found === null) return undefined;
  return BigInt(found[1] as string) * 1_000_000_000n + BigInt((found[2] ?? '').padEnd(9, '0'));
}
