// The fields of the frame itself: its number, lengths and times. Times are texts as tshark's.
import { applicationOfPpid, applicationOfUdpPort } from '../../protocol/applications.ts';
import type { Dissection } from '../dissection.ts';
import { layer } from '../layer.ts';
import type { Columns } from './column.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What the clock showed in frames before this one. */
export class FrameClock {
  #firstSeconds = Number.NaN;
  #firstNanoseconds = 0;
  #previousSeconds = 0;
  #previousNanoseconds = 0;
  /** Nanosecond parts have the sign of the whole. */
  relative = '0.000000000';
  delta = '0.000000000';

  tick(seconds: number, nanoseconds: number): void {
    if (Number.isNaN(this.#firstSeconds)) {
      this.#firstSeconds = seconds;
      this.#firstNanoseconds = nanoseconds;
      this.#previousSeconds = seconds;
      this.#previousNanoseconds = nanoseconds;
    }
    this.relative = differenceText(seconds - this.#firstSeconds, nanoseconds - this.#firstNanoseconds);
    this.delta = differenceText(seconds - this.#previousSeconds, nanoseconds - this.#previousNanoseconds);
    this.#previousSeconds = seconds;
    this.#previousNanoseconds = nanoseconds;
  }
}

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

export type FrameReader = (d: Dissection, clock: FrameClock) => string;

/** By name: how the frame gives the field's only value. */
export const frameReaders: Readonly<Record<string, FrameReader>> = {
  'frame.number': ({ frame }) => String(frame.number),
  'frame.len': ({ frame }) => String(frame.originalLength),
  'frame.cap_len': ({ frame }) => String(frame.end - frame.start),
  'frame.interface_id': ({ frame }) => String(frame.interfaceIndex),
  'frame.time': ({ frame }) => timeText(frame.seconds, frame.nanoseconds),
  'frame.time_epoch': ({ frame }) => `${frame.seconds}.${String(frame.nanoseconds).padStart(9, '0')}`,
  'frame.time_relative': (_, clock) => clock.relative,
  'frame.time_delta': (_, clock) => clock.delta,
  'frame.time_delta_displayed': (_, clock) => clock.delta,
  'frame.protocols': protocolsText,
};

const shortNames: Readonly<Record<number, string>> = {
  [layer.ethernet]: 'eth:ethertype',
  [layer.vlan]: 'vlan:ethertype',
  [layer.linuxCooked]: 'sll:ethertype',
  [layer.linuxCooked2]: 'sll:ethertype',
  [layer.loopback]: 'null',
  [layer.raw]: 'raw',
  [layer.ppp]: 'ppp',
  [layer.ipv4]: 'ip',
  [layer.ipv6]: 'ipv6',
  [layer.udp]: 'udp',
  [layer.tcp]: 'tcp',
  [layer.sctp]: 'sctp',
  [layer.icmp]: 'icmp',
  [layer.icmpv6]: 'icmpv6',
  [layer.igmp]: 'igmp:igmp',
  [layer.arp]: 'arp',
  [layer.asap]: 'asap',
  [layer.enrp]: 'enrp',
  [layer.data]: 'data',
  [layer.application]: 'data',
  [layer.tls]: 'tls',
};

const extensionNames: Readonly<Record<number, string>> = {
  0: 'ipv6.hopopts',
  43: 'ipv6.routing',
  44: 'ipv6.fraghdr',
  51: 'ah',
  60: 'ipv6.dstopts',
};

/** `eth:ethertype:ip:sctp:asap`. */
function protocolsText(d: Dissection): string {
  const { layers } = d;
  const names: string[] = [];
  for (let index = 0; index < layers.count; index++) {
    const name = nameOf(d, index);
    if (name !== undefined) names.push(name);
  }
  return names.join(':');
}

function nameOf({ layers, sourcePort, destinationPort }: Dissection, index: number): string | undefined {
  const protocol = layers.protocol[index] as number;
  const name = shortNames[protocol];
  switch (protocol) {
    case layer.application:
      return applicationOfPpid((layers.extra[index] as number) >>> 0)?.filter ?? name;
    case layer.data:
      return applicationOfUdpPort(destinationPort)?.filter ?? applicationOfUdpPort(sourcePort)?.filter ?? name;
    case layer.ipv6Extension: {
      // What kind it is, the header before it says.
      const before = (layers.start[index - 1] as number) + (layers.protocol[index - 1] === layer.ipv6 ? 6 : 0);
      return extensionNames[layers.bytes[index - 1]?.[before] as number];
    }
    default:
      return name;
  }
}

export function frameColumns(columns: Columns): ((d: Dissection, clock: FrameClock) => void)[] {
  const steps: ((d: Dissection, clock: FrameClock) => void)[] = [];
  for (const [name, read] of Object.entries(frameReaders)) {
    const column = columns.find(name);
    if (column) steps.push((d, clock) => column.values.push(read(d, clock)));
  }
  return steps;
}
