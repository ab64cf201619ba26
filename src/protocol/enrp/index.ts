// All ENRP messages. RFC 5353 §2.
import type { MessageDefinition } from '../schema.ts';
import { enrpError } from './enrp-error.ts';
import { handleTableRequest } from './handle-table-request.ts';
import { handleTableResponse } from './handle-table-response.ts';
import { handleUpdate } from './handle-update.ts';
import { initTakeover } from './init-takeover.ts';
import { initTakeoverAck } from './init-takeover-ack.ts';
import { listRequest } from './list-request.ts';
import { listResponse } from './list-response.ts';
import { presence } from './presence.ts';
import { takeoverServer } from './takeover-server.ts';

export const enrpMessages: readonly MessageDefinition[] = [
  presence,
  handleTableRequest,
  handleTableResponse,
  handleUpdate,
  listRequest,
  listResponse,
  initTakeover,
  initTakeoverAck,
  takeoverServer,
  enrpError,
];
