import { posix } from 'node:path';
import type { Process } from '../../../../cluster/machinery/machine.ts';
import { FullScreen } from '../full-screen.ts';
import { runExLine } from './ex-line.ts';
import { insertText } from './insert-mode.ts';
import { KeyQueue } from './key-queue.ts';
import { normalCommand } from './normal-mode.ts';
import { firstNonBlank } from './positions.ts';
import { type Vim as Editor, Vim, VimError } from './vim.ts';
import { parseArguments, type VimArguments } from './vim-arguments.ts';
import { emptyBuffer } from './vim-buffer.ts';
import { loadBuffer, loadInput } from './vim-files.ts';
import { DEFAULTS, WITHOUT_VIMRC } from './vim-options.ts';
import { TerminalGone, VimScreen } from './vim-screen.ts';

const HELP = `Usage: vim [arguments] [file ..]       edit specified file(s)
   or: vim [arguments] -               read text from stdin

Arguments:
   +<lnum>            Start at line <lnum>
   +/<pattern>        Start at a line that matches
   -c <command>       Run <command> once the file is there
   --cmd <command>    Run <command> before any file is read
   -u <vimrc>         Use <vimrc> instead of ~/.vimrc
   -R                 Read-only: "view"
   -h, --help         This text
`;

/** vim, vi and view. */
export async function vim(process: Process): Promise<number> {
  const parsed = parseArguments(process.args);
  if ('help' in parsed) {
    await process.stdout.write(Buffer.from(HELP));
    return 0;
  }
  if ('problem' in parsed) {
    await process.stderr.write(Buffer.from(parsed.problem));
    return 1;
  }
  const { terminal } = process;
  if (!terminal) {
    await process.stderr.write(
      Buffer.from('Vim: Warning: Output is not to a terminal\nVim: Warning: Input is not from a terminal\n'),
    );
    return 1;
  }
  if (!process.stdoutIsTerminal) await process.stderr.write(Buffer.from('Vim: Warning: Output is not to a terminal\n'));
  if (!process.stdinIsTerminal && !parsed.readsInput)
    await process.stderr.write(Buffer.from('Vim: Warning: Input is not from a terminal\n'));
  if (parsed.readsInput) await process.stdout.write(Buffer.from('Vim: Reading from stdin...\n\n'));
  if (parsed.files.length > 1) await process.stdout.write(Buffer.from(`${parsed.files.length} files to edit\n`));
  const names = parsed.files.length > 0 ? parsed.files : [''];
  const buffers = names.map((name, at) => emptyBuffer(at + 1, name));
  const told = parsed.readsInput ? await loadInput(process, buffers[0]!) : '';
  const full = new FullScreen(process, terminal);
  const screen = new VimScreen(process, full);
  const queue = new KeyQueue(
    () => screen.readKey(editor),
    () => screen.breathe(),
  );
  const commands = { normal: normalCommand, ex: runExLine };
  const editor: Editor = new Vim({ process, queue, screen, options: { ...DEFAULTS }, commands, buffers });
  try {
    return await run(editor, parsed, told);
  } catch (error) {
    if (error instanceof TerminalGone) return 1;
    throw error;
  } finally {
    full.close();
  }
}

async function run(editor: Vim, given: VimArguments, toldOfInput: string): Promise<number> {
  const stated = await startUp(editor, given);
  const { buffer } = editor;
  if (given.readOnly) for (const one of editor.buffers) one.readOnly = true;
  if (!buffer.loaded) {
    const told = loadBuffer(editor.process, buffer);
    if (told !== '') editor.say(told);
  } else editor.say(toldOfInput);
  if (stated) editor.say(stated, 'error');
  for (const command of given.commands) await guarded(editor, () => startCommand(editor, command));
  while (editor.exitCode === null) await guarded(editor, () => oneCommand(editor));
  return editor.exitCode;
}

async function oneCommand(editor: Vim): Promise<void> {
  await normalCommand(editor);
  while (editor.insertsAgain && editor.exitCode === null) {
    const replaces = editor.insertsAgain === 'replace';
    await normalCommand(editor);
    while (editor.visual) await normalCommand(editor);
    editor.insertsAgain = null;
    await insertText(editor, { count: 1, replaces });
  }
}

