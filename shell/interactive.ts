import { completerFor } from './completion/complete-word.ts';
import { expandHead } from './completion/file-names.ts';
import { CommandReader } from './interactive-commands.ts';
import { promptText } from './interactive-prompt.ts';
import { contentOf, readlineOf } from './interactive-readline.ts';
import { ExitShell, Interrupted, isControlFlow, ShellError } from './interpreter/control-flow.ts';
import { runScript } from './interpreter/execute.ts';
import { expandText } from './interpreter/expand.ts';
import { historyState, loadHistory, saveHistory } from './interpreter/history.ts';
import { expandHistory } from './interpreter/history-expansion.ts';
import { announceJobs } from './interpreter/job-notices.ts';
import { mayLeave } from './interpreter/leave-shell.ts';
import { absolutePath } from './interpreter/path-name.ts';
import { runText } from './interpreter/run-text.ts';
import type { Shell } from './interpreter/shell.ts';
import type { LineExpansions } from './line-editor/editing.ts';
import { LineEditor } from './line-editor/line-editor.ts';

/** The read-evaluate loop of an interactive bash on its terminal. */
export async function runInteractive(shell: Shell): Promise<number> {
  const { process } = shell;
  const { terminal } = process;
  if (!terminal || !process.stdinIsTerminal) return runPiped(shell);
  shell.options.add('monitor');
  shell.options.add('history');
  shell.options.add('histexpand');
  shell.options.add('emacs');
  terminal.setForegroundGroup(shell.group);
  for (const name of ['SIGTSTP', 'SIGQUIT', 'SIGTERM'] as const) process.onSignal(name, () => {});
  process.onSignal('SIGINT', () => shell.interrupt());
  const hungUp = new AbortController();
  process.onSignal('SIGHUP', () => {
    hangUpJobs(shell);
    hungUp.abort(new ExitShell(129));
  });
  historyVariables(shell);
  if (shell.startFiles.norc) bareStart(shell);
  else await startFiles(shell);
  loadHistory(shell);
  const readline = readlineOf(shell);
  const editor = new LineEditor({
    terminal,
    input: process.stdin,
    readline,
    history: shell.history,
    complete: completerFor(shell, () => readline.settings.isOn('completion-ignore-case')),
    expansions: expansionsOf(shell),
  });
  const gone = new Promise<never>((_, reject) =>
    hungUp.signal.addEventListener('abort', () => reject(hungUp.signal.reason)),
  );
  gone.catch(() => {});
  const reader = new CommandReader(shell, editor);
  try {
    for (;;) await Promise.race([gone, readAndRun(shell, editor, reader)]);
  } finally {
    saveHistory(shell);
    if (!hungUp.signal.aborted) hangUpJobs(shell, 'stopped');
  }
}

/** `--norc`: bash's own prompts. */
function bareStart(shell: Shell): void {
  if (!shell.variables.find('PS1')) shell.variables.set('PS1', '\\s-\\v\\$ ');
  if (!shell.variables.find('PS2')) shell.variables.set('PS2', '> ');
}

/** For the keys that expand the line in place. */
function expansionsOf(shell: Shell): LineExpansions {
  return {
    history: (line) => {
      const expanded = expandHistory(line, shell.history, historyState(shell).base);
      return 'text' in expanded && expanded.text !== line ? expanded.text : null;
    },
    tilde: (word) => (word.startsWith('~') ? expandHead(shell, word) : null),
    shell: async (line) => {
      const words = await expandText(shell, line);
      return words === line ? null : words;
    },
    alias: (line) => {
      const [word = ''] = line.split(' ');
      const alias = shell.aliases.get(word);
      return alias === undefined ? null : alias + line.slice(word.length);
    },
  };
}

