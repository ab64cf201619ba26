// Stories of pool elements and users: rules A1 to A45, T8, T10, T13.

import {
  deregister,
  deregistered,
  keepAlive,
  keepAliveAck,
  register,
  registered,
  rejectedWith,
  unreachable,
} from '../../handlespace/words.ts';
import { A, addressOfServer, B, peAddress, type Scene, userAddress } from '../scene.ts';
import {
  answer,
  asapFailure,
  ask,
  askPool,
  byLoad,
  byPriority,
  card,
  cookie,
  echo,
  entry,
  oddResolution,
  overUdp,
  randomly,
  registerWith,
  rejectedSilently,
  update,
} from '../words.ts';
import type { StoryPair } from './story-pair.ts';

const life = 90_000;
const pe = { life, address: peAddress };

/** Alpha/1 at A, from its own host. */
const enter = (s: Scene, input = {}) => s.enter(A, 'Alpha', 1, { ...pe, ...input });

/** Registers and is answered, with nothing passed on. */
function takeIn(s: Scene, message: Uint8Array, response: Uint8Array, address = peAddress) {
  return s.element(A, address).say('client', message).say('server', response);
}

/** A user that asks over an association of its own. */
function asks(s: Scene, ...answers: readonly Uint8Array[]) {
  const user = s.user();
  user.say('client', ask('Alpha'));
  for (const one of answers) user.say('server', one);
  return user;
}

/** B claims Alpha/1 over an association that it opens. */
function claim(s: Scene, port = 40_000) {
  const channel = s.connect(addressOfServer[B]!, peAddress, { client: 3863, server: port });
  channel.say('client', keepAlive(B, 'Alpha', 1, true)).say('server', keepAliveAck('Alpha', 1));
  return channel;
}

/** A session of the user with an element that listens at 7000. */
function session(s: Scene, element = peAddress, port = 7000) {
  return s.connect(userAddress, element, { server: port });
}

const alone = (id: number) => entry(id, { home: A, address: peAddress });

