// Over what a message travelled: transport, port, payload protocol identifier, multicast (RFC 5352 §2.1, §3.6, §3.8, §5, §8;
// RFC 5353 §3.1, §5).
import { padded4, u16 } from '../../bytes/read.ts';
import { presence } from '../../protocol/enrp/presence.ts';
import type { ExpertName } from '../../protocol/expert-codes.ts';
import { announcement, asapChannelOf } from '../../protocol/message-channels.ts';
import { messageOf } from '../../protocol/registry.ts';
import { asapPort, asapPpid, asapTlsPort, enrpPort, enrpPpid, enrpTlsPort } from '../../protocol/transport.ts';
import type { Dissection } from '../dissection.ts';
import type { ExpertList } from '../experts.ts';
import { plausible } from '../identify.ts';
import { layer } from '../layer.ts';
import { carrier, type Message } from '../message.ts';

/** True where the octets cannot be a message at all: it is pointless to count what is wrong with them. */
export function checkShape(experts: ExpertList, message: Message): boolean {
  const { bytes, start, end, declaredEnd, protocol, ppid } = message;
  if (looksLikeTls(bytes, start, end, declaredEnd)) {
    experts.add('tls.on_clear_port', protocol, start);
    return true;
  }
  if (message.carrier !== carrier.sctp || (ppid !== asapPpid && ppid !== enrpPpid) || end - start < 4) return false;
  const length = u16(bytes, start + 2);
  const size = declaredEnd - start;
  if (messageOf(protocol === layer.asap ? 'asap' : 'enrp', bytes[start] as number) !== undefined) return false;
  if (length === size || padded4(length) === size) return false;
  experts.add('ppid.not_message', protocol, start, 0, ppid);
  return true;
}

export function checkChannel(experts: ExpertList, message: Message): void {
  const { protocol, start, bytes, end } = message;
  if (end <= start) return;
  const type = bytes[start] as number;
  if (message.carrier === carrier.sctp) checkPpid(experts, message);
  if (!message.secured && message.carrier !== carrier.udp && (isOn(message, asapTlsPort) || isOn(message, enrpTlsPort)))
    experts.add('tls.clear_text', protocol, start);
  if (protocol === layer.asap) checkAsap(experts, message, type);
  else checkEnrp(experts, message, type);
}

function checkAsap(experts: ExpertList, message: Message, type: number): void {
  const code = asapFault(message, type);
  if (code !== undefined) experts.add(code, layer.asap, message.start, 0, 0, 0, messageOf('asap', type));
}

function asapFault(message: Message, type: number): ExpertName | undefined {
  if (message.carrier === carrier.sctp) return type === announcement.type ? 'announce.over_connection' : undefined;
  const channel = asapChannelOf(type);
  if (channel === undefined) return undefined;
  if (channel === 'announce') return message.carrier === carrier.udp ? undefined : 'announce.over_connection';
  if (message.carrier === carrier.udp && isMulticast(message)) return 'announce.other_message';
  if (channel === 'elementServer') return 'channel.pe_not_sctp';
  if (channel === 'control') return 'channel.control_not_sctp';
  return message.carrier === carrier.udp ? 'channel.pu_over_udp' : undefined;
}

function checkEnrp(experts: ExpertList, message: Message, type: number): void {
  const { start } = message;
  if (message.carrier === carrier.sctp) return;
  const subject = messageOf('enrp', type);
  if (subject === undefined) return;
  const code = !isMulticast(message)
    ? 'channel.enrp_not_sctp'
    : type === presence.type
      ? 'announce.enrp_multicast'
      : 'announce.enrp_other_multicast';
  experts.add(code, layer.enrp, start, 0, 0, 0, subject);
}

function checkPpid(experts: ExpertList, message: Message): void {
  const { ppid, start, protocol } = message;
  const foreign =
    (ppid === asapPpid && isOn(message, enrpPort) && !isOn(message, asapPort)) ||
    (ppid === enrpPpid && isOn(message, asapPort) && !isOn(message, enrpPort));
  if (foreign) experts.add('ppid.foreign_port', protocol, start, 0, ppid);
}

function isOn({ sourcePort, destinationPort }: Message, port: number): boolean {
  return sourcePort === port || destinationPort === port;
}

function isMulticast({ addressBytes, destinationAt, addressLength }: Message): boolean {
  const first = addressLength === 0 ? 0 : (addressBytes[destinationAt] as number);
  return addressLength === 4 ? first >= 224 && first <= 239 : first === 0xff;
}

/** A TLS record with its header (RFC 8446 §5.1): content type, version 3.x, a length that does not reach beyond. */
function looksLikeTls(bytes: Uint8Array, start: number, end: number, declaredEnd: number): boolean {
  const isCut = declaredEnd > end;
  if (end - start < (isCut ? 3 : 5)) return false;
  const type = bytes[start] as number;
  // Of a record that the capture cut the first octets must do.
  const length = end - start < 5 ? 1 : u16(bytes, start + 3);
  return (
    type >= 20 &&
    type <= 24 &&
    (bytes[start + 1] as number) === 3 &&
    (bytes[start + 2] as number) <= 4 &&
    length > 0 &&
    (end - start < 5 || start + 5 + length <= declaredEnd)
  );
}

/** Octets that no message was made of: clear text on a port for TLS, TLS on ASAP's own port over TCP. */
export function checkSecurity(d: Dissection): void {
  const { layers, experts } = d;
  for (let index = 0; index < layers.count; index++) {
    const bytes = layers.bytes[index] as Uint8Array;
    const start = layers.start[index] as number;
    const end = layers.end[index] as number;
    if (layers.protocol[index] === layer.tls) {
      const isClear = plausible(layer.asap, bytes, start, end) || plausible(layer.enrp, bytes, start, end);
      if (isClear) tell(experts, 'tls.clear_text', bytes, layer.tls, start);
    } else if (
      layers.protocol[index] === layer.tcp &&
      index === layers.count - 1 &&
      (d.sourcePort === asapPort || d.destinationPort === asapPort) &&
      looksLikeTls(bytes, end, d.end, d.declaredEnd)
    )
      tell(experts, 'tls.on_clear_port', bytes, layer.tcp, end);
  }
}

function tell(
  experts: ExpertList,
  code: 'tls.clear_text' | 'tls.on_clear_port',
  bytes: Uint8Array,
  which: number,
  at: number,
): void {
  const before = experts.bytes;
  experts.bytes = bytes;
  experts.add(code, which, at);
  experts.bytes = before;
}
