// What the user says about ports and identifiers, in the words of tshark's -d.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DecodeAs, isDecodeAsFault, parseDecodeAs } from '../../src/dissect/decode-as.ts';
import { tcpFrame, udpFrame } from '../../src/encode/packets.ts';
import { sctpPacket } from '../../src/encode/sctp-packet.ts';
import { vxlanPacket } from '../../src/encode/tunnels.ts';
import { tunnelFrames } from './tunnel-frames.ts';
import { associationBetween, ends, numbered, type Seen, say, Watch } from './watch.ts';

function parsed(text: string): DecodeAs {
  const result = parseDecodeAs(text);
  assert.ok(!isDecodeAsFault(result), text);
  return result;
}

function faultOf(text: string): string {
  const result = parseDecodeAs(text);
  assert.ok(isDecodeAsFault(result), text);
  return result.fault;
}

function watchWith(...rules: readonly string[]): Watch {
  return new Watch({ decodeAs: rules.map(parsed) });
}

const ip = { source: '10.1.0.11', destination: '10.1.0.1' };

/** The last layer of a message with this identifier between the ports 40000 and `port`. */
function lastLayer(rules: readonly string[], ppid: number, port = 2001): string {
  const association = associationBetween({ server: { ...ends.server, port } });
  const watch = watchWith(...rules);
  watch.all(association.handshake());
  return String(watch.see(association.data('client', { bytes: numbered(1), ppid })[0]!).layers.at(-1));
}

function udpLayers(rules: readonly string[], destinationPort: number, payload: Uint8Array): Seen {
  return watchWith(...rules).see(udpFrame(ip, { sourcePort: 50_000, destinationPort }, payload));
}

test('a rule names a layer, a number or a range of them, and a protocol', () => {
  const rule = (layer: string, first: number, last: number, protocol: string) => ({ layer, first, last, protocol });
  assert.deepEqual(parsed('sctp.port==2001,asap'), rule('sctp.port', 2001, 2001, 'asap'));
  assert.deepEqual(parsed('sctp.ppi==0xfaeeb5d1,asap'), rule('sctp.ppi', 0xfaeeb5d1, 0xfaeeb5d1, 'asap'));
  assert.deepEqual(parsed('udp.port==5000-5009,enrp'), rule('udp.port', 5000, 5009, 'enrp'));
  assert.deepEqual(parsed('tcp.port==4000:10,asap'), rule('tcp.port', 4000, 4009, 'asap'));
  assert.deepEqual(parsed('sctp.port == 2001 , none'), rule('sctp.port', 2001, 2001, 'data'));
  assert.deepEqual(parsed('sctp.port=2001,tls'), rule('sctp.port', 2001, 2001, 'tls'));
});

