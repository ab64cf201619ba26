// From the options of `live` to a capture that runs: which engine, which interfaces, which filter for each.
import { readFileSync } from 'node:fs';
import { captureFilter } from '../../live/capture-filter.ts';
import type { Engine } from '../../live/engine.ts';
import { listInterfaces } from '../../live/interface-list.ts';
import { LiveError, type LiveNotice } from '../../live/live-input.ts';
import { LiveSource } from '../../live/live-source.ts';
import { printable, UsageError } from '../errors.ts';
import type { LiveOptions } from './live-options.ts';
import { engineFor } from './our-engines.ts';

/** ARPHRD numbers of Linux whose packets have Ethernet headers: Ethernet itself, and the loopback interface. */
const ethernetKinds = ['1', '772'];

export async function openLive(options: LiveOptions, onNotice: (notice: LiveNotice) => void): Promise<LiveSource> {
  const engine = engineFor(options.engine);
  const names = interfaceNames(options.interface ?? [], engine);
  const source = new LiveSource({
    engine,
    captures: names.map((name) => ({
      interface: name,
      filter: captureFilter({
        own: options.captureFilter,
        portsOnly: options.portsOnly,
        isEthernet: isEthernet(name),
      }),
      snapLength: options.snapshotLength,
      bufferMiB: options.bufferSize,
      promiscuous: options.promiscuous ?? true,
    })),
    onNotice,
  });
  try {
    await source.start();
  } catch (error) {
    if (error instanceof LiveError) throw new UsageError(whyNot(error.message, options, engine));
    throw error;
  }
  return source;
}

/** Each once; a number is one of the list that `interfaces` prints. */
function interfaceNames(words: readonly string[], engine: Engine): readonly string[] {
  const names = words.map((word) => {
    if (!/^\d+$/.test(word)) return word;
    const listed = listInterfaces(engine).find(({ number }) => number === Number(word));
    if (listed === undefined) throw new UsageError(`-i ${word}: there is no such interface; see poolshark interfaces`);
    return listed.name;
  });
  return [...new Set(names)];
}

/** Where nobody can say (no Linux, `any`) it is taken for another: a filter that names no tags fits everything. */
function isEthernet(name: string): boolean {
  try {
    return ethernetKinds.includes(readFileSync(`/sys/class/net/${name}/type`, 'utf8').trim());
  } catch {
    return false;
  }
}

function whyNot(words: string, options: LiveOptions, engine: Engine): string {
  const said = printable(words).replace(/\.$/, '');
  if (/filter/i.test(said) && options.captureFilter !== undefined)
    return `-f ${printable(options.captureFilter)}: ${said}; see pcap-filter(7)`;
  if (/permi(ssion|tted)|CAP_NET/i.test(said)) {
    const way =
      engine.name === 'dumpcap'
        ? 'run sudo dpkg-reconfigure wireshark-common, answer Yes, and join the group wireshark'
        : 'run it with sudo, or see docs/operations.md';
    return `${engine.name} may not capture: ${said}; ${way}`;
  }
  return `${engine.name} cannot capture: ${said}; poolshark interfaces lists what there is`;
}
