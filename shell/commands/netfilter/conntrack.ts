import type { ConntrackInfo, Process } from '../../../cluster/machinery/machine.ts';
import { type EntryOutput, entryText, PLAIN } from './conntrack-entry.ts';
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

type Command = 'list' | 'count' | 'delete' | 'flush' | 'events' | 'statistics';

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['-L', 'list'],
  ['--dump', 'list'],
  ['-G', 'list'],
  ['--get', 'list'],
  ['-C', 'count'],
  ['--count', 'count'],
  ['-D', 'delete'],
  ['--delete', 'delete'],
  ['-F', 'flush'],
  ['--flush', 'flush'],
  ['-E', 'events'],
  ['--event', 'events'],
  ['-S', 'statistics'],
  ['--stats', 'statistics'],
]);

interface Request {
  readonly command: Command;
  readonly filters: readonly Filter[];
  readonly output: EntryOutput;
  /** `-e`: which events; all when empty. */
  readonly events: readonly string[];
}

/** conntrack(8): -L, -C, -D, -F, -E, -S with filters and -o. Entries on stdout, their count on stderr. */
export async function conntrack(process: Process): Promise<number> {
  const request = readRequest(process.args.slice(1));
  if (typeof request === 'string') return refuse(process, request);
  if (!isSuperuser(process)) {
    const words = 'Operation failed: sorry, you must be root or get CAP_NET_ADMIN capability to do this';
    await process.stderr.write(Buffer.from(`${VERSION}: ${words}\n`));
    return 1;
  }
  return RUN[request.command](process, request);
}

function readRequest(args: readonly string[]): Request | string {
  const filters: Filter[] = [];
  let command: Command | undefined;
  let output = PLAIN;
  const events: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    const filter = FILTERS.get(argument);
    const known = COMMANDS.get(argument);
    if (known) {
      command = known;
      if (args[at + 1] === 'conntrack') at++;
    } else if (filter) filters.push(filter(args[++at] ?? ''));
    else if (argument === '-o' || argument === '--output') output = readOutput(args[++at] ?? '');
    else if (argument === '-e' || argument === '--event-mask') events.push(...(args[++at] ?? '').split(','));
    else if (argument === '-n' || argument === '--src-nat') filters.push(hasSourceNat);
    else if (argument === '-g' || argument === '--dst-nat') filters.push(hasDestinationNat);
    else if (argument === '-j' || argument === '--any-nat') {
      filters.push((entry) => hasSourceNat(entry) || hasDestinationNat(entry));
    } else if (argument === '-f' || argument === '--family') at++;
    else return `unknown option \`${argument.replace(/^-+/, '')}'`;
  }
  return command ? { command, filters, output, events } : 'You need to specify an operation';
}

function readOutput(text: string): EntryOutput {
  const words = text.split(',');
  return {
    extended: words.includes('extended'),
    id: words.includes('id'),
    timestamp: words.includes('timestamp'),
  };
}

const RUN: Readonly<Record<Command, (process: Process, request: Request) => Promise<number>>> = {
  list: async (process, { filters, output }) => {
    const entries = process.machine.network.conntrack().filter((entry) => filters.every((matches) => matches(entry)));
    return print(process, entries, output, 'shown');
  },
  count: async ({ machine, stdout }) => {
    await stdout.write(Buffer.from(`${machine.network.conntrack().length}\n`));
    return 0;
  },
  delete: async (process, { filters, output }) => {
    const gone = administrationOf(process)?.forgetTracked((entry) => filters.every((matches) => matches(entry)));
    if (!gone) return notPermitted(process);
    return (await print(process, gone, output, 'deleted')) || (gone.length === 0 ? 1 : 0);
  },
  flush: async (process) => {
    if (!administrationOf(process)?.forgetTracked(() => true)) return notPermitted(process);
    await process.stderr.write(Buffer.from(`${VERSION}: connection tracking table has been emptied.\n`));
    return 0;
  },
  events: watchEvents,
  statistics: async (process) => {
    const { count = 0, earlyDrops = 0 } = administrationOf(process)?.tableFull ?? {};
    const rest = `insert=0 insert_failed=0 drop=${count} early_drop=${earlyDrops} error=0 search_restart=0 clash_resolve=0 chaintoolong=0`;
    await process.stdout.write(Buffer.from(`cpu=0   \tfound=0 invalid=0 ${rest} \n`));
    return 0;
  },
};

const administrationOf = ({ machine }: Process) => machine.network.administration;

async function print(
  process: Process,
  entries: readonly ConntrackInfo[],
  output: EntryOutput,
  verb: string,
): Promise<number> {
  await process.stdout.write(Buffer.from(entries.map((entry) => `${entryText(entry, output)}\n`).join('')));
  await process.stderr.write(Buffer.from(`${VERSION}: ${entries.length} flow entries have been ${verb}.\n`));
  return 0;
}

const EVENT_WORDS = { NEW: '    [NEW] ', UPDATE: ' [UPDATE] ', DESTROY: '[DESTROY] ' } as const;

/** Every change until the program is interrupted. */
async function watchEvents(process: Process, { filters, output, events }: Request): Promise<number> {
  const administration = administrationOf(process);
  if (!administration) return notPermitted(process);
  let count = 0;
  const wanted = events.map((event) => event.toUpperCase().replace(/S$/, ''));
  let [end, fail] = [() => {}, (_error: unknown) => {}];
  const over = new Promise<void>((resolve, reject) => {
    [end, fail] = [resolve, reject];
  });
  const stop = administration.watchTracked((event, entry) => {
    if (wanted.length > 0 && !wanted.includes(event) && !wanted.includes('ALL')) return;
    if (!filters.every((matches) => matches(entry))) return;
    count++;
    const time = output.timestamp ? `[${(process.machine.clock.now() / 1000).toFixed(6)}]\t` : '';
    const line = `${time}${EVENT_WORDS[event]}${entryText(entry, output, event !== 'DESTROY')}\n`;
    // Whoever reads may be gone before the next event.
    process.stdout.write(Buffer.from(line)).catch((error: unknown) => fail(error));
  });
  process.signal.addEventListener('abort', () => end(), { once: true });
  if (process.signal.aborted) end();
  await over.finally(stop);
  await process.stderr.write(Buffer.from(`${VERSION}: ${count} flow events have been shown.\n`));
  return 0;
}

async function notPermitted(process: Process): Promise<number> {
  await process.stderr.write(Buffer.from(`${VERSION}: Operation failed: Operation not permitted\n`));
  return 1;
}

async function refuse(process: Process, why: string): Promise<number> {
  const help = "Try `conntrack -h' or 'conntrack --help' for more information.\n";
  await process.stderr.write(Buffer.from(`${VERSION}: ${why}\n${help}`));
  return 2;
}

const hasSourceNat: Filter = ({ original, reply }) => original.source !== reply.destination;
const hasDestinationNat: Filter = ({ original, reply }) => original.destination !== reply.source;
