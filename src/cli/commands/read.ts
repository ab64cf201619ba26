// `poolshark read`: packet by packet, the way tshark shows them; the wanted fields with -T fields.
import process from 'node:process';
import { type Command, Option } from 'commander';
import { captureFormats } from '../../capture/capture-formats.ts';
import { outputFormats } from '../../report/read/frame-output.ts';
import { secondFormats, timeFormats } from '../../report/read/time-column.ts';
import { addInputOptions, collect, examples } from '../options.ts';
import type { ReadOptions } from '../read-options.ts';

export function addRead(program: Command): void {
  const command = program
    .command('read')
    .description('Packet by packet, the way tshark shows them')
    .argument(
      '[capture...]',
      'captures to read, merged by time; - is standard input; behind -r FILE: a display filter',
    );
  addInputOptions(command)
    .addOption(new Option('-T, --output <format>', 'what to print').choices(outputFormats).default('text'))
    .option(
      '-Y, --display-filter <filter>',
      "print packets that fit, in Wireshark's language: 'asap && ip.src == 10.1.0.0/24'",
    )
    .option('-V, --verbose', 'the whole tree of each packet')
    .option('-O, --only-trees <protocols>', 'the tree of these protocols, one line for the others: asap,enrp')
    .option('-x, --hex', 'the octets of each packet, too')
    .option('-e, --field <name>', 'a field to print with -T fields, json or ek (may be repeated)', collect)
    .option(
      '-E, --field-option <key=value>',
      'header=y|n, separator=, occurrence=f|l|a, aggregator=, quote=d|s|n, bom=y|n',
      collect,
    )
    .option(
      '-j, --only-protocols <protocols>',
      'with -T json or ek, these protocols only, without what is below their fields',
    )
    .option('-J, --whole-protocols <protocols>', 'with -T json or ek, these protocols only')
    .option('--ndjson', 'one typed JSON object a message, with all that is in it')
    .option('--no-duplicate-keys', 'with -T json, arrays instead of keys that come again')
    .addOption(new Option('-t, --time <format>', 'how to print times').choices(timeFormats).default('r'))
    .addOption(
      new Option('-u, --time-unit <unit>', 'seconds, or hours, minutes and seconds')
        .choices(secondFormats)
        .default('s'),
    )
    .option('--from <moment>', 'only packets from this moment on: epoch seconds, ISO 8601, +12.5s, #812')
    .option('--to <moment>', 'only packets up to this moment')
    .option('-w, --write <file>', 'write the packets to this capture (- is standard output) instead of printing them')
    .addOption(
      new Option('-F, --write-format <format>', 'of -w: pcapng, or pcap where the file ends so').choices(
        captureFormats,
      ),
    )
    .option('-P, --print', 'print packets although they are written with -w')
    .option('-z, --statistics <name>', 'print a statistic at the end (may be repeated); -z help lists them', collect)
    .option('--dedup [window]', 'leave out what another interface has shown already (within 5ms)')
    .addOption(new Option('--color [when]', 'lines in colours, by what they tell').choices(['auto', 'always', 'never']))
    .option('--color-rules <file>', "whose colours: a file in the form of Wireshark's colorfilters; help shows ours")
    .option('-l, --line-buffered', 'hand on each line at once')
    .addHelpText(
      'after',
      examples(
        'poolshark read takeover.pcap',
        'tcpdump -U -w - | poolshark read -',
        'poolshark read takeover.pcap -q -z asap,stat -z enrp,stat     statistics only',
        'poolshark read takeover.pcap -q -z flow                       who says what to whom',
        'poolshark read takeover.pcap --from +20s --to +40s -w part.pcapng',
        'poolshark read one.pcap two.pcap --dedup -w both.pcapng       two taps as one capture',
        "poolshark read takeover.pcap -Y 'asap.message_type == 1' -O asap",
        'poolshark read takeover.pcap -T fields -e frame.number -e asap.message_type -E header=y',
      ),
    )
    .action(async (captures: readonly string[], options: ReadOptions) => {
      const { isPlainSummary, readPlainSummary } = await import('../plain-summary.ts');
      const read = isPlainSummary(captures, options) ? readPlainSummary : (await import('../read.ts')).read;
      process.exitCode = await read(captures, options);
    });
}
