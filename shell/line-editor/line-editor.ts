import { CharacterInput, KeyboardInterrupt } from './character-input.ts';
import { insertText } from './commands/changing.ts';
import { COMMANDS } from './commands/table.ts';
import type { Completer } from './completion.ts';
import type { Editing, LineExpansions, LineResult } from './editing.ts';
import { HistoryCursor } from './history-cursor.ts';
import type { Binding } from './keymap.ts';
import { LineBuffer } from './line-buffer.ts';
import { LineDisplay } from './line-display.ts';
import type { LineEditorOptions } from './line-editor-options.ts';
import type { KeymapName, Readline } from './readline.ts';

/** Reads lines from a terminal as readline does. */
export class LineEditor implements Editing {
  readonly #options: LineEditorOptions;
  readonly #display = new LineDisplay();
  readonly buffer = new LineBuffer();
  readonly input: CharacterInput;
  history: HistoryCursor;
  count = 1;
  hasCount = false;
  sequence = '';
  command = '';
  lastCommand = '';
  lastWasKill = false;
  lastChanged = false;
  #wasKill = false;
  #keymapName: KeymapName = 'emacs';
  #prompt = '';
  #message: string | null = null;
  #isDrawn = false;
  #bells = 0;
  #result: LineResult | null = null;
  #next = '';
  #recording: string | null = null;

  constructor(options: LineEditorOptions) {
    this.#options = options;
    this.input = new CharacterInput(() => options.input.read());
    this.history = new HistoryCursor(options.history, this.buffer);
  }

  get readline(): Readline {
    return this.#options.readline;
  }

  get complete(): Completer {
    return this.#options.complete;
  }

  get expansions(): LineExpansions {
    return this.#options.expansions;
  }

  /** Reads one line after `prompt`. */
  async read(prompt: string): Promise<LineResult> {
    const { terminal } = this.#options;
    this.#begin(prompt);
    terminal.setRaw(true, { translatesNewlines: true });
    const undo = terminal.onResize(() => void this.refresh().catch(() => {}));
    const pastes = this.readline.settings.isOn('enable-bracketed-paste');
    try {
      const start = this.#display.start(prompt, this.buffer.units, this.buffer.cursor, this.columns());
      await this.write(`${pastes ? '\x1b[?2004h' : ''}${start}`);
      this.#isDrawn = true;
      return await this.#readKeys();
    } catch (error) {
      if (!(error instanceof KeyboardInterrupt)) throw error;
      await this.refresh();
      await this.write(`^C${this.#display.leave()}`);
      return { type: 'interrupt' };
    } finally {
      undo();
      if (pastes) await this.write('\x1b[?2004l');
      this.history.leave();
      terminal.setRaw(false);
    }
  }

  /** The next line begins with this text (histverify). */
  beginNextWith(text: string): void {
    this.#next = text;
  }

  /** Keys typed ahead belong to the command that was just entered. */
  releaseTypeAhead(): void {
    const keys = this.input.takeAll();
    if (keys !== '') this.#options.terminal.giveBack(Buffer.from(keys));
  }

