// ASAP Registration: a pool element joins a pool, or renews its membership. RFC 5352 §2.2.1 and §3.1.
import { extension, message, one } from '../declare.ts';
import { operationError } from '../rserpool/operation-error.ts';
import { poolElement } from '../rserpool/pool-element.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';

export const registration = message({
  protocol: 'asap',
  type: 0x01,
  key: 'registration',
  name: 'Registration',
  wireshark: 'ASAP Registration',
  rfc: 'RFC 5352 §2.2.1',
  about: 'a pool element joins a pool or renews its membership',
  flags: [],
  fields: [],
  slots: [one(poolHandle), one(poolElement), extension(operationError, 'rsplib')],
});
