/** What a ps command line asks for: UNIX, BSD and GNU options together (ps(1)). */
export interface PsOptions {
  /** -e, or BSD's a and x. */
  all: boolean;
  /** -a, -d, BSD's a or x alone. */
  withTerminal: boolean;
  ownWithoutTerminal: boolean;
  exceptLeaders: boolean;
  readonly pids: Set<number>;
  readonly parents: Set<number>;
  readonly sessions: Set<number>;
  readonly names: Set<string>;
  readonly users: Set<string>;
  readonly terminals: Set<string>;
  format: 'default' | 'full' | 'extra-full' | 'long' | 'user' | 'jobs' | 'unix-jobs' | 'bsd' | 'bsd-long' | 'own';
  readonly columns: { name: string; header: string | undefined }[];
  sort: string[];
  forest: boolean;
  headers: boolean;
  wide: boolean;
  negated: boolean;
  /** The command line is wrong: what ps says. */
  problem?: string;
  special?: 'help' | 'version';
}

const list = (text: string): string[] => text.split(/[,\s]+/).filter((word) => word !== '');

function addColumns(options: PsOptions, text: string): void {
  options.format = 'own';
  for (const word of list(text)) {
    const [name = '', header] = word.split('=');
    options.columns.push({ name, header });
  }
}

function addPids(target: Set<number>, text: string, options: PsOptions): void {
  for (const word of list(text)) {
    if (/^\d+$/.test(word)) target.add(Number(word));
    else options.problem = 'process ID list syntax error';
  }
}

type Taker = (options: PsOptions, value: string) => void;

const add =
  (key: 'names' | 'users' | 'terminals'): Taker =>
  (options, value) => {
    for (const word of list(value)) options[key].add(word.replace(/^\/dev\//, ''));
  };

const LONG_VALUES: Readonly<Record<string, Taker>> = {
  pid: (options, value) => addPids(options.pids, value, options),
  ppid: (options, value) => addPids(options.parents, value, options),
  sid: (options, value) => addPids(options.sessions, value, options),
  'quick-pid': (options, value) => addPids(options.pids, value, options),
  user: add('users'),
  User: add('users'),
  tty: add('terminals'),
  format: addColumns,
  sort: (options, value) => (options.sort = list(value)),
  cols: () => {},
  columns: () => {},
  width: () => {},
  rows: () => {},
};

const UNIX_VALUES: Readonly<Record<string, Taker>> = {
  p: LONG_VALUES['pid']!,
  q: LONG_VALUES['pid']!,
  s: LONG_VALUES['sid']!,
  g: LONG_VALUES['sid']!,
  C: add('names'),
  u: add('users'),
  U: add('users'),
  t: add('terminals'),
  o: addColumns,
  O: (options, value) => {
    addColumns(options, `pid,${value},s,tname,time,args`);
  },
};

const UNIX_FLAGS: Readonly<Record<string, (options: PsOptions) => void>> = {
  e: (options) => (options.all = true),
  A: (options) => (options.all = true),
  a: (options) => {
    options.withTerminal = true;
    options.exceptLeaders = true;
  },
  d: (options) => {
    options.all = true;
    options.exceptLeaders = true;
  },
  f: (options) => (options.format = 'full'),
  F: (options) => (options.format = 'extra-full'),
  l: (options) => (options.format = 'long'),
  j: (options) => (options.format = 'unix-jobs'),
  H: (options) => (options.forest = true),
  N: (options) => (options.negated = true),
  w: (options) => (options.wide = true),
  y: () => {},
  L: () => {},
  T: () => {},
  M: () => {},
  c: () => {},
};

const BSD_FLAGS: Readonly<Record<string, (options: PsOptions) => void>> = {
  a: (options) => (options.withTerminal = true),
  x: (options) => (options.ownWithoutTerminal = true),
  u: (options) => (options.format = 'user'),
  f: (options) => (options.forest = true),
  l: (options) => (options.format = 'bsd-long'),
  j: (options) => (options.format = 'jobs'),
  h: (options) => (options.headers = false),
  w: (options) => (options.wide = true),
  e: () => {},
  r: () => {},
  c: () => {},
  g: () => {},
  n: () => {},
  S: () => {},
  T: () => {},
};

export function parsePs(args: readonly string[]): PsOptions {
  const options: PsOptions = {
    all: false,
    withTerminal: false,
    ownWithoutTerminal: false,
    exceptLeaders: false,
    pids: new Set(),
    parents: new Set(),
    sessions: new Set(),
    names: new Set(),
    users: new Set(),
    terminals: new Set(),
    format: 'default',
    columns: [],
    sort: [],
    forest: false,
    headers: true,
    wide: false,
    negated: false,
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined && !options.problem; arg = rest.shift()) {
    if (arg.startsWith('--')) longOption(options, arg.slice(2), rest);
    else if (arg.startsWith('-') && arg.length > 1) unixOptions(options, arg.slice(1), rest);
    else if (/^\d/.test(arg)) addPids(options.pids, arg, options);
    else bsdOptions(options, arg, rest);
  }
  return options;
}

function longOption(options: PsOptions, text: string, rest: string[]): void {
  const [name = '', ...given] = text.split('=');
  if (name === 'help' || name === 'version') options.special = name;
  else if (name === 'forest') options.forest = true;
  else if (/^no-?headers?$|^no-?heading$/.test(name)) options.headers = false;
  else if (name === 'headers' || name === 'deselect') options.negated = name === 'deselect';
  else {
    const take = LONG_VALUES[name];
    const value = given.length > 0 ? given.join('=') : take && rest.shift();
    if (take && value !== undefined) take(options, value);
    else options.problem = 'unknown gnu long option';
  }
}

function unixOptions(options: PsOptions, letters: string, rest: string[]): void {
  if (letters === 'aux' || letters === 'ax' || letters === 'auxw' || letters === 'auxf' || letters === 'auxww')
    return bsdOptions(options, letters, rest);
  for (let index = 0; index < letters.length; index++) {
    const letter = letters[index]!;
    const take = UNIX_VALUES[letter];
    if (take) {
      const value = letters.slice(index + 1) || rest.shift();
      if (value === undefined)
        options.problem =
          letter === 'o' ? 'format specification must follow -o' : `list of process IDs must follow -${letter}`;
      else take(options, value);
      return;
    }
    const set = UNIX_FLAGS[letter];
    if (!set) {
      options.problem = letter === 'V' ? 'version' : 'unsupported SysV option';
      if (letter === 'V') options.special = 'version';
      return;
    }
    set(options);
  }
}

function bsdOptions(options: PsOptions, letters: string, rest: string[]): void {
  for (let index = 0; index < letters.length; index++) {
    const letter = letters[index]!;
    if ('opkUt'.includes(letter)) {
      const value = letters.slice(index + 1) || rest.shift() || '';
      if (letter === 'o') addColumns(options, value);
      else if (letter === 'k') options.sort = list(value);
      else UNIX_VALUES[letter]!(options, value);
      return;
    }
    const set = BSD_FLAGS[letter];
    if (!set) {
      options.problem = /^[a-zA-Z]$/.test(letter) ? 'unsupported option (BSD syntax)' : 'garbage option';
      return;
    }
    set(options);
  }
  if (options.format === 'default') options.format = 'bsd';
}