/** Programs of jobs still there when the shell goes: all on a hang-up, the stopped ones on `exit`. */
function hangUpJobs(shell: Shell, only?: 'stopped'): void {
  for (const job of shell.jobs.list()) {
    if (job.keepsOnHangup || job.state === 'done' || (only && job.state !== only)) continue;
    shell.machine.processes.signalGroup(job.group, 'SIGCONT');
    shell.machine.processes.signalGroup(job.group, 'SIGHUP');
  }
}

/** `bash -i` without a terminal: no line editor, the same reading otherwise. */
async function runPiped(shell: Shell): Promise<number> {
  await startFiles(shell);
  const chunks: Uint8Array[] = [];
  for (let chunk = await shell.process.stdin.read(); chunk; chunk = await shell.process.stdin.read())
    chunks.push(chunk);
  return runText(shell, Buffer.concat(chunks).toString('utf8'), { onError: 'go on' });
}

/** Debian's for bash; ash has the directory in it, dash the mark alone. */
function usualPrompt(shell: Shell): string {
  if (shell.isAsh) return '\\w \\$ ';
  return /(^|\/)-?(sh|dash)$/.test(shell.process.args[0] ?? '') ? '\\$ ' : '\\u@\\h:\\w\\$ ';
}

async function startFiles(shell: Shell): Promise<void> {
  const home = shell.variables.get('HOME') ?? '/';
  const { files } = shell.machine;
  if (!shell.variables.find('PS1')) shell.variables.set('PS1', usualPrompt(shell));
  if (!shell.variables.find('PS2')) shell.variables.set('PS2', '> ');
  const profile = ['.bash_profile', '.bash_login', '.profile']
    .map((name) => `${home}/${name}`)
    .find((path) => files.exists(absolutePath(path, '/')));
  // Where no profile leads to them, a login shell reads the files of other interactive ones.
  const isSh = /(^|\/)-?(sh|ash|dash)$/.test(shell.process.args[0] ?? '');
  const others = isSh ? [] : ['/etc/bash.bashrc', '/etc/bash/bashrc', `${home}/.bashrc`];
  const paths = shell.login ? ['/etc/profile', ...(profile ? [profile] : others)] : others;
  for (const usual of paths) {
    const path = usual === `${home}/.bashrc` ? (shell.startFiles.rcfile ?? usual) : usual;
    const absolute = absolutePath(path, shell.workingDirectory);
    if (!files.exists(absolute)) continue;
    try {
      await runText(shell, Buffer.from(files.read(absolute)).toString('utf8'), { onError: 'go on' });
    } catch (error) {
      if (!(error instanceof ShellError) && !(isControlFlow(error) && !(error instanceof ExitShell))) throw error;
    }
  }
}

async function readAndRun(shell: Shell, editor: LineEditor, reader: CommandReader): Promise<void> {
  await announceJobs(shell);
  if (!reader.hasMore) await runPromptCommand(shell);
  followEditingMode(shell);
  tellSize(shell);
  shell.forgetInterrupt();
  const entered = await reader.next();
  if (entered.type === 'end') return endOfInput(shell);
  if (entered.type === 'edit') return editCommand(shell, entered.text, reader);
  if (entered.type === 'nothing') return;
  ignoredEnds.delete(shell);
  const before = shell.variables.get('PS0');
  if (before) await shell.write(2, await promptText(shell, before));
  const running = guarded(shell, () => runScript(shell, entered.script));
  if (!reader.hasMore) {
    // A command that has begun gets the keys typed after it: Ctrl-C in the same breath as Enter ends it.
    await Promise.race([running, nextTurn()]);
    editor.releaseTypeAhead();
  }
  await running;
}

/** PROMPT_COMMAND, all of them when it is an array. */
async function runPromptCommand(shell: Shell): Promise<void> {
  const variable = shell.variables.find('PROMPT_COMMAND');
  const commands = variable?.indexed ? [...variable.indexed.values()] : [variable?.value ?? ''];
  const status = shell.status;
  for (const command of commands) {
    if (command === '') continue;
    await guarded(shell, () => shell.runText(command));
    shell.status = status;
  }
}

