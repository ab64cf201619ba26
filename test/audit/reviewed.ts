// What the audit finds in real captures, each looked at and found true: which capture, which rule, how many of them, and why.

export interface Reviewed {
  readonly rule: string;
  /** So many subjects. */
  readonly count: number;
  readonly why: string;
}

/** Errors and warnings by the capture's name without its ending. */
export const reviewed: Readonly<Record<string, readonly Reviewed[]>> = {
  'a-basic': [],
  'a-session': [{ rule: 'O18', count: 1, why: 'the terminal asks for NoSuchPool on purpose, at the end' }],
  'b-policies': [
    {
      rule: 'E7',
      count: 2,
      why: 'two of the three servers do not use their association any more after the first seconds, either way',
    },
    { rule: 'O12', count: 2, why: 'so each of the two answers for pools of the other that it does not know them' },
  ],
  'b-policies-any': [
    { rule: 'E7', count: 2, why: 'the run of b-policies, seen on all interfaces' },
    { rule: 'O12', count: 2, why: 'the run of b-policies, seen on all interfaces' },
  ],
  'c-takeover': [
    {
      rule: 'O5',
      count: 1,
      why: 'registrar2 is killed: its kernel ends its associations while it is home of three elements',
    },
    { rule: 'E7', count: 2, why: 'servers 2 and 3 do not use their association after the first seconds, either way' },
    { rule: 'E13', count: 2, why: 'those two never ask each other for their Presence' },
    {
      rule: 'T7',
      count: 3,
      why: 'after the takeover the elements register IPv4 addresses over an association of IPv6 alone',
    },
  ],
  'c-takeover-cut': [
    { rule: 'O4', count: 1, why: 'the network of registrar1 is cut for 45 s' },
    { rule: 'O5', count: 1, why: 'registrar3 ends by SIGINT while it is home of two elements' },
    {
      rule: 'O8',
      count: 1,
      why: 'CutPool/0x205 is suggested to another home, loses its association at once and is deleted',
    },
    {
      rule: 'O1',
      count: 1,
      why: 'CutPool/0x202 is deleted by its old home twice after it was given away, and registers again',
    },
    { rule: 'E13', count: 1, why: 'registrar3 never asks registrar2 for its Presence' },
    {
      rule: 'T7',
      count: 3,
      why: 'after the takeover the elements register IPv4 addresses over an association of IPv6 alone',
    },
  ],
  'c-takeover-dump': [
    {
      rule: 'O5',
      count: 1,
      why: 'registrar2 is killed: its kernel ends its associations while it is home of three elements',
    },
    {
      rule: 'T7',
      count: 3,
      why: 'after the takeover the elements register IPv4 addresses over an association of IPv6 alone',
    },
  ],
  'c-two-fail': [
    { rule: 'O4', count: 1, why: 'the network of registrar3 is cut' },
    {
      rule: 'O5',
      count: 1,
      why: 'registrar2 is killed: its kernel ends its associations while it is home of two elements',
    },
    {
      rule: 'O15',
      count: 2,
      why: 'neither takeover succeeds: the elements of both keep their home until they register elsewhere',
    },
    {
      rule: 'O17',
      count: 2,
      why: 'the takeover of registrar2 lacks the word of registrar3, that of registrar3 the word of registrar2',
    },
    { rule: 'A2', count: 2, why: 'two elements of registrar3 register into the void and give up after three seconds' },
    { rule: 'E7', count: 2, why: 'servers 2 and 3 do not use their association after the first seconds, either way' },
    { rule: 'E13', count: 3, why: 'servers that start in the same second never ask each other for their Presence' },
  ],
  'd-pe-cut': [
    { rule: 'O23', count: 1, why: 'pe2 is killed unnoticed: users that are given it are refused there' },
    {
      rule: 'O8',
      count: 2,
      why: 'pe1 and pe3 shut their associations down without a deregistration when they look for a server anew',
    },
    { rule: 'O3', count: 1, why: 'so pe2, which is dead, is the only element left' },
  ],
  'd-pe-failure': [
    { rule: 'A29', count: 2, why: 'pe2 hangs, pe3 is cut off: both leave a keep-alive unanswered' },
    { rule: 'O8', count: 3, why: 'pe1 is killed, pe2 hangs, pe3 is cut off: all three are removed' },
  ],
  'd-unreachable': [
    { rule: 'O20', count: 1, why: 'pe2 hangs, and users report it' },
    {
      rule: 'O8',
      count: 3,
      why: 'pe2 is removed by its third report, pe1 and pe3 lose their associations when they look for a server anew',
    },
    { rule: 'O3', count: 1, why: 'after that pe3 is alone for a moment' },
    { rule: 'O2', count: 1, why: 'and then the pool is empty' },
    { rule: 'O18', count: 1, why: 'and users go on asking for it, 480 times' },
  ],
  'e-fragmented': [],
  'e-late-registrar': [
    {
      rule: 'A29',
      count: 5,
      why: 'the machine is overloaded at 320 elements: five keep-alives are unanswered for four seconds',
    },
    { rule: 'O8', count: 41, why: 'the servers abort associations, and elements are removed' },
    { rule: 'O6', count: 2, why: 'both servers answer some registrations after more than a second' },
    { rule: 'O13', count: 1, why: 'the hosts send hundreds of chunks again' },
  ],
  'f-lossy': [
    { rule: 'O13', count: 1, why: 'the network loses five packets of a hundred' },
    { rule: 'O6', count: 1, why: 'so some answers take more than a second' },
    { rule: 'O18', count: 1, why: 'the CharGen service does not start, and its pool does not exist' },
  ],
  'f-lossy-mtu600': [
    { rule: 'O13', count: 1, why: 'the network loses five packets of a hundred' },
    { rule: 'O6', count: 1, why: 'so some answers take more than a second' },
    { rule: 'O18', count: 1, why: 'the CharGen service does not start, and its pool does not exist' },
    {
      rule: 'A2',
      count: 1,
      why: 'the answer to PingPongPool/0x105 is lost, and the element gives up after three seconds (frames 56 to 81)',
    },
    { rule: 'O8', count: 1, why: 'the home had taken it in, as its checksum shows, and the element aborts' },
  ],
  'g-multihomed': [],
  'h-ipv6': [],
  'i-apps-csp': [],
  'i-apps-csp-sll': [],
  'j-large': [
    { rule: 'O20', count: 2, why: 'two users report an element that they could not reach under load' },
    { rule: 'O6', count: 3, why: 'under load all three servers answer some requests after more than a second' },
    { rule: 'O13', count: 1, why: 'under load hosts send chunks again' },
    { rule: 'O18', count: 1, why: 'the terminals ask for CharPool, which does not exist' },
  ],
  'k-midstream': [],
  'k-midstream-nano': [],
  'k-midstream-snap96': [],
  'l-errors': [
    { rule: 'A5', count: 1, why: 'an element wants Least Used in a pool of Round Robin' },
    { rule: 'A11', count: 1, why: 'and asks again, unchanged' },
    {
      rule: 'S2.3',
      count: 1,
      why: 'an identifier is used twice: another host registers StrictPool/0xa01 while the first still holds it',
    },
    { rule: 'O18', count: 1, why: 'a user asks for a pool that does not exist' },
  ],
  'm-offload': [{ rule: 'O18', count: 1, why: 'a user asks for CharPool, which does not exist' }],
  'n-udp-encap': [],
  'o-handles': [{ rule: 'O18', count: 3, why: 'a user asks for three pools whose elements have left' }],
  // A script sends what is wrong on purpose; its JSON file says of each message what it meant to send.
  'p-stranger': [
    { rule: 'F1', count: 2, why: 'lengths beyond the chunk, messages of one and three octets' },
    { rule: 'F4', count: 2, why: 'a parameter beyond its message, a parameter length of 2' },
    { rule: 'F6', count: 1, why: 'types 0, 0x55 and 0x7f' },
    { rule: 'F18', count: 1, why: 'a registration without a pool element' },
    { rule: 'F25', count: 1, why: 'a handle update with action 7' },
    { rule: 'T9', count: 1, why: 'a business card whose transports are data only' },
    { rule: 'T10', count: 1, why: 'a cookie echo behind a business card' },
    { rule: 'T12', count: 1, why: 'a list request to the multicast group' },
    {
      rule: 'A1',
      count: 5,
      why: 'UDP-Lite, DCCP, an odd policy and two odd messages: the registrar drops those registrations without a word',
    },
    { rule: 'A5', count: 1, why: 'a registration with another policy than its pool' },
    { rule: 'A6', count: 1, why: 'a registration over UDP into a pool of SCTP, rejected with cause 0x100a' },
    { rule: 'A7', count: 1, why: 'a registration without a control channel into a pool with one' },
    { rule: 'A9', count: 5, why: 'several identifiers over one association' },
    { rule: 'A12', count: 1, why: 'the registrar does not take the stranger for a peer, and tells it nothing' },
    { rule: 'E8', count: 1, why: 'the stranger is a server that sends one Presence and then other things' },
    { rule: 'E9', count: 1, why: 'a Presence too short for its checksum' },
    { rule: 'E10', count: 1, why: 'two checksums that are lies (frames 202 and 293)' },
    { rule: 'E13', count: 1, why: 'the registrar does not ask the stranger for its Presence' },
    { rule: 'E22', count: 1, why: 'the stranger wants to take the registrar over, which lives' },
    { rule: 'E27', count: 1, why: 'the stranger announces a takeover that the registrar had no say in' },
    { rule: 'E30', count: 1, why: 'its target 0xdead is nobody' },
    { rule: 'E31', count: 2, why: 'two acknowledgements of that, one each way' },
    { rule: 'O2', count: 2, why: 'two pools of the stranger lose their only element with its association' },
    { rule: 'O3', count: 1, why: 'of its ghosts one is deleted' },
    { rule: 'O4', count: 1, why: 'the stranger leaves without a word' },
    {
      rule: 'O5',
      count: 2,
      why: 'before that it ended its associations once; a handle of 64 octets ends the registrar',
    },
    { rule: 'O7', count: 2, why: 'two resolutions that the registrar does not answer' },
    { rule: 'O8', count: 3, why: 'three elements of the stranger go without asking' },
    { rule: 'O15', count: 1, why: 'a ghost stays at its home, which is gone' },
    { rule: 'O17', count: 1, why: 'the takeover of the registrar stops' },
    { rule: 'O20', count: 1, why: 'the stranger reports an element as unreachable' },
    { rule: 'S2.10', count: 1, why: 'the stranger sends eight damaged messages' },
  ],
  'q-sctp-extras': [],
};

