// Messages as they were before the RFCs: what tests build by the RFCs' tables, with the numbers of the drafts.
import { decodeValues } from '../src/encode/decode-values.ts';
import { encodeValues } from '../src/encode/encode-message.ts';
import type { MessageValues } from '../src/encode/values.ts';
import { preRfcDialect } from '../src/protocol/dialect.ts';
import type { Protocol } from '../src/protocol/schema.ts';

function inDraft(protocol: Protocol, bytes: Uint8Array): Uint8Array {
  return encodeValues(decodeValues(protocol, bytes) as MessageValues, preRfcDialect);
}

export const asapDraft = (bytes: Uint8Array) => inDraft('asap', bytes);
export const enrpDraft = (bytes: Uint8Array) => inDraft('enrp', bytes);
