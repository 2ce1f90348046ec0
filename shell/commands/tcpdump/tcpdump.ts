import type { ByteWriter } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import { NetworkError, type Process } from '../../../cluster/machinery/machine.ts';
import { haltedProcess } from '../../../cluster/machinery/machine-process.ts';
import type { Capture } from '../../../cluster/machinery/packet-capture.ts';
import { openForReading, openForWriting } from '../../interpreter/open-path.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import { ownCredentials } from '../identity/accounts.ts';
import type { PrintOptions } from './dissection.ts';
import { BeyondEnd, Frame, type Predicate } from './filter/frame.ts';
import { parseFilter } from './filter/parse.ts';
import { FilterError } from './filter/tokens.ts';
import { filterNames, hostNamer } from './names.ts';
import { parseOptions, type TcpdumpOptions } from './options.ts';
import { PacketOutput } from './packet-output.ts';
import { fileHeader, PcapError, PcapReader } from './pcap-file.ts';
import { serviceName } from './services.ts';

const VERSION = 'tcpdump version 4.99.3\nlibpcap version 1.10.3 (with TPACKET_V3)\n';
const USAGE = `${VERSION}Usage: tcpdump [-AbdDefhHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]
\t\t[ -F file ] [ -i interface ] [ --immediate-mode ] [ --number ]
\t\t[ --print ] [ -Q in|out|inout ] [ -r file ] [ -s snaplen ]
\t\t[ --version ] [ -w file ] [ expression ]
`;
const LINK_NAMES: Readonly<Record<number, string>> = {
  1: 'EN10MB (Ethernet)',
  276: 'LINUX_SLL2 (Linux cooked v2)',
};
const LONGEST_SNAPSHOT = 262_144;

/** Ends the run with a line on standard error. */
class Refusal extends Error {}

/** tcpdump 4.99: packets of an interface or of a file, printed or written to a file. */
export async function tcpdump(process: Process): Promise<number> {
  const error = (text: string) => process.stderr.write(Buffer.from(text));
  const options = parseOptions(process.args.slice(1));
  if (typeof options === 'string') {
    await error(`tcpdump: ${options}\n${USAGE}`);
    return 1;
  }
  if (options.flags.has('h') || options.flags.has('version')) {
    await process.stdout.write(Buffer.from(options.flags.has('h') ? USAGE : VERSION));
    return 0;
  }
  try {
    if (options.flags.has('D')) return await listInterfaces(process);
    countLimit(options);
    snapshotOf(options);
    directionOf(options);
    return await (options.values.has('r') ? readFile(process, options) : capture(process, options));
  } catch (problem) {
    if (problem instanceof FileError) await error(`tcpdump: ${typedPath(options, problem)}: ${problem.message}\n`);
    else if (problem instanceof Refusal || problem instanceof FilterError || problem instanceof PcapError) {
      await error(`tcpdump: ${problem.message}\n`);
    } else throw problem;
    return 1;
  }
}

/** The path as it was typed. */
function typedPath({ values }: TcpdumpOptions, { path }: FileError): string {
  return ['r', 'w', 'F'].map((name) => values.get(name)).find((typed) => typed && path.endsWith(typed)) ?? path;
}

async function listInterfaces(process: Process): Promise<number> {
  const all = process.machine.network.interfaces();
  const state = (up: boolean) => (up ? 'Up, Running' : 'none');
  const lines = [
    ...all
      .filter(({ kind }) => kind !== 'loopback')
      .map(({ name, up }) => `${name} [${state(up)}${up ? ', Connected' : ''}]`),
    'any (Pseudo-device that captures on all interfaces) [Up, Running]',
    ...all.filter(({ kind }) => kind === 'loopback').map(({ name }) => `${name} [Up, Running, Loopback]`),
  ];
  await process.stdout.write(Buffer.from(lines.map((line, at) => `${at + 1}.${line}\n`).join('')));
  return 0;
}

