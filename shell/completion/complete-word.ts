import type { Shell } from '../interpreter/shell.ts';
import type { Completer, Completion, CompletionKind } from '../line-editor/completion.ts';
import { argumentsOf } from './arguments.ts';
import { type CommandLine, commandLineAt } from './command-line.ts';
import { expandHead, fileNames, isDirectoryPath } from './file-names.ts';
import { globMatches } from './glob-matches.ts';
import { commandNames, hostNames, userNames, variableNames } from './names.ts';
import { quoteFor } from './quoting.ts';

/** What Tab offers at a shell's prompt. */
export function completerFor(shell: Shell, ignoresCase: () => boolean): Completer {
  return async (line, cursor, kind) => {
    const at = commandLineAt(line.slice(0, cursor));
    const completion = await completionOf(shell, at, line, cursor, kind, ignoresCase());
    return completion && completion.matches.length > 0 ? completion : null;
  };
}

async function completionOf(
  shell: Shell,
  at: CommandLine,
  line: string,
  cursor: number,
  kind: CompletionKind,
  ignoresCase: boolean,
): Promise<Completion | null> {
  const raw = line.slice(at.pieceStart, cursor);
  switch (kind) {
    case 'command':
      return names(at, commandNames(shell, at.piece));
    case 'filename':
      return paths(shell, at, raw, { ignoresCase });
    case 'variable':
      return names(
        at,
        prefixed('$', at.piece, (name) => variableNames(shell, name)),
      );
    case 'username':
      return names(
        at,
        prefixed('~', at.piece, (name) => userNames(shell, name)),
      );
    case 'hostname':
      return names(
        at,
        prefixed('@', at.piece, (name) => hostNames(shell, name)),
      );
    case 'glob':
      return names(at, globMatches(shell, at.piece));
    case 'word':
      return wordCompletion(shell, at, raw, { line, cursor, ignoresCase });
  }
}

/** Names for a word that may begin with the sign of their kind. */
function prefixed(sign: string, word: string, namesFor: (word: string) => readonly string[]): string[] {
  const has = word.startsWith(sign) ? sign : '';
  return namesFor(word.slice(has.length)).map((name) => has + name);
}

interface Place {
  readonly line: string;
  readonly cursor: number;
  readonly ignoresCase: boolean;
}

