// What the tests of experts share: a message sent in one of the ways in which messages travel, and the experts that it raises.
import { Dissector } from '../../../src/dissect/dissector.ts';
import { expertCode, expertLimit, expertText } from '../../../src/dissect/expert-text.ts';
import { MessageExperts } from '../../../src/dissect/message-experts/message-experts.ts';
import { tcpFrame, udpFrame } from '../../../src/encode/packets.ts';
import { associationBetween, ends, frameOf, peAddress, serverAddress } from '../watch.ts';

export interface Raised {
  readonly code: string;
  readonly severity: string;
  /** From the start of the message. */
  readonly offset: number;
  readonly needed: number;
  readonly available: number;
  /** The field that set the limit. */
  readonly limitedBy: string;
  readonly text: string;
}

/** How a message travels; over SCTP between a pool element and a server where nothing is said. */
export interface Way {
  readonly udp?: { readonly from?: string; readonly to: string; readonly port: number };
  readonly tcp?: { readonly port: number };
  readonly ppid?: number;
  readonly serverPort?: number;
  /** Addresses of the pool element's end. */
  readonly addresses?: readonly string[];
  /** False: the association was there before the capture. */
  readonly setUp?: boolean;
  readonly encapsulated?: boolean;
  /** The capture kept so many octets less than were sent: of the message's frame, of the INIT. */
  readonly cut?: number;
  readonly cutInit?: number;
}

/** The frames of a message that travels this way, with those that set its association up. */
export function framesOf(bytes: Uint8Array, way: Way): Uint8Array[] {
  if (way.udp) {
    const { from = serverAddress, to, port } = way.udp;
    return [udpFrame({ source: from, destination: to }, { sourcePort: port, destinationPort: port }, bytes)];
  }
  if (way.tcp) {
    const ip = { source: peAddress, destination: serverAddress };
    return [tcpFrame(ip, { sourcePort: 40_000, destinationPort: way.tcp.port, sequence: 1 }, bytes)];
  }
  const association = associationBetween({
    client: { ...ends.client, addresses: way.addresses ?? ends.client.addresses },
    server: { ...ends.server, port: way.serverPort ?? ends.server.port },
    ...(way.encapsulated ? { udp: { clientPort: 40_001, serverPort: 9899 } } : {}),
  });
  const setUp = association.handshake();
  return [...(way.setUp === false ? [] : setUp), ...association.data('client', { bytes, ppid: way.ppid ?? 11 })];
}

/** All experts of the frame that carries the message. */
export function raisedBy(bytes: Uint8Array, way: Way = {}): Raised[] {
  const dissector = new Dissector();
  const checker = new MessageExperts();
  const frames = framesOf(bytes, way);
  let raised: Raised[] = [];
  frames.forEach((frame, index) => {
    const cut = (index === frames.length - 1 ? way.cut : index === 0 ? way.cutInit : 0) ?? 0;
    const kept = frame.slice(0, frame.length - cut);
    const d = dissector.dissect(frameOf(kept, index + 1, { originalLength: frame.length }));
    checker.check(d);
    const start = d.messages[0] && d.messageCount > 0 && d.experts.inFrame[0] === 1 ? d.messages[0].start : 0;
    raised = Array.from({ length: d.experts.count }, (_, expert) => ({
      code: expertCode(d.experts, expert).code,
      severity: expertCode(d.experts, expert).severity,
      offset: d.experts.offset[expert]! - start,
      needed: d.experts.needed[expert]!,
      available: d.experts.available[expert]!,
      limitedBy: expertLimit(d.experts, expert),
      text: expertText(d.experts, expert, index + 1),
    }));
  });
  return raised;
}

/** The codes of all but what only tells of habits. */
export function codesOf(raised: readonly Raised[]): string[] {
  return raised.filter(({ severity }) => severity !== 'chat').map(({ code }) => code);
}
