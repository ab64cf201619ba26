// The three engines, in the order in which `--engine auto` tries them, and what each of them says on standard error.
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CaptureOptions, Command, Engine, EngineCounts, EngineName } from './engine.ts';

/** `Packets received/dropped on interface 'eth0': 10/3 (pcap:2/dumpcap:1/flushed:0/ps_ifdrop:0) (76.9%)` */
const dumpcapCounts =
  /^Packets received\/dropped on interface .*: (\d+)\/\d+ \(pcap:(\d+)\/dumpcap:(\d+)\/flushed:(\d+)\/ps_ifdrop:(\d+)\)/;

/** At the end three lines, upon SIGUSR1 one: `tcpdump: 12 packets captured, 14 packets received by filter, 2 packets …`. */
const tcpdumpCounts = /(\d+) packets? (received by filter|dropped by kernel|dropped by interface)/g;

/** `where`: the folders in which programs are sought. */
export function makeEngines(where: string, capChild: Command | undefined): readonly Engine[] {
  const found = (name: string) => findProgram(name, where);
  return [
    {
      name: 'dumpcap',
      debianPackage: 'wireshark-common',
      knows: 'time stamps of the kernel in nanoseconds; tells dropped packets when it ends',
      isThere: () => found('dumpcap') !== undefined,
      isForbidden: () => findProgram('dumpcap', where, constants.F_OK) !== undefined,
      command: (options) => ({ file: found('dumpcap') ?? 'dumpcap', words: dumpcapWords(options) }),
      listCommand: { file: found('dumpcap') ?? 'dumpcap', words: ['-D'] },
      counts(line) {
        const [, received, kernel, engine, flushed, byInterface] = dumpcapCounts.exec(line)?.map(Number) ?? [];
        if (received === undefined) return undefined;
        return {
          received,
          droppedByKernel: kernel as number,
          droppedByEngine: (engine as number) + (flushed as number),
          droppedByInterface: byInterface as number,
        };
      },
      isChatter: (line) =>
        /^(Capturing on|File: |Packets captured: |Packets received|Running as user|See the User's|Please check)/.test(
          line,
        ),
    },
    {
      name: 'tcpdump',
      debianPackage: 'tcpdump',
      knows: 'time stamps of the kernel in nanoseconds; tells dropped packets while it runs',
      isThere: () => found('tcpdump') !== undefined,
      command: (options) => ({ file: found('tcpdump') ?? 'tcpdump', words: tcpdumpWords(options) }),
      listCommand: { file: found('tcpdump') ?? 'tcpdump', words: ['-D'] },
      counts: tcpdumpCountsOf,
      isChatter: (line) =>
        /listening on |packets? (captured|received by filter|dropped by)|^tcpdump: data link type/.test(line),
      countSignal: 'SIGUSR1',
    },
    {
      name: 'cap',
      debianPackage: 'libpcap-dev (then npm rebuild cap)',
      knows: 'time stamps of our own on arrival, not of the kernel; dropped packets and cut octets are unknown',
      isThere: () => capChild !== undefined && capIsBuilt(),
      command: (options) => ({
        file: capChild?.file ?? '',
        words: [...(capChild?.words ?? []), JSON.stringify(options)],
      }),
      counts: () => undefined,
      isChatter: (line) => /^(listening on |Warning: .* This may not actually work)/.test(line),
    },
  ];
}

export interface EngineMissing {
  readonly missing: string;
}

/** The engine of this name, or the first that is there. */
export function chooseEngine(engines: readonly Engine[], name: EngineName | 'auto'): Engine | EngineMissing {
  if (name !== 'auto') {
    const engine = engines.find((candidate) => candidate.name === name) as Engine;
    if (engine.isThere()) return engine;
    if (engine.isForbidden?.()) return { missing: forbiddenText(engine) };
    return { missing: `${name} is not installed; it comes with the Debian package ${engine.debianPackage}` };
  }
  const engine = engines.find((candidate) => candidate.isThere());
  if (engine !== undefined) return engine;
  const forbidden = engines.find((candidate) => candidate.isForbidden?.());
  if (forbidden !== undefined) return { missing: forbiddenText(forbidden) };
  const packages = engines.map(({ name: engineName, debianPackage }) => `${debianPackage} (${engineName})`);
  return {
    missing: `nothing to capture with is installed; install one of these Debian packages: ${packages.slice(0, 2).join(', ')}`,
  };
}

function forbiddenText({ name }: Engine): string {
  return `${name} is there, and this user may not run it; those of the group wireshark may (sudo usermod -aG wireshark USER)`;
}

/** Programs of root's are no longer on everybody's PATH. */
const moreFolders = ['/usr/sbin', '/sbin', '/usr/bin'];

/** Where a program stands that we may run, or, with F_OK, that is there; `where` are the folders in which it is sought. */
export function findProgram(name: string, where: string, mode: number = constants.X_OK): string | undefined {
  for (const folder of [...where.split(delimiter), ...moreFolders]) {
    if (folder === '') continue;
    const path = join(folder, name);
    try {
      accessSync(path, mode);
      return path;
    } catch {
      // The next folder.
    }
  }
  return undefined;
}

/** Its JavaScript is there whenever it is installed; what counts is what was compiled. Loading it here could crash us. */
function capIsBuilt(): boolean {
  try {
    const entry = createRequire(import.meta.url).resolve('cap');
    accessSync(fileURLToPath(new URL('../build/Release/cap.node', `file://${entry}`)), constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function dumpcapWords({ interface: name, filter, snapLength, bufferMiB, promiscuous }: CaptureOptions): string[] {
  return [
    ...['-i', name],
    ...(filter === '' ? [] : ['-f', filter]),
    ...(snapLength === undefined ? [] : ['-s', String(snapLength)]),
    ...['-B', String(bufferMiB)],
    ...(promiscuous ? [] : ['-p']),
    ...['-q', '-w', '-'],
  ];
}

/** tcpdump counts its buffer in KiB. Its filter comes last, as words or as one. */
function tcpdumpWords({ interface: name, filter, snapLength, bufferMiB, promiscuous }: CaptureOptions): string[] {
  return [
    ...['-i', name],
    ...(snapLength === undefined ? [] : ['-s', String(snapLength)]),
    ...['-B', String(bufferMiB * 1024)],
    ...(promiscuous ? [] : ['-p']),
    ...['--time-stamp-precision=nano', '-n', '-U', '-w', '-'],
    ...(filter === '' ? [] : [filter]),
  ];
}

function tcpdumpCountsOf(line: string): EngineCounts | undefined {
  let counts: EngineCounts | undefined;
  for (const [, number, what] of line.matchAll(tcpdumpCounts)) {
    const value = Number(number);
    if (what === 'received by filter') counts = { ...counts, received: value };
    else if (what === 'dropped by kernel') counts = { ...counts, droppedByKernel: value };
    else counts = { ...counts, droppedByInterface: value };
  }
  return counts;
}
