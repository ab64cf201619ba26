// Error causes of the Operation Error parameter. RFC 5354 §3.12; private ones as in rsplib's rserpoolerror.h.
import { anyParameter, cause, choice, one } from '../declare.ts';
import type { CauseDefinition } from '../schema.ts';
import { opaqueTransport } from './opaque-transport.ts';
import { poolMemberSelectionPolicy } from './policy.ts';
import { dccpTransport, sctpTransport, tcpTransport, udpLiteTransport, udpTransport } from './transports.ts';

const anyTransport = choice(
  'transport',
  dccpTransport,
  sctpTransport,
  tcpTransport,
  udpTransport,
  udpLiteTransport,
  opaqueTransport,
);

/** A cause of rsplib, without information behind its header. */
function rsplib(code: number, key: string, name: string, about: string): CauseDefinition {
  return {
    code,
    key,
    name,
    rfc: 'rsplib (private use)',
    about,
    contents: 'none',
    slots: [],
    informationOpen: true,
    status: 'private',
  };
}

export const unrecognizedParameter = cause({
  code: 0x0001,
  key: 'unrecognizedParameter',
  name: 'Unrecognized Parameter',
  wireshark: 'Unrecognized parameter',
  rfc: 'RFC 5354 §3.12.2',
  about: 'holds the parameter that was not known',
  contents: 'parameter',
  slots: [anyParameter],
});

export const unrecognizedMessage = cause({
  code: 0x0002,
  key: 'unrecognizedMessage',
  name: 'Unrecognized Message',
  wireshark: 'Unrecognized message',
  rfc: 'RFC 5354 §3.12.3',
  about: 'holds the whole message that was not known',
  contents: 'message',
  slots: [],
});

export const invalidValues = cause({
  code: 0x0003,
  key: 'invalidValues',
  name: 'Invalid Values',
  wireshark: 'Invalid values',
  rfc: 'RFC 5354 §3.12.4',
  about: 'holds the parameter whose values were not accepted',
  contents: 'parameter',
  slots: [anyParameter],
});

export const inconsistentPoolingPolicy = cause({
  code: 0x0005,
  key: 'inconsistentPoolingPolicy',
  name: 'Inconsistent Pooling Policy',
  wireshark: 'Pooling policy inconsistent',
  rfc: 'RFC 5354 §3.12.6',
  about: "holds the pool's policy (rsplib leaves it out)",
  contents: 'parameter',
  slots: [one(poolMemberSelectionPolicy)],
});

export const inconsistentTransportType = cause({
  code: 0x0007,
  key: 'inconsistentTransportType',
  name: 'Inconsistent Transport Type',
  wireshark: 'Inconsistent transport type',
  rfc: 'RFC 5354 §3.12.8',
  about: "holds a transport of the pool's type (rsplib sends 0x100a instead)",
  contents: 'parameter',
  slots: [anyTransport],
});

export const causes: readonly CauseDefinition[] = [
  {
    code: 0x0000,
    key: 'unspecified',
    name: 'Unspecified Error',
    rfc: 'RFC 5354 §3.12.1',
    about: 'no reason given',
    contents: 'none',
    slots: [],
  },
  unrecognizedParameter,
  unrecognizedMessage,
  invalidValues,
  {
    code: 0x0004,
    key: 'nonUniquePeIdentifier',
    name: 'Non-unique PE Identifier',
    wireshark: 'Non-unique PE identifier',
    rfc: 'RFC 5354 §3.12.5',
    about: 'another pool element of the pool has this identifier',
    contents: 'none',
    slots: [],
  },
  inconsistentPoolingPolicy,
  {
    code: 0x0006,
    key: 'lackOfResources',
    name: 'Lack of Resources',
    wireshark: 'Lack of resources',
    rfc: 'RFC 5354 §3.12.7',
    about: 'the sender has no resources for the request',
    contents: 'none',
    slots: [],
  },
  inconsistentTransportType,
  {
    code: 0x0008,
    key: 'inconsistentDataControl',
    name: 'Inconsistent Data/Control Configuration',
    wireshark: 'Inconsistent data/control type',
    rfc: 'RFC 5354 §3.12.9',
    about: 'the transport use is not that of the pool',
    contents: 'none',
    slots: [],
  },
  {
    // The RFC numbers the sections of 0x9 and 0xa in swapped order.
    code: 0x0009,
    key: 'unknownPoolHandle',
    name: 'Unknown Pool Handle',
    wireshark: 'Unknown pool handle',
    rfc: 'RFC 5354 §3.12.11',
    about: 'there is no such pool',
    contents: 'none',
    slots: [],
  },
  {
    code: 0x000a,
    key: 'rejectedForSecurity',
    name: 'Rejected due to Security Considerations',
    wireshark: 'Rejected due to security considerations',
    rfc: 'RFC 5354 §3.12.10',
    about: 'refused for a security reason',
    contents: 'none',
    slots: [],
    informationOpen: true,
  },
  rsplib(0x0010, 'invalidMessage', 'Invalid Message', 'the message could not be read'),
  rsplib(0x0011, 'invalidValue', 'Invalid Value', 'a value was out of range'),
  rsplib(0x100a, 'wrongProtocol', 'Wrong Protocol', "the user transport is not of the pool's protocol"),
  rsplib(0x100b, 'unsupportedPolicy', 'Unsupported Policy', 'the policy is not known here'),
  rsplib(0xf000, 'invalidIdentifier', 'Invalid Identifier', 'a PE identifier of 0'),
  rsplib(0xf002, 'duplicateIdentifier', 'Duplicate Identifier', 'the identifier is in use'),
  rsplib(0xf003, 'invalidPolicy', 'Invalid Policy', 'the policy or its values are not valid'),
  rsplib(0xf004, 'invalidPoolHandle', 'Invalid Pool Handle', 'the handle is empty or longer than 32 octets'),
  rsplib(0xf005, 'invalidAddresses', 'Invalid Addresses', 'no address of the pool element can be used'),
  rsplib(0xf006, 'invalidRegistrator', 'Invalid Registrator', 'registered over the wrong association'),
  rsplib(0xf007, 'noUsableAsapAddresses', 'No Usable ASAP Addresses', 'the ASAP transport has no usable address'),
  rsplib(0xf008, 'noUsableUserAddresses', 'No Usable User Addresses', 'the user transport has no usable address'),
];
