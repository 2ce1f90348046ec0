import { posix } from 'node:path';
import { loadText, saveText } from '../edited-file.ts';
import { ask, askYesOrNo } from './nano-prompt.ts';
import type { MenuItem } from './nano-screen.ts';
import type { NanoBuffer, NanoState } from './nano-state.ts';
import { NanoText } from './nano-text.ts';

const plural = (count: number) => `${count} ${count === 1 ? 'line' : 'lines'}`;
const linesOf = (text: NanoText) => text.lastRow;

/** Opens a file; gives the message. */
export function openBuffer(state: Pick<NanoState, 'process'>, name: string): { buffer: NanoBuffer; told: string } {
  const make = (shown: string, text: string, isDos = false): NanoBuffer => ({
    name: shown,
    text: new NanoText(text),
    top: 0,
    isDos,
  });
  if (name === '') return { buffer: make('', ''), told: 'Welcome to nano.  For basic help, type Ctrl+G.' };
  const loaded = loadText(state.process, name);
  if ('problem' in loaded) return { buffer: make('', ''), told: loaded.problem };
  if (loaded.isNew) {
    const directory = posix.dirname(name);
    const isThere = state.process.machine.files.exists(posix.resolve(state.process.workingDirectory, directory));
    return { buffer: make(name, ''), told: isThere ? 'New File' : `Directory '${directory}' does not exist` };
  }
  const isDos = /^[^\n]*\r\n/.test(loaded.text);
  const text = isDos ? loaded.text.replaceAll('\r\n', '\n') : loaded.text;
  const buffer = make(name, text, isDos);
  const count = text === '' ? 0 : linesOf(buffer.text);
  return { buffer, told: `Read ${plural(count)}${isDos ? ' (Converted from DOS format)' : ''}` };
}

const WRITE_MENU: readonly MenuItem[] = [
  ['^G', 'Help'],
  ['^C', 'Cancel'],
  ['M-D', 'DOS Format'],
  ['M-M', 'Mac Format'],
  ['M-A', 'Append'],
  ['M-P', 'Prepend'],
  ['M-B', 'Backup File'],
  ['^T', 'Browse'],
];

const INSERT_MENU: readonly MenuItem[] = [
  ['^G', 'Help'],
  ['^C', 'Cancel'],
  ['M-F', 'New Buffer'],
  ['M-N', 'No Conversion'],
  ['^X', 'Execute Command'],
  ['^T', 'Browse'],
];

/** `^O`: true when it was written. */
export async function writeOut(state: NanoState): Promise<boolean> {
  const { buffer } = state;
  for (;;) {
    const name = await ask(state, {
      label: () => `File Name to Write${buffer.isDos ? ' [DOS Format]' : ''}: `,
      preset: buffer.name,
      menu: WRITE_MENU,
      press: (key) => {
        if (key.toLowerCase() === 'm-d') buffer.isDos = !buffer.isDos;
        return true;
      },
    });
    if (name === null) return false;
    if (name === '') {
      state.say('Cancelled');
      return false;
    }
    const path = posix.resolve(state.process.workingDirectory, name);
    if (name !== buffer.name && buffer.name !== '') {
      const answer = await askYesOrNo(state, 'Save file under DIFFERENT NAME?');
      if (answer === null) return false;
      if (answer === 'n') continue;
    }
    if (name !== buffer.name && state.process.machine.files.exists(path)) {
      const answer = await askYesOrNo(state, `File "${name}" exists; OVERWRITE?`);
      if (answer === null) return false;
      if (answer === 'n') continue;
    }
    return save(state, name);
  }
}

export function save(state: NanoState, name: string): boolean {
  const { buffer } = state;
  const text = buffer.text.text();
  const problem = saveText(state.process, name, buffer.isDos ? text.replaceAll('\n', '\r\n') : text);
  if (problem !== undefined) {
    state.say(`Error writing ${name}: ${problem}`);
    return false;
  }
  buffer.name = name;
  buffer.text.markSaved();
  state.say(`Wrote ${plural(linesOf(buffer.text))}`);
  return true;
}

/** `^X`. */
export async function exit(state: NanoState): Promise<void> {
  const { text, options, buffer } = state;
  if (text.modified && !options.readOnly) {
    if (options.savesOnExit && buffer.name !== '') {
      if (!save(state, buffer.name)) return;
    } else {
      const answer = await askYesOrNo(state, 'Save modified buffer?');
      if (answer === null || (answer === 'y' && !(await writeOut(state)))) return;
    }
  }
  state.buffers.splice(state.at, 1);
  if (state.buffers.length === 0) {
    state.done = true;
    return;
  }
  state.at = Math.min(state.at, state.buffers.length - 1);
  sayBuffer(state);
}

export function sayBuffer(state: NanoState): void {
  state.say(`${state.buffer.name || 'New Buffer'} -- ${plural(linesOf(state.text))}`);
}

/** `^R`. */
export async function insertFile(state: NanoState): Promise<void> {
  if (state.refuses()) return;
  const name = await ask(state, { label: () => 'File to insert [from ./]: ', menu: INSERT_MENU });
  if (name === null) return;
  if (name === '') return state.say('Cancelled');
  const loaded = loadText(state.process, name);
  if ('problem' in loaded) return state.say(loaded.problem);
  if (loaded.isNew) return state.say(`File "${name}" not found`);
  state.text.edit('insertion', () => state.text.insert(loaded.text));
  state.say(`Inserted ${plural(loaded.text.split('\n').length - 1)}`);
}