async function readFile(process: Process, options: TcpdumpOptions): Promise<number> {
  const path = options.values.get('r')!;
  const input =
    path === '-' ? process.stdin : openForReading(opener(process), absolutePath(path, process.workingDirectory)).input;
  const reader = new PcapReader(input);
  try {
    await reader.open();
    const { linkType, snapshotLength } = reader;
    const linkName = LINK_NAMES[linkType];
    if (!linkName) throw new PcapError(`packet printing is not supported for link type ${linkType}: use -w`);
    const warning = linkType === 276 ? 'Warning: interface names might be incorrect\n' : '';
    await process.stderr.write(
      Buffer.from(`reading from file ${path}, link-type ${linkName}, snapshot length ${snapshotLength}\n${warning}`),
    );
    const filter = await compile(process, options);
    const output = await openOutput(process, options, linkType, snapshotLength);
    const limit = countLimit(options);
    for (let frame = await next(reader); frame; frame = await next(reader)) {
      if (!matches(filter, new Frame(frame.bytes, frame.length, linkType))) continue;
      await output.take(frame);
      if (output.count === limit) break;
      for (let wait = haltedProcess(process); wait; wait = haltedProcess(process)) await wait;
      process.signal.throwIfAborted();
    }
    if (options.flags.has('count')) await process.stdout.write(Buffer.from(`${counted(output.count, 'packet')}\n`));
    return 0;
  } finally {
    input.close();
  }
}

async function next(reader: PcapReader) {
  try {
    return await reader.read();
  } catch (error) {
    if (error instanceof PcapError) throw new PcapError(`pcap_loop: ${error.message}`);
    throw error;
  }
}

async function capture(process: Process, options: TcpdumpOptions): Promise<number> {
  const { flags, values } = options;
  const { network } = process.machine;
  const device =
    values.get('i') ?? network.interfaces().find(({ kind, up }) => up && kind !== 'loopback')?.name ?? 'lo';
  const name = /^\d+$/.test(device) ? (network.interfaces()[Number(device) - 1]?.name ?? device) : device;
  const snapshotLength = snapshotOf(options);
  const limit = countLimit(options);
  const direction = directionOf(options);
  if (ownCredentials(process).uid !== 0) {
    throw new Refusal(
      `${name}: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)`,
    );
  }
  // As libpcap does, which throws away what came before the filter was set: the tool's own words may cross the wire.
  let filter: Predicate = () => false;
  let linkType = 1;
  const tap = openCapture(process, name, {
    filter: (bytes, length) => matches(filter, new Frame(bytes, length, linkType)),
    snapshotLength,
    promiscuous: !flags.has('p'),
    ...(direction && { direction }),
  });
  linkType = tap.linkType;
  try {
    if (name === 'any') await process.stderr.write(Buffer.from('tcpdump: data link type LINUX_SLL2\n'));
    filter = await compile(process, options);
    const output = await openOutput(process, options, tap.linkType, snapshotLength);
    const quiet = !flags.has('v') && !values.has('w');
    const hint = quiet ? 'verbose output suppressed, use -v[v]... for full protocol decode\n' : '';
    const listening = `listening on ${name}, link-type ${LINK_NAMES[tap.linkType]}, snapshot length ${snapshotLength} bytes\n`;
    await process.stderr.write(Buffer.from(`tcpdump: ${hint}${listening}`));
    return await follow(process, tap, output, { limit, toFile: values.has('w') });
  } finally {
    tap.close();
  }
}

function openCapture(
  process: Process,
  name: string,
  options: Parameters<NonNullable<Process['machine']['network']['capture']>>[1],
) {
  try {
    const tap = process.machine.network.capture?.(name, options);
    if (tap) return tap;
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(`${name}: ${error.message}`);
    if (!(error instanceof NetworkError) || error.code !== 'ENODEV') throw error;
  }
  throw new Refusal(`${name}: No such device exists\n(No such device exists)`);
}

