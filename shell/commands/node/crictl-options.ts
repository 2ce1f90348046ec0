/** What crictl says before it gives up; `isPlain`: without logrus' fields around it. */
export class CrictlError extends Error {
  readonly isPlain: boolean;
  constructor(message: string, isPlain = false) {
    super(message);
    this.isPlain = isPlain;
  }
}

/** A command's options by their long names, and what else stood there. */
export class CommandOptions {
  readonly #values = new Map<string, string[]>();
  readonly operands: string[] = [];

  has(name: string): boolean {
    return this.#values.has(name);
  }

  value(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  values(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  set(name: string, value: string): void {
    this.#values.set(name, [...this.values(name), value]);
  }
}

interface Flag {
  readonly short?: string;
  readonly takes: boolean;
}

const on = (short?: string): Flag => ({ takes: false, ...(short ? { short } : {}) });
const taking = (short?: string): Flag => ({ takes: true, ...(short ? { short } : {}) });
const LISTING = {
  id: taking(),
  label: taking(),
  latest: on('l'),
  last: taking('n'),
  name: taking(),
  'no-trunc': on(),
  output: taking('o'),
  quiet: on('q'),
  state: taking('s'),
  verbose: on('v'),
};
const INSPECTING = { output: taking('o'), quiet: on('q'), name: taking() };

const FLAGS: Readonly<Record<string, Readonly<Record<string, Flag>>>> = {
  ps: { ...LISTING, all: on('a'), image: taking(), pod: taking('p'), resolve: on('r') },
  pods: { ...LISTING, namespace: taking() },
  images: { output: taking('o'), quiet: on('q'), verbose: on('v'), digests: on(), 'no-trunc': on() },
  stats: { all: on('a'), id: taking(), label: taking(), output: taking('o'), pod: taking('p') },
  logs: {
    follow: on('f'),
    limitBytes: taking(),
    previous: on('p'),
    reverse: on('r'),
    since: taking(),
    tail: taking(),
    timestamps: on('t'),
  },
  exec: { interactive: on('i'), tty: on('t'), sync: on('s'), timeout: taking(), quiet: on('q'), ignoreErrors: on() },
  inspect: INSPECTING,
  inspectp: INSPECTING,
  inspecti: INSPECTING,
  info: { output: taking('o'), quiet: on('q') },
  stop: { timeout: taking('t') },
  version: {},
};
/** Options end where the command begins. */
const STOPS = new Set(['exec']);

/** urfave/cli: flags may follow operands, letters may stand together. Throws `CrictlError`. */
export function parseCommand(command: string, args: readonly string[]): CommandOptions {
  const options = new CommandOptions();
  const flags = FLAGS[command] ?? {};
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === '--') {
      options.operands.push(...args.slice(at + 1));
      break;
    }
    if (!/^-./.test(word)) {
      options.operands.push(word);
      if (STOPS.has(command)) {
        options.operands.push(...args.slice(at + 1));
        break;
      }
      continue;
    }
    for (const [name, inline] of namesIn(flags, word)) {
      if (name === 'help') options.set('help', '');
      else if (!flags[name])
        throw new CrictlError(`Incorrect Usage: flag provided but not defined: ${word.replace(/^-+/, '-')}`, true);
      else if (!flags[name].takes) options.set(name, '');
      else {
        const value = inline ?? args[++at];
        if (value === undefined) throw new CrictlError(`Incorrect Usage: flag needs an argument: ${word}`, true);
        options.set(name, value);
      }
    }
  }
  return options;
}

function namesIn(flags: Readonly<Record<string, Flag>>, word: string): [name: string, value?: string][] {
  const [typed = '', value] = word.replace(/^-+/, '').split(/=(.*)/s);
  const byLetter = (letter: string) =>
    letter === 'h' ? 'help' : (Object.entries(flags).find(([, { short }]) => short === letter)?.[0] ?? '');
  if (typed === 'help' || flags[typed]) return [[typed, value]];
  if (word.startsWith('--')) return [['']];
  return [...typed].map((letter) => [byLetter(letter), value]);
}

export function flagsOf(command: string): string {
  return Object.entries(FLAGS[command] ?? {})
    .map(
      ([name, { short, takes }]) =>
        `   --${name}${takes ? ' value' : ''}${short ? `, -${short}${takes ? ' value' : ''}` : ''}\n`,
    )
    .join('');
}

export interface Globals {
  readonly rest: readonly string[];
  readonly endpoint: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
}

const GLOBALS_WITH_VALUE = /^(?:-r|-i|-t|-c|--?(?:runtime-endpoint|image-endpoint|timeout|config))$/;

/** What stands before the command. */
export function parseGlobals(args: readonly string[]): Globals {
  let endpoint: string | undefined;
  let [help, version] = [false, false];
  let at = 0;
  for (; at < args.length && /^-./.test(args[at]!); at++) {
    const [name = '', inline] = args[at]!.split(/=(.*)/s);
    if (name === '-h' || name === '--help') help = true;
    else if (name === '-v' || name === '--version') version = true;
    else if (GLOBALS_WITH_VALUE.test(name)) {
      const value = inline ?? args[++at];
      if (/^(?:-r|--?runtime-endpoint)$/.test(name)) endpoint = value;
    } else if (!/^(?:-D|--debug)$/.test(name)) {
      throw new CrictlError(`Incorrect Usage: flag provided but not defined: ${name.replace(/^-+/, '-')}`, true);
    }
  }
  return { rest: args.slice(at), endpoint, help, version };
}
