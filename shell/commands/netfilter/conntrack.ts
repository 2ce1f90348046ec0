import type { ConntrackInfo, ConntrackTuple, Process } from '../../../cluster/machinery/machine.ts';
import { isSuperuser } from './superuser.ts';

const VERSION = 'conntrack v1.4.7 (conntrack-tools)';

type Filter = (entry: ConntrackInfo) => boolean;

const FILTERS: ReadonlyMap<string, (value: string) => Filter> = new Map(
  Object.entries<(value: string) => Filter>({
    '-p': (value) => (entry) => entry.protocol === value,
    '--proto': (value) => (entry) => entry.protocol === value,
    '-s': (value) => (entry) => entry.original.source === value,
    '--src': (value) => (entry) => entry.original.source === value,
    '--orig-src': (value) => (entry) => entry.original.source === value,
    '-d': (value) => (entry) => entry.original.destination === value,
    '--dst': (value) => (entry) => entry.original.destination === value,
    '--orig-dst': (value) => (entry) => entry.original.destination === value,
    '-r': (value) => (entry) => entry.reply.source === value,
    '--reply-src': (value) => (entry) => entry.reply.source === value,
    '-q': (value) => (entry) => entry.reply.destination === value,
    '--reply-dst': (value) => (entry) => entry.reply.destination === value,
    '--sport': (value) => (entry) => entry.original.sourcePort === Number(value),
    '--orig-port-src': (value) => (entry) => entry.original.sourcePort === Number(value),
    '--dport': (value) => (entry) => entry.original.destinationPort === Number(value),
    '--orig-port-dst': (value) => (entry) => entry.original.destinationPort === Number(value),
    '--reply-port-src': (value) => (entry) => entry.reply.sourcePort === Number(value),
    '--reply-port-dst': (value) => (entry) => entry.reply.destinationPort === Number(value),
    '--state': (value) => (entry) => entry.state === value.toUpperCase(),
    '-m': (value) => (entry) => entry.mark === Number(value),
    '--mark': (value) => (entry) => entry.mark === Number(value),
  }),
);

/** `conntrack -L` with filters, `-C`. Entries on stdout, their count on stderr. */
export async function conntrack(process: Process): Promise<number> {
  const filters: Filter[] = [];
  let command = '';
  const args = process.args.slice(1);
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    const filter = FILTERS.get(argument);
    if (argument === '-L' || argument === '--dump') {
      command = 'list';
      if (args[at + 1] === 'conntrack') at++;
    } else if (argument === '-C' || argument === '--count') command = 'count';
    else if (filter) filters.push(filter(args[++at] ?? ''));
    else if (argument === '-n' || argument === '--src-nat') filters.push(hasSourceNat);
    else if (argument === '-g' || argument === '--dst-nat') filters.push(hasDestinationNat);
    else return refuse(process, `unknown option \`${argument.replace(/^-+/, '')}'`);
  }
  if (!command) return refuse(process, 'You need to specify an operation');
  if (!isSuperuser(process)) {
    const words = 'Operation failed: sorry, you must be root or get CAP_NET_ADMIN capability to do this';
    await process.stderr.write(Buffer.from(`${VERSION}: ${words}\n`));
    return 1;
  }
  const entries = process.machine.network.conntrack().filter((entry) => filters.every((matches) => matches(entry)));
  if (command === 'count') {
    await process.stdout.write(Buffer.from(`${entries.length}\n`));
    return 0;
  }
  await process.stdout.write(Buffer.from(entries.map((entry) => `${entryText(entry)}\n`).join('')));
  await process.stderr.write(Buffer.from(`${VERSION}: ${entries.length} flow entries have been shown.\n`));
  return 0;
}

async function refuse(process: Process, why: string): Promise<number> {
  const help = "Try `conntrack -h' or 'conntrack --help' for more information.\n";
  await process.stderr.write(Buffer.from(`${VERSION}: ${why}\n${help}`));
  return 2;
}

const hasSourceNat: Filter = ({ original, reply }) => original.source !== reply.destination;
const hasDestinationNat: Filter = ({ original, reply }) => original.destination !== reply.source;

function entryText(entry: ConntrackInfo): string {
  return [
    `${PROTOCOLS[entry.protocol]} ${entry.timeoutSeconds}`,
    ...(entry.state ? [entry.state] : []),
    tupleText(entry.original),
    ...(entry.unreplied ? ['[UNREPLIED]'] : []),
    tupleText(entry.reply),
    ...(entry.assured ? ['[ASSURED]'] : []),
    `mark=${entry.mark}`,
    'use=1',
  ].join(' ');
}

const PROTOCOLS: Readonly<Record<ConntrackInfo['protocol'], string>> = {
  tcp: 'tcp      6',
  udp: 'udp      17',
  icmp: 'icmp     1',
};

function tupleText({ source, destination, sourcePort, destinationPort, icmp }: ConntrackTuple): string {
  if (icmp) return `src=${source} dst=${destination} type=${icmp.type} code=${icmp.code} id=${icmp.identifier}`;
  return `src=${source} dst=${destination} sport=${sourcePort} dport=${destinationPort}`;
}
