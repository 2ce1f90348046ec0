import { encode } from '../../commands/text/byte-text.ts';
import type { TextExpression } from '../../expressions/text-expression.ts';
import type { Line } from '../line-source.ts';
import { Addresses, type CurrentLine } from './addresses.ts';
import type { SedOutput } from './output.ts';
import { substitute } from './replacement.ts';
import { ScriptError, type SedCommand } from './script.ts';

/** Where lines come from and what else a script touches. */
export interface SedWorld {
  next(): Promise<Line | null>;
  isLast(): Promise<boolean>;
  readonly output: SedOutput;
  /** The text of a file for `r`; empty when there is none. */
  readFile(name: string): string;
  appendFile(name: string, text: string): void;
  /** The next line of a file for `R`; null at its end. */
  nextLineOf(name: string): string | null;
  /** The file that is being edited, `-` for standard input. */
  readonly fileName: string;
  hasNewFile: boolean;
  /** Called before each step back, so that an endless script can be ended. */
  pause(): Promise<void>;
}

const MAX_SPACE = 16 * 1024 * 1024;

type Next = 'continue' | 'end-cycle' | 'restart' | 'quit';

/** Runs a parsed script over all lines; gives the exit code. */
export class SedRun implements CurrentLine {
  readonly #commands: readonly SedCommand[];
  readonly #world: SedWorld;
  readonly #quiet: boolean;
  readonly #width: number;
  readonly #addresses = new Addresses();
  number = 0;
  /** A `q` or `Q` ended it. */
  hasQuit = false;
  text = '';
  #terminated = true;
  #hold = '';
  #appended: (() => void)[] = [];
  #substituted = false;
  #lastExpression: TextExpression | undefined;
  #exitCode = 0;
  #at = 0;

  constructor(commands: readonly SedCommand[], world: SedWorld, quiet: boolean, width = 70) {
    this.#width = width;
    this.#commands = commands;
    this.#world = world;
    this.#quiet = quiet;
  }

  isLast(): Promise<boolean> {
    return this.#world.isLast();
  }

  use(expression: TextExpression | null): TextExpression {
    const used = expression ?? this.#lastExpression;
    if (!used) throw new ScriptError(0, 'no previous regular expression');
    this.#lastExpression = used;
    return used;
  }

