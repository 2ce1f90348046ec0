import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { IpSetError, type IpSetInfo, type IpSets } from '../../../cluster/machinery/ip-sets.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { isSuperuser } from '../netfilter/superuser.ts';

const VERSION = 'ipset v7.17';
const USAGE = `${VERSION}

Usage: ipset [options] COMMAND

Commands:
create SETNAME TYPENAME [type-specific-options]
add SETNAME ENTRY
del SETNAME ENTRY
test SETNAME ENTRY
destroy [SETNAME]
list [SETNAME]
save [SETNAME]
restore
flush [SETNAME]
rename FROM-SETNAME TO-SETNAME
swap FROM-SETNAME TO-SETNAME
help
version

Options: -o plain|save, -q (no messages), -n (names only), -t (no members), -s (sorted), -! (exists or not)
`;

/** Commands by all their names. */
const COMMANDS: Readonly<Record<string, string>> = {
  create: 'create',
  n: 'create',
  '-N': 'create',
  add: 'add',
  '-A': 'add',
  del: 'del',
  '-D': 'del',
  test: 'test',
  '-T': 'test',
  destroy: 'destroy',
  x: 'destroy',
  '-X': 'destroy',
  list: 'list',
  '-L': 'list',
  save: 'save',
  '-S': 'save',
  restore: 'restore',
  '-R': 'restore',
  flush: 'flush',
  '-F': 'flush',
  rename: 'rename',
  e: 'rename',
  '-E': 'rename',
  swap: 'swap',
  w: 'swap',
  '-W': 'swap',
  help: 'help',
  '-h': 'help',
  '--help': 'help',
  '-H': 'help',
  version: 'version',
  '-v': 'version',
  '-V': 'version',
  '--version': 'version',
};

/** How many arguments a command must have. */
const NEEDED: Readonly<Record<string, number>> = { create: 2, add: 2, del: 2, test: 2, rename: 2, swap: 2 };

interface Options {
  existing: boolean;
  quiet: boolean;
  names: boolean;
  terse: boolean;
  sorted: boolean;
  output: string;
}

/** What ipset says, after its name and version, when it does not go on; nothing when it has said it already. */
class Failure extends Error {
  readonly status: number;
  readonly hint: boolean;

  constructor(message: string, status: number, hint: boolean) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}

/** The host's IP sets. */
export async function ipset(process: Process): Promise<number> {
  const options = { existing: false, quiet: false, names: false, terse: false, sorted: false, output: 'plain' };
  try {
    const text = await run(process, process.args.slice(1), options);
    if (text !== '') await process.stdout.write(Buffer.from(text));
    return 0;
  } catch (error) {
    if (error instanceof IpSetError) return await tell(process, options, error.message, 1, false);
    if (!(error instanceof Failure)) throw error;
    if (error.message === '') return error.status;
    return await tell(process, options, error.message, error.status, error.hint);
  }
}

async function tell(process: Process, options: Options, message: string, status: number, hint: boolean) {
  const help = hint ? "Try `ipset help' for more information.\n" : '';
  if (!options.quiet) await process.stderr.write(Buffer.from(`${VERSION}: ${message}\n${help}`));
  return status;
}

async function run(process: Process, words: readonly string[], options: Options): Promise<string> {
  const { command, operands } = parse(words, options);
  if (command === 'help') return USAGE;
  if (command === 'version') return `${VERSION}, protocol version: 7\n`;
  const { ipSets } = process.machine.network;
  if (!ipSets || !isSuperuser(process)) throw new IpSetError('Kernel error received: Operation not permitted');
  if (command === 'restore') return restore(process, ipSets());
  if (command === 'test') return test(process, ipSets(), operands, options);
  if (command === 'list' || command === 'save') return show(ipSets(), command, operands[0], options);
  change(ipSets(), command, operands, options);
  return '';
}

