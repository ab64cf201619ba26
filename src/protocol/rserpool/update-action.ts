// What an ENRP Handle Update does with its pool element. RFC 5353 §2.4 and §5.2.
import { enumeration } from '../declare.ts';

export const updateAction = enumeration('Update Action', [
  {
    value: 0,
    name: 'Add pool element',
    rfc: 'RFC 5353 §2.4',
    about: 'ADD_PE: add the pool element or replace its attributes',
  },
  { value: 1, name: 'Delete pool element', rfc: 'RFC 5353 §2.4', about: 'DEL_PE: remove the pool element' },
]);
