import { posix } from 'node:path';
import type { Process } from '../../../cluster/machinery/machine.ts';
import type { Terminal } from '../../../cluster/machinery/terminal.ts';
import { FullScreen, inverse } from '../editor/full-screen.ts';
import type { PagerFiles } from './pager-files.ts';
import { PagerKeys } from './pager-keys.ts';
import type { PagerOptions } from './pager-options.ts';
import { PagerRows } from './pager-rows.ts';
import type { PagerSource } from './pager-source.ts';
import { PagerState } from './pager-state.ts';
import { type PagerInput, PagerTyping } from './pager-typing.ts';
import { PagerView } from './pager-view.ts';

/** less and more on a terminal. */
export class Pager {
  readonly #process: Process;
  readonly #terminal: Terminal;
  readonly #files: PagerFiles;
  readonly #options: PagerOptions;
  readonly #source: PagerSource;

  constructor(
    process: Process,
    terminal: Terminal,
    parts: { files: PagerFiles; source: PagerSource; options: PagerOptions },
  ) {
    this.#process = process;
    this.#terminal = terminal;
    this.#files = parts.files;
    this.#source = parts.source;
    this.#options = parts.options;
  }

  async run(): Promise<number> {
    if (this.#options.leavesWhenShort && this.#files.names.length < 2 && (await this.#fitsScreen())) {
      const { lines } = this.#source;
      if (lines.length > 0) await this.#process.stdout.write(Buffer.from(`${lines.join('\n')}\n`));
      return 0;
    }
    const screen = new FullScreen(this.#process, this.#terminal, { alternate: !this.#options.keepsScreen });
    const view = new PagerView(screen, this.#options, this.#source);
    const typing = new PagerTyping(screen);
    const { files, options } = { files: this.#files, options: this.#options };
    const state = new PagerState({ process: this.#process, screen, typing, view, files, options });
    if (options.start !== '') {
      view.isSquished = false;
      for (const key of startKeys(options.start)) typing.later(key);
    }
    const forget = this.#watchFile(state);
    try {
      await this.#loop(state, new PagerKeys(state));
      return 0;
    } finally {
      forget();
      screen.close();
    }
  }

  async #loop(state: PagerState, keys: PagerKeys): Promise<void> {
    const { typing } = state;
    let isStarting = typing.isEarly;
    for (;;) {
      if (state.follows) state.view.jumpToEnd();
      const { view } = state;
      isStarting &&= typing.isEarly;
      if (!isStarting) await view.paint(this.#status(state, keys));
      const input = await this.#next(state);
      if (input === 'changed' || input === 'resize') continue;
      if (input === null) return;
      if ('pasted' in input) continue;
      const [name = ''] = 'text' in input ? input.text : [input.name];
      if ('text' in input && input.text.length > name.length) typing.unread({ text: input.text.slice(name.length) });
      if (this.#interrupts(state, name)) continue;
      if (state.message !== '' && this.#dismiss(state, name)) continue;
      if ((await keys.press(name)) === 'leave') return;
      if (!isStarting && keys.isIdle) state.isNew = state.isNew && keys.keepsNew;
    }
  }

  /** Ctrl-C ends waiting, and nothing else. */
  #interrupts(state: PagerState, name: string): boolean {
    if (name !== 'C-c') return false;
    if (state.view.waits) {
      state.view.givenUp = true;
      state.typing.drop();
    }
    state.view.isSquished = false;
    state.follows = false;
    return true;
  }

  /** The message goes away; Enter and blank do nothing else. */
  #dismiss(state: PagerState, name: string): boolean {
    state.message = '';
    state.afterMessage?.();
    state.afterMessage = null;
    return name === 'enter' || name === ' ' || name === 'C-j';
  }

  #status(state: PagerState, keys: PagerKeys): string {
    if (state.message !== '') return state.message;
    if (state.follows) return inverse('Waiting for data... (interrupt to abort)');
    if (keys.typed !== '') return `:${keys.typed}`;
    return state.view.waits ? '' : state.prompt();
  }

  /** A key, or that there is more to show. */
  async #next({ view, typing, follows, message }: PagerState): Promise<PagerInput | 'changed'> {
    const mayWait = view.waits && message === '';
    const waits = follows || !view.source.ended;
    if (!waits) return typing.key();
    const input = await typing.keyOr(view.source.changed(), !mayWait);
    if (!mayWait || input === 'changed' || input === 'resize' || input === null) return input;
    // What is typed before there is something to see comes later.
    if (('name' in input && input.name === 'C-c') || ('text' in input && input.text.startsWith('q'))) return input;
    typing.later(input);
    return 'changed';
  }

  /** True when all of it is there and fits; reads on until that is known. */
  async #fitsScreen(): Promise<boolean> {
    const [columns, rows] = [this.#terminal.columns(), this.#terminal.rows()];
    const layout = new PagerRows(this.#source, this.#options, columns, null, 0);
    for (;;) {
      layout.extend();
      if (layout.rows.length >= rows) return false;
      if (this.#source.ended) return true;
      await this.#source.changed();
    }
  }

  /** What is appended to a file is seen by F. */
  #watchFile(state: PagerState): () => void {
    const { source } = state.view;
    if (!source.isFile) return () => {};
    const path = posix.resolve(this.#process.workingDirectory, source.name);
    return this.#process.machine.files.watch(path, () => {
      if (!state.follows || state.view.source !== source) return;
      source.readFile(this.#process);
      state.view.relayout();
    });
  }
}

function startKeys(text: string): ({ readonly text: string } | { readonly name: string })[] {
  return text
    .split('\r')
    .flatMap((part, at) => [...(at > 0 ? [{ name: 'enter' }] : []), ...(part === '' ? [] : [{ text: part }])]);
}
