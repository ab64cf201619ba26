// Sessions over TCP and UDP (user transports need not be SCTP: RFC 5354 §3.4 to §3.6). There is no association to follow, so their
// packets are looked at, and only where an element with such a transport is known.

import { addressText } from '../../bytes/address.ts';
import { setLatest } from '../../dissect/bounds.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { layer } from '../../dissect/layer.ts';
import { associationEnding } from '../../dissect/sctp/side.ts';
import type { HandlespaceState } from '../state.ts';
import type { Session } from './records.ts';
import type { Sessions } from './sessions.ts';
import type { TransportIndex } from './transport-index.ts';
import type { UserTable } from './user-table.ts';

/** Datagrams after such a silence begin another session: UDP has no word for an end. */
const silenceSeconds = 60;

const tcpFlag = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

interface Flow {
  readonly session: Session;
  lastFrame: number;
  lastEpoch: number;
}

export class Flows {
  private readonly users: UserTable;
  private readonly transports: TransportIndex;
  private readonly sessions: Sessions;
  /** By protocol, the user's address and port, the element's address and port. */
  private readonly open = new Map<string, Flow>();

  constructor(users: UserTable, transports: TransportIndex, sessions: Sessions) {
    this.users = users;
    this.transports = transports;
    this.sessions = sessions;
  }

  /** From or to the port of an element. */
  concerns({ sourcePort, destinationPort, quoted }: Dissection): boolean {
    return !quoted && (this.transports.hasPort(destinationPort) || this.transports.hasPort(sourcePort));
  }

  packet(d: Dissection, state: HandlespaceState): void {
    const { layers } = d;
    for (let index = layers.count - 1; index >= 0; index--) {
      const which = layers.protocol[index];
      if (which === layer.udp) return this.take(d, 'udp', 0, state);
      if (which === layer.tcp) {
        const at = (layers.start[index] as number) + 13;
        return this.take(d, 'tcp', at < (layers.end[index] as number) ? (layers.bytes[index]?.[at] ?? 0) : 0, state);
      }
    }
  }

  private take(d: Dissection, protocol: string, flags: number, state: HandlespaceState): void {
    const source = addressText(d.addressBytes, d.sourceAt, d.addressLength);
    const destination = addressText(d.addressBytes, d.destinationAt, d.addressLength);
    const there = `${protocol} ${source} ${d.sourcePort} ${destination} ${d.destinationPort}`;
    const back = `${protocol} ${destination} ${d.destinationPort} ${source} ${d.sourcePort}`;
    const key = this.open.has(back) ? back : there;
    let flow = this.open.get(key);
    const isSyn = (flags & tcpFlag.syn) !== 0 && (flags & tcpFlag.ack) === 0;
    if (
      flow !== undefined &&
      (isSyn ? flow.session.state !== 'asked' : state.epoch - flow.lastEpoch > silenceSeconds)
    ) {
      if (protocol === 'udp' || isSyn) {
        this.end(key, flow, 0, undefined, { frame: flow.lastFrame, epoch: flow.lastEpoch });
        flow = undefined;
      }
    }
    if (flow === undefined) {
      const element = this.transports.at(protocol, destination, d.destinationPort);
      // The last packets of a connection that is over are no other one.
      if (element.length === 0 || (flags & (tcpFlag.fin | tcpFlag.rst)) !== 0) return;
      const user = this.users.of([source], state.frame, state.epoch);
      const isSeenFromStart = protocol === 'udp' || isSyn;
      const session = this.sessions.begin(user, element, isSeenFromStart, state);
      if (!isSyn) this.sessions.isUp(session, state.frame, state);
      flow = { session, lastFrame: state.frame, lastEpoch: state.epoch };
      setLatest(this.open, there, flow, state.bounds.most.sessions >> 2);
      return;
    }
    flow.lastFrame = state.frame;
    flow.lastEpoch = state.epoch;
    const by = key === back ? 'element' : 'user';
    const { session } = flow;
    if ((flags & tcpFlag.rst) !== 0) this.end(key, flow, associationEnding.abort, by, state);
    else if ((flags & tcpFlag.fin) !== 0) this.end(key, flow, associationEnding.shutdown, by, state);
    else if (session.state === 'asked' && by === 'element') this.sessions.isUp(session, state.frame, state);
  }

  private end(
    key: string,
    { session }: Flow,
    ending: number,
    by: Session['endedBy'],
    when: { readonly frame: number; readonly epoch: number },
  ): void {
    this.open.delete(key);
    if (session.state === 'asked' && by === 'element') this.sessions.refuse(session, when);
    else this.sessions.end(session, ending, by, when);
  }
}