async function wordCompletion(shell: Shell, at: CommandLine, raw: string, place: Place): Promise<Completion | null> {
  const isCommand = at.words.length === 1 && !at.isRedirection;
  const variable = at.quote === "'" ? null : /\$(\{?)([A-Za-z_][A-Za-z0-9_]*)?$/.exec(raw);
  if (variable && !/\\\$[^$]*$/.test(raw)) return variables(shell, place, at, variable);
  if (!at.isRedirection && !isCommand) {
    const own = await argumentsOf(shell, at, place.line, place.cursor);
    if (own) return fromArguments(shell, at, raw, own);
  }
  if (/^~[^/]*$/.test(raw) && at.quote === '') {
    const users = names(
      at,
      userNames(shell, raw.slice(1)).map((name) => `~${name}`),
    );
    if (users.matches.length > 0) return { ...users, isDirectory: () => true };
  }
  if (/^@/.test(raw) && hostNames(shell, raw.slice(1)).length > 0)
    return names(
      at,
      hostNames(shell, raw.slice(1)).map((name) => `@${name}`),
    );
  if (isCommand && at.piece === at.words[0]) {
    if (!at.piece.includes('/')) return commandsOrDirectories(shell, at, raw, place);
    return paths(shell, at, raw, { only: 'executables', ignoresCase: place.ignoresCase });
  }
  return paths(shell, at, raw, { ignoresCase: place.ignoresCase });
}

function commandsOrDirectories(shell: Shell, at: CommandLine, raw: string, { ignoresCase }: Place): Completion {
  const directories = fileNames(shell, at.piece, { only: 'directories' });
  const commands = commandNames(shell, at.piece);
  if (commands.length === 0) return paths(shell, at, raw, { only: 'executables', ignoresCase });
  const all = names(at, [...commands, ...directories]);
  const onlyDirectories = new Set(directories.filter((name) => !commands.includes(name)));
  const isDirectory = (match: string) => onlyDirectories.has(match);
  return { ...all, isDirectory, label: (match) => (isDirectory(match) ? `${match}/` : match) };
}

/** Words that are written as they are, but for quoting. */
function names(at: CommandLine, matches: readonly string[]): Completion {
  return {
    start: at.pieceStart,
    matches,
    quote: at.quote,
    written: (match) => match,
    label: (match) => match,
    isDirectory: () => false,
    suppressesBlank: false,
    keepsOrder: false,
  };
}

interface PathOptions {
  readonly only?: 'directories' | 'executables';
  readonly ignoresCase?: boolean;
}

/** Files: the directory stays as it was typed, the name is quoted. */
function paths(shell: Shell, at: CommandLine, raw: string, options: PathOptions): Completion {
  const rawHead = raw.slice(0, raw.lastIndexOf('/') + 1);
  const head = at.piece.slice(0, at.piece.lastIndexOf('/') + 1);
  const quote = quoteFor(at.quote);
  const isLiteral = at.quote !== '' && at.quote !== '"';
  const matches = fileNames(shell, isLiteral ? at.piece.replace(/^~/, './~') : at.piece, options);
  return {
    start: at.pieceStart,
    matches,
    quote: at.quote,
    written: (match) => rawHead + quote(match.slice(head.length)),
    label: labelOf(shell),
    isDirectory: (match) => isDirectoryPath(shell, match),
    suppressesBlank: false,
    keepsOrder: false,
  };
}

/** A path is listed by its last name, a directory with a slash. */
function labelOf(shell: Shell): (path: string) => string {
  return (path) => {
    const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
    const name = trimmed.slice(trimmed.lastIndexOf('/') + 1);
    return isDirectoryPath(shell, path) ? `${name}/` : name;
  };
}

function variables(shell: Shell, place: Place, at: CommandLine, found: RegExpExecArray): Completion {
  const start = place.cursor - found[0].length;
  const brace = found[1] === '{';
  const open = brace ? '${' : '$';
  return {
    ...names(
      at,
      variableNames(shell, found[2] ?? '').map((name) => open + name + (brace ? '}' : '')),
    ),
    start,
    isDirectory: (match) =>
      !brace && at.quote === '' && isDirectoryPath(shell, shell.variables.get(match.slice(1)) || '\0'),
  };
}

/** What a command's own completion offers, cut to the piece that is replaced. */
function fromArguments(
  shell: Shell,
  at: CommandLine,
  raw: string,
  own: Awaited<ReturnType<typeof argumentsOf>> & object,
): Completion {
  if (own.files) {
    const found = paths(shell, at, raw, own.files);
    if (!own.candidates) return { ...found, suppressesBlank: own.suppressesBlank };
    return { ...found, matches: [...own.candidates, ...found.matches] };
  }
  const word = at.words.at(-1) ?? '';
  const before = word.slice(0, word.length - at.piece.length);
  const cut = (candidate: string) =>
    !own.areWhole || before === '' || !candidate.startsWith(before) ? candidate : candidate.slice(before.length);
  const matches = (own.candidates ?? []).map(cut).filter((match) => !own.areWhole || match.startsWith(at.piece));
  const quote = quoteFor(at.quote);
  const rawHead = raw.slice(0, raw.lastIndexOf('/') + 1);
  return {
    ...names(at, matches),
    written: (match) => (own.areFiles ? rawHead + quote(match.slice(rawHead.length)) : match),
    label: own.areFiles ? labelOf(shell) : (match) => match,
    isDirectory: (match) => own.areFiles && isDirectoryPath(shell, expandHead(shell, match)),
    suppressesBlank: own.suppressesBlank || (own.areWhole && matches.length === 1 && /[=/:]$/.test(matches[0]!)),
    keepsOrder: own.keepsOrder,
  };
}
