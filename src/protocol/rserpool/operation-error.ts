// Operation Error: one or more error causes. RFC 5354 §3.12; the causes stand in causes.ts.
import { parameter } from '../declare.ts';

export const operationError = parameter({
  type: 0x000c,
  key: 'operationError',
  name: 'Operation Error',
  wireshark: 'Operation Error Parameter',
  rfc: 'RFC 5354 §3.12',
  about: 'why something was refused, changed or not understood',
  fields: [],
  contents: 'causes',
  slots: [],
});