function parse(words: readonly string[], options: Options): { command: string; operands: string[] } {
  let command: string | undefined;
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '-!' || word === '-exist' || word === '--exist') options.existing = true;
    else if (word === '-q' || word === '-quiet' || word === '--quiet') options.quiet = true;
    else if (word === '-n' || word === '-name' || word === '--name') options.names = true;
    else if (word === '-t' || word === '-terse' || word === '--terse') options.terse = true;
    else if (word === '-s' || word === '-sorted' || word === '--sorted') options.sorted = true;
    else if (word === '-o' || word === '-output' || word === '--output') options.output = words[++at] ?? '';
    else if (command === undefined && Object.hasOwn(COMMANDS, word)) command = COMMANDS[word];
    else if (command === undefined) throw new Failure(`No command specified: unknown argument ${word}`, 2, true);
    else operands.push(word);
  }
  if (command === undefined) throw new Failure('No command specified.', 2, true);
  const needed = NEEDED[command] ?? 0;
  if (operands.length < needed) {
    const which = operands.length === 0 ? 'mandatory' : 'second mandatory';
    throw new Failure(`Missing ${which} argument to command ${command}`, 2, true);
  }
  return { command, operands };
}

async function test(process: Process, sets: IpSets, [name = '', element = '']: readonly string[], options: Options) {
  if (!sets.test(name, element)) {
    if (!options.quiet) await process.stderr.write(Buffer.from(`${element} is NOT in set ${name}.\n`));
    throw new Failure('', 1, false);
  }
  if (!options.quiet) await process.stderr.write(Buffer.from(`Warning: ${element} is in set ${name}.\n`));
  return '';
}

function change(sets: IpSets, command: string, operands: readonly string[], { existing }: Options): void {
  const [name = '', second = '', ...rest] = operands;
  if (command === 'create') sets.create(name, OLD_TYPES[second] ?? second, rest, { existing });
  else if (command === 'add') sets.add(name, second, rest, { existing });
  else if (command === 'del') sets.delete(name, second, { existing });
  else if (command === 'flush') sets.flush(operands[0]);
  else if (command === 'destroy') sets.destroy(operands[0]);
  else if (command === 'rename') sets.rename(name, second);
  else sets.swap(name, second);
}

const OLD_TYPES: Readonly<Record<string, string>> = {
  iphash: 'hash:ip',
  nethash: 'hash:net',
  ipporthash: 'hash:ip,port',
  ipportiphash: 'hash:ip,port,ip',
  ipportnethash: 'hash:ip,port,net',
  portmap: 'bitmap:port',
};

function show(sets: IpSets, command: string, name: string | undefined, options: Options): string {
  const names = name === undefined ? sets.names() : [name];
  const described = names.map((one) => sets.describe(one));
  if (options.names) return names.map((one) => `${one}\n`).join('');
  if (command === 'save' || options.output === 'save') return described.map((set) => saved(set, options)).join('');
  return described.map((set) => listed(set, options)).join('\n');
}

function listed(set: IpSetInfo, options: Options): string {
  const { name, type, revision, header, memoryBytes, references, entries } = set;
  const head = [
    `Name: ${name}`,
    `Type: ${type}`,
    `Revision: ${revision}`,
    `Header: ${header}`,
    `Size in memory: ${memoryBytes}`,
    `References: ${references}`,
    `Number of entries: ${entries.length}`,
  ];
  const members = options.terse ? [] : ['Members:', ...inOrder(entries, options)];
  return `${[...head, ...members].join('\n')}\n`;
}

function saved(set: IpSetInfo, options: Options): string {
  const lines = inOrder(set.entries, options).map((entry) => `add ${set.name} ${entry}\n`);
  return `create ${set.name} ${set.type} ${set.header}\n${lines.join('')}`;
}

function inOrder(entries: readonly string[], { sorted }: Options): readonly string[] {
  if (!sorted) return entries;
  const rank = (entry: string) =>
    entry.split(/[.,:/ ]/).map((part) => (/^\d+$/.test(part) ? part.padStart(5, '0') : part));
  return entries.toSorted((one, other) => (rank(one).join() < rank(other).join() ? -1 : 1));
}

async function restore(process: Process, sets: IpSets): Promise<string> {
  const lines = new TextDecoder().decode(await readAll(process.stdin)).split('\n');
  for (const [index, line] of lines.entries()) {
    const words = line.trim().split(/\s+/).filter(Boolean);
    if (words.length === 0 || words[0] === 'COMMIT' || words[0]?.startsWith('#')) continue;
    const options = { existing: false, quiet: false, names: false, terse: false, sorted: false, output: 'plain' };
    try {
      const { command, operands } = parse(words, options);
      change(sets, command, operands, options);
    } catch (error) {
      if (!(error instanceof IpSetError)) throw error;
      throw new IpSetError(`Error in line ${index + 1}: ${error.message}`);
    }
  }
  return '';
}
