// CalcApp Protocol of rsplib: jobs of known size, for measurements of pool policies. calcapppackets.h of rsplib.
import { u32, u64 } from '../declare.ts';
import { type ApplicationProtocol, applicationMessage } from './application.ts';
import { commonHeader, wholeLength } from './common-header.ts';

/** The same in all messages, and in the state cookie. */
export const jobFields = [
  u32('jobId', { filter: 'message_jobid', label: 'JobID', about: 'number of the job at its pool user' }), // 4..7
  u64('jobSize', { filter: 'message_jobsize', label: 'JobSize', about: 'calculations that the job takes' }), // 8..15
  u64('completed', { filter: 'message_completed', label: 'Completed', about: 'calculations that are done' }), // 16..23
] as const;

function job<const Key extends string>(type: number, key: Key, name: string, about: string) {
  return applicationMessage({ type, key, name, wireshark: `CalcApp ${name}`, about, flags: [], fields: jobFields });
}

export const calcAppRequest = job(1, 'request', 'Request', 'a pool user asks a pool element to take a job');
export const calcAppAccept = job(2, 'accept', 'Accept', 'the pool element takes it');
export const calcAppReject = job(3, 'reject', 'Reject', 'the pool element has no capacity for it');
export const calcAppAbort = job(4, 'abort', 'Abort', 'the job ends before it is complete');
export const calcAppComplete = job(5, 'complete', 'Complete', 'the job is done');
export const calcAppKeepAlive = job(6, 'keepAlive', 'Keep-Alive', 'is the other side still there?');
export const calcAppKeepAliveAck = job(7, 'keepAliveAck', 'Keep-Alive Ack', 'yes, and the job has come so far');

const messages = [
  calcAppRequest,
  calcAppAccept,
  calcAppReject,
  calcAppAbort,
  calcAppComplete,
  calcAppKeepAlive,
  calcAppKeepAliveAck,
];

export const calcApp: ApplicationProtocol = {
  key: 'calcApp',
  name: 'CalcApp Protocol',
  filter: 'calcappprotocol',
  column: 'CalcAppProtocol',
  wireshark: 'Calculation Application Protocol',
  about: 'jobs of known size, for measurements of pool policies',
  ppids: [34, 0x29097603],
  header: commonHeader(messages, wholeLength),
  messages,
  unknown: 'Unknown CalcAppProtocol message type',
};
