// How one option of IPv6 is declared, besides what all options have (RFC 8200 §4.2).
import type { OptionDefinition } from './option-table.ts';

export interface Ipv6Option extends OptionDefinition {
  /** The header that it must stand in, where there is only one. */
  readonly home?: 'hop-by-hop' | 'destination';
  /** Wireshark's words where the length is wrong: `PDM: Invalid length`. */
  readonly badLength?: string;
  readonly isDeprecated?: true;
}