export const asapStories: readonly StoryPair[] = [
  {
    rule: 'A1',
    what: 'a server asks an element whether it lives and never answers its registration',
    broken: (s) => {
      const channel = enter(s);
      s.live(4);
      channel.say('client', register('Beta', 2, pe));
      s.live(8, () => s.ask(channel, A, 'Alpha', 1));
    },
    healthy: (s) => {
      const channel = enter(s);
      s.live(4);
      channel.say('client', register('Beta', 2, pe));
      s.passOn(A, 'Beta', 2, pe);
      channel.say('server', registered('Beta', 2));
      s.live(8, () => s.ask(channel, A, 'Alpha', 1));
    },
  },
  {
    rule: 'A2',
    what: 'a registration is answered after five seconds, where three are allowed',
    broken: (s) => {
      const channel = enter(s);
      channel.say('client', register('Beta', 2, pe));
      s.live(4);
      s.passOn(A, 'Beta', 2, pe);
      channel.say('server', registered('Beta', 2));
      s.live(6);
    },
    healthy: (s) => {
      const channel = enter(s);
      channel.say('client', register('Beta', 2, pe));
      s.passOn(A, 'Beta', 2, pe);
      channel.say('server', registered('Beta', 2));
      s.live(10);
    },
    also: ['O6'],
  },
  {
    rule: 'A3',
    what: 'a registration is answered under another identifier',
    broken: (s) => {
      const channel = enter(s);
      channel.say('client', register('Beta', 2, pe));
      channel.say('server', rejectedWith('Beta', 3, 6));
    },
    healthy: (s) => {
      const channel = enter(s);
      channel.say('client', register('Beta', 2, pe));
      channel.say('server', registered('Beta', 2));
      s.passOn(A, 'Beta', 2, pe);
    },
  },
  {
    rule: 'A4',
    what: 'a registration is rejected without a cause',
    broken: (s) => takeIn(s, register('Alpha', 1, pe), rejectedSilently('Alpha', 1)),
    healthy: (s) => takeIn(s, register('Alpha', 1, pe), rejectedWith('Alpha', 1, 6)),
    also: ['O19'],
  },
  {
    rule: 'A5',
    what: 'an element wants another policy than its pool has',
    broken: (s) => {
      enter(s);
      takeIn(
        s,
        register('Alpha', 2, { ...pe, policy: randomly, address: '10.1.0.12' }),
        rejectedWith('Alpha', 2, 5),
        '10.1.0.12',
      );
    },
    healthy: (s) => {
      enter(s);
      s.enter(A, 'Alpha', 2);
    },
    also: ['F23'],
  },
  {
    rule: 'A6',
    what: 'an element wants another transport than its pool has',
    broken: (s) => {
      enter(s);
      takeIn(s, overUdp('Alpha', 2, '10.1.0.12'), rejectedWith('Alpha', 2, 7), '10.1.0.12');
    },
    healthy: (s) => {
      enter(s);
      s.enter(A, 'Alpha', 2);
    },
    also: ['F23'],
  },
  {
    rule: 'A7',
    what: 'an element wants a control channel in a pool without one',
    broken: (s) => {
      enter(s);
      const element = entry(2, { address: '10.1.0.12', control: true });
      takeIn(s, registerWith('Alpha', element), rejectedWith('Alpha', 2, 8), '10.1.0.12');
    },
    healthy: (s) => {
      enter(s);
      s.enter(A, 'Alpha', 2);
    },
  },
  {
    rule: 'A8',
    what: 'an element with another policy than its pool is taken in',
    broken: (s) => {
      enter(s);
      s.enter(A, 'Alpha', 2, { policy: randomly });
    },
    healthy: (s) => {
      enter(s);
      s.enter(A, 'Alpha', 2);
    },
  },
  {
    rule: 'A9',
    what: 'an element registers under a second identifier and leaves the first one in the pool',
    broken: (s) => {
      const channel = enter(s);
      channel.say('client', register('Alpha', 2, pe));
      s.passOn(A, 'Alpha', 2, pe);
      channel.say('server', registered('Alpha', 2));
    },
    healthy: (s) => {
      const channel = enter(s);
      channel.say('client', deregister('Alpha', 1));
      s.link.say('client', update(A, 1, 'Alpha', alone(1)));
      channel.say('server', deregistered('Alpha', 1));
      channel.say('client', register('Alpha', 2, pe));
      s.passOn(A, 'Alpha', 2, pe);
      channel.say('server', registered('Alpha', 2));
    },
  },
  {
    rule: 'A10',
    what: 'an element registers again long after its life has ended',
    broken: (s) => {
      const channel = enter(s, { life: 4000 });
      s.live(14, () => s.ask(channel, A, 'Alpha', 1));
      channel.say('client', register('Alpha', 1, { ...pe, life: 4000 }));
      s.passOn(A, 'Alpha', 1, { ...pe, life: 4000 });
      channel.say('server', registered('Alpha', 1));
    },
    healthy: (s) => {
      const channel = enter(s, { life: 20_000 });
      s.live(14, () => s.ask(channel, A, 'Alpha', 1));
      channel.say('client', register('Alpha', 1, { ...pe, life: 20_000 }));
      s.passOn(A, 'Alpha', 1, { ...pe, life: 20_000 });
      channel.say('server', registered('Alpha', 1));
    },
    also: ['A20'],
  },
  {
    rule: 'A11',
    what: 'an element asks again, unchanged, for what was rejected',
    broken: (s) => {
      const channel = takeIn(s, register('Alpha', 1, pe), rejectedWith('Alpha', 1, 6));
      channel.say('client', register('Alpha', 1, pe)).say('server', rejectedWith('Alpha', 1, 6));
    },
    healthy: (s) => {
      const channel = takeIn(s, register('Alpha', 1, pe), rejectedWith('Alpha', 1, 6));
      const other = { ...pe, policy: randomly };
      channel.say('client', register('Alpha', 1, other)).say('server', rejectedWith('Alpha', 1, 6));
    },
    also: ['O19'],
  },
  {
    rule: 'A12',
    what: 'a server takes an element in and tells no peer',
    broken: (s) => {
      s.live(4);
      takeIn(s, register('Alpha', 1, pe), registered('Alpha', 1));
      s.live(8);
    },
    healthy: (s) => {
      s.live(4);
      enter(s);
      s.live(8);
    },
  },
  {
    rule: 'A13',
    what: 'a server rejects an element and tells its peers that it has it',
    broken: (s) => {
      takeIn(s, register('Alpha', 1, pe), rejectedWith('Alpha', 1, 6));
      s.passOn(A, 'Alpha', 1, pe);
    },
    healthy: (s) => takeIn(s, register('Alpha', 1, pe), rejectedWith('Alpha', 1, 6)),
    also: ['O19'],
  },
  {
    rule: 'A14',
    what: 'a server takes an element in and tells its peers that another is its home',
    broken: (s) => {
      const channel = s.element(A).say('client', register('Alpha', 1, pe));
      s.passOn(A, 'Alpha', 1, { ...pe, home: B });
      channel.say('server', registered('Alpha', 1));
    },
    healthy: (s) => enter(s),
    also: ['E6', 'O21'],
  },
  {
    rule: 'A15',
    what: 'a server passes an element on at an address that its association does not have',
    broken: (s) => {
      const channel = s.element(A).say('client', register('Alpha', 1, pe));
      s.passOn(A, 'Alpha', 1, { ...pe, address: '10.9.9.9' });
      channel.say('server', registered('Alpha', 1));
    },
    healthy: (s) => enter(s),
  },
  {
    rule: 'A16',
    what: 'an element registers with identifier 0',
    broken: (s) => takeIn(s, register('Alpha', 0, pe), rejectedWith('Alpha', 0, 6)),
    healthy: (s) => takeIn(s, register('Alpha', 1, pe), rejectedWith('Alpha', 1, 6)),
    also: ['O19'],
  },
  {
    rule: 'A17',
    what: 'a server goes on asking an element that wants to leave, and does not let it go',
    broken: (s) => {
      const channel = enter(s);
      channel.say('client', deregister('Alpha', 1));
      s.live(10, () => s.ask(channel, A, 'Alpha', 1));
    },
    healthy: (s) => {
      const channel = enter(s);
      channel.say('client', deregister('Alpha', 1));
      s.link.say('client', update(A, 1, 'Alpha', alone(1)));
      channel.say('server', deregistered('Alpha', 1));
      s.live(10);
    },
    also: ['F19'],
  },
  {
    rule: 'A18',
    what: 'another host asks to take an element out of its pool, and is refused',
    broken: (s) => {
      enter(s);
      s.element(A, '10.1.0.66')
        .say('client', deregister('Alpha', 1))
        .say('server', deregistered('Alpha', 1, 0xa));
    },
    healthy: (s) => {
      const channel = enter(s);
      channel.say('client', deregister('Alpha', 1)).say('server', deregistered('Alpha', 1, 0xa));
    },
    also: ['S2.3'],
  },
  {
    rule: 'A19',
    what: 'an element leaves and the peers of its home are not told',
    broken: (s) => {
      const channel = enter(s);
      s.live(4);
      channel.say('client', deregister('Alpha', 1)).say('server', deregistered('Alpha', 1));
      s.live(8);
    },
    healthy: (s) => {
      const channel = enter(s);
      s.live(4);
      channel.say('client', deregister('Alpha', 1));
      s.link.say('client', update(A, 1, 'Alpha', alone(1)));
      channel.say('server', deregistered('Alpha', 1));
      s.live(8);
    },
  },
  {
    rule: 'A20',
    what: 'the life of an element ends, and its home keeps it without a word',
    broken: (s) => {
      const channel = enter(s, { life: 4000 });
      s.live(20, () => s.ask(channel, A, 'Alpha', 1));
    },
    healthy: (s) => {
      const channel = enter(s, { life: 40_000 });
      s.live(20, () => s.ask(channel, A, 'Alpha', 1));
    },
  },
  {
    rule: 'A21',
    what: 'a server that answers a user once does not answer it the second time',
    broken: (s) => {
      enter(s);
      const user = asks(s, answer('Alpha', [alone(1)]));
      user.say('client', ask('Beta'));
      s.live(10, () => user.say('client', ask('Alpha')).say('server', answer('Alpha', [alone(1)])));
    },
    healthy: (s) => {
      enter(s);
      const user = asks(s, answer('Alpha', [alone(1)]));
      s.live(10, () => user.say('client', ask('Alpha')).say('server', answer('Alpha', [alone(1)])));
    },
  },
  {
    rule: 'A22',
    what: 'an answer has an error and an element',
    broken: (s) => {
      enter(s);
      asks(s, answer('Alpha', [alone(1)], { error: 6 }));
    },
    healthy: (s) => {
      enter(s);
      asks(s, answer('Alpha', [], { error: 6 }));
    },
  },
  {
    rule: 'A23',
    what: 'an answer has neither an error nor an element',
    broken: (s) => {
      enter(s);
      asks(s, answer('Alpha', []));
    },
    healthy: (s) => {
      enter(s);
      asks(s, answer('Alpha', [alone(1)]));
    },
  },
  {
    rule: 'A24',
    what: 'an answer for a pool of Random does not say so',
    broken: (s) => {
      enter(s, { policy: randomly });
      asks(s, answer('Alpha', [entry(1, { home: A, address: peAddress, policy: randomly })]));
    },
    healthy: (s) => {
      enter(s, { policy: randomly });
      asks(s, answer('Alpha', [entry(1, { home: A, address: peAddress, policy: randomly })], { policy: randomly }));
    },
  },
  {
    rule: 'A25',
    what: 'an answer lists one of two elements',
    broken: (s) => {
      enter(s);
      s.enter(A, 'Alpha', 2);
      s.live(8);
      asks(s, answer('Alpha', [alone(1)]));
    },
    healthy: (s) => {
      enter(s);
      s.enter(A, 'Alpha', 2);
      s.live(8);
      asks(s, answer('Alpha', [alone(1), entry(2, { home: A, address: '10.1.0.12' })]));
    },
  },
  {
    rule: 'A26',
    what: 'updates are granted to a user that did not ask for them',
    broken: (s) => {
      enter(s);
      asks(s, answer('Alpha', [alone(1)], { accepts: true }));
    },
    healthy: (s) => {
      enter(s);
      const user = s.user().say('client', ask('Alpha', { subscribe: true }));
      user.say('server', answer('Alpha', [alone(1)], { accepts: true }), answer('Alpha', [alone(1)]));
    },
  },
  {
    rule: 'A27',
    what: 'a user is sent a second answer that it did not ask for',
    broken: (s) => {
      enter(s);
      asks(s, answer('Alpha', [alone(1)]), answer('Alpha', [alone(1)]));
    },
    healthy: (s) => {
      enter(s);
      const user = asks(s, answer('Alpha', [alone(1)]));
      user.say('client', ask('Alpha')).say('server', answer('Alpha', [alone(1)]));
    },
  },
  {
    rule: 'A28',
    what: 'an answer for a pool of Least Used names the busy element first',
    broken: (s) => {
      enter(s, { policy: byLoad(0.5) });
      s.enter(A, 'Alpha', 2, { policy: byLoad(0.1) });
      const busy = entry(1, { home: A, address: peAddress, policy: byLoad(0.5) });
      const idle = entry(2, { home: A, address: '10.1.0.12', policy: byLoad(0.1) });
      asks(s, answer('Alpha', [busy, idle], { policy: byLoad(0) }));
    },
    healthy: (s) => {
      enter(s, { policy: byLoad(0.5) });
      s.enter(A, 'Alpha', 2, { policy: byLoad(0.1) });
      const busy = entry(1, { home: A, address: peAddress, policy: byLoad(0.5) });
      const idle = entry(2, { home: A, address: '10.1.0.12', policy: byLoad(0.1) });
      asks(s, answer('Alpha', [idle, busy], { policy: byLoad(0) }));
    },
  },
  {
    rule: 'A28',
    what: 'an answer for a pool of Priority names the element of lower priority first',
    broken: (s) => {
      enter(s, { policy: byPriority(1) });
      s.enter(A, 'Alpha', 2, { policy: byPriority(5) });
      const low = entry(1, { home: A, address: peAddress, policy: byPriority(1) });
      const high = entry(2, { home: A, address: '10.1.0.12', policy: byPriority(5) });
      asks(s, answer('Alpha', [low, high], { policy: byPriority(0) }));
    },
    healthy: (s) => {
      enter(s, { policy: byPriority(1) });
      s.enter(A, 'Alpha', 2, { policy: byPriority(5) });
      const low = entry(1, { home: A, address: peAddress, policy: byPriority(1) });
      const high = entry(2, { home: A, address: '10.1.0.12', policy: byPriority(5) });
      asks(s, answer('Alpha', [high, low], { policy: byPriority(0) }));
    },
  },
  {
    rule: 'A29',
    what: 'an element stops acknowledging keep-alives, and its home gives it up',
    broken: (s) => {
      const channel = enter(s);
      s.ask(channel, A, 'Alpha', 1);
      s.live(2);
      channel.say('server', keepAlive(A, 'Alpha', 1));
      s.live(6);
      s.link.say('client', update(A, 1, 'Alpha', alone(1)));
      channel.abort('server');
      s.live(6);
    },
    healthy: (s) => {
      const channel = enter(s);
      s.live(12, () => s.ask(channel, A, 'Alpha', 1));
    },
    also: ['O8', 'O2'],
  },
  {
    rule: 'A30',
    what: 'an element acknowledges a keep-alive for a pool that it is not in',
    broken: (s) => {
      const channel = enter(s);
      channel.say('server', askPool(A, 'Beta')).say('client', keepAliveAck('Alpha', 1));
    },
    healthy: (s) => {
      const channel = enter(s);
      channel.say('server', askPool(A, 'Beta'));
      s.live(4);
      channel.say('server', askPool(A, 'Alpha')).say('client', keepAliveAck('Alpha', 1));
    },
  },
  {
    rule: 'A31',
    what: 'an element acknowledges a keep-alive under an identifier that it has not registered',
    broken: (s) => {
      const channel = enter(s);
      channel.say('server', keepAlive(A, 'Alpha', 1)).say('client', keepAliveAck('Alpha', 9));
    },
    healthy: (s) => {
      const channel = enter(s);
      channel.say('server', keepAlive(A, 'Alpha', 1)).say('client', keepAliveAck('Alpha', 1));
    },
  },
  {
    rule: 'A32',
    what: 'a server is told that an element is unreachable and does not ask it',
    broken: (s) => {
      const channel = enter(s);
      s.ask(channel, A, 'Alpha', 1);
      asks(s, answer('Alpha', [alone(1)])).say('client', unreachable('Alpha', 1));
      s.live(6);
    },
    healthy: (s) => {
      const channel = enter(s);
      s.ask(channel, A, 'Alpha', 1);
      asks(s, answer('Alpha', [alone(1)])).say('client', unreachable('Alpha', 1));
      s.ask(channel, A, 'Alpha', 1);
      s.live(6);
    },
    also: ['O20'],
  },
  {
    rule: 'A33',
    what: 'a server claims an element with the keep-alive that follows a report',
    broken: (s) => {
      const channel = enter(s);
      asks(s, answer('Alpha', [alone(1)])).say('client', unreachable('Alpha', 1));
      s.ask(channel, A, 'Alpha', 1, true);
    },
    healthy: (s) => {
      const channel = enter(s);
      asks(s, answer('Alpha', [alone(1)])).say('client', unreachable('Alpha', 1));
      s.ask(channel, A, 'Alpha', 1);
    },
    also: ['O20'],
  },
  {
    rule: 'A34',
    what: 'a server keeps an element that does not acknowledge its keep-alives',
    broken: (s) => {
      const channel = enter(s);
      channel.say('server', keepAlive(A, 'Alpha', 1));
      s.live(30);
    },
    healthy: (s) => {
      const channel = enter(s);
      s.live(30, () => s.ask(channel, A, 'Alpha', 1));
    },
    also: ['A29'],
  },
  {
    rule: 'A35',
    what: 'a user reports one failure twice',
    broken: (s) => {
      const channel = enter(s);
      asks(s, answer('Alpha', [alone(1)])).say('client', unreachable('Alpha', 1), unreachable('Alpha', 1));
      s.ask(channel, A, 'Alpha', 1);
    },
    healthy: (s) => {
      const channel = enter(s);
      asks(s, answer('Alpha', [alone(1)])).say('client', unreachable('Alpha', 1));
      s.ask(channel, A, 'Alpha', 1);
    },
    also: ['O20'],
  },
  {
    rule: 'A36',
    what: 'somebody reports an element of a pool that it never asked for',
    broken: (s) => {
      const channel = enter(s);
      s.user()
        .say('client', ask('Beta'))
        .say('server', answer('Beta', [], { error: 6 }))
        .say('client', unreachable('Alpha', 1));
      s.ask(channel, A, 'Alpha', 1);
    },
    healthy: (s) => {
      const channel = enter(s);
      asks(s, answer('Alpha', [alone(1)])).say('client', unreachable('Alpha', 1));
      s.ask(channel, A, 'Alpha', 1);
    },
    also: ['O20'],
  },
  {
    rule: 'A37',
    what: 'a server asks an element every four seconds to the millisecond',
    broken: (s) => {
      const channel = enter(s);
      let asked = 0;
      s.live(44, () => {
        if (asked++ % 2 === 0) s.ask(channel, A, 'Alpha', 1);
      });
    },
    healthy: (s) => {
      const channel = enter(s);
      let asked = 0;
      s.live(44, () => {
        if (asked++ % 3 !== 1) s.ask(channel, A, 'Alpha', 1);
      });
    },
  },
  {
    rule: 'A38',
    what: 'a server announces itself every two seconds though it is alone',
    bare: true,
    broken: (s) => {
      for (let count = 0; count < 16; count++) s.wait(2).announce(A);
    },
    healthy: (s) => {
      for (let count = 0; count < 16; count++) s.wait(1).announce(A);
    },
  },
  {
    rule: 'A39',
    what: 'a user asks the same server again and again',
    broken: (s) => {
      enter(s);
      const user = asks(s, answer('Alpha', [alone(1)]));
      user.say('client', ask('Beta'));
      s.wait(2);
      user.say('client', ask('Beta'));
      s.wait(2);
      user.say('client', ask('Beta'));
    },
    healthy: (s) => {
      enter(s);
      const user = asks(s, answer('Alpha', [alone(1)]));
      user.say('client', ask('Beta'));
      s.wait(2);
      user.say('client', ask('Beta')).say('server', answer('Beta', [], { error: 6 }));
    },
    also: ['O6'],
  },
  {
    rule: 'A40',
    what: 'another server looks after an element whose home does the same',
    broken: (s) => {
      const channel = enter(s);
      s.ask(channel, A, 'Alpha', 1);
      const other = s.connect(addressOfServer[B]!, peAddress, { client: 3863, server: 40_000 });
      for (let count = 0; count < 3; count++) {
        s.live(2);
        other.say('client', keepAlive(B, 'Alpha', 1)).say('server', keepAliveAck('Alpha', 1));
        s.ask(channel, A, 'Alpha', 1);
      }
    },
    healthy: (s) => {
      const channel = enter(s);
      s.live(8, () => s.ask(channel, A, 'Alpha', 1));
    },
  },
  {
    rule: 'A41',
    what: 'an unknown parameter that asks for a report is not reported',
    broken: (s) => {
      enter(s);
      const user = asks(s, answer('Alpha', [alone(1)]));
      user.say('client', oddResolution('Alpha')).say('server', answer('Alpha', [alone(1)]));
      s.live(8);
    },
    healthy: (s) => {
      enter(s);
      const user = asks(s, answer('Alpha', [alone(1)]));
      user.say('client', oddResolution('Alpha')).say('server', asapFailure(), answer('Alpha', [alone(1)]));
      s.live(8);
    },
  },
  {
    rule: 'A42',
    what: 'an error is answered with an error',
    broken: (s) => {
      const channel = enter(s);
      channel.say('client', asapFailure()).say('server', asapFailure());
    },
    healthy: (s) => {
      const channel = enter(s);
      channel.say('client', asapFailure());
    },
  },
  {
    rule: 'A43',
    what: 'a user echoes a cookie that it was not given',
    broken: (s) => {
      enter(s);
      session(s).say('server', cookie('state one')).abort('server');
      session(s, '10.1.0.12').say('client', echo('state two'));
    },
    healthy: (s) => {
      enter(s);
      session(s).say('server', cookie('state one')).abort('server');
      session(s, '10.1.0.12').say('client', echo('state one'));
    },
    also: ['T9'],
  },
  {
    rule: 'A44',
    what: 'an element registers with a life of 0',
    broken: (s) => takeIn(s, register('Alpha', 1, { ...pe, life: 0 }), rejectedWith('Alpha', 1, 6)),
    healthy: (s) => takeIn(s, register('Alpha', 1, { ...pe, life: -1 }), rejectedWith('Alpha', 1, 6)),
    also: ['O19'],
  },
  {
    rule: 'A45',
    what: 'an element acknowledges a new home and registers at the old one again',
    broken: (s) => {
      const channel = enter(s);
      claim(s);
      s.live(4);
      channel.say('client', register('Alpha', 1, pe));
      s.passOn(A, 'Alpha', 1, pe);
      channel.say('server', registered('Alpha', 1));
    },
    healthy: (s) => {
      enter(s);
      const channel = claim(s);
      s.live(4);
      channel.say('server', register('Alpha', 1, pe));
      s.passOn(B, 'Alpha', 1, pe);
      channel.say('client', registered('Alpha', 1));
    },
    also: ['O21'],
  },
  {
    rule: 'T8',
    what: 'an element acknowledges to its home the keep-alive of another server',
    broken: (s) => {
      const channel = enter(s);
      s.ask(channel, A, 'Alpha', 1);
      const other = s.connect(addressOfServer[B]!, peAddress, { client: 3863, server: 40_000 });
      s.live(2);
      other.say('client', keepAlive(B, 'Alpha', 1));
      channel.say('client', keepAliveAck('Alpha', 1));
      s.live(2);
    },
    healthy: (s) => {
      const channel = enter(s);
      s.ask(channel, A, 'Alpha', 1);
      const other = s.connect(addressOfServer[B]!, peAddress, { client: 3863, server: 40_000 });
      s.live(2);
      other.say('client', keepAlive(B, 'Alpha', 1)).say('server', keepAliveAck('Alpha', 1));
      s.live(2);
    },
  },
  {
    rule: 'T10',
    what: 'a user shows a business card before it echoes its cookie',
    broken: (s) => {
      s.element(A).say('client', registerWith('Alpha', entry(1, { address: peAddress, control: true })));
      session(s).say('server', cookie('state')).abort('server');
      session(s, '10.1.0.12').say('client', card('Alpha', 1), echo('state'));
    },
    healthy: (s) => {
      s.element(A).say('client', registerWith('Alpha', entry(1, { address: peAddress, control: true })));
      session(s).say('server', cookie('state')).abort('server');
      session(s, '10.1.0.12').say('client', echo('state'), card('Alpha', 1));
    },
  },
  {
    rule: 'T13',
    what: 'an element opens four associations to servers at once',
    broken: (s) => {
      for (let count = 1; count <= 4; count++) s.connect(peAddress, `10.1.0.${count}`, { client: 5000 });
    },
    healthy: (s) => {
      for (let count = 1; count <= 3; count++) s.connect(peAddress, `10.1.0.${count}`, { client: 5000 });
    },
  },
];