test('a rule that makes no sense is refused, and what would make sense is listed', () => {
  assert.match(faultOf(''), /^No layer type specified\nValid layer types are:\n\tsctp\.ppi \(/);
  assert.match(faultOf('sctp.prot==1,asap'), /^Unknown layer type -- sctp\.prot\n.*\tudp\.port \(UDP port\)$/s);
  assert.match(faultOf('toString==1,asap'), /^Unknown layer type/);
  assert.match(faultOf('sctp.port'), /doesn't follow the template/);
  assert.match(faultOf('sctp.port==2001'), /doesn't follow the template.*\tenrp \(/s);
  assert.equal(faultOf('sctp.port==x,asap'), 'Invalid selector number "x"');
  assert.equal(faultOf('sctp.port==,asap'), 'Invalid selector number ""');
  assert.equal(faultOf('sctp.port==65536,asap'), 'Invalid selector number "65536"');
  assert.equal(faultOf('sctp.ppi==4294967296,asap'), 'Invalid selector number "4294967296"');
  assert.equal(faultOf('sctp.port==2001-,asap'), 'Invalid selector number "2001-"');
  assert.equal(faultOf('sctp.port==2010-2001,asap'), 'Invalid selector numeric range "2010-2001"');
  assert.equal(faultOf('sctp.port==2010:0,asap'), 'Invalid selector numeric range "2010:0"');
  assert.match(
    faultOf('sctp.port==1,'),
    /^No protocol name specified\nValid protocols for layer type "sctp\.port" are:/,
  );
  assert.match(faultOf('sctp.port==1,diameter'), /^Unknown protocol -- "diameter"\n.*\tasap \(/s);
  // SCTP does not stand in SCTP, nor the Component Status Protocol.
  assert.match(faultOf('sctp.port==1,sctp'), /^Unknown protocol/);
  assert.match(faultOf('sctp.port==1,componentstatusprotocol'), /^Unknown protocol/);
});

test('on a port that was told, user messages of any identifier are what was told', () => {
  for (const ppid of [0, 12, 32, 60]) {
    assert.equal(lastLayer(['sctp.port==2001,asap'], ppid), 'asap');
    assert.equal(lastLayer(['sctp.port==1990-2010,asap'], ppid), 'asap');
  }
  assert.equal(lastLayer(['sctp.port==40000,asap'], 0), 'asap');
  assert.equal(lastLayer(['sctp.port==2002,asap'], 60), 'application');
  assert.equal(lastLayer(['sctp.port==2001,tls'], 11), 'tls');
  assert.equal(lastLayer(['sctp.port==2001,none'], 11), 'application');
});

test('an identifier that was told counts before ports, the smaller port before the larger, the last word before others', () => {
  assert.equal(lastLayer(['sctp.port==2001,enrp', 'sctp.ppi==60,asap'], 60), 'asap');
  assert.equal(lastLayer(['sctp.port==40000,enrp', 'sctp.port==2001,asap'], 60), 'asap');
  assert.equal(lastLayer(['sctp.port==2001,enrp', 'sctp.port==2001,asap'], 60), 'asap');
  assert.equal(lastLayer(['sctp.ppi==11,data'], 11, 3863), 'application');
});

test('an application that was told is known by its own identifier', () => {
  const association = associationBetween();
  const watch = watchWith('sctp.ppi==11,calcappprotocol');
  watch.all(association.handshake());
  watch.see(say(association, 'client', 1)[0]!);
  const { layers } = watch.last;
  assert.equal(layers.extra[layers.count - 1], 34);
});

test('datagrams are what was told of their port', () => {
  assert.equal(udpLayers(['udp.port==5000,asap'], 5000, numbered(1)).messages[0]?.number, 1);
  assert.deepEqual(udpLayers(['udp.port==3863,data'], 3863, numbered(1)).messages, []);
  const { bytes } = tunnelFrames[0]!;
  assert.equal(udpLayers(['udp.port==8472,vxlan'], 8472, vxlanPacket(1, bytes)).layers.at(-1), 'asap');
  assert.equal(udpLayers(['udp.port==4789,none'], 4789, vxlanPacket(1, bytes)).layers.at(-1), 'data');
  const sctp = sctpPacket({ sourcePort: 1, destinationPort: 2, verificationTag: 3, chunks: [] });
  assert.deepEqual(udpLayers(['udp.port==9898,sctp'], 9898, sctp).layers.slice(2), ['udp', 'sctp']);
});

test('TCP streams are what was told of their port', () => {
  const tcp = { sourcePort: 50_000, destinationPort: 4000, sequence: 1 };
  const see = (...rules: string[]) => watchWith(...rules).see(tcpFrame(ip, tcp, numbered(1)));
  assert.deepEqual(see().layers.slice(2), ['tcp']);
  assert.equal(see('tcp.port==4000,asap').messages[0]?.number, 1);
  // A message in the clear stays one: the port only says that records are to be expected.
  const record = tcpFrame(ip, tcp, Uint8Array.of(0x17, 3, 3, 0, 3, 1, 2, 3));
  assert.equal(watchWith('tcp.port==4000,tls').see(record).layers.at(-1), 'tls');
  const onOurs = tcpFrame(ip, { ...tcp, destinationPort: 3863 }, numbered(1));
  assert.deepEqual(watchWith('tcp.port==3863,none').see(onOurs).messages, []);
});
