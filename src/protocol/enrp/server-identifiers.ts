// The server identifiers at the front of every ENRP message. RFC 5353 §2.1 and §2.7.
import { u32 } from '../declare.ts';

export const senderServerId = u32('senderServerId', {
  filter: 'sender_servers_id',
  label: "Sender Server's ID",
  about: 'server that sends this',
  display: 'hex',
});

export const receiverServerId = u32('receiverServerId', {
  filter: 'receiver_servers_id',
  label: "Receiver Server's ID",
  about: 'server it is for; 0 when it is not for one server',
  display: 'hex',
});

export const targetServerId = u32('targetServerId', {
  filter: 'target_servers_id',
  label: "Target Server's ID",
  about: 'server that is taken over',
  display: 'hex',
});
