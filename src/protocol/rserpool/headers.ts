// The generic header fields: of every message, every parameter and every error cause. RFC 5354 §3, §3.12 and §4.
import { bytes, u8, u16 } from '../declare.ts';

/** Octets 0..3 of a message; `messageValue` stands for all behind them in a message of unknown type. */
export const messageHeader = {
  type: u8('messageType', {
    filter: 'message_type',
    label: 'Type',
    about: 'message type; its two top bits tell what to do when it is unknown',
    rfc: 'RFC 5354 §4',
  }),
  flags: u8('messageFlags', {
    filter: 'message_flags',
    label: 'Flags',
    about: 'flags of the message; unused ones are 0',
    display: 'hex',
    rfc: 'RFC 5354 §4',
  }),
  length: u16('messageLength', {
    filter: 'message_length',
    label: 'Length',
    about: 'octets of the message with its header, without padding at its very end',
    rfc: 'RFC 5354 §4',
  }),
  value: bytes('messageValue', {
    filter: 'message_value',
    label: 'Value',
    about: 'what follows the header of a message of unknown type',
    rfc: 'RFC 5354 §4',
  }),
} as const;

/** Octets 0..3 of a parameter; `value` where the type is unknown, `padding` up to the next multiple of four. */
export const parameterHeader = {
  type: u16('parameterType', {
    filter: 'parameter_type',
    label: 'Parameter Type',
    about: 'parameter type; its two top bits tell what to do when it is unknown',
    display: 'hex',
    rfc: 'RFC 5354 §3',
  }),
  length: u16('parameterLength', {
    filter: 'parameter_length',
    label: 'Parameter Length',
    about: 'octets of the parameter with its header, without its padding',
    rfc: 'RFC 5354 §3',
  }),
  value: bytes('parameterValue', {
    filter: 'parameter_value',
    label: 'Parameter Value',
    about: 'value of a parameter of unknown type',
    rfc: 'RFC 5354 §3',
  }),
  padding: bytes('parameterPadding', {
    filter: 'parameter_padding',
    label: 'Padding',
    about: 'padding of the parameter to a multiple of four octets',
    rfc: 'RFC 5354 §3',
  }),
} as const;

export const causeHeader = {
  code: u16('causeCode', {
    filter: 'cause_code',
    label: 'Cause Code',
    about: 'error cause',
    display: 'hex',
    rfc: 'RFC 5354 §3.12',
  }),
  length: u16('causeLength', {
    filter: 'cause_length',
    label: 'Cause Length',
    about: 'octets of the cause with its header, without its padding',
    rfc: 'RFC 5354 §3.12',
  }),
  info: bytes('causeInfo', {
    filter: 'cause_info',
    label: 'Cause Info',
    about: 'information of a cause of unknown code',
    rfc: 'RFC 5354 §3.12',
  }),
  padding: bytes('causePadding', {
    filter: 'cause_padding',
    label: 'Padding',
    about: 'padding of the cause to a multiple of four octets',
    rfc: 'RFC 5354 §3.12',
  }),
} as const;

/** The fields of a policy that cannot be told apart: of an unknown policy, or of one that Wireshark leaves raw. */
export const policyValue = bytes('policyValue', {
  filter: 'pool_member_selection_policy_value',
  label: 'Policy Value',
  about: 'what follows the type of an unknown policy',
  rfc: 'RFC 5354 §3.8',
});
