import type { Json } from './json-value.ts';

export interface JqOptions {
  readonly program: string | null;
  readonly programFile: string | null;
  readonly flags: ReadonlySet<string>;
  /** Blanks of one level; -1 is a tab. */
  readonly indent: number;
  /** Values of `--arg` and its like; those of files are read later. */
  readonly named: readonly NamedArgument[];
  readonly positional: readonly { readonly text: string; readonly json: boolean }[];
  readonly files: readonly string[];
}

export interface NamedArgument {
  readonly kind: 'arg' | 'argjson' | 'slurpfile' | 'rawfile';
  readonly name: string;
  readonly text: string;
}

/** How jq was called wrong; the exit status is 2. */
export class UsageError extends Error {}

export const JQ_USAGE = `Usage:	jq [OPTIONS] FILTER [FILES...]
	jq [OPTIONS] --args FILTER [STRINGS...]
	jq [OPTIONS] --jsonargs FILTER [JSON_TEXTS...]
`;
export const JQ_HELP = `${JQ_USAGE}
Options:
  -c             one line a value
  -n             no input: the filter runs once, with null
  -e             the exit status tells of the last output
  -s             all inputs as one array
  -r             strings without quotes
  -R             lines of text as input
  -C, -M         with, without colours
  -S             keys sorted
  -j             as -r, without newlines
  -a             ASCII alone
  --tab          indent with tabs
  --indent N     indent with N blanks
  --arg N V, --argjson N V, --slurpfile N F, --rawfile N F
                 a variable $N
  --args, --jsonargs
                 what follows is in $ARGS.positional
  -f FILE        the filter stands in a file
`;

const LONG: Readonly<Record<string, string>> = {
  'raw-output': 'r',
  'join-output': 'j',
  'ascii-output': 'a',
  'compact-output': 'c',
  'color-output': 'C',
  'monochrome-output': 'M',
  'sort-keys': 'S',
  slurp: 's',
  'null-input': 'n',
  'exit-status': 'e',
  'raw-input': 'R',
  'from-file': 'f',
  help: 'h',
  version: 'V',
  stream: 'stream',
  seq: 'seq',
  tab: 'tab',
  unbuffered: 'unbuffered',
  args: 'args',
  jsonargs: 'jsonargs',
  'raw-output0': 'raw0',
};
const LETTERS = 'rjacCMSsneRfhVL';
const NAMED = ['arg', 'argjson', 'slurpfile', 'rawfile'] as const;

export function readOptions(args: readonly string[]): JqOptions {
  return new OptionReader(args).read();
}

class OptionReader {
  readonly #args: readonly string[];
  readonly #flags = new Set<string>();
  readonly #named: NamedArgument[] = [];
  readonly #positional: { text: string; json: boolean }[] = [];
  readonly #files: string[] = [];
  #program: string | null = null;
  #indent = 2;
  #rest: 'files' | 'args' | 'jsonargs' = 'files';
  #at = 0;

  constructor(args: readonly string[]) {
    this.#args = args;
  }

  read(): JqOptions {
    let onlyOperands = false;
    for (; this.#at < this.#args.length; this.#at++) {
      const arg = this.#args[this.#at]!;
      if (onlyOperands || !/^-./.test(arg)) this.#operand(arg);
      else if (arg === '--') onlyOperands = true;
      else if (arg.startsWith('--')) this.#long(arg.slice(2));
      else for (const letter of arg.slice(1)) this.#letter(letter, arg);
    }
    let programFile: string | null = null;
    if (this.#flags.has('f')) {
      programFile = this.#program;
      this.#program = null;
    }
    if (this.#flags.has('tab')) this.#indent = -1;
    if (this.#flags.has('c')) this.#indent = 0;
    return {
      program: this.#program,
      programFile,
      flags: this.#flags,
      indent: this.#indent,
      named: this.#named,
      positional: this.#positional,
      files: this.#files,
    };
  }

  #operand(text: string): void {
    if (this.#program === null) this.#program = text;
    else if (this.#rest === 'files') this.#files.push(text);
    else this.#positional.push({ text, json: this.#rest === 'jsonargs' });
  }

  #letter(letter: string, arg: string): void {
    if (!LETTERS.includes(letter)) throw new UsageError(`Unknown option ${arg}`);
    if (letter === 'L' && arg.length === 2) this.#at++;
    this.#flags.add(letter);
  }

  #long(name: string): void {
    const kind = NAMED.find((known) => known === name);
    if (kind) {
      const [variable, text] = this.#args.slice(this.#at + 1, this.#at + 3);
      if (variable === undefined || text === undefined) {
        const parameters =
          kind === 'arg'
            ? '(e.g. --arg varname value)'
            : kind === 'argjson'
              ? '(e.g. --argjson varname text)'
              : `(e.g. --${kind} varname filename)`;
        throw new UsageError(`--${kind} takes two parameters ${parameters}`);
      }
      this.#named.push({ kind, name: variable, text });
      this.#at += 2;
      return;
    }
    if (name === 'indent') {
      const text = this.#args[++this.#at];
      if (text === undefined) throw new UsageError('--indent takes one parameter');
      this.#indent = Number.parseInt(text, 10) || 0;
      if (this.#indent < 0) throw new UsageError('--indent takes a number between -1 and 7');
      if (this.#indent > 7) throw new UsageError('--indent takes a number between -1 and 7');
      return;
    }
    const flag = LONG[name];
    if (!flag) throw new UsageError(`Unknown option --${name}`);
    if (flag === 'args' || flag === 'jsonargs') this.#rest = flag;
    else this.#flags.add(flag);
  }
}

/** `$__prog_args`, `$ARGS` and the variables named on the command line. */
export function globalsOf(named: ReadonlyMap<string, Json>, positional: readonly Json[]): Map<string, Json> {
  const globals = new Map(named);
  globals.set(
    'ARGS',
    new Map<string, Json>([
      ['positional', [...positional]],
      ['named', new Map(named)],
    ]),
  );
  return globals;
}
