import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import type { NftOptions } from '../../../cluster/machinery/nftables.ts';
import { isSuperuser } from '../netfilter/superuser.ts';
import { HELP, VERSION } from './help.ts';
import { readCommandFile } from './read-command-file.ts';

type Toggle = Exclude<keyof NftOptions, 'source'>;

const TOGGLES: Readonly<Record<string, readonly Toggle[]>> = {
  '-a': ['handles'],
  '--handle': ['handles'],
  '-n': ['numeric'],
  '--numeric': ['numeric'],
  '-y': ['numericPriority'],
  '--numeric-priority': ['numericPriority'],
  '-S': ['services'],
  '--service': ['services'],
  '-s': ['stateless'],
  '--stateless': ['stateless'],
  '-t': ['terse'],
  '--terse': ['terse'],
  '-j': ['json'],
  '--json': ['json'],
  '-c': ['check'],
  '--check': ['check'],
  '-e': ['echo'],
  '--echo': ['echo'],
  // Names of hosts, users and protocols are as they are.
  '-N': [],
  '--reversedns': [],
  '-u': [],
  '--guid': [],
  '-p': [],
  '--numeric-protocol': [],
  '-T': [],
  '--numeric-time': [],
  '-o': [],
  '--optimize': [],
};

interface Given {
  readonly options: Partial<Record<Toggle, boolean>>;
  readonly commands: readonly string[];
  readonly file: string | null;
  readonly answer?: string;
}

class Refusal extends Error {}

/** nft: the rules, sets and maps of the machine's kernel. */
export async function nft(process: Process): Promise<number> {
  try {
    const given = readArguments(process.args.slice(1));
    if (given.answer !== undefined) {
      await process.stdout.write(Buffer.from(given.answer));
      return 0;
    }
    return await run(process, given);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await process.stderr.write(Buffer.from(error.message));
    return 1;
  }
}

async function run(process: Process, { options, commands, file }: Given): Promise<number> {
  const isFile = commands.length === 0;
  if (isFile && file === null) throw new Refusal('nft: no command specified\n');
  const text = isFile && file !== null ? await readInput(process, file) : commands.join(' ');
  const nftables = await process.machine.network.nftables?.();
  if (!nftables || !isSuperuser(process)) throw new Refusal(notPermitted(text));
  const source = isFile && file !== null ? (file === '-' ? '/dev/stdin' : file) : null;
  const { output, errors } = nftables.run(text, { ...options, source });
  if (output) await process.stdout.write(Buffer.from(output));
  if (errors) await process.stderr.write(Buffer.from(errors));
  return errors ? 1 : 0;
}

/** Listing needs the right to look, a change the right to change. */
function notPermitted(text: string): string {
  if (!/^\s*(add|create|insert|table)\b/.test(text)) {
    return 'Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted\n';
  }
  const line = text.trimEnd().split('\n')[0] ?? '';
  return `Error: Could not process rule: Operation not permitted\n${line}\n${'^'.repeat(line.length + 1)}\n`;
}

async function readInput(process: Process, file: string): Promise<string> {
  if (file === '-' || file === '/dev/stdin') return Buffer.from(await readAll(process.stdin)).toString();
  const text = readCommandFile(process, file);
  if (text !== null) return text;
  throw new Refusal(`internal:0:0-0: Error: Could not open file "${file}": No such file or directory\n\n\n`);
}

function readArguments(args: readonly string[]): Given {
  const options: Partial<Record<Toggle, boolean>> = {};
  let file: string | null = null;
  let at = 0;
  for (; at < args.length && args[at]!.startsWith('-') && args[at] !== '-'; at++) {
    const argument = args[at]!;
    if (argument === '--') break;
    for (const option of unbundled(argument)) {
      if (option === '-f' || option === '--file' || option === '-I' || option === '--includepath') {
        const value = args[++at];
        if (value === undefined)
          throw new Refusal(`nft: option requires an argument -- '${option.replace(/^-+/, '')}'\n`);
        if (option === '-f' || option === '--file') file = value;
        continue;
      }
      const answer = answerTo(option);
      if (answer !== undefined) return { options, commands: [], file, answer };
      const toggles = Object.hasOwn(TOGGLES, option) ? TOGGLES[option] : undefined;
      if (!toggles) throw new Refusal(unknownOption(option));
      for (const toggle of toggles) options[toggle] = true;
    }
  }
  return { options, commands: args.slice(at).filter((word) => word !== '--'), file };
}

function answerTo(option: string): string | undefined {
  if (option === '-v' || option === '--version') return `${VERSION}\n`;
  if (option === '-V') return `${VERSION}\n  cli:\t\teditline\n  json:\t\tyes\n  minigmp:\tno\n  libxtables:\tyes\n`;
  return option === '-h' || option === '--help' ? HELP : undefined;
}

function unbundled(argument: string): string[] {
  if (argument.startsWith('--')) return [argument];
  return Array.from(argument.slice(1), (letter) => `-${letter}`);
}

function unknownOption(option: string): string {
  return option.startsWith('--') ? `nft: unrecognized option '${option}'\n` : `nft: invalid option -- '${option[1]}'\n`;
}
