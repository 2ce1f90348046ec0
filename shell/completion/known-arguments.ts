import { SIGNAL_NUMBERS } from '../../cluster/machinery/machine.ts';
import type { Shell } from '../interpreter/shell.ts';
import { commandNames, exportedNames, programNames, userNames, variableNames } from './names.ts';

interface Place {
  readonly shell: Shell;
  /** The command and its words; the last is the one under the cursor. */
  readonly words: readonly string[];
  readonly word: string;
}

/** What is offered: candidates, file names, or what another command takes (`sudo COMMAND …`). */
export type KnownArguments =
  | { readonly candidates: readonly string[]; readonly suppressesBlank?: boolean }
  | { readonly files: { readonly only?: 'directories' | 'executables' } }
  | { readonly wrapped: readonly string[]; readonly commands: () => string[] };

/** Undefined: no more than of any other command. */
type Known = (place: Place) => KnownArguments | undefined;

const beginning = (names: Iterable<string>, word: string) => ({
  candidates: [...names].filter((name) => name.startsWith(word)),
});

/** Commands whose first operand is another command; those options of theirs take a value. */
const wrapper =
  (withValue: string, skipsAssignments = false, names = programNames): Known =>
  ({ shell, words, word }) => {
    let at = 1;
    while (at < words.length - 1) {
      const one = words[at]!;
      if (one.startsWith('-')) at += one.length === 2 && withValue.includes(one[1]!) ? 2 : 1;
      else if (skipsAssignments && one.includes('=')) at++;
      else break;
    }
    if (at >= words.length - 1 && (word.startsWith('-') || at > words.length - 1)) return undefined;
    return { wrapped: words.slice(at), commands: () => names(shell, word) };
  };

const directories: Known = ({ word }) => (word.startsWith('-') ? undefined : { files: { only: 'directories' } });

const jobs: Known = ({ shell, word }) =>
  beginning(
    shell.jobs.list().map(({ text }) => `%${text.split(' ')[0]!}`),
    word.startsWith('%') ? word : `%${word}`,
  );

const processes: Known = ({ shell, word }) => {
  if (word.startsWith('%')) return jobs({ shell, words: [], word });
  if (word.startsWith('-')) {
    const names = Object.keys(SIGNAL_NUMBERS).flatMap((name) => [`-${name.slice(3)}`, `-${name}`]);
    return beginning([...names, '-l', '-s'], word);
  }
  return beginning(
    shell.machine.processes.list().map(({ pid }) => String(pid)),
    word,
  );
};

const processNames: Known = ({ shell, word }) =>
  word.startsWith('-')
    ? undefined
    : beginning(
        new Set(shell.machine.processes.list().map(({ args }) => (args[0] ?? '').replace(/^.*\/|^-/, ''))),
        word,
      );

const variables: Known = ({ shell, word }) =>
  word.startsWith('-') || word.includes('=') ? undefined : beginning(variableNames(shell, word), word);

const commands: Known = ({ shell, word }) =>
  word.startsWith('-') ? undefined : beginning(commandNames(shell, word), word);

const users: Known = ({ shell, word }) => (word.startsWith('-') ? undefined : beginning(userNames(shell, word), word));

function* signals(): Iterable<string> {
  yield* Object.keys(SIGNAL_NUMBERS);
  yield* ['EXIT', 'ERR', 'DEBUG', 'RETURN'];
}

/** As the package bash-completion knows the usual commands; everything else takes files. */
export const KNOWN_ARGUMENTS: Readonly<Record<string, Known>> = {
  sudo: wrapper('ugCDhpRTU', true),
  time: wrapper('', false, commandNames),
  watch: wrapper('n'),
  xargs: wrapper('adEIiLlnPs'),
  env: wrapper('uCS', true),
  nohup: wrapper(''),
  nice: wrapper('n'),
  exec: wrapper('a'),
  command: wrapper('', false, commandNames),
  builtin: wrapper(''),
  strace: wrapper('eop'),
  timeout: ({ shell, words, word }) => {
    const at = words.findIndex((one, index) => index > 0 && !one.startsWith('-'));
    if (at < 0 || at >= words.length - 1) return undefined;
    return { wrapped: words.slice(at + 1), commands: () => programNames(shell, word) };
  },
  cd: directories,
  pushd: directories,
  rmdir: directories,
  mkdir: ({ word }) => (word.startsWith('-') ? undefined : { files: { only: 'directories' } }),
  fg: jobs,
  bg: jobs,
  disown: jobs,
  jobs,
  wait: jobs,
  kill: processes,
  killall: processNames,
  pkill: processNames,
  pgrep: processNames,
  unset: ({ shell, words, word }) =>
    words.includes('-f')
      ? beginning([...shell.functions.keys()], word)
      : beginning([...variableNames(shell, word), ...shell.functions.keys()], word),
  export: variables,
  declare: variables,
  typeset: variables,
  local: variables,
  readonly: variables,
  read: variables,
  printenv: ({ shell, word }) => (word.startsWith('-') ? undefined : beginning(exportedNames(shell, word), word)),
  alias: ({ shell, word }) => ({ ...beginning([...shell.aliases.keys()].sort(), word), suppressesBlank: true }),
  unalias: ({ shell, word }) => beginning([...shell.aliases.keys()].sort(), word),
  type: commands,
  which: ({ shell, word }) => (word.startsWith('-') ? undefined : beginning(programNames(shell, word), word)),
  man: ({ shell, word }) => (word.startsWith('-') ? undefined : beginning(programNames(shell, word), word)),
  help: commands,
  hash: commands,
  su: users,
  id: users,
  trap: ({ words, word }) => (words.length > 2 ? beginning(signals(), word) : undefined),
  set: ({ words, word }) =>
    /^[-+]o$/.test(words.at(-2) ?? '')
      ? beginning(SET_OPTIONS, word)
      : word.startsWith('-')
        ? undefined
        : { candidates: [] },
  shopt: ({ shell, word }) =>
    word.startsWith('-') ? beginning(['-o', '-p', '-q', '-s', '-u'], word) : beginning(shell.shellOptions, word),
  chown: ({ shell, words, word }) =>
    words.length === 2 && !word.startsWith('-') ? beginning(userNames(shell, ''), word) : undefined,
  '.': () => ({ files: {} }),
};

const SET_OPTIONS = [
  'allexport',
  'braceexpand',
  'emacs',
  'errexit',
  'errtrace',
  'functrace',
  'hashall',
  'histexpand',
  'history',
  'ignoreeof',
  'interactive-comments',
  'keyword',
  'monitor',
  'noclobber',
  'noexec',
  'noglob',
  'nolog',
  'notify',
  'nounset',
  'onecmd',
  'physical',
  'pipefail',
  'posix',
  'privileged',
  'verbose',
  'vi',
  'xtrace',
];
