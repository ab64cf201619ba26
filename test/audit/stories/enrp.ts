// Stories of servers among themselves: rules E1 to E34.

import { encodeMessage } from '../../../src/encode/encode-message.ts';
import { poolHandleOf } from '../../../src/encode/parameters.ts';
import { handleUpdate } from '../../../src/protocol/enrp/handle-update.ts';
import {
  add,
  deregister,
  keepAlive,
  keepAliveAck,
  mayTakeOver,
  register,
  registered,
  remove,
  table,
  tableRequest,
  tookOver,
  wantsToTakeOver,
} from '../../handlespace/words.ts';
import { A, addressOfServer, B, C, peAddress, type Scene } from '../scene.ts';
import { askList, enrpFailure, entry, list, oddParameter, update } from '../words.ts';
import type { StoryPair } from './story-pair.ts';

const pe = { life: 90_000, address: peAddress };
const enter = (s: Scene) => s.enter(A, 'Alpha', 1, pe);

/** Alpha/1 at A, three servers, and A is silent for long enough. */
function orphaned(s: Scene) {
  s.third();
  enter(s);
  s.live(4);
  s.dies(A).live(8);
}

/** B asks both others whether it may take A over. */
const begins = (s: Scene) => s.enrp(B, A, wantsToTakeOver(B, 0, A)).enrp(B, C, wantsToTakeOver(B, 0, A));

/** B takes Alpha/1 over an association of its own. */
function claims(s: Scene) {
  const channel = s.connect(addressOfServer[B]!, peAddress, { client: 3863, server: 40_000 });
  channel.say('client', keepAlive(B, 'Alpha', 1, true)).say('server', keepAliveAck('Alpha', 1));
}

/** What follows from a server that has died. */
const death = ['O4', 'O16', 'O17', 'E14'] as const;

