// Where --metrics listens: `[ADDR:]PORT`.
import { printable, UsageError } from '../errors.ts';

const loopback = '127.0.0.1';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `[ADDR:]PORT`; an IPv6 address stands in brackets. */
export function parseListen(text: string): ListenAddress {
  const [, bracketed, plain, port = ''] = /^(?:\[([^\]]+)\]:|([^:]+):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535)
    throw new UsageError(`--metrics ${printable(text)}: expected a port, or an address, a colon and a port`);
  return { host: bracketed ?? plain ?? loopback, port: Number(port) };
}
