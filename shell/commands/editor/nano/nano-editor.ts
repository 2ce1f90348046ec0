import type { Process } from '../../../../cluster/machinery/machine.ts';
import type { Terminal } from '../../../../cluster/machinery/terminal.ts';
import type { Key } from '../../../line-editor/keys.ts';
import { FullScreen } from '../full-screen.ts';
import { widthOf } from '../line-cells.ts';
import { copy, EDITS, type } from './nano-edits.ts';
import { exit, insertFile, openBuffer, save, sayBuffer, writeOut } from './nano-files.ts';
import { showHelp } from './nano-help.ts';
import { MOVES } from './nano-moves.ts';
import type { NanoFile, NanoOptions } from './nano-options.ts';
import { ask } from './nano-prompt.ts';
import { findNext, replace, whereIs } from './nano-search.ts';
import { NanoState } from './nano-state.ts';

/** Runs nano on these files until the last one is left. */
export async function runNano(
  process: Process,
  terminal: Terminal,
  files: readonly NanoFile[],
  options: NanoOptions,
): Promise<number> {
  const opened = files.map(({ name }) => openBuffer({ process }, name));
  const screen = new FullScreen(process, terminal);
  const buffers = opened.map(({ buffer }) => buffer);
  const state = new NanoState(process, screen, options, buffers);
  try {
    for (const [at, { position, search }] of [...files.entries()].reverse()) {
      state.at = at;
      state.text.moveTo(position.row, position.column);
      state.center();
      if (opened.length > 1) sayBuffer(state);
      else state.say(opened[at]!.told);
      if (search === '') continue;
      state.search.text = search;
      state.text.moveTo(0, -1);
      findNext(state, false);
    }
    while (!state.done) {
      await state.paint();
      const key = await state.key();
      if (key === null) break;
      await press(state, key);
    }
    return 0;
  } finally {
    screen.close();
  }
}

async function press(state: NanoState, key: Key): Promise<void> {
  state.ageMessage();
  const typed = 'text' in key ? key.text : 'pasted' in key ? key.pasted : '';
  const name = 'name' in key ? key.name : '';
  const command = commandName(name);
  if (command !== 'C-k' && command !== 'M-6') state.cutting = false;
  if (typed !== '') {
    if (state.refuses()) return;
    if (!('pasted' in key)) return type(state, typed);
    state.say('');
    return state.text.edit('paste', () => state.text.insert(typed));
  }
  const move = MOVES[command];
  if (move) move(state);
  else if (EDITS[command]) {
    if (!state.refuses()) EDITS[command](state);
  } else if (COMMANDS[command]) await COMMANDS[command](state);
  else if (name !== 'unknown' && name !== 'back-tab') state.say(`Unbound key: ${shownKey(name)}`);
  if (state.options.showsPlace && move) tellPlace(state);
}

/** Letters with Alt are the same in both cases; what the terminal sends for other signs has its own name here. */
function commandName(name: string): string {
  const other = { 'C-h': 'C-h', 'C-\x7f': 'C-_', 'C-|': 'C-\\', 'C-~': 'C-^', 'C-}': 'C-]' }[name];
  return other ?? (/^M-[A-Z]$/.test(name) ? name.toLowerCase().replace('m-', 'M-') : name);
}

const shownKey = (name: string): string => name.replace(/^C-(.*)$/, (_, key: string) => `^${key.toUpperCase()}`);

const COMMANDS: Readonly<Record<string, (state: NanoState) => void | Promise<void>>> = {
  'C-x': exit,
  'C-o': async (state) => {
    if (!state.refuses()) await writeOut(state);
  },
  'C-s': async (state) => {
    if (state.buffer.name === '') await writeOut(state);
    else save(state, state.buffer.name);
  },
  'C-r': insertFile,
  'C-w': (state) => whereIs(state, false, () => goToLine(state)),
  'C-q': (state) => whereIs(state, true, () => goToLine(state)),
  'M-w': (state) => findNext(state, false),
  'M-q': (state) => findNext(state, true),
  'C-\\': replace,
  'M-r': replace,
  'C-g': showHelp,
  'C-h': (state) => state.say('^W = Ctrl+W    M-W = Alt+W'),
  'C-c': tellPlace,
  'C-_': goToLine,
  'C-/': goToLine,
  'M-g': goToLine,
  'C-l': (state) => state.screen.repaint(),
  'M-6': copy,
  'M-^': copy,
  'M-u': (state) => {
    const kind = state.text.undo();
    state.say(kind ? `Undid ${kind === 'insertion' ? 'text insertion' : kind}` : 'Nothing to undo');
    state.center();
  },
  'M-e': (state) => {
    const kind = state.text.redo();
    state.say(kind ? `Redid ${kind === 'insertion' ? 'text insertion' : kind}` : 'Nothing to redo');
    state.center();
  },
  'M-a': setMark,
  'C-^': setMark,
  'M-#': toggleNumbers,
  'M-n': toggleNumbers,
  'M-p': (state) => {
    state.options.whitespace = !state.options.whitespace;
    tellToggle(state, 'Whitespace display', state.options.whitespace);
  },
  'M-i': (state) => {
    state.options.autoIndents = !state.options.autoIndents;
    tellToggle(state, 'Auto indent', state.options.autoIndents);
  },
  'M-o': (state) => {
    state.options.tabsToSpaces = !state.options.tabsToSpaces;
    tellToggle(state, 'Conversion of typed tabs to spaces', state.options.tabsToSpaces);
  },
  'M-x': (state) => {
    state.options.showsHelp = !state.options.showsHelp;
    tellToggle(state, 'Help mode', state.options.showsHelp);
  },
  'M-c': (state) => {
    state.options.showsPlace = !state.options.showsPlace;
    tellToggle(state, 'Constant cursor position display', state.options.showsPlace);
  },
  'M-d': countWords,
  'M->': (state) => nextBuffer(state, 1),
  'M-.': (state) => nextBuffer(state, 1),
  'M-<': (state) => nextBuffer(state, -1),
  'M-,': (state) => nextBuffer(state, -1),
  'C-z': (state) => state.screen.suspend(),
};

