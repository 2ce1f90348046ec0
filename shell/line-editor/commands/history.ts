import type { CommandTable, Editing } from '../editing.ts';
import { historyWords } from '../history-words.ts';

function moveBy(editing: Editing, by: number): void {
  const { history } = editing;
  const to = Math.max(0, Math.min(history.length, history.at + by));
  if (!history.goTo(to, editing.isViCommand ? 0 : undefined)) editing.bell();
}

/** What a run of searches by prefix looks for; it goes on while the command before was one too. */
const prefixes = new WeakMap<object, { prefix: string; found: string }>();

const searchByPrefix = (sign: 1 | -1, isSubstring = false) => {
  return (editing: Editing) => {
    const { buffer, history } = editing;
    const goesOn = /^history-(substring-)?search-/.test(editing.lastCommand);
    const state = (goesOn && prefixes.get(history)) || { prefix: buffer.beforeCursor, found: buffer.text };
    const matches = (line: string) => (isSubstring ? line.includes(state.prefix) : line.startsWith(state.prefix));
    for (let at = history.at + sign; at >= 0 && at <= history.length; at += sign) {
      const line = history.line(at)!;
      const isOwn = at === history.length;
      if (!isOwn && (!matches(line) || line === state.found)) continue;
      history.goTo(at);
      prefixes.set(history, { prefix: state.prefix, found: line });
      buffer.cursor = state.prefix === '' || isOwn ? buffer.length : [...state.prefix].length;
      return;
    }
    prefixes.set(history, state);
    editing.bell();
  };
};

/** Where a run of M-. is: how far back, and which word. */
const lastArguments = new WeakMap<object, { at: number; step: number; word: number | null }>();

function insertLastArgument(editing: Editing): void {
  const { buffer, history } = editing;
  const goesOn = editing.lastCommand === 'yank-last-arg' ? lastArguments.get(history) : undefined;
  const state = goesOn ?? { at: history.at, step: -1, word: editing.hasCount ? editing.count : null };
  if (goesOn && editing.hasCount) state.step = editing.count < 0 ? 1 : -1;
  if (goesOn) buffer.undo();
  state.at += state.step;
  lastArguments.set(history, state);
  yankArgument(editing, state.at, state.word);
}

/** Inserts a word of a line of history; null is its last one. */
function yankArgument(editing: Editing, at: number, word: number | null): void {
  const line = at < 0 || at >= editing.history.length ? undefined : editing.history.line(at);
  const words = line === undefined ? [] : historyWords(line);
  const index = word === null ? words.length - 1 : word < 0 ? words.length + word : word;
  const text = words[index];
  if (text === undefined || text === '') return editing.bell();
  editing.buffer.group(() => editing.buffer.insert(text));
}

/** Reads a text at a `:` prompt and goes to the line of history that holds it (M-p, M-n). */
export const searchOnce =
  (sign: 1 | -1, mark = ':') =>
  async (editing: Editing) => {
    const { buffer, history, input, readline } = editing;
    const [text, cursor] = [buffer.text, buffer.cursor];
    let query = '';
    for (;;) {
      buffer.load(query);
      editing.message(editing.prompt + mark);
      await editing.refresh();
      const char = await input.next();
      if (char === null || char === '\x07' || char === '\x03') {
        query = '';
        editing.bell();
        break;
      }
      if (char === '\r' || char === '\n') break;
      if (char === '\x7f' || char === '\b') {
        if (query === '') break;
        query = [...query].slice(0, -1).join('');
      } else if (char === '\x15') query = '';
      else if (char >= ' ') query = (query + char).slice(0, 256);
    }
    editing.message(null);
    buffer.load(text, cursor);
    const wanted = query || readline.lastSearch;
    if (wanted === '') return;
    readline.lastSearch = wanted;
    for (let at = history.at + sign; at >= 0 && at < history.length; at += sign) {
      if (history.line(at)!.includes(wanted)) return void history.goTo(at, 0);
    }
    editing.bell();
  };

export const HISTORY_COMMANDS: CommandTable = {
  'previous-history': (editing) => moveBy(editing, -editing.count),
  'next-history': (editing) => moveBy(editing, editing.count),
  'beginning-of-history': (editing) => void editing.history.goTo(0),
  'end-of-history': (editing) => void editing.history.goTo(editing.history.length),
  'fetch-history': (editing) =>
    void editing.history.goTo(editing.hasCount ? editing.count - 1 : editing.history.length),
  'history-search-backward': searchByPrefix(-1),
  'history-search-forward': searchByPrefix(1),
  'history-substring-search-backward': searchByPrefix(-1, true),
  'history-substring-search-forward': searchByPrefix(1, true),
  'yank-last-arg': insertLastArgument,
  'insert-last-argument': insertLastArgument,
  'yank-nth-arg': (editing) => yankArgument(editing, editing.history.at - 1, editing.hasCount ? editing.count : 1),
  'non-incremental-reverse-search-history': searchOnce(-1),
  'non-incremental-forward-search-history': searchOnce(1),
};
