// Stories of operations and membership: rules O1 to O23, M1 to M10.

import { readPolicy } from '../../../src/audit/policy/policy-file.ts';
import {
  deregister,
  deregistered,
  keepAlive,
  keepAliveAck,
  mayTakeOver,
  register,
  rejectedWith,
  unreachable,
  wantsToTakeOver,
} from '../../handlespace/words.ts';
import { A, addressOfServer, B, C, peAddress, type Scene, userAddress } from '../scene.ts';
import { answer, ask, byWeight, entry, randomly, update } from '../words.ts';
import type { StoryPair } from './story-pair.ts';

const pe = { life: 90_000, address: peAddress };
const enter = (s: Scene, id = 1, handle = 'Alpha') => s.enter(A, handle, id, id === 1 ? pe : {});
const gone = (id: number, handle = 'Alpha') => update(A, 1, handle, entry(id, { home: A, address: peAddress }));

/** Leaves in good order. */
function leave(s: Scene, channel: ReturnType<typeof enter>, id = 1, handle = 'Alpha'): void {
  channel.say('client', deregister(handle, id));
  s.link.say('client', gone(id, handle));
  channel.say('server', deregistered(handle, id)).shutdown('client');
}

/** Its association is aborted, and its home tells. */
function fail(s: Scene, channel: ReturnType<typeof enter>, id = 1): void {
  channel.abort('client');
  s.link.say('client', gone(id));
}

function orphaned(s: Scene) {
  s.third();
  enter(s);
  s.live(4);
  s.dies(A).live(8);
  return s.enrp(B, A, wantsToTakeOver(B, 0, A)).enrp(B, C, wantsToTakeOver(B, 0, A));
}

function claims(s: Scene) {
  const channel = s.connect(addressOfServer[B]!, peAddress, { client: 3863, server: 40_000 });
  channel.say('client', keepAlive(B, 'Alpha', 1, true)).say('server', keepAliveAck('Alpha', 1));
}

/** Asks and is answered with these, in this order; then goes to one of them. */
function picks(s: Scene, ids: readonly number[], used: number, policy = randomly) {
  const user = s.user();
  user.say('client', ask('Alpha'));
  const elements = ids.map((id) => entry(id, { home: A, address: addressOf(id), policy }));
  user.say('server', answer('Alpha', elements, { policy }));
  s.connect(userAddress, addressOf(used), { server: 7000 }).shutdown('client');
  user.shutdown('client');
}

const addressOf = (id: number) => (id === 1 ? peAddress : `10.1.0.${10 + (id % 40)}`);

function policy(text: string) {
  const { policy: read, faults } = readPolicy(`version: 1\n${text}`, () => true);
  if (read === undefined) throw new RangeError(faults.map(({ reason }) => reason).join('; '));
  return { policy: read };
}

const after = { death: ['O4', 'E14', 'O15', 'O17', 'E25', 'E27', 'O16'] } as const;

