// What each engine says, and which filter it is given.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { captureFilter } from '../../src/live/capture-filter.ts';
import { chooseEngine, makeEngines } from '../../src/live/engines.ts';
import { parseInterfaces } from '../../src/live/interface-list.ts';

const engines = makeEngines('/usr/bin', undefined);
const [dumpcap, tcpdump, cap] = engines;
assert.ok(dumpcap && tcpdump && cap);

test('dumpcap tells at its end who dropped how much', () => {
  const line = "Packets received/dropped on interface 'eth0': 10/6 (pcap:3/dumpcap:2/flushed:0/ps_ifdrop:1) (62.5%)";
  assert.deepEqual(dumpcap.counts(line), {
    received: 10,
    droppedByKernel: 3,
    droppedByEngine: 2,
    droppedByInterface: 1,
  });
  assert.equal(dumpcap.counts("Capturing on 'eth0'"), undefined);
  assert.ok(dumpcap.isChatter("Capturing on 'eth0'"));
});

test('tcpdump tells its counts in one line when asked, and in three at its end', () => {
  const asked = 'tcpdump: 12 packets captured, 14 packets received by filter, 2 packets dropped by kernel';
  assert.deepEqual(tcpdump.counts(asked), { received: 14, droppedByKernel: 2 });
  assert.deepEqual(tcpdump.counts('1 packet dropped by interface'), { droppedByInterface: 1 });
  assert.equal(tcpdump.counts('12 packets captured'), undefined);
  assert.ok(tcpdump.isChatter('12 packets captured'));
});

test('where nothing can capture, the line names the Debian packages', () => {
  const none = engines.map((engine) => ({ ...engine, isThere: () => false, isForbidden: () => false }));
  const answer = chooseEngine(none, 'auto');
  assert.ok('missing' in answer);
  assert.match(answer.missing, /wireshark-common \(dumpcap\), tcpdump \(tcpdump\)/);
  const asked = chooseEngine(none, 'cap');
  assert.ok('missing' in asked);
  assert.match(asked.missing, /libpcap-dev/);
});

test('where dumpcap is there for others only, the line names the group, and auto takes another engine', () => {
  const forbidden = engines.map((engine) => ({
    ...engine,
    isThere: () => engine.name === 'tcpdump',
    isForbidden: () => engine.name === 'dumpcap',
  }));
  assert.equal((chooseEngine(forbidden, 'auto') as { name: string }).name, 'tcpdump');
  const asked = chooseEngine(forbidden, 'dumpcap');
  assert.ok('missing' in asked);
  assert.match(asked.missing, /dumpcap is there, and this user may not run it; those of the group wireshark may/);
  const without = forbidden.map((engine) => ({ ...engine, isThere: () => false }));
  assert.deepEqual(chooseEngine(without, 'auto'), asked);
});

test('auto takes the first engine that is there', () => {
  const all = engines.map((engine) => ({ ...engine, isThere: () => engine.name !== 'dumpcap' }));
  assert.equal((chooseEngine(all, 'auto') as { name: string }).name, 'tcpdump');
});

test('interfaces are listed in the forms of dumpcap and of tcpdump', () => {
  const expected = [
    { number: 1, name: 'eth0', description: undefined },
    { number: 3, name: 'lo', description: 'Loopback' },
  ];
  assert.deepEqual(parseInterfaces('1. eth0\n3. lo (Loopback)\n'), expected);
  assert.deepEqual(parseInterfaces('1.eth0 [Up, Running]\n3.lo (Loopback) [Up]\n'), expected);
});

/** What libpcap makes of a filter: how many packets of the file pass. */
function passing(file: string, filter: string): number {
  const run = spawnSync('tcpdump', ['-nr', file, '--count', filter], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  return Number(/^(\d+) packet/.exec(run.stdout)?.[1]);
}

const noTcpdump = tcpdump.isThere() ? false : 'tcpdump is not installed';

test('the default filter lets in all SCTP and all announcements of real captures', { skip: noTcpdump }, () => {
  const ethernet = captureFilter({ isEthernet: true });
  const others = passing('samples/takeover.pcap', 'arp or icmp6 or igmp or icmp');
  const passed = passing('samples/takeover.pcap', ethernet);
  assert.ok(passed >= 2257 - others && passed < 2257, `${passed}`);
  // Without VLAN tags, in two of them, and as libpcap sees `any`.
  const cooked = spawnSync('tcpdump', ['-d', '-y', 'LINUX_SLL2', captureFilter({ isEthernet: false })], {
    encoding: 'utf8',
  });
  assert.equal(cooked.status, 0, cooked.stderr);
});

test('--ports-only lets in the ports of ASAP and ENRP and nothing else', { skip: noTcpdump }, () => {
  const filter = captureFilter({ portsOnly: true, isEthernet: true });
  assert.equal(
    passing('samples/takeover.pcap', filter),
    passing('samples/takeover.pcap', 'port 3863 or port 9901 or port 3864 or port 9902'),
  );
});
