// Addresses as text (RFC 5952), and which of them reach only their own host or link.
import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressText, ipv6Text, isIpv4Mapped, isLocalOnly } from '../../src/bytes/address.ts';
import { addressOctets } from '../../src/encode/address-octets.ts';

function again(text: string): string {
  const octets = addressOctets(text);
  return addressText(octets, 0, octets.length);
}

function isLocal(text: string): boolean {
  const octets = addressOctets(text);
  return isLocalOnly(octets, 0, octets.length);
}

test('IPv6 text is the shortest: lower case, no leading zeros, the longest run of zeros left out', () => {
  for (const [given, shown] of [
    ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['fe80:0:0:0:1:2:3:0', 'fe80::1:2:3:0'],
    ['0:1:0:0:0:0:0:0', '0:1::'],
  ] as const)
    assert.equal(again(given), shown);
});

test('the text of any address is read back to the same octets', () => {
  // Many zeros, so that there are runs.
  const octet = fc.oneof(fc.constant(0), fc.nat(255));
  fc.assert(
    fc.property(fc.array(octet, { minLength: 16, maxLength: 16 }), (octets) => {
      const bytes = Uint8Array.from(octets);
      const text = ipv6Text(bytes, 0);
      assert.ok(isIPv6(text), text);
      assert.deepEqual(addressOctets(text), bytes);
    }),
    { seed: 5952, numRuns: 500 },
  );
});

test('an IPv4-mapped address is shown as IPv4', () => {
  assert.equal(again('::ffff:10.1.0.1'), '10.1.0.1');
  assert.ok(isIpv4Mapped(addressOctets('::ffff:10.1.0.1'), 0));
  assert.ok(!isIpv4Mapped(addressOctets('::fffe:10.1.0.1'), 0));
  assert.ok(!isIpv4Mapped(addressOctets('1::ffff:10.1.0.1'), 0));
});

test('loopback and link-local addresses are local, all others are not', () => {
  for (const text of ['127.0.0.1', '127.9.9.9', '169.254.1.1', '::1', 'fe80::1', 'febf::1', '::ffff:127.0.0.1'])
    assert.ok(isLocal(text), text);
  for (const text of [
    '10.1.0.1',
    '128.0.0.1',
    '169.253.1.1',
    '::2',
    'fec0::1',
    'fd00:1::1',
    '2001:db8::1',
    '::ffff:10.0.0.1',
  ])
    assert.ok(!isLocal(text), text);
});