/** Notes are true by what rsplib does by habit, or tell how a capture was made and ends. */
export const usualNotes: Readonly<Record<string, string>> = {
  F7: 'uses the flag of an Internet-Draft for suggested takeovers',
  F12: 'writes a transport use into TCP transports',
  F19: 'puts an identifier into keep-alives and an option into resolutions',
  F22: 'has error causes of its own',
  F23: 'sends causes without their information',
  T3: 'messages of the stranger under other payload protocol identifiers',
  T6: 'messages of the stranger under other payload protocol identifiers',
  T12: 'announces servers by multicast Presence',
  A25: 'lists three elements',
  A32: 'only counts reports',
  A37: 'asks every five seconds',
  A38: 'announces every second',
  E3: 'names the receiver of each Presence',
  E4: 'names the receiver of each Handle Update',
  E5: 'names the receiver of each Handle Update',
  E18: 'answers with an empty table at the start',
  E26: 'lets the larger identifier yield',
  E27: 'never sends Takeover Server',
  E32: 'keeps silent about unknown messages',
  A41: 'keeps silent about unknown messages',
  E33: 'deletes what it has given away',
  'S2.11': 'no run has TLS',
  O2: 'services end with the run',
  O3: 'services end one by one',
  O5: 'servers end with the run, or were tools that only looked',
  O9: 'a server comes back, as the story of the capture says',
  O11: 'short runs do not use every element',
  O14: 'the other server has just joined, or lost all',
  O16: 'a takeover, as the story of the capture says',
  O21: 'suggested takeovers',
  O22: 'the capture begins in the middle, or was cut to 96 octets',
};

