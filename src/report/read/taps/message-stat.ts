// `-z asap,stat` and its siblings: how many messages of each type, how many octets, when and how fast. The columns are
// tshark's; the numbers are right where tshark's are not: shares are shares, copies of a datagram count once, and a length
// that a message only claims is not counted.
import { u16 } from '../../../bytes/read.ts';
import type { Dissection } from '../../../dissect/dissection.ts';
import type { FrameClock } from '../../../dissect/fields/frame-clock.ts';
import { layer } from '../../../dissect/layer.ts';
import { RecentDatagrams } from '../../../dissect/recent-datagrams.ts';
import { type ApplicationProtocol, applicationOfPpid, applications } from '../../../protocol/applications/index.ts';
import { messagesOf } from '../../../protocol/registry.ts';
import type { Protocol } from '../../../protocol/schema.ts';
import { type MessageRow, messageTable } from './message-table.ts';
import { filteredTap, relativeSeconds, type Tap, type TapDefinition } from './tap.ts';

/** What counts, by message type; types that the tables do not name get a row when they come. */
class MessageCounter {
  readonly #rows = new Map<number, MessageRow>();

  constructor(names: readonly (readonly [type: number, name: string])[]) {
    for (const [type, name] of names) this.#rows.set(type, emptyRow(name));
  }

  count(type: number, octets: number, seconds: number): void {
    let row = this.#rows.get(type);
    if (row === undefined) {
      row = emptyRow(`Unknown (0x${type.toString(16).padStart(2, '0')})`);
      this.#rows.set(type, row);
    }
    if (row.messages === 0) row.firstSeconds = seconds;
    row.messages++;
    row.octets += octets;
    row.lastSeconds = seconds;
  }

  rows(): readonly MessageRow[] {
    return [...this.#rows.values()];
  }
}

function emptyRow(name: string): MessageRow {
  return { name, messages: 0, octets: 0, firstSeconds: 0, lastSeconds: 0 };
}

/** The length in the header where it can be true, otherwise what the user message holds. */
function messageOctets(bytes: Uint8Array, start: number, end: number, declaredEnd: number): number {
  const available = declaredEnd - start;
  if (end - start < 4) return available;
  const claimed = u16(bytes, start + 2);
  return claimed >= 4 && claimed <= available ? claimed : available;
}

class RserpoolStat implements Tap {
  readonly #protocol: Protocol;
  readonly #filter: string;
  readonly #clock: FrameClock;
  readonly #counter: MessageCounter;

  constructor(protocol: Protocol, filter: string, clock: FrameClock) {
    this.#protocol = protocol;
    this.#filter = filter;
    this.#clock = clock;
    this.#counter = new MessageCounter(
      messagesOf(protocol).map((message) => [message.type, message.wireshark ?? message.name]),
    );
  }

  write(d: Dissection): void {
    const wanted = this.#protocol === 'asap' ? layer.asap : layer.enrp;
    for (let index = 0; index < d.messageCount; index++) {
      const message = d.messages[index];
      if (message === undefined || message.protocol !== wanted || message.copy) continue;
      const { bytes, start, end, declaredEnd } = message;
      if (end === start) continue;
      const octets = messageOctets(bytes, start, end, declaredEnd);
      this.#counter.count(bytes[start] as number, octets, relativeSeconds(this.#clock));
    }
  }

  text(): string {
    return messageTable(this.#protocol.toUpperCase(), this.#filter, this.#counter.rows());
  }
}

class ApplicationStat implements Tap {
  readonly #application: ApplicationProtocol;
  readonly #title: string;
  readonly #filter: string;
  readonly #clock: FrameClock;
  readonly #counter: MessageCounter;
  readonly #recent = new RecentDatagrams();

  constructor(application: ApplicationProtocol, title: string, filter: string, clock: FrameClock) {
    this.#application = application;
    this.#title = title;
    this.#filter = filter;
    this.#clock = clock;
    this.#counter = new MessageCounter(
      application.messages.map(({ type, wireshark }): [number, string] => [type, wireshark]),
    );
  }

  write(d: Dissection): void {
    if (d.quoted) return;
    const { layers } = d;
    for (let index = 0; index < layers.count; index++) {
      const start = layers.start[index] as number;
      const end = layers.end[index] as number;
      if (end === start || !this.#isOurs(d, index)) continue;
      const bytes = layers.bytes[index] as Uint8Array;
      const octets = messageOctets(bytes, start, end, end);
      this.#counter.count(bytes[start] as number, octets, relativeSeconds(this.#clock));
    }
  }

  text(): string {
    return messageTable(this.#title, this.#filter, this.#counter.rows());
  }

  #isOurs(d: Dissection, index: number): boolean {
    const { layers } = d;
    const { udpPort } = this.#application;
    if (layers.protocol[index] === layer.application)
      return applicationOfPpid((layers.extra[index] as number) >>> 0) === this.#application;
    if (udpPort === undefined || layers.protocol[index] !== layer.data) return false;
    if (d.destinationPort !== udpPort && d.sourcePort !== udpPort) return false;
    return layers.protocol[index - 1] === layer.udp && !this.#recent.isCopy(d);
  }
}

function rserpoolTap(protocol: Protocol): TapDefinition {
  return filteredTap(
    `${protocol},stat`,
    `${protocol.toUpperCase()} messages by type: count, octets, rate`,
    (filter, { clock }) => new RserpoolStat(protocol, filter, clock),
  );
}

/** Names of tshark's taps and titles, where they are not those of the protocol. */
const tapNames: Readonly<Record<string, readonly [name: string, title: string]>> = {
  ssp: ['ssprotocol', 'ScriptingServiceProtocol'],
};

export const messageTaps: readonly TapDefinition[] = [
  rserpoolTap('asap'),
  rserpoolTap('enrp'),
  ...applications.map((application) => {
    const [name, title] = tapNames[application.filter] ?? [application.filter, application.column];
    return filteredTap(
      `${name},stat`,
      `${title} messages by type`,
      (filter, { clock }) => new ApplicationStat(application, title, filter, clock),
    );
  }),
];
