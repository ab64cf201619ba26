// Times as tshark writes them.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `-0.000012000`: nine decimals. */
export function differenceText(seconds: number, nanoseconds: number): string {
  let whole = seconds;
  let rest = nanoseconds;
  if (whole > 0 && rest < 0) {
    whole--;
    rest += 1e9;
  } else if (whole < 0 && rest > 0) {
    whole++;
    rest -= 1e9;
  }
  const sign = whole < 0 || rest < 0 ? '-' : '';
  return `${sign}${Math.abs(whole)}.${String(Math.abs(rest)).padStart(9, '0')}`;
}

const two = (value: number) => String(value).padStart(2, '0');

/** `Nov 14, 2023 22:13:20.009141000 UTC`; the zone is that of the process, as in tshark. */
export function timeText(seconds: number, nanoseconds: number): string {
  const date = new Date(seconds * 1000);
  const day = `${months[date.getMonth()]} ${String(date.getDate()).padStart(2, ' ')}, ${date.getFullYear()}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(nanoseconds).padStart(9, '0')} ${zoneName(date)}`;
}

function zoneName(date: Date): string {
  if (date.getTimezoneOffset() === 0) return 'UTC';
  const part = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName');
  return part?.value ?? 'UTC';
}