/** What the stories say was killed, cut off or lost, and the finding that names it. */
export interface Deserved {
  readonly capture: string;
  readonly rule: string;
  /** In its summary. */
  readonly names: RegExp;
  /** When it happened, as the story has it, and how far off the finding may be. */
  readonly epoch: number;
  readonly within: number;
  readonly story: string;
}

export const deserved: readonly Deserved[] = [
  {
    capture: 'c-takeover',
    rule: 'O5',
    names: /0x0a000002 \(10\.1\.0\.2\).*home of 3 elements/,
    epoch: 1795321651.792,
    within: 1,
    story: 'registrar2 is killed',
  },
  {
    capture: 'c-takeover',
    rule: 'O16',
    names: /0x0a000001 took over server 0x0a000002/,
    epoch: 1795321661,
    within: 3,
    story: 'registrar1 takes over',
  },
  {
    capture: 'c-takeover-cut',
    rule: 'O4',
    names: /0x0b000001 \(10\.1\.0\.1\)/,
    epoch: 1795321730.705,
    within: 1.5,
    story: 'the network of registrar1 is cut',
  },
  {
    capture: 'c-takeover-cut',
    rule: 'O9',
    names: /0x0b000001.*is back after 4\d s/,
    epoch: 1795321775.9,
    within: 3,
    story: 'it is restored',
  },
  {
    capture: 'c-takeover-cut',
    rule: 'O5',
    names: /0x0b000003/,
    epoch: 1795321801.053,
    within: 1,
    story: 'registrar3 ends',
  },
  {
    capture: 'c-two-fail',
    rule: 'O5',
    names: /0x1a000002/,
    epoch: 1795323629.397,
    within: 1,
    story: 'registrar2 is killed',
  },
  {
    capture: 'c-two-fail',
    rule: 'O4',
    names: /0x1a000003/,
    epoch: 1795323633.443,
    within: 1,
    story: 'the network of registrar3 is cut',
  },
  {
    capture: 'c-two-fail',
    rule: 'O17',
    names: /0x1a000001 gave up to take over server 0x1a000002/,
    epoch: 1795323640,
    within: 8,
    story: 'its takeover expires',
  },
  {
    capture: 'd-pe-failure',
    rule: 'O8',
    names: /FailPool\/0x00000301/,
    epoch: 1795323216.932,
    within: 1,
    story: 'pe1 is killed',
  },
  {
    capture: 'd-pe-failure',
    rule: 'A29',
    names: /FailPool\/0x00000302/,
    epoch: 1795323224.984,
    within: 6,
    story: 'pe2 hangs',
  },
  {
    capture: 'd-pe-failure',
    rule: 'A29',
    names: /FailPool\/0x00000303/,
    epoch: 1795323249.159,
    within: 6,
    story: 'pe3 is cut off',
  },
  {
    capture: 'd-pe-cut',
    rule: 'O23',
    names: /ReportPool\/0x00000352 refuses users: 14/,
    epoch: 0,
    within: 0,
    story: 'pe2 is killed unnoticed',
  },
  {
    capture: 'd-unreachable',
    rule: 'O20',
    names: /SlowPool\/0x00000372/,
    epoch: 1795323531.675,
    within: 30,
    story: 'pe2 hangs',
  },
  {
    capture: 'e-late-registrar',
    rule: 'O6',
    names: /0x0d000001/,
    epoch: 0,
    within: 0,
    story: 'the registrars are overloaded',
  },
  { capture: 'f-lossy', rule: 'O13', names: /10\.1\.0\.11/, epoch: 0, within: 0, story: 'the network loses packets' },
  {
    capture: 'f-lossy-mtu600',
    rule: 'A2',
    names: /PingPongPool\/0x00000105/,
    epoch: 0,
    within: 0,
    story: 'the answer to a registration is lost',
  },
  {
    capture: 'l-errors',
    rule: 'A5',
    names: /StrictPool\/0x00000a02.*Least Used.*Round Robin/,
    epoch: 0,
    within: 0,
    story: 'a second policy in a pool',
  },
  {
    capture: 'l-errors',
    rule: 'S2.3',
    names: /10\.1\.0\.13 registers StrictPool\/0x00000a01/,
    epoch: 0,
    within: 0,
    story: 'an identifier is used twice',
  },
  { capture: 'l-errors', rule: 'O18', names: /Nowhere/, epoch: 0, within: 0, story: 'unknown pool handles' },
  {
    capture: 'p-stranger',
    rule: 'E22',
    names: /0xbadc0de1 takes over server 0x1c000001/,
    epoch: 0,
    within: 0,
    story: 'the stranger wants to take over',
  },
];

/** The threats of which the attack set is made: no real capture but that of the stranger shows them. */
export const attacks: readonly string[] = ['S2.1', 'S2.5', 'S2.7', 'S2.8', 'S2.13', 'S2.14'];