  #begin(prompt: string): void {
    const { nextStart } = this.history;
    this.history = new HistoryCursor(this.#options.history, this.buffer);
    this.#prompt = prompt;
    this.#message = null;
    this.#isDrawn = false;
    this.#result = null;
    this.#keymapName = this.readline.isVi ? 'vi-insert' : 'emacs';
    this.lastCommand = '';
    this.buffer.load(this.#next);
    this.#next = '';
    this.buffer.mark = 0;
    this.buffer.overwrites = false;
    if (this.readline.isVi) this.buffer.beginGroup();
    if (nextStart !== null) this.history.goTo(nextStart);
  }

  async #readKeys(): Promise<LineResult> {
    for (;;) {
      if (!this.input.hasMore) await this.refresh();
      const binding = await this.#nextBinding();
      if (binding === null || this.#isEndOfInput(binding)) {
        await this.write(this.#display.leave());
        return { type: 'end' };
      }
      await this.#run(binding);
      const result = this.#result;
      if (!result) continue;
      await this.refresh();
      await this.write(this.#display.leave());
      return result;
    }
  }

  /** Ctrl-D on an empty line. */
  #isEndOfInput(binding: Binding): boolean {
    if (this.sequence !== '\x04' || this.buffer.length > 0) return false;
    return 'command' in binding && (binding.command === 'delete-char' || binding.command === 'vi-eof-maybe');
  }

  /** The next keys that are bound to something; null at the end of input. */
  async #nextBinding(): Promise<Binding | null> {
    const keymap = this.readline.keymap(this.#keymapName);
    let sequence = '';
    for (;;) {
      if (sequence === '\x1b' && this.#keymapName === 'vi-insert' && !this.input.hasMore) {
        this.sequence = sequence;
        return { command: 'vi-movement-mode' };
      }
      const char = await this.input.next();
      if (char === null) return null;
      if (this.#recording !== null) this.#recording += char;
      sequence += char;
      const found = keymap.find(sequence);
      if (keymap.isPrefix(sequence) && (!found || this.input.hasMore || sequence === '\x1b')) continue;
      this.sequence = sequence;
      if (found) return found;
      const isPrintable = char >= ' ' && char !== '\x7f';
      if (sequence === char && isPrintable && this.#keymapName !== 'vi-command') return { command: 'self-insert' };
      const lower = sequence.slice(0, -1) + char.toLowerCase();
      const lowered = sequence.length > 1 && lower !== sequence ? keymap.find(lower) : undefined;
      if (lowered) return lowered;
      if (this.#keymapName === 'vi-insert' && sequence.startsWith('\x1b') && sequence.length > 1) {
        this.input.push(sequence.slice(1));
        this.sequence = '\x1b';
        return { command: 'vi-movement-mode' };
      }
      this.bell();
      sequence = '';
    }
  }

  async #run(binding: Binding): Promise<void> {
    if ('macro' in binding) return this.feed(binding.macro);
    if ('shellCommand' in binding) return this.#runShell(binding.shellCommand);
    const { command } = binding;
    this.command = command;
    this.#wasKill = false;
    const before = this.buffer.text;
    if (command === 'self-insert' && this.count === 1) this.#insertTyped();
    else await this.runCommand(command);
    if (command === 'digit-argument' || command === 'universal-argument' || command === 'vi-arg-digit') return;
    if (this.#keymapName === 'vi-command' && this.buffer.cursor === this.buffer.length && this.buffer.length > 0)
      this.buffer.cursor--;
    this.count = 1;
    this.hasCount = false;
    this.lastCommand = this.command;
    this.lastWasKill = this.#wasKill;
    this.lastChanged = this.buffer.text !== before;
  }

  /** What was typed so far in one go: a line that comes at once is drawn once. */
  #insertTyped(): void {
    const more = this.#recording === null && !this.buffer.overwrites && this.#keymapName === 'emacs';
    const text = more ? this.sequence + this.input.takePrintable() : this.sequence;
    insertText(this, text);
  }

  async runCommand(name: string): Promise<void> {
    const command = COMMANDS[name];
    if (command) await command(this);
    else this.bell();
  }

  async #runShell(command: string): Promise<void> {
    const { runShellCommand, terminal } = this.#options;
    if (!runShellCommand) return this.bell();
    await this.write('\r\x1b[K');
    terminal.setRaw(false);
    const { line, cursor } = await runShellCommand(command, this.buffer.text, this.buffer.beforeCursor.length);
    terminal.setRaw(true, { translatesNewlines: true });
    if (line !== this.buffer.text) this.buffer.replaceAll(line);
    this.buffer.cursor = [...line.slice(0, cursor)].length;
    this.redrawAll();
  }

  bell(): void {
    this.#bells++;
  }

  kill(from: number, to: number, direction: 'forward' | 'backward'): void {
    const killed = this.buffer.remove(from, to);
    if (killed === '') return;
    this.readline.kills.add(killed, direction, this.lastWasKill);
    this.#wasKill = true;
  }

  message(prompt: string | null): void {
    if (prompt === this.#message) return;
    this.#message = prompt;
  }

  async refresh(): Promise<void> {
    const { units, cursor } = this.buffer;
    const columns = this.columns();
    const prompt = this.#message ?? this.prompt;
    let out = '';
    if (!this.#isDrawn) out = this.#display.start(this.#prompt, units, cursor, columns);
    else if (prompt !== this.#display.prompt) out = this.#display.changePrompt(prompt, units, cursor, columns);
    else out = this.#display.update(units, cursor, columns);
    this.#isDrawn = true;
    if (this.#bells > 0 && this.readline.settings.text('bell-style') !== 'none') out += '\x07';
    this.#bells = 0;
    await this.write(out);
  }

  redrawAll(): void {
    this.#isDrawn = false;
  }

  async printBelow(print: () => Promise<void>): Promise<void> {
    await this.write(this.#display.leave());
    await print();
    await this.write(this.#display.again(this.buffer.units, this.buffer.cursor, this.columns()));
  }

  async write(text: string): Promise<void> {
    if (text !== '') await this.#options.terminal.output.write(Buffer.from(text));
  }

  columns(): number {
    return this.#options.terminal.columns();
  }

  get prompt(): string {
    return this.#prompt.slice(this.#prompt.lastIndexOf('\n') + 1);
  }

  rows(): number {
    return this.#options.terminal.rows();
  }

  feed(keys: string): void {
    this.input.push(keys);
  }

  recordMacro(on: boolean): void {
    if (on) this.#recording = '';
    else if (this.#recording !== null) {
      // The keys that ended the recording are no part of it.
      this.readline.macro = this.#recording.slice(0, -this.sequence.length);
      this.#recording = null;
    } else this.bell();
  }

  get isViCommand(): boolean {
    return this.#keymapName === 'vi-command';
  }

  enterViMode(mode: 'insert' | 'command'): void {
    const wasInserting = this.#keymapName === 'vi-insert' && mode === 'command';
    this.#keymapName = mode === 'insert' ? 'vi-insert' : 'vi-command';
    if (!wasInserting) return;
    this.buffer.endGroup();
    this.buffer.overwrites = false;
  }

  finish(result: LineResult): void {
    this.#result = result;
  }
}
