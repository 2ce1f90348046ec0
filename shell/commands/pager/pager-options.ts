/** How a pager shows its text. What less's keys `-N`, `-S` … change while it runs. */
export interface PagerOptions {
  numbers: boolean;
  /** Searches without regard to case: unless the pattern has capital letters (-i), or always (-I). */
  ignoresCase: 'no' | 'unless capitals' | 'always';
  /** Long lines are cut at the right side instead of wrapped (-S). */
  cut: boolean;
  /** SGR sequences pass (-R); otherwise ESC is shown. */
  colours: boolean;
  squeezes: boolean;
  /** A column that marks lines that match (-J). */
  marksLines: boolean;
  highlights: boolean;
  /** Lines below the text are shown as ~. */
  tildes: boolean;
  tabstop: number;
  /** The row, from 0, that a line which was looked for is shown in (-j). */
  targetRow: number;
  /** How far the right arrow moves; 0 is half the screen. */
  shift: number;
  prompt: 'short' | 'medium' | 'long';
  leavesWhenShort: boolean;
  /** Leaves at the end of the text: when one goes on behind it (-e), or at once (-E). */
  leavesAtEnd: 'no' | 'second' | 'first';
  keepsScreen: boolean;
  /** Shows what may be a binary file without asking. */
  forces: boolean;
  /** Keys that are pressed first. */
  start: string;
  /** As the program `more` does it. */
  isMore: boolean;
}

export function defaultOptions(isMore: boolean): PagerOptions {
  return {
    numbers: false,
    ignoresCase: 'no',
    cut: false,
    colours: isMore,
    squeezes: false,
    marksLines: false,
    highlights: true,
    tildes: true,
    tabstop: 8,
    targetRow: 0,
    shift: 0,
    prompt: 'short',
    leavesWhenShort: isMore,
    leavesAtEnd: isMore ? 'second' : 'no',
    keepsScreen: false,
    forces: isMore,
    start: '',
    isMore,
  };
}

const LONG_NAMES: Readonly<Record<string, string>> = {
  'LINE-NUMBERS': 'N',
  'line-numbers': 'n',
  'chop-long-lines': 'S',
  'RAW-CONTROL-CHARS': 'R',
  'raw-control-chars': 'r',
  'quit-if-one-screen': 'F',
  'no-init': 'X',
  'ignore-case': 'i',
  'IGNORE-CASE': 'I',
  'quit-at-eof': 'e',
  'QUIT-AT-EOF': 'E',
  'long-prompt': 'm',
  'LONG-PROMPT': 'M',
  'squeeze-blank-lines': 's',
  'status-column': 'J',
  tilde: '~',
  force: 'f',
  tabs: 'x',
  pattern: 'p',
  'jump-target': 'j',
  shift: '#',
};

/** Letters that a value follows. */
const WITH_VALUE = 'bhjkoOpPtTxyzD"#';

const SWITCHES: Readonly<Record<string, Partial<PagerOptions>>> = {
  N: { numbers: true },
  n: { numbers: false },
  i: { ignoresCase: 'unless capitals' },
  I: { ignoresCase: 'always' },
  S: { cut: true },
  R: { colours: true },
  r: { colours: true },
  s: { squeezes: true },
  J: { marksLines: true },
  G: { highlights: false },
  '~': { tildes: false },
  m: { prompt: 'medium' },
  M: { prompt: 'long' },
  F: { leavesWhenShort: true },
  e: { leavesAtEnd: 'second' },
  E: { leavesAtEnd: 'first' },
  X: { keepsScreen: true },
  f: { forces: true },
};

/** Reads letters with their values; gives what is left over to be taken from the next argument. */
function readLetters(letters: string, options: PagerOptions): string | undefined {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at]!;
    if (!WITH_VALUE.includes(letter)) {
      Object.assign(options, SWITCHES[letter]);
      continue;
    }
    const value = letters.slice(at + 1);
    if (value === '') return letter;
    const number = /^=?\d+/.exec(value);
    setValue(options, letter, number && !'pPoOtT'.includes(letter) ? number[0].replace('=', '') : value);
    if (!number || 'pPoOtT'.includes(letter)) return undefined;
    at += number[0].length;
  }
  return undefined;
}

function setValue(options: PagerOptions, letter: string, value: string): void {
  if (letter === 'x') options.tabstop = Math.max(1, Number.parseInt(value, 10) || 8);
  else if (letter === 'j') options.targetRow = Math.max(0, (Number.parseInt(value, 10) || 1) - 1);
  else if (letter === '#') options.shift = Number.parseInt(value, 10) || 0;
  else if (letter === 'p') options.start += `/${value}\r`;
}

/** The options and names of a command line, after those of the variable LESS. */
export function readPagerArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  isMore: boolean,
): { options: PagerOptions; names: string[] } {
  const options = defaultOptions(isMore);
  const preset = isMore ? '' : (environment['LESS'] ?? '');
  for (const word of preset.split(/\s+/).filter((one) => one !== '')) readWord(/^[-+]/.test(word) ? word : `-${word}`);
  const names: string[] = [];
  let wanting: string | undefined;
  let isName = false;
  for (const arg of args) {
    if (isName) names.push(arg);
    else if (wanting !== undefined) {
      setValue(options, wanting, arg);
      wanting = undefined;
    } else if (arg === '--') isName = true;
    else if (/^[-+]./.test(arg)) wanting = readWord(arg);
    else names.push(arg);
  }
  return { options, names };

  function readWord(word: string): string | undefined {
    if (word.startsWith('+')) {
      options.start += startKeys(word.slice(1));
      return undefined;
    }
    if (!word.startsWith('--')) return readLetters(word.slice(1), options);
    const [name = '', value] = word.slice(2).split('=');
    const letter = LONG_NAMES[name];
    return letter === undefined ? undefined : readLetters(letter + (value ?? ''), options);
  }
}

/** `+20`, `+G`, `+/text`: keys that are pressed first. */
function startKeys(command: string): string {
  if (/^\d+$/.test(command)) return `${command}g`;
  return /^[/?&]/.test(command) ? `${command}\r` : command;
}
