// The option of Multipath TCP (RFC 6824, RFC 8684): which fields it has depends on its subtype, and on flags and lengths within.
import { multipathResets, multipathSubtypes } from './names.ts';
import {
  bytes,
  flag,
  hex,
  ipv4,
  ipv6,
  type OptionDefinition,
  type TellOptionField,
  u8,
  u16,
  u32,
  u64,
  walked,
} from './option-table.ts';

const subtype = {
  capable: 0,
  join: 1,
  sequence: 2,
  addAddress: 3,
  removeAddress: 4,
  priority: 5,
  fallback: 6,
  fastClose: 7,
  reset: 8,
} as const;

const name = (tail: string) => `tcp.options.mptcp.${tail}`;
const flagsName = name('flags');
/** One of the flags; the numbers in their names are Wireshark's. */
const bit = (tail: string, label: string, mask: number) => u8(name(tail), label, walked, { mask, partOf: flagsName });
const letter = (tail: string, label: string, mask: number) =>
  flag(name(tail), label, walked, { mask, bits: 4, partOf: flagsName });

const fields = {
  subtype: u8(name('subtype'), 'Multipath TCP subtype', walked, { mask: 0xf0, values: multipathSubtypes }),
  version: u8(name('version'), 'Multipath TCP version', walked, { mask: 0x0f }),
  reserved: u16(name('reserved'), 'Reserved', walked, { mask: 0x0fff, ...hex }),
  flags: u8(flagsName, 'Multipath TCP flags', walked, hex),
  needsChecksum: bit('checksumreq.flags', 'Checksum required', 0x80),
  extensible: bit('extensibility.flag', 'Extensibility', 0x40),
  noMore: bit('nomoresubflows.flag', 'Do not attempt to establish new subflows to this address and port', 0x20),
  sha1: bit('sha1.flag', 'Use HMAC-SHA1', 0x01),
  sha256: bit('sha256.flag', 'Use HMAC-SHA256', 0x01),
  unused: u8(name('reserved.flag'), 'Reserved', walked, { mask: 0x3e, ...hex, partOf: flagsName }),
  unusedToo: u8(name('reserved.flag'), 'Reserved', walked, { mask: 0x1e, ...hex, partOf: flagsName }),
  backup: bit('backup.flag', 'Backup flag', 0x01),
  ends: bit('datafin.flag', 'DATA_FIN', 0x10),
  longSequence: bit('dseqn8.flag', 'Data Sequence Number is 8 octets', 0x08),
  hasSequence: bit(
    'dseqnpresent.flag',
    'Data Sequence Number, Subflow Sequence Number, Data-level Length, Checksum present',
    0x04,
  ),
  longAck: bit('dataack8.flag', 'Data ACK is 8 octets', 0x02),
  hasAck: bit('dataackpresent.flag', 'Data ACK is present', 0x01),
  flagU: letter('flag_U.flag', 'Flag U', 0x08),
  flagV: letter('flag_V.flag', 'Flag V', 0x04),
  flagW: letter('flag_W.flag', 'Flag W', 0x02),
  transient: letter('flag_T.flag', 'Transient', 0x01),
  reason: u8(name('rst_reason'), 'TCPRST Reason', walked, { ...hex, values: multipathResets }),
  ipVersion: u8(name('ipver'), 'IP version', walked, { mask: 0x0f }),
  echo: u8(name('echo'), 'Echo', walked, { mask: 0x01 }),
  address: u8(name('addrid'), 'Address ID', walked),
  senderKey: u64(name('sendkey'), "Sender's Key", walked),
  receiverKey: u64(name('recvkey'), "Receiver's Key", walked),
  receiverToken: u32(name('recvtok'), "Receiver's Token", walked),
  random: u32(name('sendrand'), "Sender's Random Number", walked),
  shortMac: u64(name('sendtrunchmac'), "Sender's Truncated HMAC", walked),
  mac: bytes(name('sendhmac'), "Sender's HMAC", walked),
  ipv4: ipv4(name('ipv4'), 'Advertised IPv4 Address', walked),
  ipv6: ipv6(name('ipv6'), 'Advertised IPv6 Address', walked),
  port: u16(name('port'), 'Advertised port', walked),
  addressMac: u64(name('addaddrtrunchmac'), 'Truncated HMAC', walked),
  ack: u64(name('rawdataack'), 'Original MPTCP Data ACK', walked),
  sequence: u64(name('rawdataseqno'), 'Data Sequence Number', walked),
  subflowSequence: u32(name('subflowseqno'), 'Subflow Sequence Number', walked),
  dataLength: u16(name('datalvllen'), 'Data-level Length', walked),
  checksum: u16(name('checksum'), 'Checksum', walked, hex),
};

