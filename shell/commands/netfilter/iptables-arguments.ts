import type { RuleChange } from '../../../cluster/machinery/machine.ts';

export interface IptablesOptions {
  table: string;
  command: 'list' | 'print' | RuleChange['operation'] | null;
  chain: string | null;
  position: number;
  rule: string[];
  verbose: boolean;
  numeric: boolean;
  lineNumbers: boolean;
}

export class Refusal extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const VERSION = 'iptables v1.8.9 (nf_tables)';
export const HELP = "Try `iptables -h' or 'iptables --help' for more information.\n";

const COMMANDS: ReadonlyMap<string, IptablesOptions['command']> = new Map(
  Object.entries<IptablesOptions['command']>({
    '-L': 'list',
    '--list': 'list',
    '-S': 'print',
    '--list-rules': 'print',
    '-A': 'append',
    '--append': 'append',
    '-I': 'insert',
    '--insert': 'insert',
    '-D': 'delete',
    '--delete': 'delete',
    '-C': 'check',
    '--check': 'check',
    '-R': 'replace',
    '--replace': 'replace',
    '-Z': 'zero',
    '--zero': 'zero',
    '-N': 'new-chain',
    '--new-chain': 'new-chain',
    '-X': 'delete-chain',
    '--delete-chain': 'delete-chain',
    '-F': 'flush',
    '--flush': 'flush',
    '-P': 'policy',
    '--policy': 'policy',
  }),
);

/** A command line without its first word; also a line of what iptables-restore reads. */
export function readArguments(given: readonly string[]): IptablesOptions {
  const options: IptablesOptions = {
    table: 'filter',
    command: null,
    chain: null,
    position: 1,
    rule: [],
    verbose: false,
    numeric: false,
    lineNumbers: false,
  };
  const args = given.flatMap(unbundled);
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    const next = args[at + 1];
    const command = COMMANDS.get(argument);
    if (command) {
      options.command = command;
      if (next !== undefined && !next.startsWith('-')) {
        options.chain = next;
        at++;
        if (command === 'replace' && !/^\d+$/.test(args[at + 1] ?? '')) {
          throw new Refusal(`${VERSION}: -R requires a rule number\n${HELP}`, 2);
        }
        if (NUMBERED.includes(command) && /^\d+$/.test(args[at + 1] ?? '')) options.position = Number(args[++at]);
        if (command === 'zero' && /^\d+$/.test(args[at + 1] ?? '')) options.rule.push(args[++at]!);
      } else if (!WITHOUT_CHAIN.includes(command)) {
        throw new Refusal(`${VERSION}: option "${argument}" requires an argument\n${HELP}`, 2);
      }
    } else if (argument === '-t' || argument === '--table') options.table = args[++at] ?? '';
    else if (argument === '-n' || argument === '--numeric') options.numeric = true;
    else if (argument === '-v' || argument === '--verbose') options.verbose = true;
    else if (argument === '--line-numbers') options.lineNumbers = true;
    else if (argument === '-w' || argument === '--wait') {
      if (/^\d+$/.test(next ?? '')) at++;
    } else if (argument === '-x' || argument === '--exact' || argument === '-4') continue;
    else if (changes(options)) options.rule.push(quoted(argument));
    else throw new Refusal(`${VERSION}: unknown option "${argument}"\n${HELP}`, 2);
  }
  return options;
}

const NUMBERED: readonly string[] = ['insert', 'replace'];
const WITHOUT_CHAIN: readonly string[] = ['list', 'print', 'flush', 'zero', 'delete-chain'];
const WITH_RULE: readonly string[] = ['append', 'insert', 'replace', 'delete', 'check', 'policy'];

const changes = ({ command }: IptablesOptions): boolean => command !== null && WITH_RULE.includes(command);

/** `-nvL` is `-n -v -L`; `-vnL` ends in the command, whose chain follows. */
function unbundled(argument: string): string[] {
  return /^-[nvxwLS]{2,}$/.test(argument) ? [...argument.slice(1)].map((letter) => `-${letter}`) : [argument];
}

function quoted(word: string): string {
  return /[\s"]/.test(word) ? `"${word.replace(/["\\]/g, '\\$&')}"` : word;
}