export const enrpStories: readonly StoryPair[] = [
  {
    rule: 'E1',
    what: 'a server speaks without an identifier',
    broken: (s) => s.link.say('client', s.presence(0, { checksum: 0xffff })),
    healthy: (s) => s.link.say('client', s.presence(A)),
  },
  {
    rule: 'E2',
    what: 'two hosts speak under one identifier',
    broken: (s) => {
      s.live(2);
      const other = s.connect('10.7.7.7', addressOfServer[B]!, { server: 9901 });
      other.say('client', s.presence(A, { information: false }));
    },
    healthy: (s) => {
      s.live(2);
      const other = s.connect(addressOfServer[A]!, addressOfServer[B]!, { server: 9901 });
      other.say('client', s.presence(A, { information: false }));
    },
  },
  {
    rule: 'E3',
    what: 'a server names the receiver of each Presence',
    broken: (s) => {
      s.third();
      s.enrp(A, B, s.presence(A, { to: B }));
    },
    healthy: (s) => {
      s.third();
      s.enrp(A, B, s.presence(A));
    },
  },
  {
    rule: 'E4',
    what: 'a Handle Update that deletes names its receiver',
    broken: (s) => {
      enter(s).say('client', deregister('Alpha', 1));
      s.link.say('client', remove(A, B, 'Alpha', 1, pe));
    },
    healthy: (s) => {
      enter(s).say('client', deregister('Alpha', 1));
      s.link.say('client', remove(A, 0, 'Alpha', 1, pe));
    },
  },
  {
    rule: 'E5',
    what: 'a Handle Update that adds names its receiver',
    broken: (s) => {
      enter(s);
      s.link.say('client', add(A, B, 'Alpha', 1, pe));
    },
    healthy: (s) => {
      enter(s);
      s.link.say('client', add(A, 0, 'Alpha', 1, pe));
    },
  },
  {
    rule: 'E6',
    what: 'a server passes on an element whose home is another server',
    broken: (s) => s.link.say('client', add(A, 0, 'Alpha', 1, { ...pe, home: B })),
    healthy: (s) => s.link.say('client', add(A, 0, 'Alpha', 1, pe)),
  },
  {
    rule: 'E7',
    what: 'a server tells one of its two peers of an element, and the other not',
    broken: (s) => {
      s.third().live(4);
      const channel = s.element(A, peAddress);
      channel.say('client', register('Alpha', 1, pe));
      s.enrp(A, C, add(A, 0, 'Alpha', 1, pe));
      channel.say('server', registered('Alpha', 1));
      s.live(8);
    },
    healthy: (s) => {
      s.third().live(4);
      enter(s);
      s.live(8);
    },
  },
  {
    rule: 'E8',
    what: 'a server sends lists but no Presence',
    broken: (s) => {
      s.live(2);
      s.alive.delete(A);
      for (let count = 0; count < 6; count++) {
        s.live(2);
        s.announce(A);
        s.link.say('client', askList(A, B)).say('server', list(B, A, [B]));
      }
      s.link.say('client', s.presence(A));
    },
    healthy: (s) => {
      s.live(2);
      for (let count = 0; count < 6; count++) {
        s.live(2);
        s.link.say('client', askList(A, B)).say('server', list(B, A, [B]));
      }
      s.link.say('client', s.presence(A));
    },
  },
  {
    rule: 'E9',
    what: 'a Presence lacks its checksum',
    broken: (s) => s.link.say('client', s.presence(A, { checksum: -1 })),
    healthy: (s) => s.link.say('client', s.presence(A)),
    also: ['F18'],
  },
  {
    rule: 'E10',
    what: 'a server announces the checksum of something that it does not own',
    broken: (s) => {
      enter(s);
      s.live(2);
      s.link.say('client', s.presence(A, { checksum: 0x1234 }));
      s.link.say('server', tableRequest(B, A, true)).say('client', table(A, B, [['Alpha', 1, pe]]));
      s.live(4);
    },
    healthy: (s) => {
      enter(s);
      s.live(2);
      s.link.say('server', tableRequest(B, A, true)).say('client', table(A, B, [['Alpha', 1, pe]]));
      s.live(4);
    },
  },
  {
    rule: 'E11',
    what: 'a server answers without telling where it is',
    broken: (s) => {
      s.link.say('client', s.presence(A, { to: B, asks: true }));
      s.link.say('server', s.presence(B, { information: false }));
    },
    healthy: (s) => {
      s.link.say('client', s.presence(A, { to: B, asks: true }));
      s.link.say('server', s.presence(B));
    },
  },
  {
    rule: 'E12',
    what: 'a server goes on and does not answer who asks for its Presence',
    broken: (s) => {
      s.link.say('client', s.presence(A, { to: B, asks: true }));
      s.alive.delete(B);
      for (let count = 0; count < 4; count++) {
        s.live(2);
        s.announce(B);
      }
      s.link.say('server', s.presence(B));
    },
    healthy: (s) => {
      s.link.say('client', s.presence(A, { to: B, asks: true }));
      s.live(8);
    },
    also: ['E8'],
  },
  {
    rule: 'E13',
    what: 'a server does not ask a new peer for its Presence',
    bare: true,
    broken: (s) => {
      s.announce(A).announce(B);
      const link = s.peers(A, B);
      link.say('client', s.presence(A, { to: B, asks: true })).say('server', s.presence(B, { to: A }));
      s.links.push({ one: A, other: B, channel: link });
      s.live(8);
    },
    healthy: (s) => {
      s.begin();
      s.live(8);
    },
  },
  {
    rule: 'E14',
    what: 'nobody asks a server that has become silent',
    broken: (s) => {
      s.live(2);
      s.dies(B).live(14);
    },
    healthy: (s) => {
      s.live(2);
      s.dies(B).live(6);
      s.link.say('client', s.presence(A, { to: B, asks: true }));
      s.live(8);
    },
    also: ['O4'],
  },
  {
    rule: 'E15',
    what: 'a server is told another checksum than its own and asks for nothing',
    broken: (s) => {
      enter(s);
      s.live(2);
      s.enrp(A, B, s.presence(A, { to: B, checksum: 0x1234 }));
      s.live(2);
      s.enrp(A, B, s.presence(A, { to: B }));
      s.live(16);
    },
    healthy: (s) => {
      enter(s);
      s.live(2);
      s.enrp(A, B, s.presence(A, { to: B, checksum: 0x1234 }));
      s.live(2);
      s.enrp(A, B, s.presence(A, { to: B }));
      s.link.say('server', tableRequest(B, A, true)).say('client', table(A, B, [['Alpha', 1, pe]]));
      s.live(16);
    },
    also: ['E10', 'E18'],
  },
  {
    rule: 'E16',
    what: 'a server does not answer a List Request',
    broken: (s) => {
      s.link.say('client', askList(A, B));
      s.live(14);
    },
    healthy: (s) => {
      s.link.say('client', askList(A, B)).say('server', list(B, A, [B]));
      s.live(14);
    },
  },
  {
    rule: 'E17',
    what: 'a rejected list names a server',
    broken: (s) => s.link.say('client', askList(A, B)).say('server', list(B, A, [B], true)),
    healthy: (s) => s.link.say('client', askList(A, B)).say('server', list(B, A, [], true)),
  },
  {
    rule: 'E18',
    what: 'a handle table is empty',
    broken: (s) => s.link.say('client', tableRequest(A, B, false)).say('server', table(B, A, [])),
    healthy: (s) => {
      s.enter(B, 'Alpha', 1, pe);
      s.link.say('client', tableRequest(A, B, false)).say('server', table(B, A, [['Alpha', 1, pe]]));
    },
  },
  {
    rule: 'E19',
    what: 'a server does not ask for the rest of a handle table',
    broken: (s) => {
      s.enter(B, 'Alpha', 1, pe);
      s.link.say('client', tableRequest(A, B, false));
      s.link.say('server', table(B, A, [['Alpha', 1, pe]], { moreToSend: true }));
      s.live(14);
    },
    healthy: (s) => {
      s.enter(B, 'Alpha', 1, pe);
      s.link.say('client', tableRequest(A, B, false));
      s.link.say('server', table(B, A, [['Alpha', 1, pe]], { moreToSend: true }));
      s.link.say('client', tableRequest(A, B, false)).say('server', table(B, A, [['Alpha', 1, pe]]));
      s.live(14);
    },
  },
  {
    rule: 'E20',
    what: 'a part of a handle table has nothing in it and says that more will come',
    broken: (s) => s.link.say('client', tableRequest(A, B, false)).say('server', table(B, A, [], { moreToSend: true })),
    healthy: (s) => {
      s.enter(B, 'Alpha', 1, pe);
      s.link
        .say('client', tableRequest(A, B, false))
        .say('server', table(B, A, [['Alpha', 1, pe]], { moreToSend: true }));
    },
  },
  {
    rule: 'E21',
    what: 'a server lists an element of another among its own',
    broken: (s) => {
      s.enter(B, 'Alpha', 1, pe);
      s.link.say('client', tableRequest(A, B, true));
      s.link.say(
        'server',
        table(B, A, [
          ['Alpha', 1, pe],
          ['Beta', 2, { ...pe, home: A }],
        ]),
      );
    },
    healthy: (s) => {
      s.enter(B, 'Alpha', 1, pe);
      s.link.say('client', tableRequest(A, B, true)).say('server', table(B, A, [['Alpha', 1, pe]]));
    },
  },
  {
    rule: 'E22',
    what: 'a server begins to take over another that has just spoken',
    broken: (s) => {
      s.third().live(4);
      begins(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .enrp(A, B, s.presence(A))
        .live(8);
    },
    healthy: (s) => {
      orphaned(s);
      begins(s).enrp(C, B, mayTakeOver(C, B, A));
    },
    also: [...death],
  },
  {
    rule: 'E23',
    what: 'a server tells others, but not the target, that it takes it over',
    broken: (s) => {
      orphaned(s);
      s.enrp(B, C, wantsToTakeOver(B, 0, A))
        .enrp(C, B, mayTakeOver(C, B, A))
        .live(4);
    },
    healthy: (s) => {
      orphaned(s);
      begins(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .live(4);
    },
    also: [...death],
  },
  {
    rule: 'E24',
    what: 'a server that lives is told of its takeover and does not object',
    broken: (s) => {
      s.third().live(4);
      s.dies(A).live(6);
      begins(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .live(4);
      s.enrp(A, B, askList(A, B)).enrp(B, A, list(B, A, [B]));
      s.live(6);
    },
    healthy: (s) => {
      s.third().live(4);
      s.dies(A).live(6);
      begins(s).enrp(C, B, mayTakeOver(C, B, A));
      s.enrp(A, B, s.presence(A)).enrp(A, C, s.presence(A));
      s.live(10);
    },
    also: [...death, 'E8', 'O9', 'O15'],
  },
  {
    rule: 'E25',
    what: 'a server that lives does not acknowledge a takeover',
    broken: (s) => {
      orphaned(s);
      begins(s).live(10);
    },
    healthy: (s) => {
      orphaned(s);
      begins(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .live(10);
    },
    also: [...death, 'O15'],
  },
  {
    rule: 'E26',
    what: 'of two servers that take over a third the one with the larger identifier yields',
    broken: (s) => {
      orphaned(s);
      begins(s)
        .enrp(C, A, wantsToTakeOver(C, 0, A))
        .enrp(C, B, wantsToTakeOver(C, 0, A), mayTakeOver(C, B, A));
    },
    healthy: (s) => {
      orphaned(s);
      begins(s)
        .enrp(C, A, wantsToTakeOver(C, 0, A))
        .enrp(C, B, wantsToTakeOver(C, 0, A))
        .enrp(B, C, mayTakeOver(B, C, A));
    },
    also: [...death],
  },
  {
    rule: 'E27',
    what: 'a takeover is announced before all have acknowledged it',
    broken: (s) => {
      orphaned(s);
      begins(s).enrp(B, C, tookOver(B, 0, A));
      claims(s);
      s.live(8);
    },
    healthy: (s) => {
      orphaned(s);
      begins(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .enrp(B, C, tookOver(B, 0, A));
      claims(s);
      s.live(8);
    },
    also: [...death, 'E25'],
  },
  {
    rule: 'E27',
    what: 'a server claims the elements of another and never says that it took over',
    broken: (s) => {
      orphaned(s);
      begins(s).enrp(C, B, mayTakeOver(C, B, A));
      claims(s);
      s.live(14);
    },
    healthy: (s) => {
      orphaned(s);
      begins(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .enrp(B, C, tookOver(B, 0, A));
      claims(s);
      s.live(14);
    },
    also: [...death],
  },
  {
    rule: 'E28',
    what: 'a server takes another over in spite of its Presence',
    broken: (s) => {
      orphaned(s);
      begins(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .enrp(A, B, s.presence(A))
        .enrp(B, C, tookOver(B, 0, A));
      claims(s);
    },
    healthy: (s) => {
      orphaned(s);
      begins(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .enrp(B, C, tookOver(B, 0, A));
      claims(s);
    },
    also: [...death, 'O9', 'S2.5', 'E22', 'O21'],
  },
  {
    rule: 'E29',
    what: 'a server takes another over and does not tell its elements',
    broken: (s) => {
      orphaned(s);
      begins(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .enrp(B, C, tookOver(B, 0, A))
        .live(14);
    },
    healthy: (s) => {
      orphaned(s);
      begins(s)
        .enrp(C, B, mayTakeOver(C, B, A))
        .enrp(B, C, tookOver(B, 0, A));
      claims(s);
      s.live(14);
    },
    also: [...death],
  },
  {
    rule: 'E30',
    what: 'a server takes over one that nobody knows',
    broken: (s) => s.enrp(A, B, wantsToTakeOver(A, 0, 0xdead)),
    healthy: (s) => {
      orphaned(s);
      begins(s);
    },
    also: [...death],
  },
  {
    rule: 'E31',
    what: 'a takeover is acknowledged that nobody has begun',
    broken: (s) =>
      s
        .third()
        .live(2)
        .enrp(C, B, mayTakeOver(C, B, A)),
    healthy: (s) => {
      orphaned(s);
      begins(s).enrp(C, B, mayTakeOver(C, B, A));
    },
    also: [...death],
  },
  {
    rule: 'E32',
    what: 'an unknown parameter that asks for a report is not reported',
    broken: (s) => {
      s.enrp(A, B, odd());
      s.live(8);
    },
    healthy: (s) => {
      s.enrp(A, B, odd()).enrp(B, A, enrpFailure(B, A));
      s.live(8);
    },
  },
  {
    rule: 'E33',
    what: 'a server deletes the element of another',
    broken: (s) => {
      enter(s);
      s.live(2);
      s.enrp(B, A, update(B, 1, 'Alpha', entry(1, { home: A, address: peAddress })));
    },
    healthy: (s) => {
      enter(s);
      s.live(2);
    },
    also: ['F4', 'F13', 'F14', 'F15', 'O2'],
  },
  {
    rule: 'E34',
    what: 'a server passes an element on that has no home',
    broken: (s) => s.enrp(A, B, update(A, 0, 'Alpha', entry(1, { home: 0, address: peAddress }))),
    healthy: (s) => s.enrp(A, B, update(A, 0, 'Alpha', entry(1, { home: A, address: peAddress }))),
  },
];

/** A Handle Update with a parameter that nobody knows. */
function odd(): Uint8Array {
  return encodeMessage(handleUpdate, {
    senderServerId: A,
    receiverServerId: 0,
    updateAction: 0,
    reserved: 0,
    parameters: [poolHandleOf('Alpha'), entry(1, { home: A, address: peAddress }), oddParameter],
  });
}
