// Joining the multicast groups of announcements (RFC 5352 §2.2.10; rsplib's own), so that switches which snoop IGMP and MLD
// send them to this port. What arrives at the sockets is not read: the capture sees it.
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';

const ipv4Groups = ['224.0.1.185', '239.0.0.50', '239.0.0.51'] as const;
/** FF0X::133 in the scopes of link, site, organisation and the world. */
const ipv6Groups = ['ff02::133', 'ff05::133', 'ff08::133', 'ff0e::133'] as const;

export interface JoinedGroups {
  /** `group on interface: why`, for each that could not be joined. */
  readonly faults: readonly string[];
  leave(): void;
}

/** The groups are joined on each interface that has an address of their family. */
export async function joinGroups(names: readonly string[]): Promise<JoinedGroups> {
  const faults: string[] = [];
  const sockets = await Promise.all((['udp4', 'udp6'] as const).map(openSocket));
  const all = networkInterfaces();
  for (const name of names) {
    const addresses = all[name] ?? [];
    const ipv4 = addresses.find(({ family }) => family === 'IPv4')?.address;
    const hasIpv6 = addresses.some(({ family }) => family === 'IPv6');
    if (ipv4 === undefined && !hasIpv6) faults.push(`${name} has no address to join groups with`);
    const joins: [0 | 1, string, string][] = [
      ...(ipv4 === undefined ? [] : ipv4Groups.map((group): [0, string, string] => [0, group, ipv4])),
      ...(hasIpv6 ? ipv6Groups.map((group): [1, string, string] => [1, group, `::%${name}`]) : []),
    ];
    for (const [family, group, where] of joins)
      try {
        sockets[family]?.addMembership(group, where);
      } catch (error) {
        faults.push(`${group} on ${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
  }
  // A capture may be closed more than once, a socket may not.
  return { faults, leave: () => sockets.splice(0).forEach((socket) => void socket?.close()) };
}

/** Bound to a port of its own: whoever really listens on that of the announcements is not disturbed. */
async function openSocket(type: 'udp4' | 'udp6') {
  const socket = createSocket({ type, reuseAddr: true });
  return new Promise<typeof socket | undefined>((resolve) => {
    socket.once('error', () => resolve(undefined));
    socket.bind(0, () => resolve(socket.unref()));
  });
}
