// Which expert tells of a parameter that is missing, one too many or in the wrong place, where a rule of its own asks for
// it; everywhere else it is `parameter.missing`, `parameter.repeated` or `parameter.unexpected`.
import { serverAnnounce } from './asap/server-announce.ts';
import { handleTableResponse } from './enrp/handle-table-response.ts';
import type { ExpertName } from './expert-codes.ts';
import { poolElement } from './rserpool/pool-element.ts';
import { serverInformation } from './rserpool/server-information.ts';
import { dccpTransport, sctpTransport, tcpTransport, udpLiteTransport, udpTransport } from './rserpool/transports.ts';

export interface SlotFaults {
  /** Key of the message or parameter that holds the slots. */
  readonly container: string;
  /** By key of the slot that nothing fills. */
  readonly missing?: Readonly<Record<string, ExpertName>>;
  /** One more of what the container takes. */
  readonly repeated?: ExpertName;
  /** A transport of a kind that the container does not take. */
  readonly wrongTransport?: ExpertName;
  /** One transport more than the container takes: before its policy, and behind it where the ASAP transport stands. */
  readonly moreTransports?: ExpertName;
  readonly transportBehindPolicy?: ExpertName;
}

const oneAddress = { missing: { address: 'transport.no_address' }, repeated: 'transport.many_addresses' } as const;

export const slotFaults: readonly SlotFaults[] = [
  { container: sctpTransport.key, missing: { addresses: 'sctp_transport.no_address' } },
  ...[dccpTransport, tcpTransport, udpTransport, udpLiteTransport].map(({ key }) => ({
    container: key,
    ...oneAddress,
  })),
  {
    container: poolElement.key,
    missing: { userTransport: 'pool_element.no_user_transport', policy: 'pool_element.no_policy' },
    moreTransports: 'pool_element.many_user_transports',
    transportBehindPolicy: 'pool_element.asap_transport',
  },
  {
    container: serverInformation.key,
    missing: { sctpTransport: 'server_information.no_transport' },
    wrongTransport: 'server_information.no_transport',
  },
  { container: serverAnnounce.key, wrongTransport: 'server_announce.transport' },
  {
    container: handleTableResponse.key,
    missing: { poolHandle: 'handle_table.no_handle', poolElements: 'handle_table.no_element' },
  },
];

/** Types of the parameters that say where something is reached. */
export const transportTypes: readonly number[] = poolElement.slots[0]?.of ?? [];
