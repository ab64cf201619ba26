// A session under TLS (RFC 8446 §5.1), of which an observer without its secrets sees records.
import type { Scene } from '../scene.ts';

/** On the secured port: one record of application data. */
export function carriedTls(scene: Scene, from: string, to: string): void {
  const { association } = scene.connect(from, to, { server: 3864 });
  const record = Uint8Array.of(23, 3, 3, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8);
  scene.feed(...association.data('client', { bytes: record, ppid: 0 }));
}
