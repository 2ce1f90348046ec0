import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { baseName, joinPath } from '../../../interpreter/path-name.ts';
import { matchesPattern } from '../../../interpreter/pattern.ts';
import type { Tool } from '../tool.ts';
import type { GrepOptions } from './grep-options.ts';

/** Deepest directory that is looked into. */
const DEEPEST = 1000;

/** Which files are searched: what the operands name, and below directories when asked. */
export class GrepFiles {
  readonly #tool: Tool;
  readonly #options: GrepOptions;
  readonly #rules: readonly { key: string; glob: string }[];

  constructor(tool: Tool, options: GrepOptions) {
    this.#tool = tool;
    this.#options = options;
    this.#rules = tool.options
      .filter(({ key }) => ['include', 'exclude', 'exclude-dir'].includes(key))
      .map(({ key, value = '' }) => ({ key, glob: key === 'exclude-dir' ? value.replace(/\/+$/, '') : value }));
  }

  async *list(): AsyncGenerator<string> {
    const { operands } = this.#tool;
    if (operands.length === 0) {
      if (this.#options.isRecursive) yield* this.#below('.', '', 0);
      else yield '-';
      return;
    }
    for (const path of operands) {
      const isDirectory = path !== '-' && this.#tool.isDirectory(path);
      if (isDirectory ? this.#skipsDirectory(path) : path !== '-' && this.#skipsFile(path)) continue;
      if (isDirectory && this.#options.isRecursive) yield* this.#below(path, path, 0);
      else yield path;
    }
  }

  async *#below(directory: string, shown: string, depth: number): AsyncGenerator<string> {
    const { files } = this.#tool;
    await this.#tool.breathe();
    let names: string[];
    try {
      names = depth > DEEPEST ? [] : files.list(this.#tool.path(directory));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await this.#tool.complain(`${directory}: ${error.message}`, 2);
      return;
    }
    for (const name of names) {
      const path = shown === '' ? name : shown.endsWith('/') ? shown + name : `${shown}/${name}`;
      const { kind } = files.linkStat(this.#tool.path(joinPath(directory, name)));
      if (kind === 'link' && this.#options.isRecursive !== 'R') continue;
      if (this.#tool.isDirectory(path)) {
        if (!this.#skipsDirectory(path)) yield* this.#below(path, path, depth + 1);
      } else if (kind !== 'device' && !this.#skipsFile(path)) yield path;
    }
  }

  /** The last rule that fits decides; without one, what no --include names is left out. */
  #skipsFile(path: string): boolean {
    const rules = this.#rules.filter(({ key }) => key !== 'exclude-dir');
    const fitting = rules.find(({ glob }) => matchesPattern(baseName(path), glob) || matchesPattern(path, glob));
    if (fitting) return fitting.key === 'exclude';
    return rules.length > 0 && rules[0]!.key === 'include';
  }

  #skipsDirectory(path: string): boolean {
    const rules = this.#rules.filter(({ key }) => key === 'exclude-dir');
    return rules.some(({ glob }) => matchesPattern(baseName(path), glob) || matchesPattern(path, glob));
  }
}