/** Runs a command; a failure is told and ends macros. */
async function guarded(editor: Vim, command: () => Promise<void>): Promise<void> {
  const { message, text } = editor;
  const before = { message, text, top: editor.screen.topRow, tick: text.tick, ...cursorLine(editor) };
  editor.text.shifted = null;
  try {
    await command();
  } catch (error) {
    if (!(error instanceof VimError)) throw error;
    if (error.message !== '') editor.say(error.message, error.message === 'Interrupted' ? undefined : 'error');
    editor.queue.drop();
    editor.mode = 'normal';
    editor.pending = '';
    editor.inGlobal = false;
    editor.screen.collect = null;
    editor.replaying = false;
    editor.keepsStep = false;
    editor.insertsAgain = null;
  }
  editor.keepOnCharacter();
  editor.text.endStep();
  editor.screen.showCursor(editor);
  // Lines that move on the screen take the message with them.
  const moved = Math.abs(editor.screen.topRow - before.top);
  const scrolled =
    shiftsScreen(editor) ||
    (editor.text.tick !== before.tick && growsOnScreen(editor, before)) ||
    (moved > 0 && moved < editor.screen.height && editor.text.tick === before.tick);
  const isOld = editor.message === before.message || editor.message === editor.typedMessage;
  if (isOld && editor.text === before.text && scrolled) editor.say('');
  if (editor.buffer.readOnly && editor.text === before.text && editor.text.tick !== before.tick) warnReadOnly(editor);
  if (editor.message.text.length >= editor.screen.columns && !editor.queue.isFed) {
    const { text } = editor.message;
    editor.say('');
    if (text.length > editor.screen.columns) await editor.screen.page(editor, [text]);
    else editor.say(text);
  }
}

/** The first change of a text that is not to be changed. */
function warnReadOnly(editor: Vim): void {
  if (editor.screen.warnedOfReadOnly) return;
  editor.screen.warnedOfReadOnly = true;
  editor.say('W10: Warning: Changing a readonly file', 'warning');
}

/** The rows of the screen that the cursor's line takes. */
function cursorLine(editor: Vim): { row: number; height: number; lines: number } {
  const { row } = editor.cursor;
  return { row, height: editor.screen.rowsOfLine(editor, row), lines: editor.text.lines.length };
}

/** A long line that takes fewer or more rows than before moves those below it. */
function growsOnScreen(editor: Vim, before: ReturnType<typeof cursorLine>): boolean {
  if (editor.text.lines.length !== before.lines || before.row >= editor.text.lines.length - 1) return false;
  return editor.screen.rowsOfLine(editor, before.row) !== before.height;
}

/** Lines that move down or up on the screen are scrolled by the terminal, unless hardly any are left below. */
function shiftsScreen({ screen, text: { shifted } }: Vim): boolean {
  return shifted !== null && shifted.row - screen.topRow + Math.abs(shifted.by) < screen.height - 2;
}

/** The vimrc, or what vim sets without one, and --cmd. Gives the first error. */
async function startUp(editor: Vim, { vimrc, before }: VimArguments): Promise<string | undefined> {
  const { files } = editor.process.machine;
  const home = editor.process.environment['HOME'] ?? '/';
  const path =
    vimrc ?? ['.vimrc', '.vim/vimrc'].map((name) => posix.join(home, name)).find((name) => files.exists(name));
  let problem: string | undefined;
  const tryLine = async (line: string) => {
    try {
      await runExLine(editor, line);
    } catch (error) {
      if (!(error instanceof VimError)) throw error;
      problem ??= error.message;
    }
  };
  for (const command of before) await tryLine(command);
  if (vimrc === 'NONE') return problem;
  if (path === undefined || vimrc === 'DEFAULTS') Object.assign(editor.options, WITHOUT_VIMRC);
  else if (files.exists(posix.resolve(editor.process.workingDirectory, path))) {
    // Debian's own vimrc shows the ruler; with -u it is not read.
    if (vimrc === undefined) editor.options.ruler = true;
    const text = Buffer.from(files.read(posix.resolve(editor.process.workingDirectory, path))).toString('utf8');
    for (const line of text.split('\n')) await tryLine(line);
  }
  editor.say('');
  return problem;
}

/** `+N`, `+/pattern` and -c. */
async function startCommand(editor: Vim, command: string): Promise<void> {
  if (command === '') return editor.moveTo(editor.lastRow, firstNonBlank(editor.text.line(editor.lastRow)));
  const said = editor.message;
  await runExLine(editor, command);
  if (/^\d+$|^\//.test(command) && editor.message.text === '') editor.message = said;
}