  async run(): Promise<number> {
    let next: Next = 'end-cycle';
    while (next !== 'quit') {
      if (next !== 'restart' && !(await this.#read())) break;
      next = await this.#cycle();
      if (next !== 'restart') this.#flushAppended();
      if (this.#world.output.isFull()) await this.#world.output.flush();
    }
    await this.#world.output.flush();
    return this.#exitCode;
  }

  restartNumbers(): void {
    this.number = 0;
  }

  async #read(): Promise<boolean> {
    const line = await this.#world.next();
    if (!line) return false;
    if (this.#world.hasNewFile) this.number = 0;
    this.#world.hasNewFile = false;
    this.number++;
    this.text = line.text;
    this.#terminated = line.terminated;
    this.#substituted = false;
    return true;
  }

  async #cycle(): Promise<Next> {
    this.#at = 0;
    while (this.#at < this.#commands.length) {
      const command = this.#commands[this.#at++]!;
      if (!(await this.#addresses.selects(command, this))) {
        if (command.name === '{') this.#at = command.target!;
        continue;
      }
      const next = await this.#execute(command);
      if (this.text.length + this.#hold.length > MAX_SPACE) throw new ScriptError(-1, 'memory exhausted');
      if (next !== 'continue') return next;
    }
    this.#autoprint();
    return 'end-cycle';
  }

  #autoprint(): void {
    if (!this.#quiet) this.#print();
  }

  #print(text = this.text): void {
    this.#world.output.line(text, this.#terminated);
  }

  #flushAppended(): void {
    for (const append of this.#appended.splice(0)) append();
  }

  async #execute(command: SedCommand): Promise<Next> {
    const { output } = this.#world;
    switch (command.name) {
      case 's':
        this.#substitute(command);
        return 'continue';
      case 'y':
        this.text = [...this.text].map((character) => command.characters!.get(character) ?? character).join('');
        return 'continue';
      case 'p':
        this.#print();
        return 'continue';
      case 'P':
        output.line(this.text.split('\n', 1)[0]!);
        return 'continue';
      case '=':
        output.line(String(this.number));
        return 'continue';
      case 'l':
        output.line(wrapped(visible(this.text), command.width ?? this.#width));
        return 'continue';
      case 'i':
        output.raw(command.text!);
        return 'continue';
      case 'a':
        this.#appended.push(() => output.raw(command.text!));
        return 'continue';
      case 'F':
        output.line(this.#world.fileName);
        return 'continue';
      case 'R':
        this.#appendLineOf(command.text!);
        return 'continue';
      case 'W':
        this.#write(command.text!, this.text.split('\n', 1)[0]!);
        return 'continue';
      case 'r':
        this.#appended.push(() => output.raw(this.#world.readFile(command.text!)));
        return 'continue';
      case 'w':
        this.#write(command.text!);
        return 'continue';
      case 'c':
        if (command.negated || !command.to || !this.#addresses.isOpen(command)) output.raw(command.text!);
        return 'end-cycle';
      default:
        return this.#executeFlow(command);
    }
  }

  async #executeFlow(command: SedCommand): Promise<Next> {
    switch (command.name) {
      case 'g':
        this.text = this.#hold;
        return 'continue';
      case 'G':
        this.text += `\n${this.#hold}`;
        return 'continue';
      case 'h':
        this.#hold = this.text;
        return 'continue';
      case 'H':
        this.#hold += `\n${this.text}`;
        return 'continue';
      case 'x':
        [this.text, this.#hold] = [this.#hold, this.text];
        return 'continue';
      case 'z':
        this.text = '';
        return 'continue';
      case 'd':
        return 'end-cycle';
      case 'D':
        return this.#deleteFirst();
      case 'n':
      case 'N':
        return this.#nextLine(command.name === 'N');
      case 'q':
      case 'Q':
        this.#exitCode = command.exitCode ?? 0;
        this.hasQuit = true;
        if (command.name === 'q') this.#autoprint();
        return 'quit';
      case 'b':
      case 't':
      case 'T':
        await this.#branch(command);
        return 'continue';
      default:
        return 'continue';
    }
  }

  async #deleteFirst(): Promise<Next> {
    const end = this.text.indexOf('\n');
    if (end < 0) return 'end-cycle';
    this.text = this.text.slice(end + 1);
    await this.#world.pause();
    return 'restart';
  }

  /** `n` and `N`. Without a next line GNU sed prints the pattern space and ends. */
  async #nextLine(append: boolean): Promise<Next> {
    if (await this.#world.isLast()) {
      this.#autoprint();
      return 'quit';
    }
    if (!append) this.#autoprint();
    this.#flushAppended();
    const before = this.text;
    const substituted = this.#substituted;
    await this.#read();
    this.#substituted = substituted;
    if (append) this.text = `${before}\n${this.text}`;
    return 'continue';
  }

  async #branch(command: SedCommand): Promise<void> {
    const jumps = command.name === 'b' || this.#substituted === (command.name === 't');
    if (command.name !== 'b') this.#substituted = false;
    if (!jumps) return;
    if (command.target! < this.#at) await this.#world.pause();
    this.#at = command.target!;
  }

  #substitute({ substitution }: SedCommand): void {
    const result = substitute(this.text, this.use(substitution!.expression), substitution!);
    if (result === undefined) return;
    this.text = result;
    this.#substituted = true;
    if (substitution!.print) this.#print();
    if (substitution!.file !== undefined) this.#write(substitution!.file);
  }

  #appendLineOf(file: string): void {
    const line = this.#world.nextLineOf(file);
    if (line !== null) this.#appended.push(() => this.#world.output.line(line));
  }

  #write(file: string, text = this.text): void {
    if (file === '/dev/stdout') this.#print(text);
    else this.#world.appendFile(file, `${text}\n`);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

/** Lines of `l`, each but the last with a backslash; no escape is broken. */
function wrapped(text: string, width: number): string {
  if (width <= 1) return `${text}$`;
  const lines = [''];
  for (const [piece] of text.matchAll(/\\(?:[0-7]{3}|.)|[\s\S]/g)) {
    if (lines.at(-1)!.length + piece.length > width - 1) lines.push('');
    lines[lines.length - 1] += piece;
  }
  return `${lines.join('\\\n')}$`;
}

/** What `l` shows: every byte that is not printable ASCII as an escape. */
function visible(text: string): string {
  const octal = (character: string) =>
    [...encode(character, 'utf8')].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return text.replace(/[\\\x00-\x1f\x7f]|[^\x00-\x7f]/gu, (character) => ESCAPES[character] ?? octal(character));
}