/** LINES and COLUMNS (`checkwinsize`). */
function tellSize(shell: Shell): void {
  const { terminal } = shell.process;
  if (!terminal || !shell.shellOptions.has('checkwinsize')) return;
  shell.variables.set('LINES', String(terminal.rows()));
  shell.variables.set('COLUMNS', String(terminal.columns()));
}

const editingModes = new WeakMap<Shell, 'vi' | 'emacs'>();

/** `set -o vi` and `set -o emacs` change the line editor's mode. */
function followEditingMode(shell: Shell): void {
  const mode = shell.options.has('vi') ? 'vi' : 'emacs';
  if ((editingModes.get(shell) ?? 'emacs') !== mode) readlineOf(shell).setEditingMode(mode);
  editingModes.set(shell, mode);
}

/** Ctrl-X Ctrl-E: the line is edited in $VISUAL or $EDITOR, shown and run. */
async function editCommand(shell: Shell, line: string, reader: CommandReader): Promise<void> {
  const path = `/tmp/bash-fc.${shell.process.pid}`;
  shell.machine.files.write(path, Buffer.from(`${line}\n`), 0o600);
  const editor = shell.variables.get('VISUAL') || shell.variables.get('EDITOR') || 'nano';
  await guarded(shell, () => shell.runText(`${editor} ${path}`));
  const text = contentOf(shell, path) ?? '';
  if (shell.machine.files.exists(path)) shell.machine.files.remove(path);
  if (text.trim() === '') return;
  await shell.write(2, text.endsWith('\n') ? text : `${text}\n`);
  reader.enqueue(text.replace(/\n$/, '').split('\n'));
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function guarded(shell: Shell, run: () => Promise<number>): Promise<void> {
  try {
    await run();
    // What the last command has sent to the shell itself.
    await shell.checkpoint();
  } catch (thrown) {
    if (thrown instanceof Interrupted) {
      shell.status = 130;
      shell.loopDepth = 0;
      shell.conditionDepth = 0;
    } else if (thrown instanceof ShellError) {
      await shell.complain(thrown.message);
      shell.status = thrown.status === 127 ? 1 : thrown.status;
    } else if (thrown instanceof ExitShell || !isControlFlow(thrown)) throw thrown;
    shell.conditionDepth = 0;
  }
}

/** The variables of history as an interactive bash sets them. */
function historyVariables(shell: Shell): void {
  const usual = {
    HISTFILE: `${shell.variables.get('HOME') ?? ''}/.bash_history`,
    HISTSIZE: '500',
    HISTFILESIZE: '500',
  };
  for (const [name, value] of Object.entries(usual)) {
    if (shell.variables.get(name) === undefined) shell.variables.set(name, value);
  }
}

/** Ends of input in a row that IGNOREEOF let pass. */
const ignoredEnds = new WeakMap<Shell, number>();

/** Ctrl-D: the shell ends, unless jobs are stopped or IGNOREEOF has some patience left. */
async function endOfInput(shell: Shell): Promise<void> {
  const ignored = ignoredEnds.get(shell) ?? 0;
  if (ignored < ignoredEndsAllowed(shell)) {
    ignoredEnds.set(shell, ignored + 1);
    await shell.write(2, `Use "${shell.login ? 'logout' : 'exit'}" to leave the shell.\n`);
    return;
  }
  shell.commandBefore = shell.commandName;
  shell.commandName = 'exit';
  if (await mayLeave(shell)) throw new ExitShell(shell.status);
}

function ignoredEndsAllowed(shell: Shell): number {
  const value = shell.variables.get('IGNOREEOF') ?? (shell.options.has('ignoreeof') ? '10' : undefined);
  if (value === undefined) return 0;
  return /^\d+$/.test(value) ? Number(value) : 10;
}
