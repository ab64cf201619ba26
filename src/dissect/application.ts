// Which of rsplib's application protocols a layer is: by the PPID of its chunk, or by the ports of its datagram.
import { type ApplicationProtocol, applicationOfDatagram, applicationOfPpid } from '../protocol/applications/index.ts';
import { type LayerStack, layer } from './layer.ts';

/** Of the layer at `index`, a user message over SCTP or the contents of a UDP datagram; undefined where it is none. */
export function applicationAt(layers: LayerStack, index: number): ApplicationProtocol | undefined {
  const protocol = layers.protocol[index];
  if (protocol === layer.application) return applicationOfPpid((layers.extra[index] as number) >>> 0);
  if (protocol !== layer.data) return undefined;
  // The port that an application is known by, where the datagram or the user says so.
  const port = layers.extra[index] as number;
  if (port === 0) return undefined;
  return applicationOfDatagram(
    port,
    port,
    layers.bytes[index] as Uint8Array,
    layers.start[index] as number,
    layers.end[index] as number,
  );
}
