import type { Process } from '../../../cluster/machinery/machine.ts';
import { type FullScreen, inverse } from '../editor/full-screen.ts';
import type { PagerFiles } from './pager-files.ts';
import type { PagerOptions } from './pager-options.ts';
import { type PagerPlace, pagerPrompt } from './pager-prompt.ts';
import type { PagerSearch } from './pager-search.ts';
import { PagerSource } from './pager-source.ts';
import type { PagerTyping } from './pager-typing.ts';
import type { PagerView } from './pager-view.ts';

/** One running pager: what its commands share. */
export class PagerState {
  readonly process: Process;
  readonly screen: FullScreen;
  readonly typing: PagerTyping;
  readonly view: PagerView;
  readonly files: PagerFiles;
  readonly options: PagerOptions;
  /** A message in the last row, until a key is pressed. */
  message = '';
  /** What waits until the message was read. */
  afterMessage: (() => void) | null = null;
  search: PagerSearch | null = null;
  readonly searched: string[] = [];
  /** Rows that a page has; 0 is the screen's. */
  window = 0;
  /** Rows that `d` and `u` move by; 0 is half of the screen. */
  half = 0;
  readonly marks = new Map<string, { readonly name: string; readonly line: number }>();
  /** Where the last jump began. */
  before = 0;
  isNew = true;
  follows = false;
  /** A pipe's end was seen. */
  sawEnd = false;

  constructor(parts: {
    process: Process;
    screen: FullScreen;
    typing: PagerTyping;
    view: PagerView;
    files: PagerFiles;
    options: PagerOptions;
  }) {
    this.process = parts.process;
    this.screen = parts.screen;
    this.typing = parts.typing;
    this.view = parts.view;
    this.files = parts.files;
    this.options = parts.options;
  }

  /** A message that waits for a key. */
  tell(text: string): void {
    this.message = inverse(`${text}  (press RETURN)`);
  }

  rememberPlace(): void {
    this.before = this.view.top;
  }

  place(): PagerPlace {
    const { view, files } = this;
    const { source } = view;
    const { rows } = view.rows;
    const [first, last] = [rows[Math.max(0, view.top)], rows[Math.min(view.top + view.height, rows.length) - 1]];
    if (view.isEnd) this.sawEnd = true;
    const isKnown = source.isFile || (this.sawEnd && source.ended);
    return {
      name: source.name,
      file: files.at + 1,
      files: files.names.length,
      next: files.next,
      isNew: this.isNew && source.name !== '',
      isEnd: view.isEnd,
      firstLine: first ? first.line + 1 : 0,
      lastLine: last ? last.line + 1 : 0,
      byte: Math.min(last?.end ?? 0, source.byteLength),
      lines: isKnown ? source.lines.length : null,
      bytes: isKnown ? source.byteLength : null,
    };
  }

  prompt(): string {
    return pagerPrompt(this.place(), this.options, this.view.filter !== null);
  }

  /** Shows another file, or says why not. */
  goToFile(at: number, step: 1 | -1): boolean {
    const { source, problems } = this.files.openFrom(at, step);
    if (problems.length > 0) this.tell(problems.join(' '));
    if (!source) return false;
    const show = () => {
      this.view.show(source);
      this.isNew = true;
      this.sawEnd = false;
    };
    if (problems.length > 0) {
      this.view.show(new PagerSource(''));
      this.view.source.end();
      this.afterMessage = show;
    } else show();
    return true;
  }
}
