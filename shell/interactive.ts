import { completerFor } from './completion/complete-word.ts';
import { readlineOf } from './interactive-readline.ts';
import { ExitShell, Interrupted, isControlFlow, ShellError } from './interpreter/control-flow.ts';
import { runScript } from './interpreter/execute.ts';
import { describeJob } from './interpreter/foreground.ts';
import { historyState, loadHistory, recordLine, saveHistory } from './interpreter/history.ts';
import { expandHistory } from './interpreter/history-expansion.ts';
import { absolutePath } from './interpreter/path-name.ts';
import { expandPrompt } from './interpreter/prompt.ts';
import { reportSyntaxError, runText } from './interpreter/run-text.ts';
import type { Shell } from './interpreter/shell.ts';
import type { LineExpansions } from './line-editor/editing.ts';
import { LineEditor } from './line-editor/line-editor.ts';
import type { Script } from './parser/ast.ts';
import { BashSyntaxError, IncompleteInput } from './parser/errors.ts';
import { Parser } from './parser/parser.ts';

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
  await startFiles(shell);
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
  try {
    for (;;) await Promise.race([gone, readAndRun(shell, editor)]);
  } finally {
    saveHistory(shell);
    if (!hungUp.signal.aborted) hangUpJobs(shell, 'stopped');
  }
}

/** Bare minimum for keys that expand the line in place. */
function expansionsOf(shell: Shell): LineExpansions {
  return {
    history: (line) => {
      const expanded = expandHistory(line, shell.history, historyState(shell).base);
      return 'text' in expanded && expanded.text !== line ? expanded.text : null;
    },
    shell: async () => null,
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

async function startFiles(shell: Shell): Promise<void> {
  const home = shell.variables.get('HOME') ?? '/';
  const { files } = shell.machine;
  if (!shell.variables.find('PS1')) shell.variables.set('PS1', '\\u@\\h:\\w\\$ ');
  if (!shell.variables.find('PS2')) shell.variables.set('PS2', '> ');
  const login = shell.login ? ['/etc/profile', `${home}/.bash_profile`, `${home}/.profile`] : [];
  for (const path of [...login, '/etc/bash.bashrc', `${home}/.bashrc`]) {
    const absolute = absolutePath(path, '/');
    if (!files.exists(absolute)) continue;
    try {
      await runText(shell, Buffer.from(files.read(absolute)).toString('utf8'), { onError: 'go on' });
    } catch (error) {
      if (!(error instanceof ShellError) && !(isControlFlow(error) && !(error instanceof ExitShell))) throw error;
    }
  }
}

async function readAndRun(shell: Shell, editor: LineEditor): Promise<void> {
  await announceJobs(shell);
  const command = shell.variables.get('PROMPT_COMMAND');
  if (command) await guarded(shell, () => shell.runText(command));
  shell.forgetInterrupt();
  const script = await readCommand(shell, editor);
  if (!script) return;
  const running = guarded(shell, () => runScript(shell, script));
  // A command that has begun gets the keys typed after it: Ctrl-C in the same breath as Enter ends it.
  await Promise.race([running, nextTurn()]);
  editor.releaseTypeAhead();
  await running;
}

/** Tells of background jobs that ended since the last prompt. */
async function announceJobs(shell: Shell): Promise<void> {
  for (const job of [...shell.jobs.list()]) {
    if (job.state !== 'done') continue;
    if (!job.notified) await shell.write(2, `${describeJob(shell, job)}\n`);
    shell.jobs.remove(job);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function guarded(shell: Shell, run: () => Promise<number>): Promise<void> {
  try {
    await run();
    shell.warnedOfStoppedJobs &&= shell.status === 1;
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

/** Reads lines until they make a whole command; null when there is nothing to run. */
async function readCommand(shell: Shell, editor: LineEditor): Promise<Script | null> {
  let text = '';
  let initial = '';
  for (;;) {
    const prompt = shell.variables.get(text === '' ? 'PS1' : 'PS2') ?? '';
    const result = await editor.read(expandPrompt(shell, prompt), initial);
    initial = '';
    if (result.type === 'interrupt') {
      shell.status = 130;
      return null;
    }
    if (result.type === 'end') return endOfInput(shell, text);
    const expanded = await withHistory(shell, result.text);
    if (expanded === null) return null;
    if (expanded !== result.text && shell.shellOptions.has('histverify')) {
      initial = expanded;
      continue;
    }
    text = text === '' ? expanded : `${text}\n${expanded}`;
    const parsed = parseWhole(shell, text);
    if (parsed === 'incomplete') continue;
    recordLine(shell, text);
    if (!(parsed instanceof BashSyntaxError)) return parsed;
    await reportSyntaxError(shell, parsed, '');
    return null;
  }
}

/** The line after history expansion; null when there is nothing to run. */
async function withHistory(shell: Shell, line: string): Promise<string | null> {
  if (!shell.options.has('histexpand')) return line;
  const expanded = expandHistory(line, shell.history, historyState(shell).base);
  if ('error' in expanded) {
    await shell.write(2, `${shell.name}: ${expanded.error}\n`);
    return null;
  }
  if (expanded.text !== line && !shell.shellOptions.has('histverify')) await shell.write(2, `${expanded.text}\n`);
  if (!expanded.isOnlyPrinted) return expanded.text;
  recordLine(shell, expanded.text);
  return null;
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

async function endOfInput(shell: Shell, text: string): Promise<null> {
  if (text !== '') {
    await shell.write(2, 'bash: syntax error: unexpected end of file\n');
    shell.status = 2;
    return null;
  }
  const stopped = shell.jobs.list().some(({ state }) => state === 'stopped');
  if (stopped && !shell.warnedOfStoppedJobs) {
    shell.warnedOfStoppedJobs = true;
    await shell.write(2, 'There are stopped jobs.\n');
    return null;
  }
  await shell.write(1, shell.login ? 'logout\n' : 'exit\n');
  throw new ExitShell(shell.status);
}

function parseWhole(shell: Shell, text: string): Script | 'incomplete' | BashSyntaxError {
  const parser = new Parser(`${text}\n`, { aliases: (name) => shell.aliases.get(name) });
  const statements: Script['statements'][number][] = [];
  try {
    for (let script = parser.next(); script; script = parser.next()) statements.push(...script.statements);
  } catch (error) {
    if (error instanceof IncompleteInput) return 'incomplete';
    if (error instanceof BashSyntaxError) return error;
    throw error;
  }
  return { statements };
}
