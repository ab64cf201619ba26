import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ethernetHeader,
  geneveHeader,
  greHeader,
  ipv4Header,
  ipv6Header,
  linuxCooked2Header,
  linuxCookedHeader,
  mplsHeader,
  tcpHeader,
  udpHeader,
  vlanHeader,
  vxlanHeader,
} from '../../src/protocol/network/headers.ts';
import { chunkOf, chunks, commonHeader, unknownChunkAction } from '../../src/protocol/sctp/chunks.ts';
import { sctpCauseCodes, sctpParameterTypes } from '../../src/protocol/sctp/parameters.ts';
import { rfcTimers, rsplibTimers } from '../../src/protocol/timers.ts';
import { protocolOfPpid } from '../../src/protocol/transport.ts';

test('SCTP chunk types bear the names that tshark prints', () => {
  const names = chunks.map((chunk) => `${chunk.type}=${chunk.wireshark}`).join(' ');
  assert.equal(
    names,
    '0=DATA 1=INIT 2=INIT_ACK 3=SACK 4=HEARTBEAT 5=HEARTBEAT_ACK 6=ABORT 7=SHUTDOWN 8=SHUTDOWN_ACK 9=ERROR ' +
      '10=COOKIE_ECHO 11=COOKIE_ACK 12=ECNE 13=CWR 14=SHUTDOWN_COMPLETE 15=AUTH 16=NR_SACK 64=I_DATA 128=ASCONF_ACK ' +
      '129=PKTDROP 130=RE_CONFIG 132=PAD 192=FORWARD_TSN 193=ASCONF 194=I_FORWARD_TSN 255=IETF_EXTENSION',
  );
  for (const chunk of chunks) assert.equal(chunkOf(chunk.type), chunk);
  assert.equal(chunkOf(63), undefined);
});

test('the two top bits of an unknown chunk say whether to stop and whether to report', () => {
  assert.deepEqual(unknownChunkAction(0x3f), { stop: true, report: false });
  assert.deepEqual(unknownChunkAction(0x7f), { stop: true, report: true });
  assert.deepEqual(unknownChunkAction(0xbf), { stop: false, report: false });
  assert.deepEqual(unknownChunkAction(0xff), { stop: false, report: true });
});

test('no number of SCTP stands twice in its table', () => {
  for (const table of [sctpParameterTypes, sctpCauseCodes]) {
    assert.equal(new Set(table.values.map((value) => value.value)).size, table.values.length);
  }
  assert.equal(commonHeader.length, 4);
});

test('header fields lie inside their header', () => {
  const headers = [
    [ethernetHeader, 14],
    [vlanHeader, 4],
    [ipv4Header, 20],
    [ipv6Header, 40],
    [udpHeader, 8],
    [tcpHeader, 20],
    [linuxCookedHeader, 16],
    [linuxCooked2Header, 20],
    [greHeader, 8],
    [vxlanHeader, 8],
    [geneveHeader, 8],
    [mplsHeader, 4],
  ] as const;
  for (const [header, length] of headers) {
    for (const field of header) {
      assert.ok(field.offset + field.size <= length, field.filter);
      assert.ok((field.mask ?? 0) < 2 ** (8 * field.size), field.filter);
    }
    assert.equal(new Set(header.map((field) => field.filter)).size, header.length);
  }
});

test('PPIDs tell ASAP and ENRP apart, those from before IANA included', () => {
  assert.deepEqual(protocolOfPpid(11), { protocol: 'asap', legacy: false });
  assert.deepEqual(protocolOfPpid(0xfaeeb5d2), { protocol: 'enrp', legacy: true });
  assert.equal(protocolOfPpid(0), undefined);
});

test('the timer presets name the same timers', () => {
  assert.deepEqual(Object.keys(rfcTimers), Object.keys(rsplibTimers));
  assert.equal(rfcTimers.maxTimeLastHeardMs, 61_000);
});