function tellToggle(state: NanoState, what: string, on: boolean): void {
  state.say(`${what} ${on ? 'enabled' : 'disabled'}`);
}

function toggleNumbers(state: NanoState): void {
  state.options.numbers = !state.options.numbers;
  tellToggle(state, 'Line numbering', state.options.numbers);
}

function setMark(state: NanoState): void {
  const { text } = state;
  text.mark = text.mark ? null : { row: text.row, column: text.column };
  state.say(text.mark ? 'Mark Set' : 'Mark Unset');
}

function nextBuffer(state: NanoState, step: 1 | -1): void {
  const { length } = state.buffers;
  if (length < 2) return state.say('No more open file buffers');
  state.at = (state.at + step + length) % length;
  sayBuffer(state);
}

/** `M-D`. */
function countWords(state: NanoState): void {
  const text = state.text.text();
  const words = text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  const many = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  state.say(`${many(state.text.lastRow, 'line')},  ${many(words, 'word')},  ${many([...text].length, 'character')}`);
}

/** `^C`. */
function tellPlace(state: NanoState): void {
  const { text, column } = state;
  const lines = text.lines.length;
  const total = [...text.text()].length;
  const before = [...text.between({ row: 0, column: 0 }, { row: text.row, column: text.column })].length;
  const columns = widthOf(text.line) + 1;
  const percent = (part: number, whole: number) => (whole === 0 ? 0 : Math.floor((part * 100) / whole));
  const pad = (value: number, width: number) => String(value).padStart(width);
  state.say(
    `line ${pad(text.row + 1, Math.max(2, String(lines).length))}/${lines} (${pad(percent(text.row + 1, lines), 2)}%), ` +
      `col ${pad(column + 1, 2)}/${pad(columns, 2)} (${pad(percent(column + 1, columns), 3)}%), ` +
      `char ${pad(before, String(total).length)}/${total} (${pad(percent(before, total), 2)}%)`,
  );
}

/** `^_`. */
async function goToLine(state: NanoState): Promise<void> {
  const answer = await ask(state, {
    label: () => 'Enter line number, column number: ',
    menu: [
      ['^G', 'Help'],
      ['^C', 'Cancel'],
      ['^W', 'Begin of Paragr.'],
      ['^O', 'End of Paragraph'],
      ['^Y', 'First Line'],
      ['^V', 'Last Line'],
      ['^T', 'Go To Text'],
    ],
    press: (key) => {
      if (key !== 'C-y' && key !== 'C-v') return false;
      state.text.moveTo(key === 'C-y' ? 0 : state.text.lastRow, 0);
      return 'end';
    },
  });
  if (answer === null) return;
  const [, line, column] = /^\s*([+-]?\d+)?(?:\s*[,.;]\s*(\d+))?\s*$/.exec(answer) ?? [];
  if (answer === '') return state.say('Cancelled');
  if (line === undefined && column === undefined) return state.say('Invalid line or column number');
  state.say('');
  const { text } = state;
  const wanted = line === undefined ? text.row + 1 : Number(line);
  const row = wanted < 0 ? text.lines.length + wanted : wanted - 1;
  state.moveToRow(row, Math.max(0, Number(column ?? 1) - 1));
  const { buffer, rows } = state;
  const isSeen = text.row >= buffer.top && text.row < buffer.top + rows;
  if (!isSeen) buffer.top = Math.max(0, Math.min(text.row - (rows >> 1), text.lines.length - (rows >> 1) - 1));
}
