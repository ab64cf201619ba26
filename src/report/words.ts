// Numbers and facts as people read them.
import type { TransportView } from '../handlespace/view.ts';

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
}

/** 3 significant digits with a unit that fits: `0.42 ms`, `12.5 s`, `3 min 20 s`. */
export function duration(seconds: number): string {
  if (seconds < 0.0009995) return `${precise(seconds * 1e6)} µs`;
  if (seconds < 0.9995) return `${precise(seconds * 1e3)} ms`;
  if (seconds < 99.95) return `${precise(seconds)} s`;
  if (seconds < 5999.5) return `${Math.floor(Math.round(seconds) / 60)} min ${Math.round(seconds) % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

function precise(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function octets(count: number): string {
  if (count < 10_000) return `${count} B`;
  if (count < 10_000_000) return `${precise(count / 1000)} kB`;
  return `${precise(count / 1e6)} MB`;
}

/** UTC, to the second, with the sort order of time. */
export function moment(epoch: number): string {
  return `${new Date(Math.round(epoch * 1000)).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `sctp 10.1.0.11 +1 :33606`, at most one address in full: the rest is in --json. */
export function transportText(transport: TransportView | null): string {
  if (transport === null) return '?';
  const [first, ...others] = transport.addresses;
  const address = first === undefined ? '?' : first.includes(':') ? `[${first}]` : first;
  const more = others.length === 0 ? '' : ` (+${others.length})`;
  return `${transport.protocol} ${address}:${transport.port}${more}`;
}
