import type { Shell } from '../interpreter/shell.ts';
import type { CommandLine } from './command-line.ts';
import { type CompletionCall, generate } from './generate.ts';
import { KNOWN_ARGUMENTS, type KnownArguments } from './known-arguments.ts';
import { optionNames } from './option-names.ts';
import { completerOf } from './registry.ts';
import { type Specification, specificationsOf } from './specifications.ts';

/** What a command takes where the cursor stands. */
export interface ArgumentCandidates {
  readonly candidates?: readonly string[];
  /** File names, instead of or beside the candidates. */
  readonly files?: { readonly only?: 'directories' | 'executables' };
  /** Candidates are whole words, not only what follows the last `=` or `:`. */
  readonly areWhole: boolean;
  readonly areFiles: boolean;
  readonly suppressesBlank: boolean;
  readonly keepsOrder: boolean;
}

const PLAIN = { areWhole: true, areFiles: false, suppressesBlank: false, keepsOrder: false } as const;

/** Undefined: nothing is known of the command, so file names. */
export async function argumentsOf(
  shell: Shell,
  at: CommandLine,
  line: string,
  cursor: number,
): Promise<ArgumentCandidates | undefined> {
  return argumentsOfWords(shell, at, at.words, line, cursor, 0);
}

/** Commands that run commands do not nest deeper when they are completed. */
const DEEPEST_WRAPPING = 8;

async function argumentsOfWords(
  shell: Shell,
  at: CommandLine,
  words: readonly string[],
  line: string,
  cursor: number,
  depth: number,
): Promise<ArgumentCandidates | undefined> {
  const table = specificationsOf(shell);
  const specification = table.find(words[0]!);
  // What `kubectl completion bash` defines is built in, whatever name it is given to.
  if (specification?.function === '__start_kubectl' && words[0] !== 'kubectl')
    return argumentsOfWords(shell, at, ['kubectl', ...words.slice(1)], line, cursor, depth + 1);
  if (specification && specification.function !== '__start_kubectl')
    return fromSpecification(shell, specification, at, words, line, cursor);
  const alias = shell.aliases.get(words[0]!);
  if (alias !== undefined && depth < DEEPEST_WRAPPING) {
    const expanded = alias.trim().split(/\s+/);
    if (expanded[0] !== words[0] && expanded[0] !== undefined)
      return argumentsOfWords(shell, at, [...expanded, ...words.slice(1)], line, cursor, depth + 1);
  }
  const name = words[0]!.slice(words[0]!.lastIndexOf('/') + 1);
  const known = KNOWN_ARGUMENTS[name];
  if (known) {
    const found = known({ shell, words, word: words.at(-1)! });
    if (found && 'wrapped' in found) {
      if (depth >= DEEPEST_WRAPPING) return undefined;
      if (found.wrapped.length === 1) return { ...PLAIN, candidates: found.commands() };
      return argumentsOfWords(shell, at, found.wrapped, line, cursor, depth + 1);
    }
    if (found) return fromKnown(found);
  }
  const own = await ownCandidates(shell, name, words);
  if (own) return { ...PLAIN, candidates: own.filter((candidate) => candidate.startsWith(words.at(-1)!)) };
  const options = words.at(-1)!.startsWith('-') ? optionNames(shell, name) : [];
  if (options.length > 0) {
    const candidates = options.filter((option) => option.startsWith(words.at(-1)!));
    return { ...PLAIN, candidates };
  }
  const byDefault = table.special.get('default');
  return byDefault && fromSpecification(shell, byDefault, at, words, line, cursor);
}

function fromKnown(found: Exclude<KnownArguments, { wrapped: readonly string[] }>): ArgumentCandidates {
  return { ...PLAIN, ...found };
}

async function ownCandidates(shell: Shell, name: string, words: readonly string[]) {
  const complete = completerOf(shell.machine.programs, name);
  return complete?.(words, words.length - 1, {
    machine: shell.machine,
    workingDirectory: shell.workingDirectory,
    environment: shell.variables.exported(),
    signal: shell.process.signal,
  });
}

async function fromSpecification(
  shell: Shell,
  specification: Specification,
  at: CommandLine,
  words: readonly string[],
  line: string,
  cursor: number,
): Promise<ArgumentCandidates | undefined> {
  const table = specificationsOf(shell);
  const call: CompletionCall = {
    command: words[0]!,
    word: at.piece,
    previous: words.at(-2) ?? '',
    words,
    index: words.length - 1,
    line: line.slice(at.commandStart),
    point: cursor - at.commandStart,
  };
  const asked = { ...specification, options: new Set(specification.options) };
  table.current = asked;
  const found = await generate(shell, asked, at.piece, call);
  table.current = null;
  const { options } = asked;
  if (found.length === 0) {
    if (options.has('dirnames')) return { ...PLAIN, files: { only: 'directories' } };
    if (options.has('default') || options.has('bashdefault')) return undefined;
    return { ...PLAIN, candidates: [] };
  }
  const areFiles = options.has('filenames') || asked.actions.some((name) => name === 'file' || name === 'directory');
  return {
    candidates: found,
    ...(options.has('plusdirs') && { files: { only: 'directories' as const } }),
    areWhole: false,
    areFiles,
    suppressesBlank: options.has('nospace'),
    keepsOrder: options.has('nosort'),
  };
}
