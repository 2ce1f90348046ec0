import type { FunctionDefinition } from '../parser/ast.ts';

/** A function as the shell holds it. */
export interface ShellFunction extends FunctionDefinition {
  /** The file it was defined in (BASH_SOURCE). */
  readonly source: string;
  exported?: boolean;
  readonly?: boolean;
}

/** One call of a function or of `source`. */
export interface Frame {
  /** The function's name, or `source`. */
  readonly name: string;
  /** The file the called code stands in. */
  readonly source: string;
  /** The line the call stands in. */
  readonly line: number;
  readonly isFunction: boolean;
}

/** The calls that a shell is inside of: FUNCNAME, BASH_SOURCE, BASH_LINENO and what `caller` tells. */
export class CallStack {
  readonly #frames: Frame[];
  /** The script that is run; undefined for `-c`, standard input and a terminal. */
  readonly script: string | undefined;
  readonly #otherwise: string;

  constructor(script: string | undefined, otherwise: string, frames: readonly Frame[] = []) {
    this.script = script;
    this.#otherwise = otherwise;
    this.#frames = [...frames];
  }

  fork(): CallStack {
    return new CallStack(this.script, this.#otherwise, this.#frames);
  }

  push(frame: Frame): void {
    this.#frames.push(frame);
  }

  pop(): void {
    this.#frames.pop();
  }

  get depth(): number {
    return this.#frames.length;
  }

  get functionDepth(): number {
    return this.#frames.filter(({ isFunction }) => isFunction).length;
  }

  get inFunction(): boolean {
    return this.#frames.some(({ isFunction }) => isFunction);
  }

  /** What BASH_SOURCE calls the code that is run now; also for functions that are defined by it. */
  get source(): string {
    return this.#frames.at(-1)?.source ?? this.script ?? this.#otherwise;
  }

  /** How messages name the code that is run now; undefined where they give the shell's own name. */
  get nameInMessages(): string | undefined {
    return this.#frames.at(-1)?.source ?? this.script;
  }

  names(): string[] {
    const names = this.#frames.map(({ name }) => name).reverse();
    if (!this.inFunction) return [];
    return this.script === undefined ? names : [...names, 'main'];
  }

  sources(): string[] {
    const sources = this.#frames.map(({ source }) => source).reverse();
    return this.script === undefined ? sources : [...sources, this.script];
  }

  lines(): string[] {
    const lines = this.#frames.map(({ line }) => String(line)).reverse();
    return this.script === undefined ? lines : [...lines, '0'];
  }

  /** Line, function and file of the call `level` calls up; undefined beyond the outermost. */
  caller(level: number, named: boolean): { line: number; name: string; source: string } | undefined {
    const frame = this.#frames.at(-1 - level);
    if (!frame) return undefined;
    const outer = this.#frames.at(-2 - level);
    // Only a script has something that stands around its outermost call.
    if (!outer && this.script === undefined && named) return undefined;
    const source = level + 2 > this.#frames.length ? (this.script ?? this.#otherwise) : outer!.source;
    return { line: frame.line, name: outer?.name ?? 'main', source };
  }
}
