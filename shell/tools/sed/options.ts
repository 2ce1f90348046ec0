import { posix } from 'node:path';
import type { Process } from '../../../cluster/machinery/machine.ts';

export interface SedOptions {
  readonly script: string;
  readonly files: readonly string[];
  readonly quiet: boolean;
  readonly extended: boolean;
  /** The suffix of backups, empty for none; undefined without -i. */
  readonly inPlace: string | undefined;
}

export class UsageError extends Error {}

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
};

/** GNU getopt: options may stand anywhere before `--`. Throws `UsageError`. */
export function readOptions(process: Process): SedOptions | 'help' {
  const args = process.args.slice(1);
  const operands: string[] = [];
  const scripts: string[] = [];
  let [quiet, extended] = [false, false];
  let inPlace: string | undefined;
  const take = (letter: string, attached: string | undefined): void => {
    if (letter === 'n') quiet = true;
    else if (letter === 'E' || letter === 'r') extended = true;
    else if (letter === 'i') inPlace = attached ?? '';
    else if (letter === 'e' || letter === 'f') {
      const value = attached ?? args.shift();
      if (value === undefined) throw new UsageError(`sed: option requires an argument -- '${letter}'\n${USAGE}`);
      scripts.push(letter === 'e' ? value : scriptFile(process, value));
    } else if (!'us'.includes(letter)) throw new UsageError(`sed: invalid option -- '${letter}'\n${USAGE}`);
  };
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (arg === '--help') return 'help';
    if (arg === '--') operands.push(...args.splice(0));
    else if (arg.startsWith('--')) {
      const [name = '', value] = splitOnce(arg);
      const letter = LONG[name];
      if (!letter) throw new UsageError(`sed: unrecognized option '${arg}'\n${USAGE}`);
      take(letter, value);
    } else if (arg.startsWith('-') && arg !== '-') takeLetters(arg, take);
    else operands.push(arg);
  }
  if (scripts.length === 0) {
    const script = operands.shift();
    if (script === undefined) throw new UsageError(USAGE);
    scripts.push(script);
  }
  if (inPlace !== undefined && operands.length === 0) throw new UsageError('sed: no input files\n');
  return { script: scripts.join('\n'), files: operands, quiet, extended, inPlace };
}

function takeLetters(arg: string, take: (letter: string, attached: string | undefined) => void): void {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at]!;
    const rest = arg.slice(at + 1);
    take(letter, rest === '' ? undefined : rest);
    if ('eif'.includes(letter)) return;
  }
}

function splitOnce(arg: string): [string, string | undefined] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

function scriptFile(process: Process, name: string): string {
  const text = Buffer.from(process.machine.files.read(posix.resolve(process.workingDirectory, name))).toString();
  return text.replace(/^#!.*\n/, '').replace(/\n$/, '');
}
