import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { openForReading } from '../../interpreter/open-path.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import { openerOf } from '../process-files.ts';
import { AwkFatal, AwkSyntaxError } from './failure.ts';
import type { SourceText } from './parse-program.ts';

export interface AwkOptions {
  readonly fieldSeparator: string | null;
  /** `name=value`, in order. */
  readonly assignments: readonly string[];
  readonly sources: readonly SourceText[];
  readonly operands: readonly string[];
}

export const AWK_HELP = `Usage: awk [OPTION]... -f PROGRAM-FILE [--] [FILE]...
Usage: awk [OPTION]... [--] 'PROGRAM' [FILE]...
Options:
	-f FILE			--file=FILE
	-F SEPARATOR		--field-separator=SEPARATOR
	-v NAME=VALUE		--assign=NAME=VALUE
	-e 'TEXT'		--source='TEXT'
	-h			--help
	-V			--version
`;
export const AWK_VERSION = 'GNU Awk 5.2.1, API 3.2\n';

const LONG: Readonly<Record<string, string>> = {
  'field-separator': 'F',
  assign: 'v',
  file: 'f',
  source: 'e',
  exec: 'E',
  help: 'h',
  version: 'V',
  posix: 'P',
  traditional: 'c',
  're-interval': 'r',
  'characters-as-bytes': 'b',
  sandbox: 'S',
  optimize: 'O',
  'no-optimize': 's',
  lint: 'L',
  'non-decimal-data': 'n',
  'use-lc-numeric': 'N',
  bignum: 'M',
};
const TAKES_VALUE = 'FvfeE';
const LARGEST_PROGRAM = 1024 * 1024;

/** The options as gawk(1) has them. Throws `AwkFatal` and `AwkSyntaxError`. */
export async function readOptions(process: Process): Promise<AwkOptions | 'help' | 'version'> {
  const [name = 'awk', ...args] = process.args;
  const assignments: string[] = [];
  const given: { letter: string; value: string }[] = [];
  let fieldSeparator: string | null = null;
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      at++;
      break;
    }
    if (!/^-./.test(arg)) break;
    const option = readOption(name, args, at);
    at = option.at;
    if (option.letter === 'h') return 'help';
    if (option.letter === 'V') return 'version';
    if (option.letter === 'F') fieldSeparator = option.value;
    else if (option.letter === 'v') assignments.push(assignment(option.value));
    else if ('feE'.includes(option.letter)) given.push(option);
    if (option.letter === 'E') {
      at++;
      break;
    }
  }
  const operands = args.slice(at);
  const sources: SourceText[] = [];
  for (const { letter, value } of given) {
    sources.push(letter === 'e' ? { origin: 'cmd. line', text: value } : await readSource(process, value));
  }
  if (sources.length === 0) {
    const text = operands.shift();
    if (text === undefined) throw new AwkSyntaxError(AWK_HELP.trimEnd().split('\n'));
    sources.push({ origin: 'cmd. line', text });
  }
  return { fieldSeparator, assignments, sources, operands };
}

function readOption(name: string, args: readonly string[], at: number): { letter: string; value: string; at: number } {
  const arg = args[at]!;
  const long = /^--([\w-]+)(?:=(.*))?$/s.exec(arg);
  const letter = long ? (LONG[long[1]!] ?? '') : arg[1]!;
  if (letter === '' || !`${TAKES_VALUE}${Object.values(LONG).join('')}CdDghiIoptV`.includes(letter)) {
    throw new AwkSyntaxError([
      long ? `${name}: unrecognized option '${arg}'` : `${name}: invalid option -- '${letter}'`,
      ...AWK_HELP.trimEnd().split('\n'),
    ]);
  }
  if (!TAKES_VALUE.includes(letter)) return { letter, value: '', at };
  const attached = long ? long[2] : arg.slice(2) || undefined;
  if (attached !== undefined) return { letter, value: attached, at };
  const value = args[at + 1];
  if (value === undefined) {
    throw new AwkSyntaxError([
      `${name}: option requires an argument -- '${letter}'`,
      ...AWK_HELP.trimEnd().split('\n'),
    ]);
  }
  return { letter, value, at: at + 1 };
}

function assignment(text: string): string {
  if (/^[A-Za-z_]\w*=/.test(text)) return text;
  const found = /^([^=]*)=/.exec(text);
  if (!found) throw new AwkFatal(`\`${text}' argument to \`-v' not in \`var=value' form`);
  throw new AwkFatal(`\`${found[1]}' is not a legal variable name`);
}

async function readSource(process: Process, name: string): Promise<SourceText> {
  if (name === '-') return { origin: '-', text: Buffer.from(await readAll(process.stdin, LARGEST_PROGRAM)).toString() };
  try {
    const { input } = openForReading(openerOf(process), absolutePath(name, process.workingDirectory));
    return { origin: name, text: Buffer.from(await readAll(input, LARGEST_PROGRAM)).toString() };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new AwkFatal(`cannot open source file \`${name}' for reading: ${error.message}`);
  }
}
