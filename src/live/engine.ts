// What a capture engine is: a program that captures on one interface, writes the packets to its standard output, and says on
// standard error what it dropped. dumpcap(1), tcpdump(8), or the npm package cap in a process of its own.

export const engineNames = ['dumpcap', 'tcpdump', 'cap'] as const;
export type EngineName = (typeof engineNames)[number];

export interface CaptureOptions {
  readonly interface: string;
  /** As pcap-filter(7) has it; empty for all packets. */
  readonly filter: string;
  /** Octets kept of each packet; undefined for all. */
  readonly snapLength?: number | undefined;
  /** Size of the kernel's buffer. */
  readonly bufferMiB: number;
  readonly promiscuous: boolean;
}

/** Packets that came and packets that were lost on the way to us; undefined where the engine does not say. */
export interface EngineCounts {
  readonly received?: number;
  /** The kernel's buffer was full. */
  readonly droppedByKernel?: number;
  /** The interface had no room. */
  readonly droppedByInterface?: number;
  /** The engine itself could not keep up. */
  readonly droppedByEngine?: number;
}

export interface Command {
  readonly file: string;
  readonly words: readonly string[];
}

export interface Engine {
  readonly name: EngineName;
  /** What to install where it is missing. */
  readonly debianPackage: string;
  /** One sentence about its time stamps and what it knows of drops. */
  readonly knows: string;
  isThere(): boolean;
  /** Asked where it is not there: it is installed, and only others may run it. */
  isForbidden?(): boolean;
  command(options: CaptureOptions): Command;
  /** Lists the interfaces on standard output; undefined where it cannot. */
  readonly listCommand?: Command;
  /** Reads one line of standard error; undefined where it tells no counts. */
  counts(line: string): EngineCounts | undefined;
  /** True for lines of standard error that only say that all is well. */
  isChatter(line: string): boolean;
  /** A signal upon which it tells its counts and goes on. */
  readonly countSignal?: 'SIGUSR1';
}
