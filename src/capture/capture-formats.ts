// The formats in which captures can be written.

/** As tshark's -F names them: pcap with microseconds, with nanoseconds, pcapng. */
export const captureFormats = ['pcapng', 'pcap', 'nsecpcap'] as const;
export type CaptureFormat = (typeof captureFormats)[number];
