// Warnings and errors that real captures raise, each looked at and found true: which capture, which expert, and why.

export interface Reviewed {
  /** Names of captures without their ending. */
  readonly captures: readonly string[];
  readonly code: string;
  readonly why: string;
}

const stranger = ['p-stranger'];

export const reviewed: readonly Reviewed[] = [
  {
    captures: ['takeover', 'c-takeover', 'c-takeover-cut', 'c-takeover-dump'],
    code: 'registration.foreign_address',
    why: 'after a takeover the new home opens an association over IPv6 alone; the element registers its IPv4 address over it',
  },
  // In p-stranger a script sends what is wrong on purpose; what it meant to send is known for each message.
  { captures: stranger, code: 'message.overruns', why: 'message length beyond the chunk, an announce cut short, text' },
  { captures: stranger, code: 'message.too_short', why: 'messages of one and three octets, a Presence of eight' },
  {
    captures: stranger,
    code: 'message.unknown_type',
    why: 'message types 0, 0x55 and 0x7f, and text on the ENRP port',
  },
  { captures: stranger, code: 'parameter.missing', why: 'a registration without a pool element' },
  { captures: stranger, code: 'parameter.overruns_parent', why: 'a parameter longer than its message' },
  { captures: stranger, code: 'parameter.too_short', why: 'a parameter length of 2' },
  { captures: stranger, code: 'parameter.unknown_type', why: 'an unknown parameter to stop at' },
  { captures: stranger, code: 'update_action.undefined', why: 'a handle update with action 7' },
  { captures: stranger, code: 'channel.data_only', why: 'a business card whose transports are data only' },
  { captures: stranger, code: 'announce.enrp_other_multicast', why: 'a list request to the multicast group' },
];

/** What rsplib does its own way: louder than a note only under the profile of the RFCs. */
export const habits: readonly string[] = [
  'announce.enrp_multicast',
  'parameter.extension',
  'cause.information_missing',
];

/** Octets of it were changed at random: anything can be wrong with it. */
export const damaged = 'malformed';