/** Until it is interrupted, has enough, or the device is gone. */
async function follow(
  process: Process,
  tap: Capture,
  output: PacketOutput,
  { limit, toFile }: { limit: number; toFile: boolean },
): Promise<number> {
  let interrupted = false;
  const stop = () => {
    interrupted = true;
    tap.close();
  };
  const undo = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => process.onSignal(name, stop));
  process.signal.addEventListener('abort', stop, { once: true });
  try {
    for (let frame = await tap.read(); frame; frame = await tap.read()) {
      process.signal.throwIfAborted();
      await output.take(frame);
      if (output.count === limit || interrupted) break;
    }
    process.signal.throwIfAborted();
  } finally {
    for (const remove of undo) remove();
    process.signal.removeEventListener('abort', stop);
  }
  const isGone = !interrupted && output.count !== limit;
  if (interrupted && !toFile) await process.stdout.write(Buffer.from('\n'));
  const { received, dropped } = tap.statistics();
  const lines = [
    ...(isGone ? ['tcpdump: pcap_loop: The interface disappeared'] : []),
    `${counted(output.count, 'packet')} captured`,
    `${counted(received, 'packet')} received by filter`,
    `${counted(dropped, 'packet')} dropped by kernel`,
  ];
  await process.stderr.write(Buffer.from(`${lines.join('\n')}\n`));
  return isGone ? 1 : 0;
}

async function compile(process: Process, { filter, values }: TcpdumpOptions): Promise<Predicate> {
  const path = values.get('F');
  const { files } = process.machine;
  const text =
    path === undefined ? filter : Buffer.from(files.read(absolutePath(path, process.workingDirectory))).toString();
  return parseFilter(text, await filterNames(process.machine, text));
}

function matches(filter: Predicate, frame: Frame): boolean {
  try {
    return filter(frame);
  } catch (error) {
    if (error instanceof BeyondEnd) return false;
    throw error;
  }
}

async function openOutput(process: Process, options: TcpdumpOptions, linkType: number, snapshotLength: number) {
  const path = options.values.get('w');
  let file: ByteWriter | null = null;
  if (path === '-') file = process.stdout;
  else if (path !== undefined) {
    const target = absolutePath(path, process.workingDirectory);
    file = openForWriting(opener(process), target, { append: false, mode: 0o644 }).output;
  }
  if (file) await file.write(fileHeader(linkType, snapshotLength));
  return new PacketOutput(process, linkType, options, printOptions(process, options), file);
}

function printOptions({ machine }: Process, { flags }: TcpdumpOptions): PrintOptions {
  const interfaces = new Map(machine.network.interfaces().map(({ index, name }) => [index, name]));
  const numeric = flags.has('n');
  const nameOf = numeric ? (address: string) => address : hostNamer(machine);
  return {
    verbose: flags.get('v') ?? 0,
    link: flags.has('e'),
    quiet: flags.has('q'),
    absolute: flags.has('S'),
    unchecked: flags.has('K'),
    numeric,
    dumps: !flags.has('x') && !flags.has('X'),
    hostName: nameOf,
    portName: numeric ? String : serviceName,
    interfaceName: (index) => interfaces.get(index) ?? '?',
  };
}

function opener(process: Process) {
  const standard = [{ input: process.stdin }, { output: process.stdout }, { output: process.stderr }];
  return {
    machine: process.machine,
    terminal: process.terminal,
    descriptor: (number: number) => {
      const found = standard[number] ?? process.descriptors?.get(number);
      return found && { ...found, isTerminal: false };
    },
  };
}

function countLimit({ values }: TcpdumpOptions): number {
  const text = values.get('c');
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new Refusal(`invalid packet count ${text}`);
  return Number(text);
}

function snapshotOf({ values }: TcpdumpOptions): number {
  const text = values.get('s') ?? '0';
  if (!/^\d+$/.test(text) || Number(text) > LONGEST_SNAPSHOT) {
    throw new Refusal(`invalid snaplen ${text} (must be >= 0 and <= ${LONGEST_SNAPSHOT})`);
  }
  return Number(text) || LONGEST_SNAPSHOT;
}

function directionOf({ values }: TcpdumpOptions): 'in' | 'out' | undefined {
  const text = values.get('Q');
  if (text === undefined || text === 'inout') return undefined;
  if (text === 'in' || text === 'out') return text;
  throw new Refusal(`unknown capture direction \`${text}'`);
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