/** Octets that come one after the other, as long as the option has them. */
class Steps {
  readonly #tell: TellOptionField;
  readonly #end: number;
  #at: number;

  constructor(tell: TellOptionField, at: number, end: number) {
    this.#tell = tell;
    this.#at = at;
    this.#end = end;
  }

  take(key: keyof typeof fields, size: number): void {
    if (this.left < size) this.#at = this.#end;
    else {
      this.#tell(key, this.#at, size);
      this.#at += size;
    }
  }

  get left(): number {
    return this.#end - this.#at;
  }
}

function walk(tell: TellOptionField, octets: Uint8Array, at: number, length: number): void {
  if (length < 3) return;
  const end = at + length;
  const all = (place: number, ...keys: (keyof typeof fields)[]) => {
    for (const key of keys) if (place < end) tell(key, place, 1);
  };
  tell('subtype', at + 2, 1);
  const kind = (octets[at + 2] as number) >> 4;
  const low = (octets[at + 2] as number) & 0x0f;
  const steps = new Steps(tell, at + 4, end);
  switch (kind) {
    case subtype.capable: {
      all(at + 2, 'version');
      all(at + 3, 'flags', 'needsChecksum', 'extensible');
      if (low === 0) all(at + 3, 'sha1', 'unused');
      else all(at + 3, 'noMore', 'sha256', 'unusedToo');
      if (length >= 12) steps.take('senderKey', 8);
      if (length >= 20) steps.take('receiverKey', 8);
      if (length >= 22) steps.take('dataLength', 2);
      if (length >= 24) steps.take('checksum', 2);
      return;
    }
    case subtype.join:
      if (length === 24) {
        if (at + 4 <= end) tell('reserved', at + 2, 2);
        steps.take('mac', 20);
        return;
      }
      all(at + 2, 'flags', 'backup');
      all(at + 3, 'address');
      if (length === 12) steps.take('receiverToken', 4);
      else if (length === 16) steps.take('shortMac', 8);
      if (length === 12 || length === 16) steps.take('random', 4);
      return;
    case subtype.sequence: {
      const flags = length > 3 ? (octets[at + 3] as number) : 0;
      all(at + 3, 'flags', 'ends', 'longSequence', 'hasSequence', 'longAck', 'hasAck');
      if ((flags & 1) !== 0) steps.take('ack', (flags & 2) === 0 ? 4 : 8);
      if ((flags & 4) === 0) return;
      steps.take('sequence', (flags & 8) === 0 ? 4 : 8);
      steps.take('subflowSequence', 4);
      steps.take('dataLength', 2);
      if (steps.left >= 2) steps.take('checksum', 2);
      return;
    }
    case subtype.addAddress: {
      // Until RFC 8684 the low bits named the version of IP; now the length tells it.
      const isOld = low === 4 || low === 6;
      all(at + 2, isOld ? 'ipVersion' : 'echo');
      all(at + 3, 'address');
      const isLong = isOld ? low === 6 : length >= 20;
      if (isLong) steps.take('ipv6', 16);
      else steps.take('ipv4', 4);
      if (steps.left % 8 === 2) steps.take('port', 2);
      if (steps.left >= 8) steps.take('addressMac', 8);
      return;
    }
    case subtype.removeAddress:
      for (let place = at + 3; place < end; place++) tell('address', place, 1);
      return;
    case subtype.priority:
      all(at + 2, 'flags', 'backup');
      all(at + 3, 'address');
      return;
    case subtype.fallback:
    case subtype.fastClose:
      if (length >= 4) tell('reserved', at + 2, 2);
      steps.take(kind === subtype.fallback ? 'sequence' : 'receiverKey', 8);
      return;
    case subtype.reset:
      all(at + 2, 'flags', 'flagU', 'flagV', 'flagW', 'transient');
      all(at + 3, 'reason');
      return;
  }
}

export const multipathOption: OptionDefinition = {
  kind: 30,
  filter: 'mptcp',
  name: 'MPTCP',
  rfc: 'RFC 8684 §3',
  fields,
  walk,
};
