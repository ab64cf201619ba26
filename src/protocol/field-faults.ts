// Which expert tells of a fixed field whose value the RFC does not allow: one that is not in its enumeration, or a reserved
// field that is not 0.
import { handleUpdate } from './enrp/handle-update.ts';
import type { ExpertName } from './expert-codes.ts';
import { dccpTransport, sctpTransport, tcpTransport, udpLiteTransport, udpTransport } from './rserpool/transports.ts';

export interface FieldFault {
  /** Key of the message or parameter, and of its field. */
  readonly container: string;
  readonly field: string;
  /** The value is not in the field's enumeration. */
  readonly notNamed?: ExpertName;
  /** The field is reserved in the RFC, and not 0. */
  readonly notZero?: ExpertName;
  /** The field is reserved in the RFC, not 0, but in the enumeration that an implementation has for it. */
  readonly namedOnly?: ExpertName;
}

export const fieldFaults: readonly FieldFault[] = [
  { container: sctpTransport.key, field: 'transportUse', notNamed: 'transport_use.undefined' },
  {
    container: tcpTransport.key,
    field: 'transportUse',
    notZero: 'transport.reserved',
    namedOnly: 'tcp_transport.use',
  },
  ...[dccpTransport, udpTransport, udpLiteTransport].map(({ key }): FieldFault => {
    return { container: key, field: 'reserved', notZero: 'transport.reserved' };
  }),
  { container: handleUpdate.key, field: 'updateAction', notNamed: 'update_action.undefined' },
  { container: handleUpdate.key, field: 'reserved', notZero: 'handle_update.reserved' },
];
