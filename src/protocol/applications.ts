// The application protocols that rsplib ships: how they are told, and what Wireshark calls them and their messages
// (packet-pingpongprotocol and its siblings). Only the common header is described: it is all that is shown.
import { componentStatusPort } from './transport.ts';

export interface ApplicationProtocol {
  /** Wireshark's filter name. */
  readonly filter: string;
  /** As in Wireshark's Protocol column. */
  readonly column: string;
  readonly about: string;
  /** The number of IANA and the one from before. Empty: carried by UDP. */
  readonly ppids: readonly number[];
  readonly udpPort?: number;
  /** By message type (octet 0), as in Wireshark's Info column. */
  readonly messages: Readonly<Record<number, string>>;
  /** What Wireshark's Info column shows of a type that it does not know. */
  readonly unknown: string;
}

export const applications: readonly ApplicationProtocol[] = [
  {
    filter: 'fractalgeneratorprotocol',
    column: 'FractalGeneratorProtocol',
    about: 'pictures of fractals, computed by pool elements',
    ppids: [32, 0x29097601],
    messages: { 1: 'FractalGenerator Parameter', 2: 'FractalGenerator Data' },
    unknown: 'Unknown FractalGeneratorProtocol type',
  },
  {
    filter: 'pingpongprotocol',
    column: 'PingPongProtocol',
    about: 'numbered requests and their answers',
    ppids: [33, 0x29097602],
    messages: { 1: 'PingPongProtocol Ping', 2: 'PingPongProtocol Pong' },
    unknown: 'Unknown PingPongProtocol message type',
  },
  {
    filter: 'calcappprotocol',
    column: 'CalcAppProtocol',
    about: 'jobs of known size, for measurements of pool policies',
    ppids: [34, 0x29097603],
    messages: {
      1: 'CalcApp Request',
      2: 'CalcApp Accept',
      3: 'CalcApp Reject',
      4: 'CalcApp Abort',
      5: 'CalcApp Complete',
      6: 'CalcApp Keep-Alive',
      7: 'CalcApp Keep-Alive Ack',
    },
    unknown: 'Unknown CalcAppProtocol message type',
  },
  {
    filter: 'ssp',
    column: 'SSP',
    about: 'scripts that pool elements run',
    ppids: [35, 0x29097604],
    messages: {
      0: 'Not Ready',
      1: 'Ready',
      2: 'Upload',
      3: 'Download',
      4: 'Keep-Alive',
      5: 'Keep-Alive Ack',
      6: 'Status',
      7: 'Environment',
    },
    unknown: 'Unknown ScriptingServiceProtocol message type',
  },
  {
    filter: 'componentstatusprotocol',
    column: 'ComponentStatusProtocol',
    about: 'how a component is doing, reported to a monitor',
    ppids: [],
    udpPort: componentStatusPort,
    messages: { 1: 'ComponentStatus Report' },
    unknown: 'Unknown ComponentStatusProtocol message type',
  },
];

const byPpid = new Map(applications.flatMap((protocol) => protocol.ppids.map((ppid) => [ppid, protocol])));

export function applicationOfPpid(ppid: number): ApplicationProtocol | undefined {
  return byPpid.get(ppid);
}

export function applicationOfUdpPort(port: number): ApplicationProtocol | undefined {
  return port === componentStatusPort ? applications.find(({ udpPort }) => udpPort === port) : undefined;
}
