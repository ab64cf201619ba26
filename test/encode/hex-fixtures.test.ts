// Whole messages written out by hand from the figures of the RFCs, and from rsplib's traffic; they check the encoder.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeValues } from '../../src/encode/decode-values.ts';
import { encodeMessage, encodeValues } from '../../src/encode/encode-message.ts';
import {
  handleResolutionItems,
  opaqueTransportOf,
  operationErrorOf,
  peChecksumOf,
  peIdentifierOf,
  policyOf,
  poolElementOf,
  poolHandleOf,
  sctpTransportOf,
  serverInformationOf,
} from '../../src/encode/parameters.ts';
import { endpointKeepAlive } from '../../src/protocol/asap/endpoint-keep-alive.ts';
import { handleResolution } from '../../src/protocol/asap/handle-resolution.ts';
import { registration } from '../../src/protocol/asap/registration.ts';
import { registrationResponse } from '../../src/protocol/asap/registration-response.ts';
import { handleUpdate } from '../../src/protocol/enrp/handle-update.ts';
import { initTakeover } from '../../src/protocol/enrp/init-takeover.ts';
import { presence } from '../../src/protocol/enrp/presence.ts';
import { leastUsedDpf, weightedRandom } from '../../src/protocol/rserpool/policies.ts';
import type { Protocol } from '../../src/protocol/schema.ts';
import { hexFixture } from '../hex-fixture.ts';

function same(protocol: Protocol, text: string, encoded: Uint8Array): void {
  const bytes = hexFixture(text);
  assert.deepEqual(encoded, bytes);
  assert.deepEqual(encodeValues(decodeValues(protocol, bytes)!), bytes);
}

test('ASAP Registration of a pool element with an IPv4 and an IPv6 address', () => {
  same(
    'asap',
    `
    01                # message type: Registration
    00                # flags
    00 50             # message length 80
    00 09 00 09       # Pool Handle, length 9
    41 6c 70 68 61    # "Alpha"
    00 00 00          # padding
    00 0a 00 40       # Pool Element, length 64
    00 00 02 00       # PE identifier
    00 00 00 00       # home ENRP server: undetermined
    00 01 5f 90       # registration life 90000
    00 04 00 24       # SCTP Transport, length 36
    83 46             # port 33606
    00 01             # transport use: data plus control
    00 01 00 08       # IPv4 Address, length 8
    0a 01 00 0b       # 10.1.0.11
    00 02 00 14       # IPv6 Address, length 20
    fd 00 00 01 00 00 00 00 00 00 00 00 00 00 00 11
    00 08 00 0c       # Pool Member Selection Policy, length 12
    00 00 00 04       # Weighted Random
    00 00 00 0a       # weight 10
    `,
    encodeMessage(registration, {
      parameters: [
        poolHandleOf('Alpha'),
        poolElementOf({
          peIdentifier: 0x200,
          registrationLife: 90_000,
          userTransport: sctpTransportOf(33606, ['10.1.0.11', 'fd00:1::11'], true),
          policy: policyOf(weightedRandom, { weight: 10 }),
        }),
      ],
    }),
  );
});

test('ASAP Registration Response that rejects, with a warning cause of rsplib', () => {
  same(
    'asap',
    `
    03                # message type: Registration Response
    01                # flags: R, rejected
    00 20             # message length 32
    00 09 00 08       # Pool Handle, length 8
    42 65 74 61       # "Beta"
    00 0e 00 08       # PE Identifier, length 8
    de ad be ef       # PE identifier
    00 0c 00 0c       # Operation Error, length 12
    10 0b 00 04       # cause: unsupported policy
    00 06 00 04       # cause: lack of resources
    `,
    encodeMessage(registrationResponse, {
      rejected: true,
      parameters: [poolHandleOf('Beta'), peIdentifierOf(0xdeadbeef), operationErrorOf({ code: 0x100b }, { code: 6 })],
    }),
  );
});

test('ASAP Handle Resolution: the message length counts the padding of the last parameter, as rsplib does it', () => {
  same(
    'asap',
    `
    05                # message type: Handle Resolution
    00                # flags
    00 14             # message length 20, not 19
    00 09 00 0f       # Pool Handle, length 15
    48 61 6e 64 6c 65 2d 50 6f 6f 6c   # "Handle-Pool"
    00                # padding
    `,
    encodeMessage(handleResolution, { parameters: [poolHandleOf('Handle-Pool')] }),
  );
});

test('ASAP Handle Resolution with the S flag and the Handle Resolution option', () => {
  same(
    'asap',
    `
    05                # message type: Handle Resolution
    01                # flags: S, wants updates
    00 14             # message length 20
    00 09 00 05       # Pool Handle, length 5
    5a 00 00 00       # "Z", padding
    80 3f 00 08       # Handle Resolution option, length 8
    ff ff ff ff       # as many as possible
    `,
    encodeMessage(handleResolution, {
      subscribe: true,
      parameters: [poolHandleOf('Z'), handleResolutionItems(0xffffffff)],
    }),
  );
});

