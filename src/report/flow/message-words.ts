// Who says what to whom, in words short enough for a ladder: a label for each message, and the roles of its two ends
// (RFC 5352 §2.2, RFC 5353 §2).

/** RFC 5351 §1.3: pool element, pool user, ENRP server (registrar). `anyone`: the message alone does not tell. */
export type Role = 'PR' | 'PE' | 'PU' | 'anyone';

export interface MessageWords {
  readonly label: string;
  readonly from: Role;
  readonly to: Role;
  /** Sent by the clock, so that many of them say no more than one. */
  readonly isPeriodic?: true;
}

const asapWords: Readonly<Record<number, MessageWords>> = {
  1: { label: 'Registration', from: 'PE', to: 'PR' },
  2: { label: 'Deregistration', from: 'PE', to: 'PR' },
  3: { label: 'Reg Response', from: 'PR', to: 'PE' },
  4: { label: 'Dereg Response', from: 'PR', to: 'PE' },
  5: { label: 'Resolution', from: 'PU', to: 'PR' },
  6: { label: 'Resolved', from: 'PR', to: 'PU' },
  7: { label: 'Keep-Alive', from: 'PR', to: 'PE', isPeriodic: true },
  8: { label: 'Keep-Alive Ack', from: 'PE', to: 'PR', isPeriodic: true },
  9: { label: 'Unreachable', from: 'PU', to: 'PR' },
  10: { label: 'Announce', from: 'PR', to: 'anyone', isPeriodic: true },
  11: { label: 'Cookie', from: 'PE', to: 'PU', isPeriodic: true },
  12: { label: 'Cookie Echo', from: 'PU', to: 'PE' },
  13: { label: 'Business Card', from: 'PE', to: 'PU' },
  14: { label: 'Error', from: 'anyone', to: 'anyone' },
};

const enrpLabels: Readonly<Record<number, string>> = {
  1: 'Presence',
  2: 'Table Request',
  3: 'Table Response',
  4: 'Handle Update',
  5: 'List Request',
  6: 'List Response',
  7: 'Init Takeover',
  8: 'Takeover Ack',
  9: 'Takeover Server',
  10: 'Error',
};

export function asapMessageWords(type: number): MessageWords {
  return asapWords[type] ?? { label: `ASAP type ${type}`, from: 'anyone', to: 'anyone' };
}

export function enrpMessageWords(type: number): MessageWords {
  const label = enrpLabels[type] ?? `ENRP type ${type}`;
  return { label, from: 'PR', to: 'PR', ...(type === 1 && { isPeriodic: true }) };
}
