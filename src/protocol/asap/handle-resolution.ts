// ASAP Handle Resolution: asks for the pool elements behind a pool handle. RFC 5352 §2.2.5 and §3.3.
import { extension, flag, message, one } from '../declare.ts';
import { handleResolutionOption } from '../rserpool/handle-resolution-option.ts';
import { poolHandle } from '../rserpool/pool-handle.ts';

export const handleResolution = message({
  protocol: 'asap',
  type: 0x05,
  key: 'handleResolution',
  name: 'Handle Resolution',
  wireshark: 'ASAP Handle Resolution',
  rfc: 'RFC 5352 §2.2.5',
  about: 'asks for the pool elements of a pool',
  flags: [
    flag('subscribe', 0x01, {
      filter: 's_bit',
      label: 'S Bit',
      about: 'asks for updates as long as the association lasts',
      set: 'Wants updates',
      clear: 'Does not want updates',
      ours: true,
      rfc: 'RFC 5352 §2.2.5',
    }),
  ],
  fields: [],
  slots: [one(poolHandle), extension(handleResolutionOption, 'draft-dreibholz-rserpool-asap-hropt')],
});
