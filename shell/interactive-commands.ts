import { promptText } from './interactive-prompt.ts';
import { historyState, recordLine } from './interpreter/history.ts';
import { expandHistory } from './interpreter/history-expansion.ts';
import { hereDocumentIsOpen, historySeparator } from './interpreter/history-join.ts';
import { reportSyntaxError } from './interpreter/run-text.ts';
import type { Shell } from './interpreter/shell.ts';
import type { LineEditor } from './line-editor/line-editor.ts';
import type { Script } from './parser/ast.ts';
import { BashSyntaxError, IncompleteInput } from './parser/errors.ts';
import { Parser } from './parser/parser.ts';

/** What a prompt gave: a command to run, a line to edit elsewhere first, nothing, or the end of input. */
export type EnteredCommand =
  | { readonly type: 'command'; readonly script: Script }
  | { readonly type: 'edit'; readonly text: string }
  | { readonly type: 'nothing' }
  | { readonly type: 'end' };

/** Reads lines at the prompts until they make a whole command; of a pasted text one command at a time. */
export class CommandReader {
  readonly #shell: Shell;
  readonly #editor: LineEditor;
  #lines: string[] = [];
  /** Lines read so far, for LINENO. */
  #count = 0;

  constructor(shell: Shell, editor: LineEditor) {
    this.#shell = shell;
    this.#editor = editor;
  }

  /** Lines to run before anything is asked for. */
  enqueue(lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  get hasMore(): boolean {
    return this.#lines.length > 0;
  }

  async next(): Promise<EnteredCommand> {
    const shell = this.#shell;
    let text = '';
    let remembers = false;
    const firstLine = this.#count + 1;
    for (;;) {
      const line = await this.#line(text === '');
      if (typeof line !== 'string')
        return line.type === 'end' && text !== '' ? this.#unfinished(text, firstLine) : line;
      const expanded = await this.#withHistory(line);
      this.#count++;
      if (expanded === null) return { type: 'nothing' };
      if (shell.options.has('verbose')) await shell.write(2, `${expanded}\n`);
      if (text === '') {
        recordLine(shell, expanded);
        remembers = historyState(shell).addedCurrent;
      } else if (remembers) joinHistory(shell, text, expanded);
      text = text === '' ? expanded : `${text}\n${expanded}`;
      const parsed = parseWhole(shell, text, firstLine);
      if (parsed === 'incomplete') continue;
      if (!(parsed instanceof BashSyntaxError)) return { type: 'command', script: parsed };
      this.#lines = [];
      await reportSyntaxError(shell, parsed, '');
      return { type: 'nothing' };
    }
  }

  /** The next line: of what was pasted, or what is typed now. */
  async #line(isFirst: boolean): Promise<string | Exclude<EnteredCommand, { type: 'command' }>> {
    const kept = this.#lines.shift();
    if (kept !== undefined) return kept;
    const shell = this.#shell;
    const prompt = shell.variables.get(isFirst ? 'PS1' : 'PS2') ?? '';
    const result = await this.#editor.read(await promptText(shell, prompt));
    if (result.type === 'line') {
      const [first = '', ...rest] = result.text.split('\n');
      if (rest.at(-1) === '') rest.pop();
      this.#lines.push(...rest);
      return first;
    }
    if (result.type !== 'interrupt') return result;
    // The editor reads raw; the terminal would have sent this to everything in the foreground.
    shell.process.machine.processes.signalGroup(shell.group, 'SIGINT');
    shell.forgetInterrupt();
    this.#lines = [];
    shell.status = 130;
    await shell.checkpoint();
    return { type: 'nothing' };
  }

  /** The line after history expansion; null when there is nothing to run. */
  async #withHistory(line: string): Promise<string | null> {
    const shell = this.#shell;
    if (!shell.options.has('histexpand')) return line;
    const expanded = expandHistory(line, shell.history, historyState(shell).base);
    if ('error' in expanded) {
      await shell.write(2, `${shell.name}: ${expanded.error}\n`);
      return null;
    }
    if (expanded.text === line) return line;
    if (shell.shellOptions.has('histverify')) {
      this.#editor.beginNextWith(expanded.text);
      return null;
    }
    await shell.write(2, `${expanded.text}\n`);
    if (!expanded.isOnlyPrinted) return expanded.text;
    recordLine(shell, expanded.text);
    return null;
  }

  /** Ctrl-D at PS2: it ends a here-document; anything else is given up. */
  async #unfinished(text: string, firstLine: number): Promise<EnteredCommand> {
    const shell = this.#shell;
    shell.status = 2;
    const warnings: string[] = [];
    try {
      const script = new Parser(text, { firstLine, warn: (message) => warnings.push(message) }).next();
      for (const message of warnings) await shell.complain(`warning: ${message}`);
      if (script) return { type: 'command', script };
    } catch (error) {
      if (error instanceof BashSyntaxError) {
        await reportSyntaxError(shell, error, '');
        return { type: 'nothing' };
      }
    }
    await shell.write(2, `${shell.name}: syntax error: unexpected end of file\n`);
    return { type: 'nothing' };
  }
}

/** A further line of the command that is last in the history. */
function joinHistory(shell: Shell, textSoFar: string, line: string): void {
  const { history } = shell;
  const last = history.at(-1) ?? '';
  if (!shell.shellOptions.has('cmdhist')) return recordLine(shell, line);
  const separator = shell.shellOptions.has('lithist') ? '\n' : historySeparator(textSoFar);
  const before = separator === '' ? last.replace(/\\$/, '') : last.replace(/\s+$/, '');
  if (line === '' && separator !== '\n') return;
  const closes = hereDocumentIsOpen(textSoFar) && !hereDocumentIsOpen(`${textSoFar}\n${line}`);
  history[history.length - 1] = `${before}${separator}${line}${closes ? '\n' : ''}`;
}

function parseWhole(shell: Shell, text: string, firstLine: number): Script | 'incomplete' | BashSyntaxError {
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) return 'incomplete';
  const parser = new Parser(`${text}\n`, { firstLine, aliases: (name) => shell.aliases.get(name) });
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
