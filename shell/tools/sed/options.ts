import { posix } from 'node:path';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';

export interface ScriptPiece {
  readonly text: string;
  /** The file it is from; null for -e. */
  readonly file: string | null;
}

export interface SedOptions {
  readonly script: string;
  /** What the script was put together of, in order, a newline between. */
  readonly pieces: readonly ScriptPiece[];
  readonly files: readonly string[];
  readonly quiet: boolean;
  readonly extended: boolean;
  /** Each file is a stream of its own: line numbers, `$`. */
  readonly separate: boolean;
  /** Lines end in NUL. */
  readonly nullData: boolean;
  /** Columns of `l`. */
  readonly width: number;
  /** The suffix of backups, empty for none; undefined without -i. */
  readonly inPlace: string | undefined;
}

export class UsageError extends Error {
  readonly status: number;
  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

export const SED_HELP = `Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...

  -n, --quiet, --silent      print only what the script prints
  -e, --expression=SCRIPT    add SCRIPT to the commands
  -f, --file=FILE            add the commands in FILE
  -E, -r, --regexp-extended  extended regular expressions
  -i[SUFFIX], --in-place[=SUFFIX]
                             edit files in place (with a backup when SUFFIX is given)
  -u, --unbuffered           as always here: each line as soon as it is there
      --help                 this text
`;

const USAGE = 'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n';
const LONG: Readonly<Record<string, string>> = {
  '--quiet': 'n',
  '--silent': 'n',
  '--expression': 'e',
  '--file': 'f',
  '--regexp-extended': 'E',
  '--in-place': 'i',
  '--unbuffered': 'u',
  '--separate': 's',
  '--posix': 'u',
  '--null-data': 'z',
  '--zero-terminated': 'z',
  '--line-length': 'l',
  '--sandbox': 'u',
  '--follow-symlinks': 'u',
  '--binary': 'b',
};

/** GNU getopt: options may stand anywhere before `--`. Throws `UsageError`. */
export function readOptions(process: Process): SedOptions | 'help' | 'version' {
  const args = process.args.slice(1);
  const operands: string[] = [];
  const pieces: ScriptPiece[] = [];
  let [quiet, extended, separate, nullData] = [false, false, false, false];
  let width = 70;
  let inPlace: string | undefined;
  const take = (letter: string, attached: string | undefined): void => {
    if (letter === 'n') quiet = true;
    else if (letter === 'E' || letter === 'r') extended = true;
    else if (letter === 'i') inPlace = attached ?? '';
    else if (letter === 's') separate = true;
    else if (letter === 'z') nullData = true;
    else if (letter === 'l') {
      const value = attached ?? args.shift();
      if (value === undefined || !/^\d+$/.test(value))
        throw new UsageError(`sed: invalid line length: ${value ?? ''}\n`);
      width = Number(value);
    } else if (letter === 'e' || letter === 'f') {
      const value = attached ?? args.shift();
      if (value === undefined) throw new UsageError(`sed: option requires an argument -- '${letter}'\n${USAGE}`);
      pieces.push(letter === 'e' ? { text: value, file: null } : { text: scriptFile(process, value), file: value });
    } else if (!'ub'.includes(letter)) throw new UsageError(`sed: invalid option -- '${letter}'\n${USAGE}`);
  };
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (arg === '--help') return 'help';
    if (arg === '--version') return 'version';
    if (arg === '--') operands.push(...args.splice(0));
    else if (arg.startsWith('--')) {
      const [name = '', value] = splitOnce(arg);
      const letter = LONG[name];
      if (!letter) throw new UsageError(`sed: unrecognized option '${arg}'\n${USAGE}`);
      take(letter, value);
    } else if (arg.startsWith('-') && arg !== '-') takeLetters(arg, take);
    else operands.push(arg);
  }
  if (pieces.length === 0) {
    const script = operands.shift();
    if (script === undefined) throw new UsageError(USAGE);
    pieces.push({ text: script, file: null });
  }
  if (inPlace !== undefined && operands.length === 0) throw new UsageError('sed: no input files\n', 4);
  const script = pieces.map(({ text }) => text).join('\n');
  // `#n` on a line of its own at the very beginning is -n.
  if (/^#n(?:\n|$)/.test(script)) quiet = true;
  return { script, pieces, files: operands, quiet, extended, inPlace, separate, nullData, width };
}

function takeLetters(arg: string, take: (letter: string, attached: string | undefined) => void): void {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at]!;
    const rest = arg.slice(at + 1);
    take(letter, rest === '' ? undefined : rest);
    if ('eifl'.includes(letter)) return;
  }
}

function splitOnce(arg: string): [string, string | undefined] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

function scriptFile(process: Process, name: string): string {
  const { files } = process.machine;
  const path = posix.resolve(process.workingDirectory, name);
  try {
    return Buffer.from(files.read(path)).toString().replace(/\n$/, '');
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new UsageError(`sed: couldn't open file ${name}: ${error.message}\n`, 4);
  }
}

/** Where in the script a complaint is about: `-e expression #1, char 3`, `file s line 2`. */
export function placeOf(pieces: readonly ScriptPiece[], at: number): string {
  let start = 0;
  let expressions = 0;
  for (const [index, { text, file }] of pieces.entries()) {
    if (file === null) expressions++;
    if (at > start + text.length && index < pieces.length - 1) {
      start += text.length + 1;
      continue;
    }
    const before = text.slice(0, Math.max(0, at - start));
    if (file !== null) return `file ${file} line ${before.split('\n').length}`;
    return `-e expression #${expressions}, char ${Math.max(0, at - start)}`;
  }
  return '-e expression #1, char 0';
}