test('ASAP Endpoint Keep-Alive of a new home server', () => {
  same(
    'asap',
    `
    07                # message type: Endpoint Keep-Alive
    01                # flags: H, wants to be the new home
    00 10             # message length 16
    0b 00 00 02       # server identifier
    00 09 00 08       # Pool Handle, length 8
    42 65 74 61       # "Beta"
    `,
    encodeMessage(endpointKeepAlive, { home: true, serverId: 0x0b000002, parameters: [poolHandleOf('Beta')] }),
  );
});

test('ENRP Presence: the checksum has two octets of padding, and its length does not count them', () => {
  same(
    'enrp',
    `
    01                # message type: Presence
    01                # flags: R, reply required
    00 2c             # message length 44
    0a 00 00 01       # sender's server identifier
    00 00 00 00       # receiver's server identifier: every peer
    00 0f 00 06       # PE Checksum, length 6
    92 17 00 00       # checksum, padding
    00 0b 00 18       # Server Information, length 24
    0a 00 00 01       # server identifier
    00 04 00 10       # SCTP Transport, length 16
    26 ad 00 00       # port 9901, data only
    00 01 00 08       # IPv4 Address, length 8
    0a 01 00 01       # 10.1.0.1
    `,
    encodeMessage(presence, {
      replyRequired: true,
      senderServerId: 0x0a000001,
      receiverServerId: 0,
      parameters: [peChecksumOf(0x9217), serverInformationOf(0x0a000001, sctpTransportOf(9901, ['10.1.0.1']))],
    }),
  );
});

test('ENRP Handle Update: infinite life, policy with fractions, opaque transport with padding inside', () => {
  same(
    'enrp',
    `
    04                # message type: Handle Update
    00                # flags
    00 58             # message length 88
    00 00 00 01       # sender's server identifier
    00 00 00 02       # receiver's server identifier
    00 00             # update action: add
    00 00             # reserved
    00 09 00 06       # Pool Handle, length 6
    00 ff             # handle, not text
    00 00             # padding
    00 0a 00 40       # Pool Element, length 64
    00 00 00 07       # PE identifier
    00 00 00 01       # home ENRP server
    ff ff ff ff       # registration life -1: for ever
    00 10 00 09       # Opaque Transport, length 9
    61 62 63 64 65    # "abcde"
    00 00 00          # padding
    00 08 00 14       # Pool Member Selection Policy, length 20
    b0 00 20 02       # Least Used with Delay Penalty Factor
    ff ff ff ff       # load 100 %
    00 00 00 00       # load DPF 0
    00 00 00 32       # distance 50
    00 04 00 10       # SCTP Transport, length 16
    0f 17 00 00       # port 3863, data only
    00 01 00 08       # IPv4 Address, length 8
    0a 01 00 0b       # 10.1.0.11
    `,
    encodeMessage(handleUpdate, {
      senderServerId: 1,
      receiverServerId: 2,
      updateAction: 0,
      reserved: 0,
      parameters: [
        poolHandleOf(Uint8Array.of(0, 255)),
        poolElementOf({
          peIdentifier: 7,
          homeServerId: 1,
          registrationLife: -1,
          userTransport: opaqueTransportOf('abcde'),
          policy: policyOf(leastUsedDpf, { load: 1, loadDpf: 0, distance: 50 }),
          asapTransport: sctpTransportOf(3863, ['10.1.0.11']),
        }),
      ],
    }),
  );
});

test('ENRP Init Takeover names its target behind the two other servers', () => {
  same(
    'enrp',
    `
    07                # message type: Init Takeover
    00                # flags
    00 10             # message length 16
    00 00 00 0a       # sender's server identifier
    00 00 00 0b       # receiver's server identifier
    00 00 00 0c       # target server's identifier
    `,
    encodeMessage(initTakeover, { senderServerId: 10, receiverServerId: 11, targetServerId: 12 }),
  );
});

test('an error cause is padded to the next one, and the padding behind the last counts only in the message', () => {
  same(
    'asap',
    `
    0e                # message type: Error
    00                # flags
    00 20             # message length 32
    00 0c 00 19       # Operation Error, length 25
    00 01 00 09       # cause: unrecognized parameter, length 9
    7f 01 00 05       # the parameter 0x7f01, length 5
    aa 00 00 00       # its value, padding
    00 03 00 09       # cause: invalid values, length 9
    7f 02 00 05       # the parameter 0x7f02, length 5
    bb 00 00 00       # its value, padding
    `,
    encodeValues({
      protocol: 'asap',
      type: 14,
      parameters: [
        operationErrorOf(
          { code: 1, parameters: [{ type: 0x7f01, rest: Uint8Array.of(0xaa) }] },
          { code: 3, parameters: [{ type: 0x7f02, rest: Uint8Array.of(0xbb) }] },
        ),
      ],
    }),
  );
});
