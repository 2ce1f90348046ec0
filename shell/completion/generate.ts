import { SIGNAL_NUMBERS } from '../../cluster/machinery/machine.ts';
import { builtinNames } from '../interpreter/builtins/builtin-names.ts';
import { RESERVED_WORDS } from '../interpreter/builtins/names.ts';
import { matchesPattern } from '../interpreter/pattern.ts';
import type { Shell } from '../interpreter/shell.ts';
import { fileNames } from './file-names.ts';
import { commandNames, exportedNames, hostNames, userNames, variableNames } from './names.ts';
import type { Specification } from './specifications.ts';

type Generate = (shell: Shell, word: string) => readonly string[];

const beginning = (names: Iterable<string>, word: string) => [...names].filter((name) => name.startsWith(word));

/** The actions of `complete -A` and what each offers for a word. */
export const ACTIONS: Readonly<Record<string, Generate>> = {
  alias: (shell, word) => beginning([...shell.aliases.keys()].sort(), word),
  arrayvar: (shell, word) =>
    variableNames(shell, word).filter((name) => shell.variables.find(name)?.indexed !== undefined),
  binding: () => [],
  builtin: (_, word) => beginning(builtinNames(), word),
  command: (shell, word) => commandNames(shell, word),
  directory: (shell, word) => fileNames(shell, word, { only: 'directories' }),
  disabled: () => [],
  enabled: (_, word) => beginning(builtinNames(), word),
  export: (shell, word) => exportedNames(shell, word),
  file: (shell, word) => fileNames(shell, word),
  function: (shell, word) => beginning([...shell.functions.keys()].sort(), word),
  group: (_, word) => beginning(['root'], word),
  helptopic: (_, word) => beginning(builtinNames(), word),
  hostname: (shell, word) => hostNames(shell, word),
  job: (shell, word) => beginning(shell.jobs.list().map(jobName), word),
  keyword: (_, word) => beginning(RESERVED_WORDS, word),
  running: (shell, word) =>
    beginning(
      shell.jobs
        .list()
        .filter(({ state }) => state === 'running')
        .map(jobName),
      word,
    ),
  service: () => [],
  setopt: (shell, word) => beginning(shell.options, word),
  shopt: (shell, word) => beginning(shell.shellOptions, word),
  signal: (_, word) => beginning(Object.keys(SIGNAL_NUMBERS), word),
  stopped: (shell, word) =>
    beginning(
      shell.jobs
        .list()
        .filter(({ state }) => state === 'stopped')
        .map(jobName),
      word,
    ),
  user: (shell, word) => userNames(shell, word),
  variable: (shell, word) => variableNames(shell, word),
};

function jobName({ text }: { readonly text: string }): string {
  return text.split(' ')[0]!;
}

/** What the command line of a completion looks like to a function or command that completes it. */
export interface CompletionCall {
  readonly command: string;
  readonly word: string;
  readonly previous: string;
  readonly words: readonly string[];
  readonly index: number;
  readonly line: string;
  readonly point: number;
}

/** Candidates of a specification for a word. */
export async function generate(
  shell: Shell,
  specification: Specification,
  word: string,
  call: CompletionCall | null,
): Promise<string[]> {
  const found = specification.actions.flatMap((action) => ACTIONS[action]?.(shell, word) ?? []);
  if (specification.words !== undefined) found.push(...(await wordList(shell, specification.words, word)));
  if (specification.glob !== undefined) found.push(...(await expandWords(shell, specification.glob)));
  if (specification.function !== undefined)
    found.push(...(await callFunction(shell, specification.function, word, call)));
  const filtered = specification.filter === undefined ? found : filterOut(found, specification.filter, word);
  const { prefix = '', suffix = '' } = specification;
  return filtered.map((name) => prefix + name + suffix);
}

/** `-W`: the text is expanded, parted by IFS, and what begins with the word stays. */
async function wordList(shell: Shell, text: string, word: string): Promise<string[]> {
  return (await expandWords(shell, text)).filter((name) => name.startsWith(word));
}

async function expandWords(shell: Shell, text: string): Promise<string[]> {
  const saved = shell.variables.get('IFS') ?? ' \t\n';
  const parted = text.split(new RegExp(`[${saved.replace(/[\\\]^-]/g, '\\$&')}]+`)).filter((part) => part !== '');
  if (!/[$`\\'"*?[{~]/.test(text)) return parted;
  await shell.runText(`__completion_words=(${text})`);
  const values = [...(shell.variables.find('__completion_words')?.indexed?.values() ?? [])];
  shell.variables.unset('__completion_words');
  return values;
}

async function callFunction(shell: Shell, name: string, word: string, call: CompletionCall | null): Promise<string[]> {
  if (!shell.functions.has(name)) return [];
  const { variables } = shell;
  if (call) {
    variables.setIndexed('COMP_WORDS', [...call.words]);
    variables.set('COMP_CWORD', String(call.index));
    variables.set('COMP_LINE', call.line);
    variables.set('COMP_POINT', String(Buffer.byteLength(call.line.slice(0, call.point))));
    variables.set('COMP_TYPE', '9');
    variables.set('COMP_KEY', '9');
  }
  variables.unset('COMPREPLY');
  const status = shell.status;
  const args = call ? [call.command, word, call.previous] : [word];
  await shell.runText(`${name} ${args.map(quoted).join(' ')}`);
  shell.status = status;
  const reply = variables.find('COMPREPLY');
  for (const one of ['COMP_WORDS', 'COMP_CWORD', 'COMP_LINE', 'COMP_POINT', 'COMP_TYPE', 'COMP_KEY', 'COMPREPLY'])
    variables.unset(one);
  if (!reply) return [];
  return reply.indexed ? [...reply.indexed.values()] : [reply.value ?? ''];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `-X`: names that match the pattern go; with `!` those that do not. */
function filterOut(names: readonly string[], filter: string, word: string): string[] {
  const keeps = filter.startsWith('!');
  const pattern = (keeps ? filter.slice(1) : filter).replace(/(^|[^\\])&/g, `$1${word}`);
  return names.filter((name) => matchesPattern(name, pattern) === keeps);
}
