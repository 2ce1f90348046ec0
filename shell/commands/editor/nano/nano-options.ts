/** What nano was called with. */
export interface NanoOptions {
  numbers: boolean;
  autoIndents: boolean;
  readOnly: boolean;
  tabsToSpaces: boolean;
  tabSize: number;
  /** Leaves and saves without asking. */
  savesOnExit: boolean;
  showsPlace: boolean;
  /** Spaces and tabs can be seen. */
  whitespace: boolean;
  caseSensitive: boolean;
  showsHelp: boolean;
}

export interface NanoFile {
  readonly name: string;
  readonly position: { readonly row: number; readonly column: number };
  /** `+/TEXT`. */
  readonly search: string;
}

const LONG_NAMES: Readonly<Record<string, string>> = {
  linenumbers: 'l',
  autoindent: 'i',
  view: 'v',
  tabstospaces: 'E',
  tabsize: 'T',
  saveonexit: 't',
  constantshow: 'c',
  nohelp: 'x',
  ignorercfiles: 'I',
  nowrap: 'w',
  softwrap: 'S',
  mouse: 'm',
  backup: 'B',
  help: 'h',
  version: 'V',
};

const WITH_VALUE = 'TrsYXCfQo';

export function readNanoArguments(
  args: readonly string[],
): { options: NanoOptions; files: NanoFile[] } | { ask: 'help' | 'version' } | { problem: string } {
  const options: NanoOptions = {
    numbers: false,
    autoIndents: false,
    readOnly: false,
    tabsToSpaces: false,
    tabSize: 8,
    savesOnExit: false,
    showsPlace: false,
    whitespace: false,
    caseSensitive: false,
    showsHelp: true,
  };
  const files: NanoFile[] = [];
  let [position, search] = [{ row: 0, column: 0 }, ''];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg.startsWith('+') && arg.length > 1) {
      if (/^\+[/?]/.test(arg)) search = arg.slice(2);
      const [line = 1, column = 1] = arg
        .slice(1)
        .split(',')
        .map((part) => Number(part) || 1);
      position = { row: line - 1, column: column - 1 };
      continue;
    }
    if (!arg.startsWith('-') || arg === '-') {
      files.push({ name: arg, position, search });
      [position, search] = [{ row: 0, column: 0 }, ''];
      continue;
    }
    const [long = '', given] = arg.startsWith('--') ? arg.slice(2).split('=') : [];
    const letters = arg.startsWith('--') ? LONG_NAMES[long] : arg.slice(1);
    if (letters === undefined) return { problem: `nano: unrecognized option '${arg}'\n` };
    for (let index = 0; index < letters.length; index++) {
      const letter = letters[index]!;
      if (letter === 'h') return { ask: 'help' };
      if (letter === 'V') return { ask: 'version' };
      if (!WITH_VALUE.includes(letter)) {
        Object.assign(options, SWITCHES[letter]);
        continue;
      }
      const value = given ?? (letters.slice(index + 1) || args[++at]);
      if (value === undefined) return { problem: `nano: option requires an argument -- '${letter}'\n` };
      if (letter === 'T') {
        options.tabSize = Number(value);
        if (!(options.tabSize > 0)) return { problem: `Requested tab size "${value}" is invalid\n` };
      }
      break;
    }
  }
  return { options, files: files.length > 0 ? files : [{ name: '', position, search }] };
}

const SWITCHES: Readonly<Record<string, Partial<NanoOptions>>> = {
  l: { numbers: true },
  i: { autoIndents: true },
  v: { readOnly: true },
  E: { tabsToSpaces: true },
  t: { savesOnExit: true },
  c: { showsPlace: true },
  x: { showsHelp: false },
};
