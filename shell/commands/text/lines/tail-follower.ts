import { abortable } from '../../../../cluster/machinery/shared-reader.ts';
import { toByteText } from '../byte-text.ts';
import { quoteForShell } from '../quote-name.ts';
import type { Tool } from '../tool.ts';

interface Followed {
  readonly path: string;
  readonly absolute: string;
  /** Bytes that were shown. */
  seen: number;
  /** The file is there. */
  exists: boolean;
}

const POLL_PROCESS_MS = 1000;

/** What `tail -f` shows after the end: files as they grow, each under its name when there are several. */
export class TailFollower {
  readonly #tool: Tool;
  readonly #showsNames: boolean;
  readonly #files: Followed[] = [];
  /** Whose lines were printed last. */
  #shown: string | null = null;

  constructor(tool: Tool, showsNames: boolean) {
    this.#tool = tool;
    this.#showsNames = showsNames;
  }

  header(path: string): void {
    if (!this.#showsNames || this.#shown === path) return;
    const name = path === '-' ? 'standard input' : toByteText(path);
    this.#tool.out.add(`${this.#shown === null ? '' : '\n'}==> ${name} <==\n`);
    this.#shown = path;
  }

  add(path: string, isOpen: boolean): void {
    if (path === '-' || (isOpen ? false : !this.#byName || this.#tool.isDirectory(path))) return;
    const absolute = this.#tool.path(path);
    const seen = isOpen ? this.#tool.files.stat(absolute).sizeBytes : 0;
    this.#files.push({ path, absolute, seen, exists: isOpen });
  }

  get #byName(): boolean {
    return this.#tool.has('F') || this.#tool.has('retry') || this.#tool.value('f') === 'name';
  }

  /** Goes on until there is nothing to follow, the process of --pid has ended, or a signal comes. */
  async follow(): Promise<void> {
    const tool = this.#tool;
    await tool.out.flush();
    if (this.#files.length === 0) {
      if (tool.operands.some((path) => path !== '-')) await tool.complain('no files remaining');
      return;
    }
    const pid = tool.value('pid') === undefined ? null : Number(tool.value('pid'));
    for (;;) {
      const stops: (() => void)[] = [];
      const changed = new Promise<void>((resolve) => {
        for (const file of this.#files) stops.push(tool.files.watch(file.absolute, resolve));
        if (pid !== null) stops.push(tool.process.machine.clock.schedule(POLL_PROCESS_MS, resolve));
      });
      try {
        let any = false;
        for (const file of this.#files) if (await this.#look(file)) any = true;
        if (any) continue;
        if (pid !== null && !tool.process.machine.processes.list().some((process) => process.pid === pid)) return;
        await abortable(changed, tool.process.signal);
      } finally {
        for (const stop of stops) stop();
      }
    }
  }

  /** Shows what is new; whether there was anything. */
  async #look(file: Followed): Promise<boolean> {
    const { files } = this.#tool;
    const exists = files.exists(file.absolute) && files.stat(file.absolute).kind !== 'directory';
    if (!exists) {
      if (file.exists && this.#byName) {
        await this.#tool.complain(`${quoteName(file.path)} has become inaccessible: No such file or directory`);
      }
      file.exists = exists;
      return false;
    }
    if (!file.exists) {
      if (this.#byName) await this.#tool.warn(`${quoteName(file.path)} has appeared;  following new file`);
      file.exists = true;
      file.seen = 0;
    }
    const size = files.stat(file.absolute).sizeBytes;
    if (size === file.seen) return false;
    if (size < file.seen) {
      await this.#tool.warn(`${quoteForShell(file.path)}: file truncated`);
      file.seen = 0;
    }
    const content = files.read(file.absolute).subarray(file.seen);
    file.seen += content.length;
    if (content.length === 0) return false;
    this.header(file.path);
    await this.#tool.out.flush();
    await this.#tool.process.stdout.write(content);
    return true;
  }
}

const quoteName = (path: string) => (quoteForShell(path).startsWith("'") ? quoteForShell(path) : `'${path}'`);
