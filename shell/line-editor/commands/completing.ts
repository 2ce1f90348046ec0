import { isBlank, splitUnits } from '../character-units.ts';
import { type Completion, type CompletionKind, commonPrefix } from '../completion.ts';
import { listCandidates } from '../completion-list.ts';
import type { CommandTable, Editing } from '../editing.ts';

/** So many characters waiting behind a Tab were pasted, not typed: nobody reads candidates for the tabs among them. */
const PASTED_KEYS = 32;

function sorted(completion: Completion): string[] {
  const unique = [...new Set(completion.matches)];
  if (completion.keepsOrder) return unique;
  return unique.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}

async function found(
  editing: Editing,
  kind: CompletionKind,
): Promise<{ completion: Completion; matches: string[] } | null> {
  const { buffer } = editing;
  const completion = await editing.complete(buffer.text, buffer.beforeCursor.length, kind);
  if (!completion || completion.matches.length === 0) return null;
  return { completion, matches: sorted(completion) };
}

/** The word before the cursor becomes `written`; nothing when it is that already. */
function replaceWord(editing: Editing, completion: Completion, written: string): void {
  const { buffer } = editing;
  const before = buffer.beforeCursor;
  if (before.slice(completion.start) === written) return;
  const from = splitUnits(before.slice(0, completion.start)).length;
  buffer.group(() => {
    buffer.remove(from, buffer.cursor);
    buffer.cursor = from;
    buffer.insert(written);
  });
}

/** What follows the only match: a closing quote, a slash, a blank. */
function appendEnding(editing: Editing, completion: Completion, match: string): void {
  const { buffer } = editing;
  const next = buffer.units[buffer.cursor];
  if (completion.isDirectory(match)) {
    if (!match.endsWith('/') && next !== '/') buffer.insert('/');
    return;
  }
  if (completion.quote !== '' && next !== completion.quote) buffer.insert(completion.quote);
  if (buffer.cursor === buffer.length && !completion.suppressesBlank) buffer.insert(' ');
}

const complete = (kind: CompletionKind) => async (editing: Editing) => {
  const { buffer, readline } = editing;
  if (editing.input.waitingLength > PASTED_KEYS) return;
  if (readline.settings.isOn('disable-completion')) return buffer.insert('\t');
  await editing.refresh();
  const again = editing.lastCommand === editing.command && !editing.lastChanged;
  const result = await found(editing, kind);
  if (!result) return editing.bell();
  const { completion, matches } = result;
  const before = buffer.text;
  const common = commonPrefix(matches, readline.settings.isOn('completion-ignore-case'));
  if (common !== '' && !again) replaceWord(editing, completion, completion.written(common));
  if (matches.length === 1) {
    if (again) replaceWord(editing, completion, completion.written(common));
    appendEnding(editing, completion, matches[0]!);
    return;
  }
  const showsAll =
    readline.settings.isOn('show-all-if-ambiguous') ||
    (readline.settings.isOn('show-all-if-unmodified') && buffer.text === before);
  if (again || showsAll) return list(editing, result);
  editing.bell();
};

async function list(editing: Editing, { completion, matches }: { completion: Completion; matches: string[] }) {
  const labels = matches.map((match) => completion.label(match));
  await listCandidates(editing, labels);
}

const possible = (kind: CompletionKind) => async (editing: Editing) => {
  const result = await found(editing, kind);
  if (!result) return editing.bell();
  await list(editing, result);
};

const insertAll = (kind: CompletionKind) => async (editing: Editing) => {
  const result = await found(editing, kind);
  if (!result) return editing.bell();
  const { completion, matches } = result;
  const blank = editing.buffer.cursor === editing.buffer.length ? ' ' : '';
  replaceWord(editing, completion, matches.map(completion.written).join(' ') + blank);
};

/** Tab after Tab goes through the candidates. */
const menus = new WeakMap<object, { completion: Completion; matches: string[]; at: number; word: string }>();

const menuComplete = (sign: 1 | -1) => async (editing: Editing) => {
  const goesOn = /^(old-)?menu-complete/.test(editing.lastCommand) ? menus.get(editing.history) : undefined;
  let menu = goesOn;
  if (!menu) {
    const result = await found(editing, 'word');
    if (!result) return editing.bell();
    const word = result.completion.written(commonPrefix(result.matches));
    menu = { ...result, at: sign > 0 ? -1 : result.matches.length, word };
    menus.set(editing.history, menu);
  }
  const size = menu.matches.length + 1;
  menu.at = (((menu.at + sign * editing.count + size) % size) + size) % size;
  const match = menu.matches[menu.at];
  replaceWord(editing, menu.completion, match === undefined ? menu.word : menu.completion.written(match));
  if (match === undefined) editing.bell();
  else appendEnding(editing, menu.completion, match);
};

const expandLine = (expand: (editing: Editing, line: string) => Promise<string | null> | string | null) => {
  return async (editing: Editing) => {
    const expanded = await expand(editing, editing.buffer.text);
    if (expanded === null) return;
    editing.buffer.replaceAll(expanded);
  };
};

export const COMPLETION_COMMANDS: CommandTable = {
  complete: complete('word'),
  'vi-complete': complete('word'),
  'complete-command': complete('command'),
  'complete-filename': complete('filename'),
  'complete-variable': complete('variable'),
  'complete-username': complete('username'),
  'complete-hostname': complete('hostname'),
  'glob-complete-word': complete('glob'),
  'possible-completions': possible('word'),
  'possible-command-completions': possible('command'),
  'possible-filename-completions': possible('filename'),
  'possible-variable-completions': possible('variable'),
  'possible-username-completions': possible('username'),
  'possible-hostname-completions': possible('hostname'),
  'glob-list-expansions': possible('glob'),
  'insert-completions': insertAll('word'),
  'glob-expand-word': insertAll('glob'),
  'menu-complete': menuComplete(1),
  'old-menu-complete': menuComplete(1),
  'menu-complete-backward': menuComplete(-1),
  'delete-char-or-list': (editing) =>
    editing.buffer.cursor === editing.buffer.length
      ? possible('word')(editing)
      : void editing.buffer.remove(editing.buffer.cursor, editing.buffer.cursor + 1),
  'history-expand-line': expandLine((editing, line) => editing.expansions.history(line)),
  'shell-expand-line': expandLine((editing, line) => editing.expansions.shell(line)),
  'alias-expand-line': expandLine((editing, line) => editing.expansions.alias(line)),
  'history-and-alias-expand-line': expandLine((editing, line) =>
    editing.expansions.alias(editing.expansions.history(line) ?? line),
  ),
  'tilde-expand': (editing) => {
    const { buffer } = editing;
    let from = buffer.cursor;
    while (from > 0 && !isBlank(buffer.units[from - 1]!)) from--;
    let to = buffer.cursor;
    while (to < buffer.length && !isBlank(buffer.units[to]!)) to++;
    const expanded = editing.expansions.tilde(buffer.slice(from, to));
    if (expanded === null) return;
    buffer.group(() => {
      buffer.remove(from, to);
      buffer.cursor = from;
      buffer.insert(expanded);
    });
  },
  'magic-space': async (editing) => {
    const expanded = editing.expansions.history(editing.buffer.text);
    if (expanded !== null) editing.buffer.replaceAll(expanded);
    editing.buffer.insert(' ');
  },
};
