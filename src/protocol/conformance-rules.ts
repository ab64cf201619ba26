// The rules of format (F) and transport (T) that one packet can break, by number. A number never changes its meaning;
// which experts tell of a broken rule is in expert-codes.ts.

/** `must`, `should`: the RFC says so. `implied`: the format would make no sense otherwise. */
export type RuleLevel = 'must' | 'should' | 'implied';

export interface ConformanceRule {
  readonly number: string;
  readonly rule: string;
  readonly level: RuleLevel;
  readonly rfc: string;
  /** Why one packet cannot show it: it takes the history of an association or of a pool. */
  readonly needsHistory?: string;
}

export const conformanceRules: readonly ConformanceRule[] = [
  {
    number: 'F1',
    rule: 'Message Length is at least 4 and at most the user message',
    level: 'implied',
    rfc: 'RFC 5354 §4',
  },
  {
    number: 'F2',
    rule: 'The user message is Message Length, rounded up to a multiple of 4',
    level: 'must',
    rfc: 'RFC 5354 §4',
  },
  { number: 'F3', rule: 'Padding of a message is zero, at most 3 octets', level: 'must', rfc: 'RFC 5354 §4' },
  {
    number: 'F4',
    rule: 'Parameter Length is at least 4 and within what holds it',
    level: 'implied',
    rfc: 'RFC 5354 §3',
  },
  { number: 'F5', rule: 'Padding of a parameter is zero, at most 3 octets', level: 'must', rfc: 'RFC 5354 §3' },
  { number: 'F6', rule: 'The message type is assigned', level: 'implied', rfc: 'RFC 5352 §2.2, RFC 5353 §2' },
  { number: 'F7', rule: 'Undefined flag bits are 0', level: 'should', rfc: 'RFC 5354 §4' },
  {
    number: 'F8',
    rule: 'IPv4 Address has length 8, IPv6 Address 20, PE Identifier 8, PE Checksum 6',
    level: 'implied',
    rfc: 'RFC 5354 §3.1, §3.2, §3.14, §3.15',
  },
  { number: 'F9', rule: 'SCTP Transport has at least one address', level: 'must', rfc: 'RFC 5354 §3.4' },
  {
    number: 'F10',
    rule: 'TCP, UDP, UDP-Lite and DCCP Transport have exactly one address',
    level: 'implied',
    rfc: 'RFC 5354 §3.3, §3.5 to §3.7',
  },
  { number: 'F11', rule: 'Transport use is 0 or 1', level: 'must', rfc: 'RFC 5354 §3.4' },
  {
    number: 'F12',
    rule: 'The reserved field of TCP, UDP, UDP-Lite and DCCP Transport is 0',
    level: 'implied',
    rfc: 'RFC 5354 §3.3, §3.5 to §3.7',
  },
  { number: 'F13', rule: 'A pool element has exactly one user transport', level: 'must', rfc: 'RFC 5354 §3.10' },
  { number: 'F14', rule: "A pool element's ASAP transport is an SCTP Transport", level: 'must', rfc: 'RFC 5354 §3.10' },
  { number: 'F15', rule: 'A pool element has a policy', level: 'implied', rfc: 'RFC 5354 §3.10, RFC 5352 §3.1' },
  { number: 'F16', rule: 'The length of a policy is that of its type', level: 'implied', rfc: 'RFC 5356 §4, §5' },
  { number: 'F17', rule: 'The policy type is assigned, or for private use', level: 'implied', rfc: 'RFC 5356 §7.1' },
  { number: 'F18', rule: 'Mandatory parameters are there', level: 'must', rfc: 'RFC 5352 §2.2, RFC 5353 §2' },
  { number: 'F19', rule: 'No parameter is where it does not belong', level: 'implied', rfc: 'RFC 5352 §2.2' },
  { number: 'F20', rule: 'Server Announce has SCTP and TCP Transports only', level: 'must', rfc: 'RFC 5352 §2.2.10' },
  {
    number: 'F21',
    rule: 'Operation Error has at least one cause; causes have at least 4 octets and end within it',
    level: 'implied',
    rfc: 'RFC 5354 §3.12',
  },
  { number: 'F22', rule: 'The error cause is assigned', level: 'implied', rfc: 'RFC 5354 §3.12' },
  {
    number: 'F23',
    rule: 'An error cause carries the information that it must, and no other',
    level: 'implied',
    rfc: 'RFC 5354 §3.12.1 to §3.12.11',
  },
  {
    number: 'F24',
    rule: 'List Request and Handle Table Request have length 12, Init Takeover, its Ack and Takeover Server 16',
    level: 'implied',
    rfc: 'RFC 5353 §2.2, §2.5, §2.7 to §2.9',
  },
  {
    number: 'F25',
    rule: 'Update Action is 0 or 1, and the reserved field behind it 0',
    level: 'must',
    rfc: 'RFC 5353 §2.4',
  },
  {
    number: 'F26',
    rule: 'An entry of a handle table is a pool handle and one pool element or more',
    level: 'must',
    rfc: 'RFC 5353 §2.3',
  },
  { number: 'F27', rule: 'Server Information holds an SCTP Transport', level: 'implied', rfc: 'RFC 5354 §3.11' },
  {
    number: 'F28',
    rule: 'Parameter type 65535 and message type 255 are not used',
    level: 'implied',
    rfc: 'RFC 5354 §3, §4',
  },
  {
    number: 'T1',
    rule: 'A pool element and a server talk ASAP over SCTP only',
    level: 'must',
    rfc: 'RFC 5352 §2.1, §3.1',
  },
  {
    number: 'T2',
    rule: 'A pool user and a server talk ASAP over SCTP or TCP only',
    level: 'must',
    rfc: 'RFC 5352 §2.1',
  },
  {
    number: 'T3',
    rule: 'ASAP over SCTP has PPID 11; on a control channel it must',
    level: 'should',
    rfc: 'RFC 5352 §5',
  },
  { number: 'T4', rule: 'Messages of a data channel do not have PPID 11', level: 'must', rfc: 'RFC 5352 §5' },
  { number: 'T5', rule: 'ENRP from one server to another runs over SCTP', level: 'must', rfc: 'RFC 5353 §3.1' },
  { number: 'T6', rule: 'ENRP has PPID 12', level: 'implied', rfc: 'RFC 5353 §5.4' },
  {
    number: 'T7',
    rule: 'Registered addresses are addresses of the SCTP association',
    level: 'must',
    rfc: 'RFC 5352 §2.2.1, §6.1',
  },
  {
    number: 'T8',
    rule: 'A keep-alive is acknowledged on the association of the server that asked',
    level: 'implied',
    rfc: 'RFC 5352 §3.4',
    needsHistory: 'which server asked over which association',
  },
  {
    number: 'T9',
    rule: 'Cookie, Cookie Echo and Business Card only where the pool has data plus control',
    level: 'must',
    rfc: 'RFC 5352 §3.8, §3.9',
    needsHistory:
      'how the pool is registered; one packet shows only a carrier that cannot have a control channel, or a card that says data only',
  },
  {
    number: 'T10',
    rule: 'Cookie Echo is the first control message after a failover',
    level: 'should',
    rfc: 'RFC 5352 §3.8',
    needsHistory: 'what was sent before over the association',
  },
  { number: 'T11', rule: 'ASAP by multicast is Server Announce only', level: 'implied', rfc: 'RFC 5352 §3.6' },
  { number: 'T12', rule: 'Announcements of ENRP are unicast copies over SCTP', level: 'implied', rfc: 'RFC 5353 §3.1' },
  {
    number: 'T13',
    rule: 'At most three associations at once to hunt for a server',
    level: 'must',
    rfc: 'RFC 5352 §3.6',
    needsHistory: 'which associations a pool element or user opens at the same time',
  },
  { number: 'T14', rule: 'TLS on the secured ports, and only there', level: 'implied', rfc: 'RFC 5352 §8.2, §9.2' },
];
