// The attack set: stories of those who mean harm (RFC 5355 §2): rules S2.1 to S2.17.
import {
  add,
  deregister,
  deregistered,
  keepAlive,
  keepAliveAck,
  register,
  registered,
  tookOver,
  unreachable,
  wantsToTakeOver,
} from '../../handlespace/words.ts';
import { A, addressOfServer, B, C, peAddress, type Scene, userAddress } from '../scene.ts';
import { answer, ask, cookie, echo, entry, randomly, update } from '../words.ts';
import type { StoryPair } from './story-pair.ts';
import { carriedTls } from './tls-record.ts';

const pe = { life: 90_000, address: peAddress };
const enter = (s: Scene) => s.enter(A, 'Alpha', 1, pe);
const alone = entry(1, { home: A, address: peAddress });
const attacker = '10.1.0.66';

function takeIn(s: Scene, message: Uint8Array, response: Uint8Array, address: string) {
  return s.element(A, address).say('client', message).say('server', response);
}

function session(s: Scene, element: string, user = userAddress) {
  return s.connect(user, element, { server: 7000 });
}

const removal = ['O2', 'O3', 'O8'] as const;

export const threatStories: readonly StoryPair[] = [
  {
    rule: 'S2.1',
    what: 'somebody registers forty elements that never answer',
    broken: (s) => {
      for (let id = 100; id < 140; id++) {
        const channel = s.element(A, attacker).say('client', register('Alpha', id, { ...pe, address: attacker }));
        s.passOn(A, 'Alpha', id, { ...pe, address: attacker });
        channel.say('server', registered('Alpha', id));
      }
    },
    healthy: (s) => {
      for (let id = 100; id < 140; id++) {
        const channel = s.element(A, attacker).say('client', register('Alpha', id, { ...pe, address: attacker }));
        s.passOn(A, 'Alpha', id, { ...pe, address: attacker });
        channel.say('server', registered('Alpha', id));
        s.ask(channel, A, 'Alpha', id);
      }
    },
  },
  {
    rule: 'S2.2',
    what: 'an element from another network joins a pool',
    broken: (s) => {
      for (const id of [1, 2, 3]) s.enter(A, 'Alpha', id);
      s.enter(A, 'Alpha', 4, { address: '192.0.2.4' });
    },
    healthy: (s) => {
      for (const id of [1, 2, 3, 4]) s.enter(A, 'Alpha', id);
    },
  },
  {
    rule: 'S2.3',
    what: 'another host registers an element that is registered and lives',
    broken: (s) => {
      enter(s);
      s.live(2);
      takeIn(s, register('Alpha', 1, { ...pe, address: attacker }), registered('Alpha', 1), attacker);
    },
    healthy: (s) => {
      enter(s);
      s.live(2);
      takeIn(s, register('Alpha', 1, pe), registered('Alpha', 1), peAddress);
    },
  },
  {
    rule: 'S2.3',
    what: 'a spoofed deregistration takes an element out of its pool',
    broken: (s) => {
      enter(s);
      s.live(2);
      s.element(A, attacker).say('client', deregister('Alpha', 1));
      s.link.say('client', update(A, 1, 'Alpha', alone));
    },
    healthy: (s) => {
      const channel = enter(s);
      s.live(2);
      channel.say('client', deregister('Alpha', 1));
      s.link.say('client', update(A, 1, 'Alpha', alone));
      channel.say('server', deregistered('Alpha', 1));
    },
    also: ['A18', ...removal],
  },
  {
    rule: 'S2.5',
    what: 'a rogue server takes over one that lives',
    broken: (s) => {
      s.third();
      enter(s);
      s.live(4);
      s.enrp(C, B, wantsToTakeOver(C, 0, A))
        .enrp(C, A, wantsToTakeOver(C, 0, A))
        .enrp(C, B, tookOver(C, 0, A));
    },
    healthy: (s) => {
      s.third();
      enter(s);
      s.live(4);
    },
    also: ['E22', 'E27', 'E29', 'O16', 'O21'],
  },
  {
    rule: 'S2.5',
    what: 'a rogue server deletes the elements of another',
    broken: (s) => {
      s.enter(A, 'Alpha', 1);
      s.enter(A, 'Alpha', 2);
      s.live(2);
      for (const id of [1, 2]) s.enrp(B, A, update(B, 1, 'Alpha', entry(id, { home: A })));
    },
    healthy: (s) => {
      s.enter(A, 'Alpha', 1);
      s.enter(A, 'Alpha', 2);
      s.live(2);
    },
    also: ['E33', ...removal],
  },
  {
    rule: 'S2.6',
    what: 'an element registers at a server that nobody knows',
    broken: (s) => {
      s.live(8);
      const channel = s.connect(peAddress, '10.1.0.99', { server: 3863 });
      channel.say('client', register('Alpha', 1, pe)).say('server', registered('Alpha', 1));
    },
    healthy: (s) => {
      s.live(8);
      enter(s);
    },
  },
  {
    rule: 'S2.7',
    what: 'a server sends users to an element that nobody registered',
    broken: (s) => {
      enter(s);
      s.live(8);
      s.user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [entry(0x666, { home: A, address: attacker })]));
    },
    healthy: (s) => {
      enter(s);
      s.live(8);
      s.user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [alone]));
    },
  },
  {
    rule: 'S2.7',
    what: 'a server names another address for an element',
    broken: (s) => {
      enter(s);
      s.live(8);
      s.user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [entry(1, { home: A, address: attacker })]));
    },
    healthy: (s) => {
      enter(s);
      s.live(8);
      s.user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [alone]));
    },
  },
  {
    rule: 'S2.8',
    what: 'a Registration is played back by another host',
    broken: (s) => {
      enter(s);
      s.live(2);
      s.element(A, attacker)
        .say('client', register('Alpha', 1, pe))
        .say('server', registered('Alpha', 1));
    },
    healthy: (s) => {
      const channel = enter(s);
      s.live(2);
      channel.say('client', register('Alpha', 1, pe)).say('server', registered('Alpha', 1));
    },
    also: ['T7', 'A15'],
  },
  {
    rule: 'S2.8',
    what: 'a Handle Update is played back, and brings an element back that has left',
    broken: (s) => {
      const channel = enter(s);
      s.live(2);
      channel.say('client', deregister('Alpha', 1));
      s.link.say('client', update(A, 1, 'Alpha', alone));
      channel.say('server', deregistered('Alpha', 1));
      s.live(2);
      s.connect(attacker, addressOfServer[B]!, { server: 9901 }).say('client', add(A, 0, 'Alpha', 1, pe));
    },
    healthy: (s) => {
      const channel = enter(s);
      s.live(2);
      channel.say('client', deregister('Alpha', 1));
      s.link.say('client', update(A, 1, 'Alpha', alone));
      channel.say('server', deregistered('Alpha', 1));
      s.live(2);
    },
    also: ['E2', 'O2'],
  },
  {
    rule: 'S2.9',
    what: 'a session under TLS goes on in clear text',
    broken: (s) => {
      carriedTls(s, userAddress, peAddress);
      session(s, '10.1.0.12').say('client', echo('state'));
    },
    healthy: (s) => session(s, '10.1.0.12').say('client', echo('state')),
  },
  {
    rule: 'S2.10',
    what: 'three messages are damaged',
    broken: (s) => {
      const user = s.user();
      for (let count = 0; count < 3; count++) {
        const damaged = ask('Alpha');
        damaged[7] = 99;
        user.say('client', damaged);
      }
    },
    healthy: (s) => {
      const user = s.user();
      for (let count = 0; count < 3; count++)
        user.say('client', ask('Alpha')).say('server', answer('Alpha', [], { error: 6 }));
    },
    also: ['F4', 'F18'],
  },
  {
    rule: 'S2.11',
    what: 'ASAP travels in clear text',
    bare: true,
    broken: (s) => s.user().say('client', ask('Alpha')),
    healthy: (s) => s.announce(A),
  },
  {
    rule: 'S2.12',
    what: 'one host announces itself as three servers',
    broken: (s) => {
      for (const id of [0x51, 0x52, 0x53]) s.announce(id, attacker);
    },
    healthy: (s) => s.announce(0x51, attacker),
    also: ['O9'],
  },
  {
    rule: 'S2.13',
    what: 'somebody reports a live element as unreachable again and again',
    broken: (s) => {
      const channel = enter(s);
      const user = s
        .user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [alone]));
      for (let count = 0; count < 6; count++) {
        s.wait(4);
        user.say('client', unreachable('Alpha', 1));
        s.ask(channel, A, 'Alpha', 1);
      }
    },
    healthy: (s) => {
      const channel = enter(s);
      const user = s
        .user()
        .say('client', ask('Alpha'))
        .say('server', answer('Alpha', [alone]));
      user.say('client', unreachable('Alpha', 1));
      s.ask(channel, A, 'Alpha', 1);
    },
    also: ['O20', 'O4', 'O9', 'E14', 'E8'],
  },
  {
    rule: 'S2.14',
    what: 'a server asks an element twenty times in a second',
    broken: (s) => {
      const channel = enter(s);
      for (let count = 0; count < 20; count++) s.ask(channel, A, 'Alpha', 1);
    },
    healthy: (s) => {
      const channel = enter(s);
      s.ask(channel, A, 'Alpha', 1);
    },
  },
  {
    rule: 'S2.14',
    what: 'three servers claim one element after the other',
    broken: (s) => {
      s.third();
      enter(s);
      for (const server of [B, C, A]) {
        const channel = s.connect(addressOfServer[server]!, peAddress, { client: 3863, server: 40_000 + server });
        channel.say('client', keepAlive(server, 'Alpha', 1, true)).say('server', keepAliveAck('Alpha', 1));
      }
    },
    healthy: (s) => {
      s.third();
      const channel = enter(s);
      s.ask(channel, A, 'Alpha', 1);
    },
    also: ['O21'],
  },
  {
    rule: 'S2.15',
    what: 'one element registers on the secured port and the other in clear text',
    broken: (s) => {
      enter(s);
      const channel = s.connect('10.1.0.12', addressOfServer[A]!, { server: 3864 });
      channel.say('client', register('Alpha', 2, { ...pe, address: '10.1.0.12' }));
      s.passOn(A, 'Alpha', 2, { ...pe, address: '10.1.0.12' });
      channel.say('server', registered('Alpha', 2));
    },
    healthy: (s) => {
      enter(s);
      s.enter(A, 'Alpha', 2);
    },
    also: ['T14'],
  },
  {
    rule: 'S2.16',
    what: 'another user echoes a cookie',
    broken: (s) => {
      session(s, peAddress).say('server', cookie('state')).abort('server');
      session(s, '10.1.0.12', attacker).say('client', echo('state'));
    },
    healthy: (s) => {
      session(s, peAddress).say('server', cookie('state')).abort('server');
      session(s, '10.1.0.12').say('client', echo('state'));
    },
  },
  {
    rule: 'S2.17',
    what: 'a server always names the same one of two elements of Random first',
    broken: (s) => {
      s.enter(A, 'Alpha', 1, { ...pe, policy: randomly });
      s.enter(A, 'Alpha', 2, { policy: randomly });
      s.live(2);
      const user = s.user();
      for (let count = 0; count < 24; count++) names(user, [1, 2]);
    },
    healthy: (s) => {
      s.enter(A, 'Alpha', 1, { ...pe, policy: randomly });
      s.enter(A, 'Alpha', 2, { policy: randomly });
      s.live(2);
      const user = s.user();
      for (let count = 0; count < 24; count++) names(user, count % 2 === 0 ? [1, 2] : [2, 1]);
    },
  },
];

function names(user: ReturnType<Scene['user']>, ids: readonly number[]): void {
  const elements = ids.map((id) =>
    entry(id, { home: A, address: id === 1 ? peAddress : '10.1.0.12', policy: randomly }),
  );
  user.say('client', ask('Alpha')).say('server', answer('Alpha', elements, { policy: randomly }));
}