export const operationStories: readonly StoryPair[] = [
  {
    rule: 'O1',
    what: 'an element comes and goes three times in a minute',
    broken: (s) => {
      for (let count = 0; count < 3; count++) {
        const channel = enter(s);
        s.live(6);
        leave(s, channel);
        s.live(6);
      }
    },
    healthy: (s) => {
      const channel = enter(s);
      s.live(36);
      leave(s, channel);
    },
    also: ['O2'],
  },
  {
    rule: 'O2',
    what: 'the only element of a pool fails',
    broken: (s) => {
      const channel = enter(s);
      s.live(4);
      fail(s, channel);
      s.live(8);
    },
    healthy: (s) => {
      enter(s);
      s.live(12);
    },
    also: ['O8'],
  },
  {
    rule: 'O3',
    what: 'of two elements one fails',
    broken: (s) => {
      const channel = enter(s);
      enter(s, 2);
      s.live(4);
      fail(s, channel);
      s.live(8);
    },
    healthy: (s) => {
      enter(s);
      enter(s, 2);
      s.live(12);
    },
    also: ['O8'],
  },
  {
    rule: 'O4',
    what: 'a server is not heard any more',
    broken: (s) => {
      s.live(4);
      s.dies(B).live(6);
      s.link.say('client', s.presence(A, { to: B, asks: true }));
      s.live(6);
    },
    healthy: (s) => s.live(16),
  },
  {
    rule: 'O5',
    what: 'a server ends its association and is silent',
    broken: (s) => {
      s.live(4);
      s.dies(B).link.shutdown('server');
      s.links.pop();
      s.live(8);
    },
    healthy: (s) => s.live(12),
  },
  {
    rule: 'O6',
    what: 'a server takes two seconds to answer',
    broken: (s) => {
      enter(s);
      const user = s.user().say('client', ask('Alpha'));
      s.live(2);
      user.say('server', answer('Alpha', [entry(1, { home: A, address: peAddress })]));
    },
    healthy: (s) => {
      enter(s);
      s.user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [entry(1, { home: A, address: peAddress })]));
    },
  },
  {
    rule: 'O7',
    what: 'a user asks a server that says nothing any more',
    broken: (s) => {
      enter(s);
      const user = s
        .user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [entry(1, { home: A, address: peAddress })]));
      user.say('client', ask('Beta'));
      s.live(12);
    },
    healthy: (s) => {
      enter(s);
      s.user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [entry(1, { home: A, address: peAddress })]));
      s.live(12);
    },
  },
  {
    rule: 'O8',
    what: 'the association of an element is aborted, and its home removes it',
    broken: (s) => {
      enter(s, 2);
      enter(s, 3);
      const channel = enter(s);
      s.live(4);
      fail(s, channel);
      s.live(6);
    },
    healthy: (s) => {
      enter(s, 2);
      enter(s, 3);
      const channel = enter(s);
      s.live(4);
      leave(s, channel);
      s.live(6);
    },
  },
  {
    rule: 'O9',
    what: 'a server that was silent is back',
    broken: (s) => {
      s.live(4);
      s.dies(B).live(8);
      s.alive.add(B);
      s.live(4);
    },
    healthy: (s) => {
      s.live(4);
      s.dies(B).live(8);
    },
    also: ['O4', 'E14', 'E8'],
  },
  {
    rule: 'O10',
    what: 'users always take the second of two elements of Random',
    broken: (s) => {
      s.enter(A, 'Alpha', 1, { ...pe, policy: randomly });
      s.enter(A, 'Alpha', 2, { policy: randomly });
      s.live(2);
      for (let count = 0; count < 24; count++) picks(s, count % 2 === 0 ? [1, 2] : [2, 1], 2);
    },
    healthy: (s) => {
      s.enter(A, 'Alpha', 1, { ...pe, policy: randomly });
      s.enter(A, 'Alpha', 2, { policy: randomly });
      s.live(2);
      for (let count = 0; count < 24; count++) picks(s, count % 2 === 0 ? [1, 2] : [2, 1], (count % 2) + 1);
    },
    also: ['O11'],
  },
  {
    rule: 'O11',
    what: 'no user takes one of three elements',
    broken: (s) => {
      s.enter(A, 'Alpha', 1, { ...pe, policy: byWeight(1) });
      s.enter(A, 'Alpha', 2, { policy: byWeight(1) });
      s.enter(A, 'Alpha', 3, { policy: byWeight(0) });
      s.live(2);
      for (let count = 0; count < 24; count++)
        picks(s, count % 2 === 0 ? [1, 2] : [2, 1], (count % 2) + 1, byWeight(1));
    },
    healthy: (s) => {
      s.enter(A, 'Alpha', 1, { ...pe, policy: byWeight(1) });
      s.enter(A, 'Alpha', 2, { policy: byWeight(1) });
      s.live(2);
      for (let count = 0; count < 24; count++)
        picks(s, count % 2 === 0 ? [1, 2] : [2, 1], (count % 2) + 1, byWeight(1));
    },
    also: ['A25', 'S2.17'],
  },
  {
    rule: 'O12',
    what: 'a server does not know a pool that has been there for a while',
    broken: (s) => {
      enter(s);
      s.live(8);
      s.user(B)
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [], { error: 9 }));
    },
    healthy: (s) => {
      enter(s);
      s.live(8);
      s.user(B)
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [entry(1, { home: A, address: peAddress })]));
    },
  },
  {
    rule: 'O13',
    what: 'two dozen packets come again',
    broken: (s) => {
      enter(s);
      s.live(120);
      const copies = s.frames.slice(-60).filter(({ bytes }) => bytes.length > 80);
      for (const { bytes } of copies.slice(0, 24)) s.feed(bytes);
    },
    healthy: (s) => {
      enter(s);
      s.live(120);
    },
  },
  {
    rule: 'O14',
    what: 'one of two servers is home of all of a dozen elements',
    broken: (s) => {
      for (let id = 1; id <= 12; id++) enter(s, id);
      s.live(2);
    },
    healthy: (s) => {
      for (let id = 1; id <= 12; id++) s.enter(id % 2 === 0 ? A : B, 'Alpha', id);
      s.live(2);
    },
  },
  {
    rule: 'O15',
    what: 'nobody takes over from a server that has failed',
    broken: (s) => {
      orphaned(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .live(26);
    },
    healthy: (s) => {
      orphaned(s).enrp(C, B, mayTakeOver(C, B, A));
      claims(s);
      s.live(26);
    },
    also: [...after.death],
  },
  {
    rule: 'O16',
    what: 'a server takes over from another',
    broken: (s) => {
      orphaned(s).enrp(C, B, mayTakeOver(C, B, A));
      claims(s);
      s.live(2);
    },
    healthy: (s) => {
      orphaned(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .live(2);
    },
    also: [...after.death, 'F19'],
  },
  {
    rule: 'O17',
    what: 'a takeover lacks an acknowledgement and is given up',
    broken: (s) => {
      orphaned(s).live(8);
    },
    healthy: (s) => {
      orphaned(s).enrp(C, B, mayTakeOver(C, B, A));
      claims(s);
      s.live(8);
    },
    also: [...after.death.filter((rule) => rule !== 'O17')],
  },
  {
    rule: 'O18',
    what: 'a user asks for a pool that nobody knows',
    broken: (s) =>
      s
        .user()
        .say('client', ask('Nowhere'))
        .say('server', answer('Nowhere', [], { error: 9 })),
    healthy: (s) => {
      enter(s);
      s.user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [entry(1, { home: A, address: peAddress })]));
    },
  },
  {
    rule: 'O19',
    what: 'an element is rejected for lack of resources',
    broken: (s) =>
      s
        .element(A)
        .say('client', register('Alpha', 1, pe))
        .say('server', rejectedWith('Alpha', 1, 6)),
    healthy: (s) => enter(s),
  },
  {
    rule: 'O20',
    what: 'a user reports an element as unreachable',
    broken: (s) => {
      const channel = enter(s);
      const user = s
        .user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [entry(1, { home: A, address: peAddress })]));
      user.say('client', unreachable('Alpha', 1));
      s.ask(channel, A, 'Alpha', 1);
    },
    healthy: (s) => {
      const channel = enter(s);
      s.user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [entry(1, { home: A, address: peAddress })]));
      s.ask(channel, A, 'Alpha', 1);
    },
  },
  {
    rule: 'O21',
    what: 'an element registers at another server though its home lives',
    broken: (s) => {
      enter(s);
      s.live(2);
      s.enter(B, 'Alpha', 1, pe);
      s.live(2);
    },
    healthy: (s) => {
      enter(s);
      s.live(2);
      enter(s);
      s.live(2);
    },
  },
  {
    rule: 'O22',
    what: 'the capture begins in the middle of an association',
    broken: (s) => {
      s.join('10.1.0.77', addressOfServer[A]!)
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [], { error: 6 }));
    },
    healthy: (s) => {
      s.user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [], { error: 6 }));
    },
  },
  {
    rule: 'O23',
    what: 'an element refuses the users that are sent to it',
    broken: (s) => {
      enter(s);
      for (let count = 0; count < 3; count++) {
        const user = s
          .user()
          .say('client', ask('Alpha'))
          .say('server', answer('Alpha', [entry(1, { home: A, address: peAddress })]));
        const session = s.join(userAddress, peAddress, { server: 7000 });
        s.feed(session.association.init(), session.association.abort('server'));
        user.shutdown('client');
      }
    },
    healthy: (s) => {
      enter(s);
      for (let count = 0; count < 3; count++) {
        const user = s
          .user()
          .say('client', ask('Alpha'))
          .say('server', answer('Alpha', [entry(1, { home: A, address: peAddress })]));
        s.connect(userAddress, peAddress, { server: 7000 }).shutdown('client');
        user.shutdown('client');
      }
    },
  },
  {
    rule: 'M1',
    what: 'a pool of the policy is not there',
    options: policy('pools: { Alpha: { least: 1 }, Beta: { least: 1 } }'),
    broken: (s) => {
      enter(s);
      s.live(12);
    },
    healthy: (s) => {
      enter(s);
      s.enter(A, 'Beta', 2);
      s.live(12);
    },
  },
  {
    rule: 'M2',
    what: 'a pool is there that the policy does not name',
    options: policy('pools: { Alpha: { least: 1 } }'),
    broken: (s) => {
      enter(s);
      s.enter(A, 'Beta', 2);
    },
    healthy: (s) => enter(s),
  },
  {
    rule: 'M3',
    what: 'a pool has no element for ten seconds, and then one again',
    options: policy('pools: { Alpha: { least: 1 } }'),
    broken: (s) => {
      const channel = enter(s);
      s.live(12);
      leave(s, channel);
      s.live(10);
      enter(s);
    },
    healthy: (s) => {
      enter(s);
      s.live(22);
    },
    also: ['O2'],
  },
  {
    rule: 'M4',
    what: 'a pool has one element more than it should',
    options: policy('pools: { Alpha: { most: 1 } }'),
    broken: (s) => {
      enter(s);
      enter(s, 2);
    },
    healthy: (s) => enter(s),
  },
  {
    rule: 'M5',
    what: 'an element registers from a host that the policy does not allow',
    options: policy('pools: { Alpha: { elements: [10.1.0.11] } }'),
    broken: (s) => enter(s, 2),
    healthy: (s) => enter(s),
    also: ['S2.4'],
  },
  {
    rule: 'S2.4',
    what: 'an element that is not authorised joins a pool',
    options: policy('pools: { Alpha: { elements: [0x1, 10.1.0.13] } }'),
    broken: (s) => enter(s, 2),
    healthy: (s) => {
      enter(s);
      enter(s, 3);
    },
    also: ['M5'],
  },
  {
    rule: 'M6',
    what: 'a server is there that the policy does not allow',
    options: policy('servers: [0x0a, 10.1.0.2]'),
    broken: (s) => s.announce(0x0c),
    healthy: (s) => s.live(2),
  },
  {
    rule: 'M7',
    what: 'a pool has another policy than it should',
    options: policy('pools: { Alpha: { policy: Round Robin } }'),
    broken: (s) => s.enter(A, 'Alpha', 1, { policy: randomly }),
    healthy: (s) => enter(s),
  },
  {
    rule: 'M8',
    what: 'a user asks that the policy does not allow',
    options: policy('users: [10.2.0.0/16]'),
    broken: (s) =>
      s
        .user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [], { error: 6 })),
    healthy: (s) =>
      s
        .user(A, '10.2.0.1')
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [], { error: 6 })),
  },
  {
    rule: 'M9',
    what: 'an element registers in clear text where TLS is wanted',
    options: policy('pools: { Beta: { security: tls }, Alpha: {} }'),
    broken: (s) => s.enter(A, 'Beta', 1, pe),
    healthy: (s) => enter(s),
  },
  {
    rule: 'M10',
    what: 'a server of the policy is not there',
    options: policy('servers: [0x0a, 0x0b, 0x0c]'),
    broken: (s) => s.live(2),
    healthy: (s) => s.third(),
  },
];
