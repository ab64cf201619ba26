// Which of rsplib's application protocols a layer is: by the PPID of its chunk, or by the ports of its datagram.
import { u16 } from '../bytes/read.ts';
import { type ApplicationProtocol, applicationOfDatagram, applicationOfPpid } from '../protocol/applications/index.ts';
import { type LayerStack, layer } from './layer.ts';

/** Of the layer at `index`, a user message over SCTP or the contents of a UDP datagram; undefined where it is none. */
export function applicationAt(layers: LayerStack, index: number): ApplicationProtocol | undefined {
  const protocol = layers.protocol[index];
  if (protocol === layer.application) return applicationOfPpid((layers.extra[index] as number) >>> 0);
  if (protocol !== layer.data || index === 0 || layers.protocol[index - 1] !== layer.udp) return undefined;
  const header = layers.bytes[index - 1] as Uint8Array;
  const at = layers.start[index - 1] as number;
  return applicationOfDatagram(
    u16(header, at),
    u16(header, at + 2),
    layers.bytes[index] as Uint8Array,
    layers.start[index] as number,
    layers.end[index] as number,
  );
}
