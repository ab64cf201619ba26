// Ping Pong Protocol of rsplib: numbered requests and their answers. pingpongpackets.h of rsplib.
import { bytes, u64 } from '../declare.ts';
import { type ApplicationProtocol, applicationMessage } from './application.ts';
import { commonHeader, wholeLength } from './common-header.ts';

const number = { label: 'MessageNo', about: 'number of the request, counted by the pool user' };

export const ping = applicationMessage({
  type: 1,
  key: 'ping',
  name: 'Ping',
  wireshark: 'PingPongProtocol Ping',
  about: 'a pool user asks for an answer',
  flags: [],
  fields: [
    u64('messageNumber', { ...number, filter: 'ping_messageno' }), // 4..11
    bytes('data', { filter: 'ping_data', label: 'Ping_Data', about: 'octets that are to come back' }), // 12..
  ],
});

export const pong = applicationMessage({
  type: 2,
  key: 'pong',
  name: 'Pong',
  wireshark: 'PingPongProtocol Pong',
  about: 'a pool element answers',
  flags: [],
  fields: [
    u64('messageNumber', { ...number, filter: 'pong_messageno' }), // 4..11
    u64('replyNumber', {
      filter: 'pong_replyno',
      label: 'ReplyNo',
      about: 'number of the answer in its session; the cookie carries it to another pool element',
    }), // 12..19
    bytes('data', { filter: 'pong_data', label: 'Pong_Data', about: 'octets of the request' }), // 20..
  ],
});

const messages = [ping, pong];

export const pingPong: ApplicationProtocol = {
  key: 'pingPong',
  name: 'Ping Pong Protocol',
  filter: 'pingpongprotocol',
  column: 'PingPongProtocol',
  wireshark: 'Ping Pong Protocol',
  about: 'numbered requests and their answers',
  ppids: [33, 0x29097602],
  header: commonHeader(messages, wholeLength),
  messages,
  unknown: 'Unknown PingPongProtocol message type',
};
