import { RESERVED_WORDS } from '../interpreter/builtins/names.ts';
import { builtinNames } from '../interpreter/builtins/table.ts';
import { searchAll } from '../interpreter/find-command.ts';
import { absolutePath } from '../interpreter/path-name.ts';
import type { Shell } from '../interpreter/shell.ts';
import type { Completion } from '../line-editor/completion-list.ts';
import { completerOf } from './registry.ts';
import { splitLine } from './split-line.ts';

/** Candidates for the word at the end of `line`: variables, commands, a command's own, else files. */
export async function completeWord(shell: Shell, line: string): Promise<Completion | null> {
  const { words, quote } = splitLine(line, (name) => shell.aliases.get(name));
  const word = words.at(-1) ?? '';
  const base = { word, quote: quoter(quote) };
  const variable = quote === "'" ? null : /\$\{?([A-Za-z_][A-Za-z0-9_]*)?$/.exec(word);
  if (variable) return variables(shell, word, variable, quote);
  if (words.length === 1 && !word.includes('/')) {
    return { ...base, candidates: commands(shell, word), ending: () => `${quote} `, label: (name) => name };
  }
  const own = words.length > 1 ? await ownCandidates(shell, words) : undefined;
  if (own) {
    const ending = (candidate: string) => (/[=/:]$/.test(candidate) ? '' : `${quote} `);
    return { ...base, candidates: own.filter((name) => name.startsWith(word)), ending, label: (name) => name };
  }
  const candidates = fileNames(shell, word, words[0] === 'cd' || words[0] === 'rmdir' || words[0] === 'pushd');
  return {
    ...base,
    candidates,
    ending: (candidate) => (candidate.endsWith('/') ? '' : `${quote} `),
    label: (path) => path.slice(path.replace(/\/$/, '').lastIndexOf('/') + 1),
  };
}

function quoter(quote: string): (text: string) => string {
  if (quote === "'") return (text) => text;
  if (quote === '"') return (text) => text.replace(/[\\"$`]/g, '\\$&');
  return (text) => text.replace(/[\s'"\\$`&;|<>()*?[\]{}!#~]/g, '\\$&');
}

function variables(shell: Shell, word: string, found: RegExpExecArray, quote: string): Completion {
  const head = word.slice(0, word.length - (found[1]?.length ?? 0));
  const brace = found[0].startsWith('${') ? '}' : '';
  const names = shell.variables.names().filter((name) => /^[A-Za-z_]/.test(name) && name.startsWith(found[1] ?? ''));
  return {
    word,
    candidates: names.map((name) => head + name),
    quote: (text) => text,
    ending: () => `${brace}${quote} `,
    label: (candidate) => `$${candidate.slice(head.length)}`,
  };
}

function commands(shell: Shell, prefix: string): string[] {
  const { files } = shell.machine;
  const names = new Set([...builtinNames(), ...RESERVED_WORDS, ...shell.functions.keys(), ...shell.aliases.keys()]);
  for (const directory of (shell.variables.get('PATH') ?? '').split(':')) {
    const path = absolutePath(directory || '.', shell.workingDirectory);
    if (!files.exists(path) || files.stat(path).kind !== 'directory') continue;
    for (const name of files.list(path))
      if (name.startsWith(prefix) && searchAll(shell, name).length > 0) names.add(name);
  }
  return [...names].filter((name) => name.startsWith(prefix));
}

async function ownCandidates(shell: Shell, words: readonly string[]): Promise<readonly string[] | undefined> {
  const complete = completerOf(shell.machine.programs, words[0]!.replace(/^.*\//, ''));
  return complete?.(words, words.length - 1, {
    machine: shell.machine,
    workingDirectory: shell.workingDirectory,
    environment: shell.variables.exported(),
    signal: shell.process.signal,
  });
}

function fileNames(shell: Shell, word: string, directoriesOnly: boolean): string[] {
  const { files } = shell.machine;
  const slash = word.lastIndexOf('/') + 1;
  const [head, prefix] = [word.slice(0, slash), word.slice(slash)];
  const home = shell.variables.get('HOME') ?? '/';
  const directory = absolutePath(head.replace(/^~(?=\/)/, home) || '.', shell.workingDirectory);
  if (!files.exists(directory) || files.stat(directory).kind !== 'directory') return [];
  return files
    .list(directory)
    .filter((name) => name.startsWith(prefix) && (prefix.startsWith('.') || !name.startsWith('.')))
    .flatMap((name) => {
      const path = absolutePath(`${directory}/${name}`, '/');
      const isDirectory = files.exists(path) && files.stat(path).kind === 'directory';
      if (directoriesOnly && !isDirectory) return [];
      return [`${head}${name}${isDirectory ? '/' : ''}`];
    });
}
